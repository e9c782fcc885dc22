/**
 * The views as functions of the state. Public views hold nothing about people; staff views hold tickets, never names.
 */

import type { NoticeConfig } from '../../protocol/config.ts';
import { configDefaults } from '../../protocol/config.ts';
import { dutySign } from '../../protocol/duty-sign.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type {
  CounterPart,
  HallPart,
  HallView,
  KioskPart,
  PrintState,
  ServicePart,
  SignagePart,
} from '../../protocol/views.ts';
import { servicesOf } from '../core/counter-queue.ts';
import { closedBy } from '../core/decide-ticket.ts';
import { dutyNow } from '../core/duty-roster.ts';
import type { Forecast } from '../core/forecast.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { exceptionOn, isOpen, weekWindowsOn, windowsOn } from '../core/opening-hours.ts';
import { counterOf, type HallState, type Stamp, type Ticket } from '../core/state.ts';
import { rangeOf } from '../core/wait-range.ts';
import { waitingOf } from '../core/waiting-line.ts';
import type { LocalTime } from '../ports.ts';
import { announcementParts, callParts, type SpokenContext } from './spoken-views.ts';

/** Bytes for films: used, those of uploads under way included, and how many there may be. */
export interface MediaDisk {
  readonly usedBytes: number;
  readonly maxBytes: number;
}

/** Everything a view may be made of. */
export interface ViewContext extends SpokenContext {
  readonly state: HallState;
  readonly index: HallIndex;
  /** Null while the clock is not known to be right. */
  readonly local: LocalTime | null;
  readonly now: Stamp;
  readonly clockTrusted: boolean;
  readonly demo: boolean;
  /** A recorded chime that the daemon serves, or null. */
  readonly chimeWav: string | null;
  readonly printerTrouble: string | null;
  /** Expected waits of this moment, worked out at the first question. */
  readonly forecast: () => Forecast;
  /** How far a ticket's paper is, as the printer has said beyond the journal. */
  readonly printOf: (ticket: Ticket) => PrintState;
  /** Where its paper comes out; null at its own kiosk. */
  readonly paperPlaceOf: (ticket: Ticket) => Bilingual | null;
  /** Absent in a hall without a store of films. */
  readonly disk?: () => MediaDisk;
}

export function hallView(context: ViewContext): HallView {
  return {
    hall: hallPart(context),
    services: serviceParts(context),
    counters: counterParts(context),
    calls: callParts(context),
    signage: signagePart(context),
    kiosk: kioskPart(context),
    announcements: announcementParts(context),
  };
}

export function hallPart({ index, state, local, clockTrusted, demo }: ViewContext): HallPart {
  const { hall } = index.config;
  const { id, name, zone } = hall;
  return {
    id,
    name,
    zone,
    businessDate: state.day,
    open: isOpen(hall, local) && !state.dayClosed,
    hoursToday: local ? windowsOn(hall, local.date, local.weekday) : [],
    dayName: (local && exceptionOn(hall, local.date)?.name) ?? null,
    duty: dutySign(dutyNow(index.config, state.day, local), index.config.duty?.show),
    dayClosed: state.dayClosed,
    clockTrusted,
    demo,
  };
}

export function serviceParts(context: ViewContext): ServicePart[] {
  const { index, state, local } = context;
  const waits = context.forecast();
  return index.config.services.map((service) => {
    const waiting = waitingOf(state, service.id);
    const expect = service.paperRoll ? null : waits.newcomer(service.id, 'normal');
    const reason = state.closedServices.get(service.id);
    const closed = closedBy(state, index, service.id, local);
    return {
      id: service.id,
      name: service.name,
      about: service.about ?? null,
      bring: service.bring ?? [],
      waiting,
      wait: expect && rangeOf(expect),
      open: closed === null,
      closedBy: closed,
      closedReason: index.reasons.close.find(({ id }) => id === reason)?.text ?? null,
      hoursToday: local
        ? weekWindowsOn(service.hours, exceptionOn(index.config.hall, local.date)?.like ?? local.weekday)
        : [],
    };
  });
}

export function counterParts({ index, state }: ViewContext): CounterPart[] {
  return index.config.counters.map((settings) => {
    const counter = counterOf(state, settings.no);
    const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
    const shown = ticket && (ticket.state === 'called' || ticket.state === 'serving') ? ticket.state : null;
    return {
      no: settings.no,
      name: settings.name ?? null,
      state: counter.state,
      services: servicesOf(state, index, settings.no),
      ticketNo: ticket?.no ?? null,
      ticketState: shown,
      rating: counter.rating !== null,
    };
  });
}

export function signagePart({ index, local, state, chimeWav }: ViewContext): SignagePart {
  const { signage } = index.config;
  return {
    notices: (signage?.notices ?? []).filter((notice) => isCurrent(notice, local?.date ?? state.day)),
    promos: (signage?.promos ?? []).map((promo) => ({
      url: `/media/${promo.file}`,
      kind: /\.(mp4|webm)$/i.test(promo.file) ? ('video' as const) : ('picture' as const),
      seconds: promo.seconds ?? configDefaults.pictureSeconds,
    })),
    chime: signage?.voice?.chime ?? true,
    ...(chimeWav === null ? {} : { chimeWav }),
    screens: [...index.screens.values()].map(({ id, name }) => ({ id, name: name ?? null })),
  };
}

/** Both days count: a notice until Friday is still shown on Friday. With no date known, only notices without dates are. */
export function isCurrent(notice: NoticeConfig, date: string | null): boolean {
  if (date === null) return notice.from === undefined && notice.until === undefined;
  return (notice.from === undefined || notice.from <= date) && (notice.until === undefined || date <= notice.until);
}

export function kioskPart({ index, state, printerTrouble }: ViewContext): KioskPart {
  const { hall, appointments } = index.config;
  return {
    paper: index.printer !== null && printerTrouble === null,
    trouble: printerTrouble,
    publicUrl: hall.publicUrl ?? null,
    // A hall that expects a list offers to check in even while the list has not come: the refusal sends people to staff.
    checkIn: appointments !== undefined || state.appointments.size > 0,
  };
}
