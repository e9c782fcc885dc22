/** Finding a day in a long journal: always the right rows, whatever the wall clock did, and few of them read. */
import { expect, it } from 'vitest';
import { event, type JournalEvent } from '../../protocol/events.ts';
import { reportDays } from './day-rows.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const eventsPerDay = 3_000;
const dates = Array.from({ length: 20 }, (_, at) => `2027-01-${String(at + 1).padStart(2, '0')}`);
const aboutMs = (date: string): number => Date.parse(`${date}T00:00:00Z`) - 14 * hourMs;

/** Each day one call of a service named after its place, then `device.state` rows. `wall` says what the clock showed. */
function journalOf(days: readonly string[], wall: (at: number, n: number) => number): readonly JournalEvent[] {
  const rows: JournalEvent[] = [];
  const add = (each: Parameters<typeof Object.assign>[0], wallMs: number): void => {
    const seq = rows.length + 1;
    rows.push({ ...each, seq, id: `e${seq}`, wallMs, monoMs: seq, clock: 'ntp', actor: 'test' } as JournalEvent);
  };
  add(event('system.started', { boot: 'b', sw: '0', config: '' }), wall(0, 0));
  days.forEach((date, at) => {
    add(event('day.opened', { date }), wall(at, 0));
    for (let n = 1; n < eventsPerDay; n += 1)
      add(event('device.state', { device: `d${at}`, state: 'ok', fault: null }), wall(at, n));
  });
  return rows;
}

function read(rows: readonly JournalEvent[], from: string, to = from) {
  let count = 0;
  const reading = reportDays(
    {
      head: () => rows.length,
      read: (first, limit) => {
        const piece = rows.slice(first - 1, first - 1 + limit);
        count += piece.length;
        return piece;
      },
    },
    from,
    to,
    aboutMs(from),
  );
  let step = reading.next();
  while (!step.done) step = reading.next();
  return { dates: step.value.map(({ date }) => date), running: step.value.at(-1)?.running, count };
}

const right = (at: number, n: number): number => Date.parse(`${dates[at]}T00:00:00Z`) - 4 * hourMs + n * 20_000;

it('finds a day, several and the one that runs', () => {
  const rows = journalOf(dates, right);
  for (const date of dates) expect(read(rows, date).dates).toEqual([date]);
  expect(read(rows, '2027-01-20').running).toBe(true);
  expect(read(rows, '2027-01-19').running).toBe(false);
  expect(read(rows, '2027-01-01', '2027-01-31').dates).toEqual(dates);
  expect(read(rows, '2027-01-05', '2027-01-07').dates).toEqual(dates.slice(4, 7));
  for (const none of ['2026-12-31', '2027-02-01']) expect(read(rows, none).dates).toEqual([]);
});

it('reads little of a long journal', () => {
  expect(read(journalOf(dates, right), '2027-01-10').count).toBeLessThan(5 * eventsPerDay);
});

it('knows a day that was not worked', () => {
  const worked = dates.filter((date) => date !== '2027-01-10');
  const rows = journalOf(worked, right);
  expect(read(rows, '2027-01-10').dates).toEqual([]);
  expect(read(rows, '2027-01-09', '2027-01-11').dates).toEqual(['2027-01-09', '2027-01-11']);
});

it.each<[string, (at: number, n: number) => number]>([
  ['stood still', () => 0],
  ['was a year ahead', (at, n) => right(at, n) + 365 * dayMs],
  ['was a year behind for some days', (at, n) => right(at, n) - (at % 3 === 0 ? 365 * dayMs : 0)],
  ['ran backward', (at, n) => right(19, 0) - at * dayMs - n],
])('finds it when the wall clock %s', (_what, wall) => {
  const rows = journalOf(dates, wall);
  for (const date of dates) expect(read(rows, date).dates).toEqual([date]);
});

it('has nothing to say of an empty journal', () => {
  expect(read([], '2027-01-01').dates).toEqual([]);
});
