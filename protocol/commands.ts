/**
 * Commands: everything a person or a device can ask the hall to do. A command is decided by the core into events or a
 * refusal. Actors are told apart by `Actor`; what an actor may do is checked before the command reaches the core.
 */
import type { ExceptionConfig } from './config.ts';
import type { MediaFacts, NoticeDraft, PlaylistContent, UrgentNotice } from './content.ts';
import type { Channel, FirmwareBegun, FirmwareEnded, RatingLevel, RatingOrigin, TicketClass } from './events.ts';
import type { Locale } from './texts-types.ts';

/** Who asks. `id` is what the journal keeps: `kiosk-1`, `op:1001`, `keypad:main/3`, `system`. */
export interface Actor {
  readonly id: string;
  /** Badge of a signed-in member of staff, null for devices and customers. */
  readonly clerk: string | null;
  /** Granted to staff only: priority class, chosen calls. */
  readonly staff: boolean;
}

/** An appointment as it comes from the centre or a file. `id` is the centre's, `code` what the customer types. */
/** What a paper that tries a printer shows. */
export interface TestPaper {
  readonly service: string;
  /** The template of the service when left out. */
  readonly template?: string;
  readonly large: boolean;
  readonly locale: Locale;
}

export interface AppointmentItem {
  readonly id: string;
  readonly code: string;
  readonly service: string;
  /** Its time on the wall clock, milliseconds since 1970 UTC. */
  readonly slotMs: number;
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
      /** Services to visit after the first, in order. */
      readonly rest?: readonly string[];
      /** Large print, for people who see badly. */
      readonly large?: boolean;
      /** Why it has another class than normal: reason id, staff only. */
      readonly reason?: string;
    }
  /** A customer is here for an appointment: `code` is what the centre gave. The same code gives the same ticket. */
  | {
      readonly type: 'check-in';
      readonly code: string;
      readonly channel: Channel;
      readonly locale: Locale;
      readonly request: string;
      readonly large?: boolean;
    }
  | { readonly type: 'open'; readonly counter: number }
  | { readonly type: 'close'; readonly counter: number }
  | { readonly type: 'pause'; readonly counter: number; readonly reason: string }
  | { readonly type: 'resume'; readonly counter: number }
  | { readonly type: 'call-next'; readonly counter: number; readonly expect?: string | null }
  | {
      readonly type: 'call';
      readonly counter: number;
      readonly ticket: string;
      readonly reason?: string;
      readonly expect?: string | null;
    }
  | { readonly type: 'recall'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'start'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'finish'; readonly counter: number; readonly expect?: string | null }
  | { readonly type: 'no-show'; readonly counter: number; readonly expect?: string | null }
  /** Not there now: back into the line, to be called again later. */
  | { readonly type: 'recycle'; readonly counter: number; readonly expect?: string | null }
  /** A no-show has come after all. */
  | { readonly type: 'revive'; readonly ticket: string }
  /** Takes back the last thing done at the counter. `expect`: the ticket that was the last thing about, as the caller sees it. */
  | { readonly type: 'undo'; readonly counter: number; readonly expect?: string | null }
  /** Serves somebody without a ticket: one is made and called at once. */
  | { readonly type: 'walk-in'; readonly counter: number; readonly service: string; readonly expect?: string | null }
  /** On: the next ticket this counter may call is called by itself. */
  | { readonly type: 'store-next'; readonly counter: number; readonly on: boolean; readonly expect?: string | null }
  /** By the hall itself: an armed counter gets its ticket. */
  | { readonly type: 'auto-call'; readonly counter: number }
  /** By the hall itself: nobody has answered the call for so long; recalls, or ends as no-show after the last recall. */
  | { readonly type: 'unanswered'; readonly counter: number; readonly ticket: string; readonly times: number }
  | {
      readonly type: 'cover';
      readonly counter: number;
      readonly services: readonly string[];
      readonly minutes: number;
    }
  | { readonly type: 'uncover'; readonly counter: number }
  | { readonly type: 'grant'; readonly ticket: string; readonly class: 'normal' | 'priority'; readonly reason: string }
  | { readonly type: 'add-service'; readonly ticket: string; readonly service: string }
  | { readonly type: 'close-service'; readonly service: string; readonly reason: string }
  | { readonly type: 'open-service'; readonly service: string }
  | { readonly type: 'set-roll'; readonly service: string; readonly n: number }
  /** Writes a notice, or changes one: it is a draft then. The id is the writer's. */
  | { readonly type: 'save-notice'; readonly notice: string; readonly draft: NoticeDraft }
  /** Sends it to whoever approves, approves it, gives it back, or takes it from the screens. */
  | {
      readonly type: 'move-notice';
      readonly notice: string;
      readonly to: 'submitted' | 'approved' | 'draft' | 'withdrawn';
      readonly reason?: string;
    }
  /** Written, approved and shown in one step; ends by itself. */
  | { readonly type: 'urgent-notice'; readonly notice: string; readonly urgent: UrgentNotice }
  /** By the hall itself: notices whose time is over. */
  | { readonly type: 'notices-over' }
  | { readonly type: 'save-playlist'; readonly playlist: string; readonly content: PlaylistContent }
  | { readonly type: 'remove-playlist'; readonly playlist: string }
  | { readonly type: 'add-media'; readonly media: MediaFacts }
  | { readonly type: 'remove-media'; readonly sha256: string }
  | {
      readonly type: 'screen-played';
      readonly screen: string;
      readonly plays: readonly { readonly media: string; readonly times: number; readonly ms: number }[];
    }
  /** The notices of the centre as they are now, by its own ids: shown at once, and those that are missing are withdrawn. */
  | {
      readonly type: 'centre-notices';
      readonly notices: readonly { readonly id: string; readonly draft: NoticeDraft }[];
    }
  /** The playlists of the centre as they are now, and its files, all of which stand on the disk; `added` are new to the hall. */
  | {
      readonly type: 'centre-films';
      readonly files: readonly string[];
      readonly added: readonly MediaFacts[];
      readonly playlists: readonly { readonly id: string; readonly content: PlaylistContent }[];
    }
  /** The days that differ, from the centre; they come before those of the configuration. */
  | { readonly type: 'centre-calendar'; readonly exceptions: readonly ExceptionConfig[]; readonly version?: number }
  /** The sample of the voice on one screen: words of the program itself, never a call. */
  | { readonly type: 'voice-sample'; readonly screen: string }
  | { readonly type: 'screen-confirmed'; readonly screen: string; readonly notice: string }
  /** By the hall itself: a firmware update of nodes has begun, and how it has ended. */
  | ({ readonly type: 'firmware-begun' } & FirmwareBegun)
  | ({ readonly type: 'firmware-ended' } & FirmwareEnded)
  | { readonly type: 'close-day' }
  | { readonly type: 'reopen-day' }
  /** The appointments of the hall as they are now: what is missing from the list is withdrawn. */
  | { readonly type: 'appointments'; readonly items: readonly AppointmentItem[] }
  /** By the hall itself: times that have passed without a check-in are recorded. */
  | { readonly type: 'appointments-passed' }
  | { readonly type: 'park'; readonly counter: number; readonly reason?: string; readonly expect?: string | null }
  | { readonly type: 'unpark'; readonly counter: number; readonly ticket: string; readonly expect?: string | null }
  /** To another service, to one counter, or to one clerk (badge); at least one of the three. */
  | {
      readonly type: 'transfer';
      readonly counter: number;
      readonly service?: string;
      readonly toCounter?: number;
      readonly toClerk?: string;
      readonly back?: boolean;
      readonly reason?: string;
      readonly expect?: string | null;
    }
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
  /** The printer that owes it cannot print and has not begun it. */
  | { readonly type: 'print-move'; readonly ticket: string; readonly job: number; readonly printer: string }
  /** Staff look at the paper slot: it is there, or print it again. */
  | { readonly type: 'print-settled'; readonly ticket: string; readonly there: boolean }
  | { readonly type: 'reprint'; readonly ticket: string }
  /** Staff try a printer: a paper that is marked as no ticket. */
  | { readonly type: 'test-paper'; readonly printer: string; readonly wish: TestPaper }
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
