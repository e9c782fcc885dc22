/**
 * The papers of a hall as printer bytes: what a ticket says, the template that it takes, and the same for a sample that
 * nobody waits with. Pure: the same state and configuration give the same bytes.
 */
import type { Charset } from '../../protocol/charset.ts';
import type { TicketClass } from '../../protocol/events.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import { type TicketTemplate, templateOf, ticketTemplates } from '../../protocol/ticket-template.ts';
import { paperPhrases, paperTestNumber, paperWaitText } from '../../protocol/ticket-texts.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import type { DotFont } from '../drivers/printer/dot-glyph.ts';
import type { PrinterProfile } from '../drivers/printer/printer-profile.ts';
import { type LogoSource, layoutTicketWithReport } from '../drivers/printer/ticket-layout.ts';
import type { TicketLayout } from '../drivers/printer/ticket-page.ts';
import type { TicketPaper } from '../drivers/printer/ticket-paper.ts';
import type { ClockPort } from '../ports.ts';

/** What a paper is drawn with besides the printer's own means. */
export interface PaperMeans {
  readonly charset: Charset;
  /** Without it a character that the printer lacks is 〓. */
  readonly font?: DotFont | undefined;
  readonly logo?: LogoSource | undefined;
}

export interface SampleWish {
  /** The first service of the hall when left out. */
  readonly service?: string;
  /** The template of the service when left out. */
  readonly template?: string;
  readonly large: boolean;
  readonly locale: Locale;
  readonly copies?: number;
  readonly class?: TicketClass;
  /** A paper of staff that tries the printer, marked as no ticket. */
  readonly isTest: boolean;
}

export interface PaperOverride {
  readonly template?: string;
  readonly large?: boolean;
  readonly copies?: number;
}

export interface TicketPapers {
  ofTicket(ticket: Ticket, state: HallState, profile: PrinterProfile, other?: PaperOverride): TicketLayout;
  /** Null: there is no such service or template. */
  sample(wish: SampleWish, profile: PrinterProfile): TicketLayout | null;
}

const sampleAhead = 3;
const sampleWait = { fromMs: 6 * 60_000, toMs: 12 * 60_000 } as const;
const sampleNumber = 23;

export function createTicketPapers(
  { charset, font, logo }: PaperMeans,
  index: HallIndex,
  clock: ClockPort,
): TicketPapers {
  const { config } = index;

  const laidOut = (paper: TicketPaper, template: TicketTemplate, profile: PrinterProfile): TicketLayout =>
    layoutTicketWithReport(paper, { charset, font, logo, profile, template });
  const named = (id: string): TicketTemplate | null =>
    ticketTemplates(config.tickets).find((one) => one.id === id) ?? null;

  return {
    ofTicket(ticket, state, profile, other = {}) {
      const large = other.large ?? ticket.large === true;
      const usual = templateOf(config.tickets, index.services.get(ticket.service)?.ticket, large);
      const template = other.template === undefined ? usual : (named(other.template) ?? usual);
      const paper = paperOf(ticket, state, index, clock);
      return laidOut({ ...paper, large, copies: other.copies ?? paper.copies }, template, profile);
    },
    sample({ service: id = config.services[0]?.id ?? '', template: wanted, ...wish }, profile) {
      const service = index.services.get(id);
      if (!service) return null;
      const template = wanted === undefined ? templateOf(config.tickets, service.ticket, wish.large) : named(wanted);
      if (!template) return null;
      const base = baseUrl(index);
      const number = `${service.series ?? service.id}${String(sampleNumber).padStart(3, '0')}`;
      const wall = clock.wallMs();
      return laidOut(
        {
          hallName: config.hall.name,
          ticketNo: wish.isTest ? paperTestNumber : number,
          service: service.name,
          class: wish.class ?? 'normal',
          locale: wish.locale,
          rest: [],
          appointmentText: null,
          ahead: sampleAhead,
          waitText: paperWaitText(sampleWait),
          timeText: clock.quality() === 'unset' ? null : timeText(clock, wall),
          qrUrl: base ? `${base}/t/${wish.isTest ? 'test' : sampleId}` : null,
          bring: service.bring ?? [],
          copies: wish.copies ?? 1,
          phrases: paperPhrases,
          large: wish.large,
          isTest: wish.isTest,
        },
        template,
        profile,
      );
    },
  };
}

/** As long as the id of a real ticket: the code has its real size. */
const sampleId = '00000000-0000-7000-8000-000000000000';

function paperOf(ticket: Ticket, state: HallState, index: HallIndex, clock: ClockPort): TicketPaper {
  const service = index.services.get(ticket.service);
  const base = baseUrl(index);
  const visit = [ticket.service, ...ticket.todo];
  const booked = state.appointments.get(ticket.appointment ?? '');
  const things = visit.flatMap((id) => index.services.get(id)?.bring ?? []);
  return {
    hallName: index.config.hall.name,
    ticketNo: ticket.no,
    service: service?.name ?? { zh: ticket.service, en: '' },
    class: ticket.class,
    locale: ticket.locale,
    rest: ticket.todo.map((id) => index.services.get(id)?.name ?? { zh: id, en: '' }),
    appointmentText: booked ? clockText(clock, booked.slotMs) : null,
    // An appointment is not called in the order of arrival: how many have arrived before it says nothing.
    ahead: ticket.class === 'appointment' && ticket.ahead > 0 ? null : ticket.ahead,
    waitText: paperWaitText(ticket.wait),
    timeText: clock.quality() === 'unset' ? null : timeText(clock, ticket.issued.wallMs),
    qrUrl: base ? `${base}/t/${ticket.id}` : null,
    bring: [...new Map(things.map((thing) => [`${thing.zh} ${thing.en}`, thing])).values()],
    copies: ticket.copies,
    phrases: paperPhrases,
    large: ticket.large === true,
    isTest: false,
  };
}

function baseUrl({ config }: HallIndex): string | undefined {
  return config.hall.publicUrl?.replace(/\/+$/, '');
}

/** `2026-11-22 10:30` in the hall's zone. */
function timeText(clock: ClockPort, wallMs: number): string {
  return `${clock.local(wallMs).date} ${clockText(clock, wallMs)}`;
}

/** `10:30`: an appointment is today's. */
function clockText(clock: ClockPort, wallMs: number): string {
  const { minutes } = clock.local(wallMs);
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
