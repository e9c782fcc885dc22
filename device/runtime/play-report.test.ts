/** Proof of play: the right day's sums, read in few rows of a very long journal, with names that no spreadsheet runs. */
import { expect, it } from 'vitest';
import { event, type HallEvent, type JournalEvent } from '../../protocol/events.ts';
import type { RowSource } from './day-rows.ts';
import { businessDayPlays } from './play-report.ts';

const dayMs = 24 * 3_600_000;
const firstMs = Date.parse('2020-01-01T00:00:00Z');
const rowsPerDay = 10_000;
const days = 1_000;
const [sumA, sumB] = ['a'.repeat(64), 'b'.repeat(64)];
const dateOf = (day: number): string => new Date(firstMs + day * dayMs).toISOString().slice(0, 10);

/** Ten million rows that are made when they are read: each day opens, plays twice and says nothing else of it. */
function rowAt(seq: number): JournalEvent {
  const [day, n] = [Math.floor((seq - 1) / rowsPerDay), (seq - 1) % rowsPerDay];
  const played = (screen: string, media: string, ms: number) =>
    event('screen.played', { screen, plays: [{ media, times: day + 1, ms }] });
  const own: HallEvent =
    n === 0
      ? event('day.opened', { date: dateOf(day) })
      : n === 100 || n === 9_000
        ? played('main', sumA, 1_000)
        : n === 9_999
          ? played('side', sumB, 2_400)
          : event('counter.resumed', { counter: 1 });
  const wallMs = firstMs + day * dayMs + n * 1_000;
  return { ...own, seq, id: `e${seq}`, wallMs, monoMs: seq, clock: 'ntp', actor: 'test' } as JournalEvent;
}

function read(date: string, head = days * rowsPerDay, from: (seq: number) => JournalEvent = rowAt) {
  let count = 0;
  const rows: RowSource = {
    head: () => head,
    read(first, limit) {
      const piece = Array.from({ length: Math.max(0, Math.min(limit, head - first + 1)) }, (_, at) => from(first + at));
      count += piece.length;
      return piece;
    },
  };
  const reading = businessDayPlays(rows, date, Date.parse(`${date}T00:00:00Z`) - 14 * 3_600_000, (sum) =>
    sum === sumA ? '=1+1 "film".mp4' : '',
  );
  let pieces = 0;
  let step = reading.next();
  for (; !step.done; step = reading.next()) pieces += 1;
  return { lines: step.value.split('\r\n').slice(1, -1), count, pieces };
}

it('reads about two days of ten million rows, in pieces', () => {
  for (const day of [0, 437, days - 1]) {
    const { lines, count, pieces } = read(dateOf(day));
    expect(lines).toEqual([
      `${dateOf(day)},main,${sumA},"'=1+1 ""film"".mp4",${2 * (day + 1)},2`,
      `${dateOf(day)},side,${sumB},"",${day + 1},2`,
    ]);
    expect(count).toBeLessThan(3 * rowsPerDay);
    expect(pieces).toBeGreaterThan(3);
  }
});

it('has nothing to say of days before, after and not worked', () => {
  for (const date of ['2019-12-31', dateOf(days)]) expect(read(date).lines).toEqual([]);
  expect(read(dateOf(0), 0).lines).toEqual([]);
  // A hall that was shut on the second day: its rows are one long first day.
  const shut = (seq: number): JournalEvent => {
    const row = rowAt(seq);
    return row.type === 'day.opened' && row.body.date === dateOf(1) ? rowAt(seq + 1) : row;
  };
  expect(read(dateOf(1), days * rowsPerDay, (seq) => ({ ...shut(seq), seq }) as JournalEvent).lines).toEqual([]);
});

it('names a file that came and left on that day', () => {
  const media = {
    sha256: sumB,
    name: '广告.mp4',
    kind: 'video',
    mime: 'video/mp4',
    bytes: 1,
    width: 1,
    height: 1,
    durationMs: 1,
    codec: null,
    sound: false,
  } as const;
  const { lines } = read(dateOf(3), days * rowsPerDay, (seq) => {
    const row = rowAt(seq);
    return seq === 3 * rowsPerDay + 5
      ? ({ ...row, ...event('media.added', { media, by: 'centre' }) } as JournalEvent)
      : row;
  });
  expect(lines[1]).toContain(',"广告.mp4",');
});
