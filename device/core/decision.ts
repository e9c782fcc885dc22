/** What the core answers to a command, and what it may know of the world while deciding. */
import type { Actor } from '../../protocol/commands.ts';
import type { HallEvent, TicketClass, WaitQuantiles } from '../../protocol/events.ts';
import { type Refusal, type RefusalCode, refuse } from '../../protocol/refusals.ts';
import type { HallIndex } from './hall-index.ts';
import type { LocalMinute } from './opening-hours.ts';
import type { Stamp } from './state.ts';

/** Time, chance and configuration, as data. */
export interface DecideContext {
  readonly index: HallIndex;
  readonly actor: Actor;
  readonly now: Stamp;
  /** Local time of the hall; null while the clock is not known to be right. */
  readonly local: LocalMinute | null;
  /** How long a ticket of this service and class would wait that was taken now; null when nothing is known. */
  readonly expect: (service: string, ticketClass: TicketClass) => WaitQuantiles | null;
  /** A fresh UUID, used if a ticket is made. */
  readonly id: string;
}

/** Events to store (none for a repeat), and what the answer is about. */
export interface Accepted {
  readonly ok: true;
  readonly events: readonly HallEvent[];
  readonly ticket: string | null;
  readonly counter: number | null;
}
export interface Refused {
  readonly ok: false;
  readonly refusal: Refusal;
}
export type Decision = Accepted | Refused;

export function accept(
  events: readonly HallEvent[],
  about: { ticket?: string | null; counter?: number | null } = {},
): Accepted {
  return { ok: true, events, ticket: about.ticket ?? null, counter: about.counter ?? null };
}

export function no(code: RefusalCode, detail?: Readonly<Record<string, string | number>>): Refused {
  return { ok: false, refusal: refuse(code, detail) };
}
