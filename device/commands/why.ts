/**
 * `hallkeeper why`: why a ticket number was called on a day, each time, from the journal alone. The hall is replayed to just before
 * the call; who waited then is listed. With the hall's configuration the list is the order in which that counter would have
 * called; without it nobody can know its services and figures, and the list goes by arrival. Read-only, safe beside a running hall.
 */
import { readFileSync } from 'node:fs';
import { whySentence } from '../../protocol/call-reasons.ts';
import type { CallCause, JournalEvent, TicketClass } from '../../protocol/events.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { isBefore } from '../core/calling-rule.ts';
import { callingOrder } from '../core/counter-queue.ts';
import { evolve } from '../core/evolve.ts';
import { type HallIndex, indexHall } from '../core/hall-index.ts';
import { emptyState, type HallState, hallTime } from '../core/state.ts';
import { problemText } from './check-config.ts';
import { rowsOf } from './journal-commands.ts';

export interface ExplainedCall {
  readonly date: string;
  readonly seq: number;
  /** Null when the clock was not known to be right. */
  readonly wallMs: number | null;
  readonly counter: number;
  readonly clerk: string | null;
  readonly why: string;
  readonly text: Bilingual;
  readonly cause: CallCause | null;
  /** `order`: as this counter would have called them. */
  readonly waitedBy: 'order' | 'arrival';
  readonly waited: readonly {
    readonly ticketNo: string;
    readonly service: string;
    readonly class: TicketClass;
    readonly waitedMs: number;
  }[];
}

interface WhyOptions {
  /** The newest business day of the journal when null. */
  readonly date: string | null;
  readonly config: string | null;
  readonly language: keyof Bilingual;
  readonly json: boolean;
}

/** People listed for one call: more is no explanation. */
const waitedMax = 10;

/** Exit code: 0 when the number was called on the day, 1 when it was not. */
export function explainCalls(folder: string, ticket: string, options: WhyOptions): number {
  const config = options.config === null ? null : configOf(options.config);
  const number = ticket.trim().toUpperCase();
  const journal = openSqliteJournal(folder, { readonly: true });
  const { calls, day } = readCalls(
    rowsOf(journal, 1, journal.head()),
    number,
    options.date,
    config && indexHall(config),
  );
  journal.close();
  const words = sentences[options.language];
  if (options.json) process.stdout.write(`${JSON.stringify({ ticketNo: number, date: day, calls })}\n`);
  else if (calls.length > 0) {
    const timeOf = timeWriter(config?.hall.zone ?? null);
    process.stdout.write(
      `${number} · ${day}\n${calls.map((call) => callText(call, options.language, timeOf)).join('')}`,
    );
  } else process.stderr.write(`${words.never(number, day)}\n`);
  return calls.length > 0 ? 0 : 1;
}

/** Every call of a number on a business day, the newest of the journal when `date` is null. */
export function readCalls(
  rows: Iterable<JournalEvent>,
  number: string,
  date: string | null,
  index: HallIndex | null,
): { readonly calls: readonly ExplainedCall[]; readonly day: string | null } {
  let state = emptyState();
  let calls: ExplainedCall[] = [];
  for (const row of rows) {
    // Without a date the last day counts: what an earlier one had is forgotten with it.
    if (row.type === 'day.opened' && date === null) calls = [];
    if (row.type === 'ticket.called' && state.tickets.get(row.body.ticket)?.no === number)
      if (date === null || state.day === date) calls.push(explained(row, state, index));
    state = evolve(state, row);
  }
  return { calls, day: date ?? state.day };
}

function explained(
  row: Extract<JournalEvent, { type: 'ticket.called' }>,
  state: HallState,
  index: HallIndex | null,
): ExplainedCall {
  const { counter, clerk, why, cause = null } = row.body;
  const now = { boot: state.boot, monoMs: row.monoMs, wallMs: row.wallMs };
  const order = index?.counters.has(counter) ? callingOrder(state, index, counter, now, waitedMax) : null;
  const waited = order ?? [...state.tickets.values()].filter((each) => each.state === 'waiting').sort(byArrival);
  const hallMs = hallTime(state, now);
  return {
    date: state.day ?? '',
    seq: row.seq,
    wallMs: row.clock === 'unset' ? null : row.wallMs,
    counter,
    clerk,
    why,
    text: whySentence(why, cause),
    cause,
    waitedBy: order ? 'order' : 'arrival',
    waited: waited.slice(0, waitedMax).map((each) => ({
      ticketNo: each.no,
      service: each.service,
      class: each.class,
      waitedMs: Math.max(0, Math.round(hallMs - each.arrivedMs)),
    })),
  };
}

function byArrival(a: Parameters<typeof isBefore>[0], b: Parameters<typeof isBefore>[1]): number {
  return isBefore(a, b) ? -1 : 1;
}

function configOf(file: string) {
  const loaded = loadConfig(readFileSync(file, 'utf8'), file);
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problemText(file, problem)).join('\n'));
  return loaded.config;
}

/** Time on the wall of the hall; without its zone the time of the journal, which is UTC. */
function timeWriter(zone: string | null): (wallMs: number | null) => string {
  const clock = zone === null ? null : createSystemClock(zone);
  return (wallMs) => {
    if (wallMs === null) return '--:--';
    if (!clock) return `${new Date(wallMs).toISOString().slice(11, 16)} UTC`;
    const { minutes } = clock.local(wallMs);
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  };
}

function callText(call: ExplainedCall, language: keyof Bilingual, timeOf: (wallMs: number | null) => string): string {
  const words = sentences[language];
  const who = call.clerk === null ? '' : words.clerk(call.clerk);
  const rows = call.waited.map(
    ({ ticketNo, service, class: name, waitedMs }, at) =>
      `  ${String(at + 1).padStart(2)}. ${ticketNo.padEnd(6)} ${service.padEnd(3)} ${words.class[name].padEnd(11)} ${words.minutes(Math.round(waitedMs / 60_000))}\n`,
  );
  return (
    `\n${timeOf(call.wallMs)}  ${words.counter(call.counter)}${who}  #${call.seq}\n` +
    `  ${call.text[language]}\n  ${call.waitedBy === 'order' ? words.order(call.counter) : words.arrival}\n${rows.join('')}`
  );
}

const sentences = {
  zh: {
    never: (number: string, day: string | null) => `${number} 在 ${day ?? '（没有营业日）'} 没有被呼叫过。`,
    counter: (no: number) => `${no} 号窗口`,
    clerk: (badge: string) => `，工号 ${badge}`,
    order: (no: number) => `当时 ${no} 号窗口的叫号顺序：`,
    arrival: '当时在等候的人，按到达先后（给出 --config 则按叫号顺序）：',
    class: { normal: '普通', priority: '优先', appointment: '预约' },
    minutes: (minutes: number) => `${minutes} 分钟`,
  },
  en: {
    never: (number: string, day: string | null) => `${number} was not called on ${day ?? '(no business day)'}.`,
    counter: (no: number) => `counter ${no}`,
    clerk: (badge: string) => `, badge ${badge}`,
    order: (no: number) => `Calling order of counter ${no} just before:`,
    arrival: 'Who waited then, by arrival (with --config: in calling order):',
    class: { normal: 'normal', priority: 'priority', appointment: 'appointment' },
    minutes: (minutes: number) => `${minutes} min`,
  },
} as const;
