/**
 * The ESC/POS printer driver: a sans-I/O machine over bytes and time. It keeps the status fresh, starts a job only on a
 * healthy printer, paces its bytes, and reports what became of the paper. It never prints on its own account: what may be
 * sent, and how often, is decided by the target alone (see `job-machine.ts`).
 *
 *   bytes ─► status-parser ─► health ─┐
 *   time  ─► status-poller ───────────┼─► printer-probe, then job-machine ─► paced-output ─► line
 *   target ───────────────────────────┘
 *
 * Latency: on an idle healthy printer with automatic status the first byte of a ticket leaves in the call of `onTarget`.
 */
import type { DriverOutput, LineDriver } from '../../../protocol/line-driver.ts';
import {
  automaticStatusOn,
  concatBytes,
  initialise,
  realTimeStatus,
  recoverAndClear,
  recoverAndContinue,
} from './escpos-bytes.ts';
import type { JobLine } from './job-line.ts';
import { createJobMachine } from './job-machine.ts';
import {
  awaitingPollMs,
  chunkMs,
  freshStatusMs,
  heartbeatMs,
  holdMsMax,
  missedRoundsMax,
  queryTimeoutMs,
  recoverMs,
  recoverTriesMax,
  replyGapMsMax,
  settleStepsMax,
  silentResetMs,
  silentResetMsMax,
  unhealthyPollMs,
} from './limits.ts';
import { createPacedOutput } from './paced-output.ts';
import type { PrinterReport, PrinterTarget } from './printer-contract.ts';
import { type PrinterFindings, profileAsFound } from './printer-findings.ts';
import {
  faultOf,
  healthAfterInOrder,
  healthOfAutomatic,
  healthOfRound,
  type PrinterHealth,
  sameStatus,
  statusReportOf,
} from './printer-health.ts';
import { createPrinterProbe, type ProbeScope } from './printer-probe.ts';
import type { PrinterProfile } from './printer-profile.ts';
import { createStatusParser, type StatusReply } from './status-parser.ts';
import { createStatusPoller, type PollStep } from './status-poller.ts';

export interface PrinterDriverOptions {
  readonly profile: PrinterProfile;
  /** Bits per second of a serial line; null for TCP and USB. */
  readonly baud: number | null;
  /** Ask the printer each time the line opens how it confirms; see printer-probe.ts. No questions when left out. */
  readonly probe?: ProbeScope;
  /** What it was found to do earlier; null when nobody has asked. */
  readonly known?: PrinterFindings | null;
}

/** Counts since the driver was made, for the health page. */
export interface PrinterStats {
  readonly jobsSent: number;
  readonly printed: number;
  readonly interrupted: number;
  readonly requeued: number;
  readonly unknown: number;
  readonly lineResets: number;
  readonly unknownBytes: number;
  readonly brokenReplies: number;
}

export interface PrinterDriver extends LineDriver<PrinterTarget, PrinterReport> {
  readonly stats: PrinterStats;
}

export function createPrinterDriver(options: PrinterDriverOptions): PrinterDriver {
  const { baud } = options;
  const stated = options.profile;
  let profile = options.known ? profileAsFound(stated, options.known) : stated;
  const speaks = stated.completion !== 'none';
  const parser = createStatusParser();
  const poller = createStatusPoller();
  const probe = createPrinterProbe();
  const output = createPacedOutput(baud);
  const counts = { sending: 0, printed: 0, interrupted: 0, requeued: 0, unknown: 0, lineResets: 0 };

  let reports: PrinterReport[] = [];
  let writes: Uint8Array[] = [];
  let resetReason: string | null = null;

  let open = false;
  let online = false;
  /** Null while nothing is known: after opening, after silence. */
  let health: PrinterHealth | null = null;
  let reported: PrinterHealth | null = null;
  let automaticAlive = false;
  let armedAgainMs = Number.NEGATIVE_INFINITY;
  let answersEveryArm = false;
  let lastStatusMs = Number.NEGATIVE_INFINITY;
  let lastWellMs = Number.NEGATIVE_INFINITY;
  let lastBytesMs = Number.NEGATIVE_INFINITY;
  let roundEndedMs = Number.NEGATIVE_INFINITY;
  let missedRounds = 0;
  let silentSinceMs: number | null = null;
  let resetAfterMs = silentResetMs;
  let recoverAtMs = Number.NEGATIVE_INFINITY;
  let recoverTries = 0;
  /** What is still to be asked since the line opened. */
  let probeWanted: ProbeScope | null = null;
  let heldSinceMs: number | null = null;

  const report = (fact: PrinterReport): void => {
    reports.push(fact);
    if (fact.kind in counts) {
      counts[fact.kind as keyof typeof counts]++;
    }
  };

  const setOnline = (now: boolean): void => {
    if (online !== now) {
      online = now;
      report({ kind: now ? 'online' : 'offline' });
    }
  };

  const fault = () => (health === null ? null : faultOf(health));
  const healthy = (): boolean => open && (health === null ? !speaks : faultOf(health) === null);
  const fresh = (nowMs: number): boolean => !speaks || automaticAlive || nowMs - lastStatusMs <= freshStatusMs;

  const forget = (): void => {
    health = null;
    automaticAlive = false;
    reported = null;
    poller.stop();
  };

  const line: JobLine = {
    fault,
    healthy,
    ready: (nowMs) => healthy() && fresh(nowMs) && output.idle && probeWanted === null,
    lastStatusMs: () => lastStatusMs,
    wellUntilMs: (nowMs) => (automaticAlive ? nowMs : lastWellMs),
    answersEveryArm: () => answersEveryArm,
    outputIdle: () => output.idle,
    send(bytes) {
      poller.stop();
      output.send(bytes);
    },
    cutShort: () => output.cutShort(),
    report,
    distrust: forget,
  };
  const jobs = createJobMachine(() => profile, baud, line);

  const heard = (nowMs: number): void => {
    missedRounds = 0;
    silentSinceMs = null;
    resetAfterMs = silentResetMs;
    lastBytesMs = nowMs;
    setOnline(true);
  };

  const learn = (next: PrinterHealth, nowMs: number): void => {
    health = next;
    lastStatusMs = nowMs;
    lastWellMs = faultOf(next) === null ? nowMs : lastWellMs;
    if (faultOf(next) !== null) {
      // A stopped printer answers nothing in order: what the probe has not heard proves nothing.
      probe.stop();
    }
    if (reported === null || !sameStatus(reported, next)) {
      reported = next;
      report(statusReportOf(next));
    }
  };

  /** A cutter that was freed by hand stays in error until it is told to try again. */
  const freeCutter = (nowMs: number): void => {
    if (fault() === null) {
      recoverTries = 0;
    } else if (fault() === 'cutter-error' && output.idle && nowMs >= recoverAtMs) {
      recoverAtMs = nowMs + recoverMs;
      recoverTries++;
      writes.push(recoverTries <= recoverTriesMax ? recoverAndContinue : recoverAndClear);
    }
  };

  /** After a round: believes what the probe has found, or begins it. */
  const followProbe = (nowMs: number): void => {
    const findings = healthy() ? probe.take() : null;
    if (findings !== null) {
      probeWanted = null;
      profile = profileAsFound(stated, findings);
      report({ kind: 'probed', findings, scope: options.probe ?? 'check' });
    } else if (probeWanted !== null && healthy() && !probe.running && jobs.stage === 'none' && output.idle) {
      output.send(probe.start(probeWanted, profile, nowMs));
    }
  };

  const follow = (step: PollStep, nowMs: number): void => {
    if (step.kind === 'ask') {
      writes.push(realTimeStatus(step.question));
    } else if (step.kind === 'done') {
      roundEndedMs = nowMs;
      learn(healthOfRound(step.answers), nowMs);
      followProbe(nowMs);
      if (profile.asb && healthy() && jobs.stage === 'none' && output.idle && probeWanted === null) {
        // Switched on again each round: a printer that was off for a moment has forgotten it.
        writes.push(automaticStatusOn);
        armedAgainMs = automaticAlive ? nowMs : Number.NEGATIVE_INFINITY;
      }
      freeCutter(nowMs);
    } else if (step.kind === 'missed') {
      roundEndedMs = nowMs;
      missedRounds++;
      probe.stop();
      silentSinceMs ??= nowMs;
      if (missedRounds >= missedRoundsMax) {
        forget();
        jobs.onSilent();
        setOnline(false);
      }
    }
  };

  const onReply = (reply: StatusReply, nowMs: number): void => {
    if (reply.kind === 'flow') {
      const stop = reply.stop && profile.flow === 'xonxoff';
      output.hold(stop);
      heldSinceMs = stop ? (heldSinceMs ?? nowMs) : null;
      return;
    }
    heard(nowMs);
    if (reply.kind === 'automatic') {
      answersEveryArm ||= nowMs - armedAgainMs <= queryTimeoutMs;
      automaticAlive = profile.asb;
      probe.onAutomatic();
      jobs.onAutomatic();
      learn(healthOfAutomatic(reply.bytes), nowMs);
    } else if (reply.kind === 'real-time') {
      follow(poller.answer(reply.byte, nowMs), nowMs);
    } else if (reply.kind === 'in-order') {
      probe.onInOrder();
      jobs.onInOrder();
      if (health !== null) {
        learn(healthAfterInOrder(health, reply.byte), nowMs);
      }
    } else if (reply.head === 0x37 && reply.body[0] === 0x22) {
      probe.onProcessId(reply.body.subarray(1));
      jobs.onProcessId(reply.body.subarray(1));
    } else if (reply.head === 0x37 && reply.body[0] === 0x25) {
      jobs.onCleared();
    } else if (reply.head === 0x5f) {
      probe.onIdentity(String.fromCharCode(...reply.body));
    }
  };

  /** When the next round of questions is due. */
  const roundDueMs = (): number | null => {
    if (!open || !speaks || poller.running || !output.idle || jobs.stage === 'sending' || jobs.stage === 'clearing') {
      return null;
    }
    if (probe.running) {
      return null;
    }
    if (probe.over) {
      return roundEndedMs;
    }
    if (jobs.stage === 'awaiting') {
      return roundEndedMs + (profile.asb && profile.completion !== 'dle-eot-poll' ? unhealthyPollMs : awaitingPollMs);
    }
    if (missedRounds > 0 && missedRounds < missedRoundsMax) {
      return roundEndedMs;
    }
    if (!healthy() || jobs.stage === 'interrupted' || jobs.draining) {
      return roundEndedMs + unhealthyPollMs;
    }
    return jobs.wantsPrinter && probeWanted === null ? roundEndedMs : roundEndedMs + heartbeatMs;
  };

  /** Printers say 'stop' when their buffer is full, and some forget to say 'go on' after a fault. */
  const watchHold = (nowMs: number): void => {
    if (heldSinceMs !== null && !output.idle && nowMs - heldSinceMs >= holdMsMax) {
      resetReason = `printer holds the line for ${Math.round((nowMs - heldSinceMs) / 1_000)} s`;
      counts.lineResets++;
      heldSinceMs = null;
    }
  };

  const watchSilence = (nowMs: number): void => {
    const mayReset = jobs.stage === 'none' || jobs.stage === 'interrupted';
    if (mayReset && silentSinceMs !== null && !online && nowMs - silentSinceMs >= resetAfterMs) {
      resetReason = `printer silent for ${Math.round((nowMs - silentSinceMs) / 1_000)} s`;
      counts.lineResets++;
      silentSinceMs = nowMs;
      resetAfterMs = Math.min(resetAfterMs * 2, silentResetMsMax);
    }
  };

  /** Everything that follows from the time and what is known; then what the caller has to do. */
  const settle = (nowMs: number): DriverOutput<PrinterReport> => {
    if (open) {
      follow(poller.tick(nowMs), nowMs);
      const asked = probe.tick(nowMs);
      if (asked !== null) {
        output.send(asked);
      }
      for (let turn = 0; turn < settleStepsMax; turn++) {
        writes.push(...output.pump(nowMs));
        jobs.step(nowMs);
      }
      writes.push(...output.pump(nowMs));
      const dueMs = roundDueMs();
      if (dueMs !== null && nowMs >= dueMs) {
        follow(poller.start(nowMs), nowMs);
      }
      watchSilence(nowMs);
      watchHold(nowMs);
    }
    const held = heldSinceMs === null || output.idle ? null : heldSinceMs + holdMsMax;
    const wakes = open ? [poller.wakeAtMs, output.wakeAtMs, jobs.wakeAtMs, roundDueMs(), probe.wakeAtMs, held] : [];
    // A wish that is already due waits for something else (a held line, say): look again soon, never at once.
    const due = wakes.filter((wake) => wake !== null).map((wake) => (wake <= nowMs ? nowMs + chunkMs : wake));
    const step = { writes, reports, wakeAtMs: due.length === 0 ? null : Math.min(...due) };
    const reason = resetReason;
    writes = [];
    reports = [];
    resetReason = null;
    return reason === null ? step : { ...step, resetLine: reason };
  };

  return {
    get stats() {
      const { sending, ...rest } = counts;
      return { jobsSent: sending, ...rest, ...parser.counters };
    },
    onOpen(nowMs) {
      open = true;
      forget();
      output.clear();
      heldSinceMs = null;
      probe.stop();
      poller.measure();
      probeWanted = speaks ? (options.probe ?? null) : null;
      missedRounds = missedRoundsMax;
      roundEndedMs = nowMs;
      parser.endOfBurst();
      writes.push(profile.asb ? concatBytes([initialise, automaticStatusOn]) : initialise);
      if (speaks) {
        silentSinceMs = nowMs;
        follow(poller.start(nowMs), nowMs);
      } else {
        setOnline(true);
      }
      return settle(nowMs);
    },
    onClose(nowMs) {
      open = false;
      forget();
      output.clear();
      probe.stop();
      heldSinceMs = null;
      jobs.onLineLost();
      setOnline(false);
      return settle(nowMs);
    },
    onBytes(bytes, nowMs) {
      if (nowMs - lastBytesMs > replyGapMsMax) {
        parser.endOfBurst();
      }
      lastBytesMs = nowMs;
      for (const reply of parser.parse(bytes)) {
        onReply(reply, nowMs);
      }
      return settle(nowMs);
    },
    onTick: settle,
    onTarget(target, nowMs) {
      jobs.setTarget(target);
      return settle(nowMs);
    },
  };
}
