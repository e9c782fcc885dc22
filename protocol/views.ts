/**
 * Views: what pages are shown. A view is a flat record of parts; a stream sends the whole record once (`snapshot`) and
 * then only the parts that changed (`delta`). Versions are journal-ordered integers of the stream: a page that sees
 * `from` differ from the version it holds asks for a new snapshot by reconnecting, it never guesses.
 *
 *   event: snapshot   id: 41   data: { "version": 41, "view": { …all parts… } }
 *   event: delta      id: 42   data: { "from": 41, "version": 42, "parts": { "calls": [ … ] } }
 */
import type { NoticeConfig } from './config.ts';
import type { FilmsProgress } from './content.ts';
import type { DeviceKind } from './device-kinds.ts';
import type { DutyPart } from './duty-config.ts';
import type { CallCause, Channel, TicketClass, UndoKind, WaitRange } from './events.ts';
import type { Fault } from './faults.ts';
import type { FirmwareBus } from './firmware-view.ts';
import type { Bilingual, Locale } from './texts-types.ts';

export type CounterState = 'closed' | 'open' | 'paused';
export type TicketState = 'waiting' | 'called' | 'serving' | 'parked' | 'served' | 'no-show' | 'cancelled' | 'expired';
export type PrintState = 'none' | 'pending' | 'sent' | 'printed' | 'failed' | 'unknown';

/** `GET /api/stream?view=hall`: public; what the kiosk and the signage page show. */
export interface HallView {
  readonly hall: HallPart;
  readonly services: readonly ServicePart[];
  readonly counters: readonly CounterPart[];
  readonly calls: readonly CallPart[];
  readonly signage: SignagePart;
  readonly kiosk: KioskPart;
  /** What the hall says besides calls; absent from an older daemon. */
  readonly announcements?: readonly AnnouncementPart[];
}
export interface HallPart {
  readonly id: string;
  readonly name: Bilingual;
  readonly zone: string;
  readonly businessDate: string | null;
  readonly open: boolean;
  /** Opening hours of today as text pairs, e.g. [['09:00','17:30']]; empty when always open. */
  readonly hoursToday: readonly (readonly [string, string])[];
  /** What makes today differ from its weekday, e.g. 国庆节; null on a plain day. */
  readonly dayName: Bilingual | null;
  /** Who is on duty this business day, as a sign in the hall says it; null when no roster says so. */
  readonly duty: Bilingual | null;
  /** True once staff have closed the day: no more tickets until the next one. */
  readonly dayClosed: boolean;
  /** A page shows a clock only while this is true; it then uses its own clock corrected by the stream's `Date`. */
  readonly clockTrusted: boolean;
  /** True for `hallkeeper demo`: pages show a link to the lab. */
  readonly demo: boolean;
}
export interface ServicePart {
  readonly id: string;
  readonly name: Bilingual;
  readonly about: Bilingual | null;
  readonly bring: readonly Bilingual[];
  readonly waiting: number;
  /** Range for a person who came now; null when nothing is known (no counter open, say). */
  readonly wait: WaitRange | null;
  readonly open: boolean;
  /** Refusal code when not open, e.g. `hall-closed`, `queue-full`. */
  readonly closedBy: string | null;
  /** Why staff have switched it off, or null. */
  readonly closedReason: Bilingual | null;
  /** Its own hours today, as text pairs; empty when it has those of the hall. */
  readonly hoursToday: readonly (readonly [string, string])[];
}
export interface CounterPart {
  readonly no: number;
  readonly name: Bilingual | null;
  readonly state: CounterState;
  /** Services it serves now, those it covers for a while included. */
  readonly services: readonly string[];
  /** Ticket at the counter now, as the public may see it. */
  readonly ticketNo: string | null;
  readonly ticketState: 'called' | 'serving' | null;
  /** True while the rating keypad is lit. */
  readonly rating: boolean;
}
/** One call, newest first in the list. A recall is a new entry with the same ticket and `times` 2, 3 … */
export interface CallPart {
  /** Unique and ascending; the voice speaks each id at most once. */
  readonly id: number;
  readonly ticketNo: string;
  readonly counter: number;
  readonly service: string;
  readonly times: number;
  readonly locale: Locale;
  /** Milliseconds between the call and the sending of this view; the page adds its own monotonic time. */
  readonly ageMs: number;
  /** WAV paths of the announcement, in order, or empty when the page's own speech is to be used. */
  readonly wavs: readonly string[];
  /** What is spoken, for captions and for the page's own speech. */
  readonly say: readonly SpokenPart[];
  /** The same in short, for a call that follows another in one run; absent: the whole sentence again. */
  readonly more?: { readonly wavs: readonly string[]; readonly say: readonly SpokenPart[] };
}
export interface SpokenPart {
  readonly locale: Locale;
  readonly text: string;
}
/** Something said to the whole hall that is no call: it closes soon, the wait is long. Newest first in the list. */
export interface AnnouncementPart {
  readonly id: string;
  readonly ageMs: number;
  readonly wavs: readonly string[];
  readonly say: readonly SpokenPart[];
}
export interface SignagePart {
  readonly notices: readonly NoticeConfig[];
  readonly promos: readonly { readonly url: string; readonly kind: 'video' | 'picture'; readonly seconds: number }[];
  readonly chime: boolean;
  /** A recorded chime; the page's own two notes when absent. */
  readonly chimeWav?: string;
  /** Screens of the hall, each with its own address; absent from an older daemon. */
  readonly screens?: readonly { readonly id: string; readonly name: Bilingual | null }[];
}
export interface KioskPart {
  /** False: no paper is possible now; the kiosk says 'please note your number'. */
  readonly paper: boolean;
  readonly trouble: string | null;
  /** Base address for phones, or null: then no QR is shown. */
  readonly publicUrl: string | null;
  /** True when the hall has appointments: the kiosk then offers to check in. */
  readonly checkIn: boolean;
}

/** `GET /api/stream?view=counter/N`: staff only; the console. */
export interface CounterView {
  readonly counter: CounterDetail;
  readonly waiting: readonly WaitingPart[];
  readonly parked: readonly WaitingPart[];
  readonly hall: HallPart;
  readonly services: readonly ServicePart[];
  readonly faults: readonly Fault[];
  /** No-shows that may still come back, newest first. */
  readonly passed: readonly WaitingPart[];
  /** Counters a ticket can be handed to, this one left out. */
  readonly others: readonly OtherCounterPart[];
  readonly reasons: ReasonsPart;
  readonly duty: DutyPart | null;
}
export interface ReasonPart {
  readonly id: string;
  readonly text: Bilingual;
}
/** Lists a clerk chooses from; the first is the usual one. */
export interface ReasonsPart {
  readonly pause: readonly ReasonPart[];
  readonly park: readonly ReasonPart[];
  readonly choose: readonly ReasonPart[];
  readonly priority: readonly ReasonPart[];
  readonly transfer: readonly ReasonPart[];
  readonly close: readonly ReasonPart[];
}
export interface OtherCounterPart {
  readonly no: number;
  readonly name: Bilingual | null;
  readonly state: CounterState;
  readonly clerk: string | null;
  readonly services: readonly string[];
}
/** The answer of `POST /api/counters/N/ACTION`, and the `counter` part of its stream. */
export interface CounterDetail {
  readonly no: number;
  readonly name: Bilingual | null;
  readonly state: CounterState;
  readonly pauseReason: string | null;
  readonly clerk: string | null;
  readonly services: readonly string[];
  readonly ticket: CounterTicket | null;
  readonly waiting: number;
  readonly servedToday: number;
  readonly rating: RatingWindow | null;
  /** True while the next ticket is to be called here by itself. */
  readonly armed: boolean;
  /** Services of others that it takes for a while, and how long still. */
  readonly cover: { readonly services: readonly string[]; readonly leftMs: number } | null;
  /** What can be taken back, and how long still. */
  readonly undo: {
    readonly what: UndoKind;
    readonly ticketId: string;
    readonly ticketNo: string;
    readonly leftMs: number;
  } | null;
  /** The planned break that runs or comes next today, as texts `12:00`. */
  readonly break: { readonly from: string; readonly to: string; readonly now: boolean } | null;
  /** Why this ticket was called; absent while none is at the counter. */
  readonly reason?: Bilingual;
}
export interface CounterTicket {
  readonly ticketId: string;
  readonly ticketNo: string;
  readonly service: string;
  readonly state: TicketState;
  readonly class: TicketClass;
  readonly locale: Locale;
  readonly waitedMs: number;
  /** Milliseconds since the call and since the start of service, at the moment of sending. */
  readonly calledAgoMs: number | null;
  readonly startedAgoMs: number | null;
  readonly times: number;
  /** Services of the same visit that come after this one. */
  readonly todo: readonly string[];
  /** How often it has been put back into the line. */
  readonly recycled: number;
  readonly print: PrintState;
}
export interface WaitingPart {
  readonly ticketId: string;
  readonly ticketNo: string;
  readonly service: string;
  readonly class: TicketClass;
  readonly waitedMs: number;
  readonly targetMs: number | null;
  readonly print: PrintState;
  /** The printer that gives its paper, when that is not its kiosk's own. */
  readonly paperPlace: Bilingual | null;
  /** Put aside with its place kept; where both are in one list, this tells them apart. */
  readonly parked: boolean;
  /** Put back into the line and not to be called yet. */
  readonly resting: boolean;
  /** Only for this counter, or only for this clerk. */
  readonly forCounter: number | null;
  readonly forClerk: string | null;
}

/** `GET /api/stream?view=desk`: staff only; the team lead's page of the whole hall. */
export interface DeskView {
  readonly hall: HallPart;
  readonly day: DayPart;
  readonly services: readonly ServicePart[];
  readonly counters: readonly CounterDetail[];
  /** Everybody who waits or is parked, in the order of the hall's rule. */
  readonly left: readonly WaitingPart[];
  /** No-shows of the whole hall that may still come back, newest first. */
  readonly passed: readonly WaitingPart[];
  readonly appointments: readonly AppointmentPart[];
  readonly numbers: readonly { readonly service: string; readonly usedShare: number }[];
  readonly accuracy: readonly AccuracyPart[];
  readonly reasons: ReasonsPart;
  readonly faults: readonly Fault[];
  readonly duty: DutyPart | null;
}
export interface DayPart {
  readonly date: string | null;
  readonly closed: boolean;
  /** A later date that the clock shows and that waits for a trusted clock, or for staff to confirm it. */
  readonly held: string | null;
  readonly waiting: number;
  readonly parked: number;
}
export interface AppointmentPart {
  readonly id: string;
  readonly service: string;
  readonly slotMs: number;
  readonly state: 'booked' | 'checked-in' | 'missed';
  readonly ticketNo: string | null;
}
/** How true the promised waits of one service were today; minutes are milliseconds as everywhere. */
export interface AccuracyPart {
  readonly service: string;
  /** First calls that had a promise. */
  readonly n: number;
  readonly meanAbsMs: number;
  /** Mean of expected minus real: negative means that too little was promised. */
  readonly biasMs: number;
  readonly p90AbsMs: number;
  /** Share of real waits between the p10 and p90 that stood behind the promise. */
  readonly coverage: number;
}

/** `GET /api/stream?view=rate/N`: for the rating page of counter N. */
export interface RateView {
  readonly counter: { readonly no: number; readonly state: CounterState };
  readonly rating: RatingWindow | null;
  /** The last visit rated at this counter, so that the page can say thanks for a key pressed on the keypad. */
  readonly last: { readonly visitId: string; readonly level: number } | null;
}
export interface RatingWindow {
  readonly visitId: string;
  readonly ticketNo: string;
  readonly seconds: number;
  /** Milliseconds left when this view was sent. */
  readonly leftMs: number;
}

/** `GET /api/stream?view=ticket/ID`: public by the unguessable id; the phone page. */
export interface TicketView {
  readonly ticket: {
    readonly ticketId: string;
    readonly ticketNo: string;
    readonly service: string;
    readonly serviceName: Bilingual;
    readonly state: TicketState;
    readonly counter: number | null;
    readonly ahead: number | null;
    readonly wait: WaitRange | null;
    readonly times: number;
    /** True after a call that nobody came to: it waits, and will be called again. */
    readonly resting: boolean;
    /** Names of the services of the same visit that come after this one. */
    readonly rest: readonly Bilingual[];
    /** How far its paper is; the kiosk says 'take your paper' only when there is one. */
    readonly print: PrintState;
    /** Where its paper comes out, when that is not at the kiosk where it was taken. */
    readonly paperPlace: Bilingual | null;
  };
  readonly hall: HallPart;
  readonly bring: readonly Bilingual[];
}
/** `GET /api/stream?view=health`: staff only; the admin page. */
export interface HealthView {
  readonly health: HealthPart;
  readonly prints: readonly {
    readonly ticketId: string;
    readonly ticketNo: string;
    readonly state: PrintState;
    readonly copies: number;
  }[];
}
export interface HealthPart {
  readonly status: 'ok' | 'warning' | 'fault';
  readonly devices: readonly {
    readonly id: string;
    readonly kind: DeviceKind;
    readonly state: 'ok' | 'warning' | 'fault' | 'offline';
    /** The counter that the configuration gives it to; left out for a device of the hall. */
    readonly counter?: number;
  }[];
  readonly faults: readonly Fault[];
  readonly journal: { readonly seq: number; readonly acked: number | null };
  /** A list of films of the centre that is on its way; absent while there is none. */
  readonly films?: FilmsProgress;
  /** Nodes of the buses and their firmware; absent in a hall without a bus. */
  readonly firmware?: readonly FirmwareBus[];
  readonly sw: string;
  readonly uptimeMs: number;
}
/** The answer of `POST /api/tickets`. */
export interface TicketAnswer {
  readonly ticketId: string;
  readonly ticketNo: string;
  readonly service: string;
  readonly ahead: number;
  readonly wait: WaitRange | null;
  /** `place`: the printer that gives the paper, when that is not the kiosk's own. */
  readonly print: { readonly state: PrintState; readonly place?: Bilingual };
  /** Absent for a walk-in. `late`: its time is over and it waits like a walk-in's. */
  readonly appointment?: { readonly slotMs: number; readonly late: boolean };
}
/** The answer of `GET /api/day`. */
export interface DayAnswer extends DayPart {
  readonly left: readonly {
    readonly ticketId: string;
    readonly ticketNo: string;
    readonly service: string;
    readonly state: TicketState;
  }[];
}
/** The answer of `GET /api/tickets/ID/why`: every call of the ticket, oldest first. */
export interface WhyAnswer {
  readonly ticketNo: string;
  readonly calls: readonly {
    readonly seq: number;
    readonly wallMs: number;
    readonly counter: number;
    readonly clerk: string | null;
    readonly why: string;
    /** The reason in whole sentences. */
    readonly text: Bilingual;
    readonly cause: CallCause | null;
  }[];
}
/** The answer of `GET /api/tickets/ID`. */
export interface TicketDetail extends TicketAnswer {
  readonly state: TicketState;
  /** For clerks and team leads only: a class is nobody else's business, not even on the phone of somebody who looks over a shoulder. */
  readonly class?: TicketClass;
  readonly channel: Channel;
  readonly counter: number | null;
  readonly history: readonly {
    readonly seq: number;
    readonly type: string;
    readonly wallMs: number;
    readonly counter: number | null;
  }[];
}
/** The answer of `GET /api/hall`: the hall view with the journal sequence it is true for. */
export interface HallAnswer extends HallView {
  readonly seq: number;
}
