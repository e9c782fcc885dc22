/**
 * The events of the journal: everything that happened, one type each. An event is never changed; a new meaning gets a
 * new version (`v`). The type on the wire to the centre is `hall.<type>.v<version>`, see protocol/mqtt.ts.
 *
 * No event holds personal data: staff appear by badge, customers by ticket only.
 */
import type { ExceptionConfig } from './config.ts';
import type { MediaFacts, NoticeDraft, NoticeState, PlaylistContent } from './content.ts';
import type { FirmwareOutcome } from './firmware-view.ts';
import type { Locale } from './texts-types.ts';

export type FirmwareBegun = {
  readonly bus: string;
  readonly model: number;
  /** As 1.2.0. */
  readonly version: string;
  readonly sha256: string;
  readonly nodes: readonly number[];
  readonly evenWhenOpen: boolean;
};
export type FirmwareEnded = {
  readonly bus: string;
  readonly model: number;
  readonly version: string;
  readonly nodes: readonly {
    readonly address: number;
    readonly outcome: FirmwareOutcome;
    /** What it said last that it runs. */
    readonly running: string | null;
  }[];
};

export type TicketClass = 'normal' | 'priority' | 'appointment';
/** `counter`: taken at the counter itself, without paper (walk-in, paper roll). */
export type Channel = 'kiosk' | 'button' | 'phone' | 'staff' | 'counter';
export type RatingLevel = 1 | 2 | 3 | 4 | 5;
export type RatingOrigin = 'keypad' | 'page';
/** Waiting range promised at issue, milliseconds: about the middle (p50) to what four of five do not exceed (p80). */
export interface WaitRange {
  readonly fromMs: number;
  readonly toMs: number;
}
/** What the hall expects of one wait, milliseconds from the moment of the estimate: four quantiles, ascending. */
export interface WaitQuantiles {
  readonly p10Ms: number;
  readonly p50Ms: number;
  readonly p80Ms: number;
  readonly p90Ms: number;
  /** The middle by the replay of the hall and by the length of the lines, for a newcomer: the hall learns which errs less. */
  readonly replayMs?: number;
  readonly lineMs?: number;
}
export const ruleNames = [
  'fifo',
  'strict',
  'accumulating',
  'interleave',
  'service-order',
  'longest-over-target',
] as const;
export type RuleName = (typeof ruleNames)[number];
/**
 * Why a ticket was called, for every later question: what the rule saw. `waiting` counts the tickets that this counter could
 * have called, the called one included; `next` is who would have been called otherwise.
 */
export interface CallCause {
  readonly rule: RuleName;
  readonly class: TicketClass;
  readonly waitedMs: number;
  readonly waiting: number;
  /** Points of the accumulating rule, or milliseconds over target. */
  readonly score?: number;
  readonly next?: {
    readonly no: string;
    readonly class: TicketClass;
    readonly waitedMs: number;
    readonly score?: number;
  };
  /** Reason id of a chosen call. */
  readonly reason?: string;
}
/** What a counter did last, as far as it can be taken back. */
export type UndoKind = 'call' | 'start' | 'finish' | 'no-show' | 'recycle' | 'park' | 'transfer';

/** Event bodies by type. Every body is plain JSON. */
export interface EventBodies {
  /** The daemon started: a new boot, monotonic time begins anew. */
  'system.started': { readonly boot: string; readonly sw: string; readonly config: string };
  /** A new life of the journal; see reference of the event stream in docs/mqtt.md. */
  'epoch.started': {
    readonly epoch: string;
    readonly first: number;
    readonly parent: { readonly epoch: string; readonly sequence: number } | null;
    readonly reason: 'new' | 'fork' | 'restore';
  };
  /** The business day moved forward: numbering begins anew, tickets still waiting expire. */
  'day.opened': { readonly date: string };
  'ticket.issued': {
    readonly ticket: string;
    readonly no: string;
    readonly series: string;
    readonly n: number;
    readonly service: string;
    readonly class: TicketClass;
    readonly channel: Channel;
    readonly locale: Locale;
    readonly request: string;
    readonly ahead: number;
    readonly wait: WaitRange | null;
    /** What stood behind `wait`; absent while nothing was known. Scored against the real wait at the first call. */
    readonly expect?: WaitQuantiles;
    /** Services to visit after this one, in order. */
    readonly rest?: readonly string[];
    /** Why it has its class; reason id, staff only. */
    readonly reason?: string;
    /** Appointment it was checked in for, and its time on the wall clock: waiting counts from then on. */
    readonly appointment?: string;
    readonly slotMs?: number;
    /** Printed large, for people who see badly. */
    readonly large?: true;
    /** Printer that owes the paper, or null when none is configured or the channel needs no paper. */
    readonly printer: string | null;
  };
  /** Paper came out; `confirmed` false where the printer cannot tell. */
  'ticket.printed': {
    readonly ticket: string;
    readonly job: number;
    readonly copies: number;
    readonly confirmed: boolean;
  };
  /** The same number must be printed again, marked; `copies` counts the papers including this one. */
  'ticket.reprint': {
    readonly ticket: string;
    readonly job: number;
    readonly copies: number;
    readonly cause: 'interrupted' | 'staff' | 'restart';
  };
  /** Paper that its printer has not begun comes out of another one. */
  'ticket.print-moved': {
    readonly ticket: string;
    readonly job: number;
    readonly from: string;
    readonly printer: string;
  };
  /** Nobody knows whether the paper came out: staff decide. */
  'ticket.print-unknown': { readonly ticket: string; readonly job: number };
  'ticket.called': {
    readonly ticket: string;
    readonly counter: number;
    readonly clerk: string | null;
    readonly why: string;
    readonly cause?: CallCause;
    /** Ticket that the same command ended at this counter. */
    readonly after?: string;
  };
  'ticket.recalled': { readonly ticket: string; readonly counter: number; readonly times: number };
  'ticket.started': { readonly ticket: string; readonly counter: number };
  'ticket.finished': {
    readonly ticket: string;
    readonly counter: number;
    readonly clerk: string | null;
    readonly service: string;
    readonly servedMs: number;
  };
  /** One service of a visit is done, the ticket waits for the next one; rated at the end of the visit. */
  'ticket.continued': {
    readonly ticket: string;
    readonly counter: number;
    readonly clerk: string | null;
    readonly service: string;
    readonly servedMs: number;
    readonly next: string;
  };
  /** One more service of the same visit, after those it has. */
  'ticket.service-added': { readonly ticket: string; readonly service: string };
  'ticket.class': { readonly ticket: string; readonly class: TicketClass; readonly reason: string };
  /** `by` is how it came to that; left out: by hand. */
  'ticket.no-show': { readonly ticket: string; readonly counter: number; readonly by?: 'recalls' | 'short-call' };
  /** Not there now: back into the line with its old arrival, but not before so many calls of its service or so long a time. */
  'ticket.recycled': {
    readonly ticket: string;
    readonly counter: number;
    readonly times: number;
    readonly afterCalls: number;
    readonly afterMs: number;
  };
  /** A no-show that came after all: back into the line with its old arrival. */
  'ticket.revived': { readonly ticket: string };
  'ticket.parked': { readonly ticket: string; readonly counter: number; readonly reason: string | null };
  'ticket.transferred': {
    readonly ticket: string;
    readonly counter: number;
    readonly service: string;
    readonly back: boolean;
    /** Only this counter, or only this clerk (badge), calls it from now on. */
    readonly toCounter?: number;
    readonly toClerk?: string;
    readonly reason?: string;
  };
  'ticket.cancelled': { readonly ticket: string; readonly by: 'customer' | 'staff' };
  'ticket.expired': { readonly ticket: string };
  /** The last thing done at a counter is taken back: `ticket` is where it was before, and so is the one it had ended. */
  'counter.undone': {
    readonly counter: number;
    readonly what: UndoKind;
    readonly ticket: string;
    readonly before: string | null;
  };
  /** The next ticket that this counter may call is called by itself. */
  'counter.armed': { readonly counter: number };
  'counter.disarmed': { readonly counter: number };
  /** This counter calls the tickets of more services for a while. */
  'counter.covering': { readonly counter: number; readonly services: readonly string[]; readonly ms: number };
  'counter.cover-ended': { readonly counter: number };
  /** A service gives no tickets until it is opened again; those who wait are served. */
  'service.closed': { readonly service: string; readonly reason: string };
  'service.opened': { readonly service: string };
  /** A new paper roll: its next number. */
  'series.set': { readonly series: string; readonly n: number };
  /** No more tickets today; `left` were still waiting and expire. */
  'day.closed': { readonly date: string; readonly left: number };
  'day.reopened': { readonly date: string };
  /** `slotMs` is its time on the wall clock. */
  'appointment.booked': {
    readonly appointment: string;
    readonly code: string;
    readonly service: string;
    readonly slotMs: number;
  };
  'appointment.withdrawn': { readonly appointment: string };
  'appointment.missed': { readonly appointment: string };
  /** A notice was written or changed: it is a draft again. `by` is a badge, or `centre`. */
  'notice.saved': {
    readonly notice: string;
    readonly draft: NoticeDraft;
    readonly by: string;
    /** An urgent one ends by itself so long after this, whatever the wall clock says. */
    readonly lastsMs?: number;
  };
  /** A notice went a step further. `reason` says why it was returned or withdrawn. */
  'notice.moved': {
    readonly notice: string;
    readonly to: NoticeState;
    readonly by: string;
    readonly reason?: string;
  };
  'playlist.saved': { readonly playlist: string; readonly content: PlaylistContent; readonly by: string };
  'playlist.removed': { readonly playlist: string; readonly by: string };
  /** A file has been read, checked and is on the disk under its sum. */
  'media.added': { readonly media: MediaFacts; readonly by: string };
  'media.removed': { readonly sha256: string; readonly by: string };
  /** Proof of play: what a screen has shown since it was last recorded. */
  'screen.played': {
    readonly screen: string;
    readonly plays: readonly { readonly media: string; readonly times: number; readonly ms: number }[];
  };
  /** Firmware is sent to nodes of a bus; the actor is who asked for it. */
  'firmware.begun': FirmwareBegun;
  'firmware.ended': FirmwareEnded;
  /** The days that differ, from the centre: holidays, make-up workdays. The whole list, and which edition of it. */
  'calendar.set': { readonly exceptions: readonly ExceptionConfig[]; readonly version?: number };
  /** Somebody let a screen say the sample of the voice. */
  'voice.sampled': { readonly screen: string; readonly by: string };
  /** A notice stands on a screen, confirmed by the screen. */
  'screen.confirmed': { readonly screen: string; readonly notice: string };
  'counter.opened': { readonly counter: number; readonly clerk: string | null };
  'counter.paused': { readonly counter: number; readonly reason: string };
  'counter.resumed': { readonly counter: number };
  'counter.closed': { readonly counter: number };
  /** A rating may be given for this visit; `session` is what the keypad echoes (1..65535). */
  'rating.opened': {
    readonly visit: string;
    readonly counter: number;
    readonly clerk: string | null;
    readonly session: number;
    readonly seconds: number;
  };
  'visit.rated': {
    readonly visit: string;
    readonly counter: number;
    readonly clerk: string | null;
    readonly level: RatingLevel;
    readonly origin: RatingOrigin;
    readonly reasons: readonly string[];
  };
  /** The window closed without an answer: not rated, never 'satisfied'. */
  'visit.not-rated': { readonly visit: string; readonly counter: number };
  /** A key or rating frame of a bus node, stored so that a repeat after a restart does nothing. */
  'device.key': {
    readonly bus: string;
    readonly address: number;
    readonly uid: string;
    readonly boot: number;
    readonly event: number;
    readonly code: string;
    readonly done: string;
  };
  /** Staff tried a printer with a paper that is no ticket; its sequence is the job's. `by` is a badge. */
  'printer.tested': {
    readonly printer: string;
    readonly service: string;
    readonly template?: string;
    readonly large: boolean;
    readonly locale: Locale;
    readonly by: string;
  };
  /** A device changed its state. */
  'device.state': {
    readonly device: string;
    readonly state: 'ok' | 'warning' | 'fault' | 'offline';
    readonly fault: string | null;
  };
  /** Staff signed in or out, or failed to; `staff` is the badge number. */
  'session.opened': { readonly staff: string; readonly role: string };
  'session.refused': { readonly reason: string };
  'session.closed': { readonly staff: string };
}

export type EventType = keyof EventBodies;

/** An event as `decide` makes it: type and body, not yet numbered. */
export type HallEvent = { [T in EventType]: { readonly type: T; readonly body: EventBodies[T] } }[EventType];

/**
 * A journal row. `seq` has no holes; `wallMs` is the best known wall clock and `clock` says how good it is; `monoMs`
 * counts since this boot.
 */
export type JournalEvent = HallEvent & {
  readonly seq: number;
  /** UUIDv7 as lower-case text with hyphens. */
  readonly id: string;
  readonly wallMs: number;
  readonly monoMs: number;
  readonly clock: ClockQuality;
  /** Who caused it: `kiosk-1`, `op:1001`, `keypad:main/3`, `system`. Never a name. */
  readonly actor: string;
};

export type ClockQuality = 'ntp' | 'central' | 'rtc' | 'unset';

/** Makes an event with its type checked against its body. */
export function event<T extends EventType>(type: T, body: EventBodies[T]): HallEvent {
  return { type, body } as HallEvent;
}

/** Version of each event's body on the wire; 1 where not named. */
export const eventVersions: Partial<Record<EventType, number>> = {};
