/**
 * Paper: tells one printer which tickets must exist on paper, and tells the hall what came of them. A ticket's paper is
 * part of the target only after its commit; what the printer confirms becomes an event.
 */
import type { Charset } from '../../protocol/charset.ts';
import type { Command } from '../../protocol/commands.ts';
import type { FaultCode } from '../../protocol/faults.ts';
import { limits } from '../../protocol/limits.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import { paperPhrases, paperWaitText } from '../../protocol/ticket-texts.ts';
import type { PrintState } from '../../protocol/views.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import { paperOwed } from '../core/target.ts';
import type { PrinterReport } from '../drivers/printer/printer-contract.ts';
import { createPrinterDriver } from '../drivers/printer/printer-driver.ts';
import type { PrinterProfile } from '../drivers/printer/printer-profile.ts';
import { layoutTicket, type TicketPaper } from '../drivers/printer/ticket-layout.ts';
import type { ClockPort, LogPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import { createDriverRunner } from './driver-runner.ts';
import type { Health } from './health.ts';

export interface PrintDeskOptions {
  readonly id: string;
  readonly line: LinePort;
  readonly profile: PrinterProfile;
  readonly charset: Charset;
  readonly index: HallIndex;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  readonly state: () => HallState;
  /** Stores the effect of a command, again and again until the disk takes it. */
  readonly store: (command: Command, actor: string) => void;
  /** What the printer has said changes a view. */
  readonly changed: () => void;
}

export interface PrintDesk {
  start(): void;
  /** Call after each commit: the paper owed may have changed. */
  refresh(): void;
  printOf(ticket: Ticket): PrintState;
  /** The fault that keeps paper from coming out, or null. */
  trouble(): FaultCode | null;
  stop(): void;
}

const stopping: readonly FaultCode[] = ['printer-offline', 'cover-open', 'paper-out', 'cutter-error', 'printer-error'];

export function createPrintDesk(options: PrintDeskOptions): PrintDesk {
  const { id, profile, clock, log, health } = options;
  const bodies = new Map<number, Uint8Array>();
  const ticketOfJob = new Map<number, string>();
  const said = new Map<number, PrintState>();
  let key = '';
  const driver = createPrinterDriver({ profile, baud: options.line.baud });
  const runner = createDriverRunner({ line: options.line, driver, clock, log, onReport, onLine });

  function refresh(): void {
    const owed = paperOwed(options.state(), options.index, id, limits.printJobsMax);
    const nextKey = owed.map((ticket) => `${ticket.job}${ticket.print}`).join();
    if (nextKey === key) return;
    key = nextKey;
    set(
      'print-unknown',
      owed.some((ticket) => ticket.print === 'unknown'),
    );
    forget(new Set(owed.map((ticket) => ticket.job)));
    runner.setTarget({
      jobs: owed.map((ticket) => {
        ticketOfJob.set(ticket.job, ticket.id);
        const suspect = ticket.print === 'unknown';
        return { jobId: ticket.job, ticketId: ticket.id, body: bodyOf(ticket), copies: ticket.copies, suspect };
      }),
    });
  }

  function bodyOf(ticket: Ticket): Uint8Array {
    let body = bodies.get(ticket.job);
    if (!body) {
      body = layoutTicket(paperOf(ticket, options.state(), options.index, clock), {
        charset: options.charset,
        profile,
      });
      bodies.set(ticket.job, body);
    }
    return body;
  }

  function forget(owed: ReadonlySet<number>): void {
    for (const map of [bodies, ticketOfJob, said]) for (const job of map.keys()) if (!owed.has(job)) map.delete(job);
  }

  function onReport(report: PrinterReport): void {
    switch (report.kind) {
      case 'online':
        health.clear('printer-offline', id);
        break;
      case 'offline':
        health.raise('printer-offline', id);
        break;
      case 'status':
        set('paper-out', report.paper === 'end');
        set('paper-near-end', report.paper === 'near-end');
        set('cover-open', report.cover === 'open');
        set('cutter-error', report.cutter === 'error');
        set('printer-error', report.error !== undefined, report.error);
        break;
      case 'probed':
        break;
      default:
        onJob(report);
    }
    showDevice();
    options.changed();
  }

  function onJob(report: Extract<PrinterReport, { jobId: number }>): void {
    const { jobId: job } = report;
    const ticket = ticketOfJob.get(job);
    if (!ticket) return;
    if (report.kind === 'sending') said.set(job, 'sent');
    else if (report.kind === 'interrupted') said.set(job, 'failed');
    else if (report.kind === 'printed')
      options.store({ type: 'printed', ticket, job, confirmed: report.confirmed }, id);
    else if (report.kind === 'requeued') options.store({ type: 'print-interrupted', ticket, job }, id);
    else options.store({ type: 'print-unknown', ticket, job }, id);
  }

  function set(code: FaultCode, present: boolean, detail?: string): void {
    if (present) health.raise(code, id, detail);
    else health.clear(code, id);
  }

  function onLine(up: boolean, reason: string): void {
    if (up) health.clear('line-lost', id);
    else health.raise('line-lost', id, reason);
    showDevice();
  }

  function showDevice(): void {
    const offline = health.has('printer-offline', id) || health.has('line-lost', id);
    const warning = health.has('paper-near-end', id);
    health.device(id, 'printer', offline ? 'offline' : trouble() ? 'fault' : warning ? 'warning' : 'ok');
  }

  function trouble(): FaultCode | null {
    if (health.has('line-lost', id)) return 'printer-offline';
    return stopping.find((code) => health.has(code, id)) ?? null;
  }

  return {
    start() {
      health.device(id, 'printer', 'offline');
      health.raise('printer-offline', id);
      runner.start();
      refresh();
    },
    refresh,
    printOf(ticket) {
      if (ticket.print !== 'pending') return ticket.print;
      const own = said.get(ticket.job);
      if (own) return own;
      return trouble() ? 'failed' : 'pending';
    },
    trouble,
    stop: () => runner.stop(),
  };
}

function paperOf(ticket: Ticket, state: HallState, index: HallIndex, clock: ClockPort): TicketPaper {
  const { hall } = index.config;
  const service = index.services.get(ticket.service);
  const base = hall.publicUrl?.replace(/\/+$/, '');
  const visit = [ticket.service, ...ticket.todo];
  const booked = state.appointments.get(ticket.appointment ?? '');
  return {
    hallName: hall.name.zh,
    ticketNo: ticket.no,
    serviceName: service?.name.zh ?? ticket.service,
    serviceNameEn: service?.name.en ?? '',
    rest: ticket.todo.map((id) => bothWords(index.services.get(id)?.name ?? { zh: id, en: '' })),
    appointmentText: booked ? clockText(clock, booked.slotMs) : null,
    // An appointment is not called in the order of arrival: how many have arrived before it says nothing.
    ahead: ticket.class === 'appointment' && ticket.ahead > 0 ? null : ticket.ahead,
    waitText: paperWaitText(ticket.wait),
    timeText: clock.quality() === 'unset' ? null : timeText(clock, ticket.issued.wallMs),
    qrUrl: base ? `${base}/t/${ticket.id}` : null,
    bring: [...new Set(visit.flatMap((id) => (index.services.get(id)?.bring ?? []).map(bothWords)))],
    copies: ticket.copies,
    phrases: paperPhrases,
  };
}

function bothWords({ zh, en }: Bilingual): string {
  return `${zh} ${en}`.trim();
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
