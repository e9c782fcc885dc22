/**
 * The parts of each stream, with the key that says whether a reader has seen them. Keys leave out ages and remaining
 * times: pages count those themselves.
 */
import type { HallConfig } from '../../protocol/config.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import type { FirmwareBus } from '../../protocol/firmware-view.ts';
import { loneAddress } from '../../protocol/foreign-config.ts';
import type { HealthPart, WaitingPart } from '../../protocol/views.ts';
import type { VoiceView } from '../../protocol/voice-views.ts';
import { dutyNow } from '../core/duty-roster.ts';
import { nodeKey } from '../core/hall-index.ts';
import type { ClockPort, JournalPort, StreamName } from '../ports.ts';
import { contentView, screenView } from './content-views.ts';
import { deskView, leftParts } from './desk-view.ts';
import { counterParts, hallPart, kioskPart, serviceParts, signagePart, type ViewContext } from './hall-views.ts';
import type { Health } from './health.ts';
import type { ScreenDesk } from './screen-desk.ts';
import { announcementParts, callParts } from './spoken-views.ts';
import {
  counterDetail,
  othersParts,
  parkedParts,
  passedParts,
  rateView,
  ticketView,
  waitingParts,
} from './staff-views.ts';
import type { ViewPart, ViewParts } from './streams.ts';

export interface DaemonFacts {
  readonly health: Health;
  readonly journal: JournalPort;
  readonly clock: ClockPort;
  readonly sw: string;
  readonly screens: ScreenDesk;
  /** Counter of a device, by its id; see `counterOfDevice`. */
  readonly counterOfDevice: ReadonlyMap<string, number>;
  /** A later date that the clock shows and that waits for staff or a trusted clock. */
  readonly heldDate: () => string | null;
  /** Of the films of the centre that are on their way. */
  readonly films: () => FilmsProgress | null;
  /** Of the buses; empty in a hall without one. */
  readonly firmware: () => readonly FirmwareBus[];
  readonly voice: (context: ViewContext) => VoiceView;
  /** Monotonic time of the start. */
  readonly startedMs: number;
}

/** The parts of a stream now; null when there is no such view. */
export function viewParts(name: StreamName, context: ViewContext, facts: DaemonFacts): ViewParts | null {
  if (name === 'hall') return hallParts(context);
  if (name === 'health') return healthParts(context, facts);
  if (name === 'desk') return deskParts(context, facts);
  if (name === 'content') return contentParts(context, facts);
  if (name === 'voice') return voiceParts(facts.voice(context));
  const slash = name.indexOf('/');
  const kind = name.slice(0, slash);
  const id = name.slice(slash + 1);
  if (kind === 'ticket') return ticketParts(id, context);
  if (kind === 'screen') return screenParts(id, context, facts);
  const no = Number(id);
  if (!context.index.counters.has(no)) return null;
  if (kind === 'counter') return consoleParts(no, context, facts);
  if (kind === 'rate') return rateParts(no, context);
  return null;
}

/** Of the lists that staff see only those whose order may change by time alone; null for a view without one. */
export function orderParts(name: StreamName, context: ViewContext): ViewParts | null {
  if (name === 'desk') return { left: aged(leftParts(context)) };
  const no = name.startsWith('counter/') ? Number(name.slice('counter/'.length)) : null;
  return no === null ? null : { waiting: aged(waitingParts(no, context)) };
}

function hallParts(context: ViewContext): ViewParts {
  const { calls } = context.state;
  return {
    hall: hallOnce(context),
    services: servicesOnce(context),
    counters: plain(counterParts(context)),
    // All of them: a call that was taken back leaves the middle of the list.
    calls: { key: calls.map(({ id }) => id).join(), make: () => callParts(context) },
    signage: plain(signagePart(context)),
    kiosk: plain(kioskPart(context)),
    announcements: {
      key: context.announcements.map(({ id }) => id).join(),
      make: () => announcementParts(context),
    },
  };
}

function consoleParts(no: number, context: ViewContext, { health }: DaemonFacts): ViewParts {
  const detail = counterDetail(no, context);
  const { ticket, rating, cover, undo, ...rest } = detail ?? { ticket: null, rating: null, cover: null, undo: null };
  const about = [ticket?.ticketId, ticket?.state, ticket?.times, ticket?.service, ticket?.class, ticket?.todo];
  const steady = [rest, about, ticket?.print, rating?.visitId, cover?.services, undo?.what, undo?.ticketNo];
  return {
    counter: { key: JSON.stringify(steady), make: () => detail },
    waiting: aged(waitingParts(no, context)),
    parked: aged(parkedParts(no, context)),
    hall: hallOnce(context),
    services: servicesOnce(context),
    faults: plain(health.faults()),
    passed: aged(passedParts(detail?.services ?? [], context)),
    others: plain(othersParts(no, context)),
    reasons: plain(context.index.reasons),
    duty: dutyOnce(context),
  };
}

function rateParts(no: number, context: ViewContext): ViewParts | null {
  const view = rateView(no, context);
  if (!view) return null;
  return {
    counter: plain(view.counter),
    rating: { key: view.rating?.visitId ?? '', make: () => view.rating },
    last: plain(view.last),
  };
}

function ticketParts(id: string, context: ViewContext): ViewParts | null {
  const view = ticketView(id, context);
  if (!view) return null;
  return { ticket: plain(view.ticket), hall: plain(view.hall), bring: plain(view.bring) };
}

function healthParts(context: ViewContext, facts: DaemonFacts): ViewParts {
  const { health } = facts;
  const steady = [health.devices(), health.faults(), facts.films(), facts.firmware()];
  return {
    health: { key: JSON.stringify(steady), make: () => healthPart(facts) },
    prints: plain(
      [...context.state.prints.values()].map((ticket) => ({
        ticketId: ticket.id,
        ticketNo: ticket.no,
        state: context.printOf(ticket),
        copies: ticket.copies,
      })),
    ),
  };
}

/** The whole hall for the team lead. */
function deskParts(context: ViewContext, facts: DaemonFacts): ViewParts {
  const view = deskView(context, facts.heldDate());
  const counters = view.counters.map(({ ticket, rating, cover, undo, ...rest }) => [
    rest,
    ticket?.ticketId,
    ticket?.state,
    rating?.visitId,
    cover?.services,
  ]);
  return {
    hall: hallOnce(context),
    day: plain(view.day),
    services: servicesOnce(context),
    counters: { key: JSON.stringify(counters), make: () => view.counters },
    left: aged(view.left),
    passed: aged(view.passed),
    appointments: plain(view.appointments),
    numbers: plain(view.numbers),
    accuracy: plain(view.accuracy),
    reasons: plain(context.index.reasons),
    faults: plain(facts.health.faults()),
    duty: dutyOnce(context),
  };
}

function screenParts(id: string, context: ViewContext, { screens }: DaemonFacts): ViewParts | null {
  const view = screenView(id, context, screens);
  if (!view) return null;
  return {
    screen: plain(view.screen),
    hall: plain(view.hall),
    services: plain(view.services),
    counters: plain(view.counters),
    calls: { key: view.calls.map(({ id }) => id).join(), make: () => view.calls },
    content: plain(view.content),
    announcements: {
      key: (view.announcements ?? []).map(({ id }) => id).join(),
      make: () => view.announcements,
    },
    power: plain(view.power),
  };
}

function contentParts(context: ViewContext, { screens }: DaemonFacts): ViewParts {
  const view = contentView(context, screens);
  return {
    hall: plain(view.hall),
    notices: plain(view.notices),
    playlists: plain(view.playlists),
    media: plain(view.media),
    disk: plain(view.disk),
    screens: plain(view.screens),
  };
}

function voiceParts({ hall, voice, said, screens, made }: VoiceView): ViewParts {
  return { hall: plain(hall), voice: plain(voice), said: plain(said), screens: plain(screens), made: plain(made) };
}

/** The health of the hall as `GET /api/health` tells it. */
export function healthPart(facts: DaemonFacts): HealthPart {
  const { health, journal, clock, sw, startedMs, counterOfDevice } = facts;
  const films = facts.films();
  const firmware = facts.firmware();
  return {
    status: health.status(),
    devices: health.devices().map((device) => {
      const counter = counterOfDevice.get(device.id);
      return counter === undefined ? device : { ...device, counter };
    }),
    faults: health.faults(),
    journal: { seq: journal.head(), acked: health.ackedSeq() },
    ...(films ? { films } : {}),
    ...(firmware.length > 0 ? { firmware } : {}),
    sw,
    uptimeMs: Math.round(clock.monoMs() - startedMs),
  };
}

/** Which counter each bus or foreign device is for: a person at night stands before counters, not before bus addresses. */
export function counterOfDevice(config: HallConfig): ReadonlyMap<string, number> {
  const counterOf = new Map<string, number>();
  for (const counter of config.counters) {
    for (const node of [counter.panel, counter.keypad, counter.rating])
      if (node) counterOf.set(nodeKey(node.bus, node.address), counter.no);
  }
  for (const { id, places } of config.foreign ?? [])
    for (const { counter, address = loneAddress } of places) counterOf.set(nodeKey(id, address), counter);
  return counterOf;
}

/** Parts that every page shows are worked out once for a context, however many pages are open. */
const hallOnce = once((context) => plain(hallPart(context)));
const servicesOnce = once((context) => plain(serviceParts(context)));
const dutyOnce = once(({ index, state, local }) => plain(dutyNow(index.config, state.day, local)));

function once(make: (context: ViewContext) => ViewPart): (context: ViewContext) => ViewPart {
  const made = new WeakMap<ViewContext, ViewPart>();
  return (context) => {
    const known = made.get(context);
    if (known) return known;
    const part = make(context);
    made.set(context, part);
    return part;
  };
}

function plain(content: unknown): ViewPart {
  return { key: JSON.stringify(content), make: () => content };
}

/** Rows with ages in them: what counts is which rows, in which order, and what is said of each. */
function aged(rows: readonly WaitingPart[]): ViewPart {
  const key = (row: WaitingPart) =>
    `${row.ticketId}${row.print}${row.paperPlace?.zh}${row.class}${row.service}${row.parked}${row.resting}${row.forCounter}${row.forClerk}`;
  return { key: rows.map(key).join(), make: () => rows };
}
