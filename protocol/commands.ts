/**
 * Commands: everything a person or a device can ask the hall to do. A command is decided by the core into events or a
 * refusal. Actors are told apart by `Actor`; what an actor may do is checked before the command reaches the core.
 */
import type { Channel, RatingLevel, RatingOrigin, TicketClass } from './events.ts';
import type { Locale } from './texts-types.ts';

/** Who asks. `id` is what the journal keeps: `kiosk-1`, `op:1001`, `keypad:main/3`, `system`. */
export interface Actor {
  readonly id: string;
  /** Badge of a signed-in member of staff, null for devices and customers. */
  readonly clerk: string | null;
  /** Granted to staff only: priority class, chosen calls. */
  readonly staff: boolean;
}

export type Command =
  | {
      readonly type: 'issue';
      readonly service: string;
      readonly class: TicketClass;
      readonly channel: Channel;
      readonly locale: Locale;
      /** The page's own id of this tap; the same id gives the same ticket. */
      readonly request: string;
    }
  | { readonly type: 'open'; readonly counter: number }
  | { readonly type: 'close'; readonly counter: number }
  | { readonly type: 'pause'; readonly counter: number; readonly reason: string }
  | { readonly type: 'resume'; readonly counter: number }
  | { readonly type: 'call-next'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'call'; readonly counter: number; readonly ticket: string }
  | { readonly type: 'recall'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'start'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'finish'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'no-show'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'park'; readonly counter: number; readonly reason?: string }
  | { readonly type: 'unpark'; readonly counter: number; readonly ticket: string }
  | { readonly type: 'transfer'; readonly counter: number; readonly service: string; readonly back?: boolean }
  | { readonly type: 'cancel'; readonly ticket: string }
  | {
      readonly type: 'rate';
      readonly visit: string;
      readonly level: RatingLevel;
      readonly origin: RatingOrigin;
      readonly reasons: readonly string[];
    }
  | { readonly type: 'rating-timeout'; readonly visit: string }
  | { readonly type: 'open-day'; readonly date: string }
  | { readonly type: 'printed'; readonly ticket: string; readonly job: number; readonly confirmed: boolean }
  | { readonly type: 'print-interrupted'; readonly ticket: string; readonly job: number }
  | { readonly type: 'print-unknown'; readonly ticket: string; readonly job: number }
  /** Staff look at the paper slot: it is there, or print it again. */
  | { readonly type: 'print-settled'; readonly ticket: string; readonly there: boolean }
  | { readonly type: 'reprint'; readonly ticket: string }
  | {
      readonly type: 'device-state';
      readonly device: string;
      readonly state: 'ok' | 'warning' | 'fault' | 'offline';
      readonly fault: string | null;
    }
  /** A key of a bus node; the effect and the record of the key are one commit. */
  | {
      readonly type: 'key';
      readonly bus: string;
      readonly address: number;
      readonly uid: string;
      readonly boot: number;
      readonly event: number;
      readonly ageMs: number;
      readonly key: NodeKey;
    }
  | { readonly type: 'session-opened'; readonly staff: string; readonly role: string }
  | { readonly type: 'session-refused'; readonly reason: string }
  | { readonly type: 'session-closed'; readonly staff: string };

/** What a node sent: a call key, or a rating. */
export type NodeKey =
  | { readonly kind: 'call'; readonly code: number; readonly action: 'press' | 'long' | 'stuck' }
  | { readonly kind: 'rating'; readonly session: number; readonly level: number };

export type CommandType = Command['type'];
