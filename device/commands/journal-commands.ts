/** `hallkeeper journal verify|export|stats`: read-only, safe beside a running hall. */
import { once } from 'node:events';
import type { JournalEvent } from '../../protocol/events.ts';
import { openSqliteJournal, type SqliteJournal } from '../adapters/sqlite-journal.ts';
import { evolve } from '../core/evolve.ts';
import { brokenInvariants } from '../core/invariants.ts';
import { emptyState } from '../core/state.ts';

const rowsPerRead = 5_000;
/** Checking every invariant after every event costs the size of the state; past this many events each 50th is checked. */
const everyEventUpTo = 20_000;
const problemsShownMax = 20;

export interface JournalFindings {
  readonly ok: boolean;
  readonly events: number;
  readonly head: number;
  readonly boots: number;
  readonly day: string | null;
  readonly tickets: number;
  readonly problems: readonly string[];
}

/** Replays the whole journal from its first row and checks what must always be true. */
export function checkJournal(journal: SqliteJournal): JournalFindings {
  const head = journal.head();
  const problems: string[] = [];
  const seen = new Set<string>();
  let state = emptyState();
  let events = 0;
  let tickets = 0;
  let last = 0;
  for (const row of rowsOf(journal, 1, head)) {
    if (row.seq !== last + 1) problems.push(`row ${row.seq} follows row ${last}: there is a hole`);
    last = row.seq;
    events += 1;
    state = evolve(state, row);
    if (row.type === 'ticket.issued') {
      tickets += 1;
      const key = `${state.day} ${row.body.no}`;
      if (seen.has(key)) problems.push(`row ${row.seq}: number ${row.body.no} was given twice on ${state.day}`);
      seen.add(key);
    }
    if (row.type === 'day.opened') seen.clear();
    if (events <= everyEventUpTo || events % 50 === 0 || row.seq === head) {
      for (const broken of brokenInvariants(state)) problems.push(`row ${row.seq}: ${broken}`);
    }
    if (problems.length >= problemsShownMax) break;
  }
  return { ok: problems.length === 0, events, head, boots: state.boot, day: state.day, tickets, problems };
}

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

export async function exportJournal(folder: string, from: number, to: number): Promise<number> {
  const journal = openSqliteJournal(folder, { readonly: true });
  for (const row of rowsOf(journal, from, Math.min(to, journal.head()))) {
    if (!process.stdout.write(`${JSON.stringify(row)}\n`)) await once(process.stdout, 'drain');
  }
  journal.close();
  return 0;
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

function* rowsOf(journal: SqliteJournal, from: number, to: number): Generator<JournalEvent> {
  for (let next = from; next <= to; ) {
    const rows = journal.read(next, to, rowsPerRead);
    if (rows.length === 0) return;
    yield* rows;
    next = (rows.at(-1)?.seq ?? to) + 1;
  }
}
