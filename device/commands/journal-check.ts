/**
 * Checks a journal row by row, from the first: what a replay must find and what must always be true of the hall. It keeps
 * its place, so that a journal which still grows can be checked again without reading it all. It never throws on a row;
 * what is wrong is named in words, with the row.
 *
 *   row ─► follows the one before? ─► known ticket? number new today? ─► evolve ─► invariants of the state
 */
import type { EventBodies, JournalEvent } from '../../protocol/events.ts';
import { evolve } from '../core/evolve.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { emptyState, type HallState } from '../core/state.ts';
import type { JournalPort } from '../ports.ts';

export interface JournalFindings {
  readonly ok: boolean;
  readonly events: number;
  readonly head: number;
  readonly boots: number;
  readonly day: string | null;
  readonly tickets: number;
  /** At most 20, in words for a person. */
  readonly problems: readonly string[];
}

export interface JournalCheck {
  /** Reads on to the journal's head. Rows already checked are not read again. */
  readOn(journal: JournalPort, onRow?: (row: JournalEvent) => void): void;
  findings(): JournalFindings;
}

const rowsPerRead = 5_000;
/** Checking every invariant after every event costs the size of the state; past this many events each 50th is checked. */
const everyEventUpTo = 20_000;
const sparselyEach = 50;
/** Past this the journal is broken beyond what a list could tell. */
const problemsMax = 20;

export function createJournalCheck(): JournalCheck {
  const problems: string[] = [];
  /** Numbers of the business day by series: since its beginning, or since the series began anew. */
  const numbersToday = new Map<string, Set<string>>();
  const issued = new Set<string>();
  let state: HallState = emptyState();
  let events = 0;
  let last = 0;

  function say(row: number, text: string): void {
    if (problems.length < problemsMax) problems.push(`row ${row}${text}`);
  }

  function take(row: JournalEvent, head: number): void {
    if (row.seq !== last + 1) say(row.seq, ` follows row ${last}: there is a hole`);
    last = row.seq;
    events += 1;
    if (typeof row.body !== 'object' || row.body === null) {
      say(row.seq, ` (${row.type}) has no body`);
      return;
    }
    const { ticket } = row.body as { ticket?: string };
    if (row.type === 'ticket.issued') {
      takeNumber(row.seq, row.body);
      if (issued.has(row.body.ticket)) say(row.seq, `: ticket ${row.body.ticket} was issued twice`);
      issued.add(row.body.ticket);
    } else if (ticket !== undefined && !issued.has(ticket)) {
      say(row.seq, `: ${row.type} is about ticket ${ticket}, which was never issued`);
    }
    if (row.type === 'day.opened') {
      if (state.day !== null && row.body.date <= state.day) say(row.seq, `: the day went back to ${row.body.date}`);
      numbersToday.clear();
    }
    // A new paper roll: its numbers come again.
    if (row.type === 'series.set') numbersToday.delete(row.body.series);
    try {
      state = evolve(state, row);
    } catch (error) {
      say(row.seq, ` (${row.type}) cannot be applied: ${messageOf(error)}`);
      return;
    }
    if (events > everyEventUpTo && events % sparselyEach !== 0 && row.seq !== head) return;
    for (const broken of brokenInvariants(state)) say(row.seq, `: ${broken}`);
  }

  /** A number comes once, unless its series has begun anew; and never while somebody still carries it. */
  function takeNumber(seq: number, { series, n, no }: EventBodies['ticket.issued']): void {
    let numbers = numbersToday.get(series);
    if (!numbers || n < (state.series.get(series) ?? 0)) {
      numbers = new Set();
      numbersToday.set(series, numbers);
    }
    if (numbers.has(no) || state.alive.has(no)) say(seq, `: number ${no} was given twice on ${state.day}`);
    numbers.add(no);
  }

  /** Rows from `from` on; when one of a piece cannot be read, only those before it, and then it is named alone. */
  function read(journal: JournalPort, from: number, to: number): readonly JournalEvent[] | null {
    for (let size = to - from + 1; ; size = Math.ceil(size / 2)) {
      try {
        return journal.read(from, from + size - 1, size);
      } catch (error) {
        if (size > 1) continue;
        say(from, ` cannot be read: ${messageOf(error)}`);
        return null;
      }
    }
  }

  return {
    readOn(journal, onRow) {
      const head = journal.head();
      for (let next = last + 1; next <= head && problems.length < problemsMax; ) {
        const to = Math.min(head, next + rowsPerRead - 1);
        const rows = read(journal, next, to);
        if (rows === null) {
          last = next;
          next += 1;
          continue;
        }
        for (const row of rows) {
          take(row, head);
          onRow?.(row);
        }
        // A piece without a row is a hole as long as the piece: the next row that is found says where it began.
        next = rows.length === 0 ? to + 1 : last + 1;
      }
    },
    findings: () => ({
      ok: problems.length === 0,
      events,
      head: last,
      boots: state.boot,
      day: state.day,
      tickets: issued.size,
      problems,
    }),
  };
}

/** The whole journal from its first row. */
export function checkJournal(journal: JournalPort): JournalFindings {
  const check = createJournalCheck();
  check.readOn(journal);
  return check.findings();
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
