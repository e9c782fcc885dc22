/** Why the hall is open or closed on a day, in a sentence of both languages. */
import type { HallConfig } from '../../protocol/config.ts';
import { tBoth, weekdayName } from '../../protocol/plan-texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import { exceptionOn, windowsOn } from './opening-hours.ts';

export function hoursReason(hall: HallConfig['hall'], date: string, weekday: number): Bilingual {
  const exception = exceptionOn(hall, date);
  const hours = windowsOn(hall, date, weekday)
    .map(([from, to]) => `${from}-${to}`)
    .join(', ');
  if (exception) {
    const name = exception.name ?? date;
    if (exception.closed) return tBoth('why.closed', { name });
    if (exception.like !== undefined) return tBoth('why.like', { name, day: weekdayName(exception.like) });
    return tBoth('why.own', { name, hours });
  }
  if (!hall.hours) return tBoth('why.always');
  const day = weekdayName(weekday);
  return hours === '' ? tBoth('why.weekNone', { day }) : tBoth('why.week', { day, hours });
}
