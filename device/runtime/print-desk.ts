/**
 * Paper: tells one printer which tickets must exist on paper, and tells the hall what came of them. A ticket's paper is
 * part of the target only after its commit; what the printer confirms becomes an event. What it has not begun can be taken
 * from it (print-router.ts); from then on the driver does not know of it, so it cannot begin it while the move is stored.
 */
import type { Command, TestPaper } from '../../protocol/commands.ts';
import type { FaultCode } from '../../protocol/faults.ts';
import { limits } from '../../protocol/limits.ts';
import { lidMayBeOpen, nearEndText } from '../../protocol/printer-texts.ts';
import type { PrintState } from '../../protocol/views.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import { paperOwed } from '../core/target.ts';
import { createPaperMeter } from '../drivers/printer/paper-meter.ts';
import { paperLengthMm } from '../drivers/printer/paper-motion.ts';
import type { PaperState, PrinterReport } from '../drivers/printer/printer-contract.ts';
import { createPrinterDriver } from '../drivers/printer/printer-driver.ts';
import { mismatchOf } from '../drivers/printer/printer-findings.ts';
import type { PrinterProfile } from '../drivers/printer/printer-profile.ts';
import type { ClockPort, DeviceMemoryPort, LogPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import { createDriverRunner } from './driver-runner.ts';
import type { Health } from './health.ts';
import { createHourlyCap } from './hourly-cap.ts';
import { parsePrinterMemory } from './printer-memory.ts';
import type { TicketPapers } from './ticket-papers.ts';

export interface PrintDeskOptions {
  readonly id: string;
  readonly line: LinePort;
  readonly profile: PrinterProfile;
  readonly papers: TicketPapers;
  readonly index: HallIndex;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  readonly memory: DeviceMemoryPort;
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
  /** A paper that is no ticket and comes out once; `job` is the sequence of its event. */
  test(job: number, wish: TestPaper): void;
  /** The fault that keeps paper from coming out, or null. */
  trouble(): FaultCode | null;
  /** Since when, monotonic; null while there is none. */
  troubleSinceMs(): number | null;
  /** Owed paper that this printer has begun: some of it may be on paper. */
  begun(ticket: Ticket): boolean;
  /** Keeps paper that was not begun from the driver, until it is owed by another printer or `false` is said. */
  withhold(ticket: Ticket, held: boolean): void;
  stop(): void;
}

/** Paper beside the ticket's own: from the print head to the blade, and what the cut feeds. */
const cutMm = 20;
/** A roll's use is kept after so many tickets: a power cut costs no more of it. */
const keepEveryTickets = 10;

const stopping: readonly FaultCode[] = ['printer-offline', 'cover-open', 'paper-out', 'cutter-error', 'printer-error'];

export function createPrintDesk(options: PrintDeskOptions): PrintDesk {
  const { id, profile, clock, log, health } = options;
  const bodies = new Map<number, Uint8Array>();
  const ticketOfJob = new Map<number, string>();
  const said = new Map<number, PrintState>();
  /** Papers of staff that are still to come out. Nothing is owed for them: they end with the daemon. */
  const tests = new Map<number, Uint8Array>();
  const withheld = new Set<number>();
  const reprints = createHourlyCap(limits.reprintsPerHourMax);
  let key = '';
  let troubleSinceMs: number | null = null;
  const kept = parsePrinterMemory(options.memory.read(id));
  const isSame = kept?.profile === profile.name && kept.line === options.line.name;
  let findings = isSame ? kept.findings : null;
  let foundMs = isSame ? kept.foundMs : null;
  const meter = createPaperMeter(profile, kept?.roll);
  const driver = createPrinterDriver({
    profile,
    baud: options.line.baud,
    probe: findings === null ? 'full' : 'check',
    known: findings,
  });
  const runner = createDriverRunner({ line: options.line, driver, clock, log, onReport, onLine });

  function refresh(): void {
    const owed = paperOwed(options.state(), options.index, id, limits.printJobsMax);
    const nextKey = [...owed.map((ticket) => `${ticket.job}${ticket.print}`), ...tests.keys()].join();
    if (nextKey === key) return;
    key = nextKey;
    setTarget(owed);
  }

  function setTarget(owed: readonly Ticket[]): void {
    set(
      'print-unknown',
      owed.some((ticket) => ticket.print === 'unknown'),
    );
    forget(new Set(owed.map((ticket) => ticket.job)));
    const tickets = owed.flatMap((ticket) => {
      if (withheld.has(ticket.job)) return [];
      ticketOfJob.set(ticket.job, ticket.id);
      const suspect = ticket.print === 'unknown';
      return { jobId: ticket.job, ticketId: ticket.id, body: bodyOf(ticket), copies: ticket.copies, suspect };
    });
    const trials = [...tests].map(([jobId, body]) => ({ jobId, ticketId: '', body, copies: 1 }));
    runner.setTarget({ jobs: [...tickets, ...trials].sort((a, b) => a.jobId - b.jobId) });
  }

  function bodyOf(ticket: Ticket): Uint8Array {
    let body = bodies.get(ticket.job);
    if (!body) {
      body = options.papers.ofTicket(ticket, options.state(), profile).body;
      bodies.set(ticket.job, body);
    }
    return body;
  }

  function forget(owed: ReadonlySet<number>): void {
    for (const map of [bodies, ticketOfJob, said, withheld])
      for (const job of map.keys()) if (!owed.has(job)) map.delete(job);
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
        onPaper(report.paper);
        set('cover-open', report.cover === 'open');
        set('cutter-error', report.cutter === 'error');
        set('printer-error', report.error !== undefined, report.error);
        break;
      case 'probed':
        onProbed(report);
        break;
      default:
        onJob(report);
    }
    showDevice();
    options.changed();
  }

  function onPaper(paper: PaperState): void {
    const lidToo = profile.quirks.includes('lid-as-paper-end') ? lidMayBeOpen : undefined;
    set('paper-out', paper === 'end', lidToo);
    if (meter.status(paper)) keep();
    set('paper-near-end', paper === 'near-end', nearEndText(meter.estimate()));
  }

  function onProbed({ scope, findings: heard }: Extract<PrinterReport, { kind: 'probed' }>): void {
    const mismatch = mismatchOf(profile, heard);
    set('printer-mismatch', mismatch.length > 0, `${profile.name}: ${mismatch.join(', ')}`);
    const { maker, model } = scope === 'full' || findings === null ? heard : findings;
    findings = { ...heard, maker, model };
    foundMs = clock.quality() === 'unset' ? null : clock.wallMs();
    keep();
  }

  function keep(): void {
    const { name: line } = options.line;
    options.memory.write(id, { profile: profile.name, line, findings, foundMs, roll: meter.memory });
  }

  function onPaperMoves(job: number): void {
    meter.printing(paperLengthMm(bodies.get(job) ?? new Uint8Array(0)) + cutMm);
    if (meter.memory.tickets % keepEveryTickets === 0) keep();
    if (health.has('paper-near-end', id)) set('paper-near-end', true, nearEndText(meter.estimate()));
  }

  function onJob(report: Extract<PrinterReport, { jobId: number }>): void {
    const { jobId: job } = report;
    if (report.kind !== 'sending' && report.kind !== 'interrupted' && tests.delete(job)) refresh();
    const ticket = ticketOfJob.get(job);
    if (!ticket) return;
    if (report.kind === 'sending') {
      said.set(job, 'sent');
      onPaperMoves(job);
    } else if (report.kind === 'interrupted') said.set(job, 'failed');
    else if (report.kind === 'printed')
      options.store({ type: 'printed', ticket, job, confirmed: report.confirmed }, id);
    else if (report.kind === 'requeued' && reprints.take(clock.monoMs()))
      options.store({ type: 'print-interrupted', ticket, job }, id);
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
    options.changed();
  }

  function showDevice(): void {
    const offline = health.has('printer-offline', id) || health.has('line-lost', id);
    const warning = health.has('paper-near-end', id) || health.has('printer-mismatch', id);
    const stopped = trouble() !== null;
    troubleSinceMs = stopped ? (troubleSinceMs ?? clock.monoMs()) : null;
    health.device(id, 'printer', offline ? 'offline' : stopped ? 'fault' : warning ? 'warning' : 'ok');
  }

  function trouble(): FaultCode | null {
    if (health.has('line-lost', id)) return 'printer-offline';
    return stopping.find((code) => health.has(code, id)) ?? null;
  }

  return {
    start() {
      health.device(id, 'printer', 'offline');
      health.raise('printer-offline', id);
      troubleSinceMs = clock.monoMs();
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
    test(job, wish) {
      const paper = options.papers.sample({ ...wish, isTest: true }, profile);
      if (!paper || tests.size >= limits.testPapersMax) return;
      tests.set(job, paper.body);
      refresh();
    },
    trouble,
    troubleSinceMs: () => troubleSinceMs,
    begun: (ticket) => said.has(ticket.job),
    withhold(ticket, held) {
      if (held) withheld.add(ticket.job);
      else withheld.delete(ticket.job);
      setTarget(paperOwed(options.state(), options.index, id, limits.printJobsMax));
    },
    stop: () => runner.stop(),
  };
}
