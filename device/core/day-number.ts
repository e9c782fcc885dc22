/** Days counted in the calendar, without a clock or a zone. */

/** Days from 1970-01-01 to `YYYY-MM-DD` of the Gregorian calendar. */
export function dayNumber(date: string): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  // The year begins in March, so that the leap day is its last.
  const y = month > 2 ? year : year - 1;
  const fromMarch = (month + 9) % 12;
  const leapDays = Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400);
  return 365 * y + leapDays + Math.floor((153 * fromMarch + 2) / 5) + day - 719_469;
}

/** ISO weeks since the one that holds 1970-01-01; they run on over the turn of the year. */
export function weekNumber(date: string): number {
  return Math.floor((dayNumber(date) + 3) / 7);
}

/** ISO weekday, 1 is Monday. */
export function weekdayOf(date: string): number {
  return dayNumber(date) + 3 - 7 * weekNumber(date) + 1;
}
