/** `hallkeeper journal verify|export|stats`: read-only, safe beside a running hall. */
import { once } from 'node:events';
import type { JournalEvent } from '../../protocol/events.ts';
import { openSqliteJournal, type SqliteJournal } from '../adapters/sqlite-journal.ts';
import { checkJournal } from './journal-check.ts';

const rowsPerRead = 5_000;

/** Exit code: 0 when the journal is whole, 1 when it is not. */
export function verifyJournal(folder: string, json: boolean): number {
  const journal = openSqliteJournal(folder, { readonly: true });
  const findings = checkJournal(journal);
  journal.close();
  if (json) process.stdout.write(`${JSON.stringify(findings)}\n`);
  else if (findings.ok) {
    process.stdout.write(
      `The journal is whole: ${findings.events} events, ${findings.tickets} tickets, ${findings.boots} starts.\n`,
    );
  } else for (const problem of findings.problems) process.stderr.write(`${problem}\n`);
  return findings.ok ? 0 : 1;
}

/** A reader that has seen enough (`| head`) closes the pipe: that is an end, not a mistake. Other errors are thrown. */
export async function exportJournal(folder: string, from: number, to: number): Promise<number> {
  const journal = openSqliteJournal(folder, { readonly: true });
  const { stdout } = process;
  let broken: Error | null = null;
  // Stays on after the last row: the pipe may tell of its end later than that.
  stdout.on('error', (error) => {
    broken = error;
    if (!isPipeClosed(error)) process.exitCode = 1;
  });
  try {
    for (const row of rowsOf(journal, from, Math.min(to, journal.head()))) {
      if (broken) break;
      if (!stdout.write(`${JSON.stringify(row)}\n`) && !broken) await once(stdout, 'drain');
    }
  } catch (error) {
    if (!isPipeClosed(error)) throw error;
  } finally {
    journal.close();
  }
  if (broken && !isPipeClosed(broken)) throw broken;
  return 0;
}

function isPipeClosed(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}

export function journalStats(folder: string, json: boolean): number {
  const journal = openSqliteJournal(folder, { readonly: true });
  const types = new Map<string, number>();
  const days = new Map<string, number>();
  let day = '-';
  for (const row of rowsOf(journal, 1, journal.head())) {
    types.set(row.type, (types.get(row.type) ?? 0) + 1);
    if (row.type === 'day.opened') day = row.body.date;
    if (row.type === 'ticket.issued') days.set(day, (days.get(day) ?? 0) + 1);
  }
  journal.close();
  if (json) {
    process.stdout.write(
      `${JSON.stringify({ types: Object.fromEntries(types), ticketsByDay: Object.fromEntries(days) })}\n`,
    );
    return 0;
  }
  for (const [type, count] of [...types].sort((a, b) => b[1] - a[1]))
    process.stdout.write(`${String(count).padStart(9)}  ${type}\n`);
  for (const [date, count] of days) process.stdout.write(`${String(count).padStart(9)}  tickets on ${date}\n`);
  return 0;
}

/** Rows of a journal, read in pieces. */
export function* rowsOf(journal: SqliteJournal, from: number, to: number): Generator<JournalEvent> {
  for (let next = from; next <= to; ) {
    const rows = journal.read(next, to, rowsPerRead);
    if (rows.length === 0) return;
    yield* rows;
    next = (rows.at(-1)?.seq ?? to) + 1;
  }
}
