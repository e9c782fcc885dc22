/**
 * Finds the rows of business days in the journal without reading all of it, and folds them: a guess by the wall clock, then from there to the
 * next `day.opened` and on or back. Dates only go forward with the rows, so that a clock that was wrong costs time, never truth.
 */
import type { JournalEvent } from '../../protocol/events.ts';
import { createDayFold, type DayFacts } from '../core/day-facts.ts';

export interface RowSource {
  head(): number;
  /** Rows from a sequence number on, at most so many. */
  read(from: number, limit: number): readonly JournalEvent[];
}

const rowsPerRead = 2_000;

/**
 * The facts of the business days from one date to another, in order. `aboutMs`: a wall time shortly before the first began.
 * Gives up control after each piece that it has read.
 */
export function* reportDays(
  rows: RowSource,
  from: string,
  to: string,
  aboutMs: number,
): Generator<void, readonly DayFacts[]> {
  const start = yield* findDay(rows, from, aboutMs);
  if (start === null) return [];
  const days: DayFacts[] = [];
  let isPast = false;
  let isDone = false;
  const fold = createDayFold((day) => {
    if (from <= day.date && day.date <= to) days.push(day);
    if (isPast) isDone = true;
  });
  yield* eachRow(rows, yield* dayBefore(rows, start), (row) => {
    fold.take(row);
    if (row.type === 'day.opened' && row.body.date > to) isPast = true;
    return !isDone;
  });
  if (!isDone) fold.end();
  return days;
}

/**
 * Sequence of the first `day.opened` whose date is not before `date`, or null when there is none. `aboutMs`: a wall time
 * shortly before that day began. Gives up control after each piece that it has read.
 */
export function* findDay(rows: RowSource, date: string, aboutMs: number): Generator<void, number | null> {
  const guess = guessRow(rows, aboutMs);
  let found = yield* openingFrom(rows, guess);
  while (found && found.date < date) found = yield* openingFrom(rows, found.seq + 1);
  if (found?.date === date) return found.seq;
  // It may lie before the guess: back, piece by piece, until a day begins that is earlier than the one sought.
  for (let to = guess - 1; to >= 1; to -= rowsPerRead) {
    const from = Math.max(1, to - rowsPerRead + 1);
    const openings = rows.read(from, to - from + 1).filter((row) => row.type === 'day.opened');
    for (const { seq, body } of openings.reverse()) {
      if (body.date < date) return found?.seq ?? null;
      found = { seq, date: body.date };
    }
    yield;
  }
  return found?.seq ?? null;
}

/** Sequence of the last `day.opened` before the row, or 1: where the tickets that live on came from. */
function* dayBefore(rows: RowSource, seq: number): Generator<void, number> {
  for (let to = seq - 1; to >= 1; to -= rowsPerRead) {
    const from = Math.max(1, to - rowsPerRead + 1);
    const found = rows.read(from, to - from + 1).findLast((row) => row.type === 'day.opened');
    if (found) return found.seq;
    yield;
  }
  return 1;
}

/** Every row from a sequence number on, until `take` says that it is enough. */
export function* eachRow(rows: RowSource, from: number, take: (row: JournalEvent) => boolean): Generator<void, void> {
  for (let next = from; next <= rows.head(); ) {
    const piece = rows.read(next, rowsPerRead);
    if (piece.length === 0) return;
    for (const row of piece) if (!take(row)) return;
    next = (piece.at(-1)?.seq ?? next) + 1;
    yield;
  }
}

function* openingFrom(rows: RowSource, from: number): Generator<void, { seq: number; date: string } | null> {
  for (let next = from; next <= rows.head(); next += rowsPerRead) {
    for (const row of rows.read(next, rowsPerRead))
      if (row.type === 'day.opened') return { seq: row.seq, date: row.body.date };
    yield;
  }
  return null;
}

/** A row near the wall time, by halving. */
function guessRow(rows: RowSource, aboutMs: number): number {
  let [low, high] = [1, rows.head()];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [row] = rows.read(middle, 1);
    if (row && row.wallMs < aboutMs) low = middle + 1;
    else high = middle;
  }
  return Math.max(1, low);
}
