/**
 * The life of one print job, one job at a time.
 *
 *   queued ──ready──► sending ──last byte──► awaiting ──answer──────────────────► printed
 *                        │                      │ └──deadline, no fault seen────► unknown (staff are asked; never resent)
 *                        └───────fault──────────┴──► interrupted ──answer───────► printed (the printer kept its buffer)
 *                                                        └──healthy 3 s──► clearing ──► requeued (same number, next copy)
 *
 * Invariant: a job is sent at most once for each value of `copies`; `sentCopies` remembers which. Only the engine raises
 * `copies`, so this machine alone can never print a paper twice.
 */
import { type ActiveJob, wakeOf } from './active-job.ts';
import {
  automaticStatusOn,
  clearBuffers,
  concatBytes,
  initialise,
  nulFlood,
  paperStatusRequest,
  processIdChars,
  processIdNumber,
  recoverAndClear,
} from './escpos-bytes.ts';
import { jobBytes } from './job-bytes.ts';
import type { JobLine } from './job-line.ts';
import {
  cleanMs,
  clearSettleMs,
  clearTimeoutMs,
  clearTriesMax,
  completionGraceMs,
  inFlightMs,
  settleMs,
  targetJobsMax,
} from './limits.ts';
import type { PrinterFault, PrinterReport, PrinterTarget, PrintJob } from './printer-contract.ts';
import type { ClearWay, PrinterProfile } from './printer-profile.ts';

export type JobStage = 'none' | 'clearing' | ActiveJob['stage'];

export interface JobMachine {
  readonly stage: JobStage;
  /** Answers of earlier jobs are waited for; the printer's state must be asked meanwhile. */
  readonly draining: boolean;
  /** A job is waiting for the printer to be ready. */
  readonly wantsPrinter: boolean;
  readonly wakeAtMs: number | null;
  setTarget(target: PrinterTarget): void;
  step(nowMs: number): void;
  /** `37 22 d1 d2 d3 d4 00` was heard. */
  onProcessId(chars: Uint8Array): void;
  /** An in-order paper status was heard. */
  onInOrder(): void;
  /** An automatic status was heard. */
  onAutomatic(): void;
  /** `37 25 00` was heard. */
  onCleared(): void;
  /** It answers no questions any more: what was sent last may not have been heard. */
  onSilent(): void;
  onLineLost(): void;
}

export function createJobMachine(profileNow: () => PrinterProfile, baud: number | null, line: JobLine): JobMachine {
  /** Highest `copies` sent (or reported printed) per job of the current target. */
  const sentCopies = new Map<number, number>();
  let jobs: readonly PrintJob[] = [];
  let active: ActiveJob | null = null;
  /** While buffers are being cleared: when that is taken as done. */
  let clearUntilMs: number | null = null;
  /** A job got no answer at all, so the next one is preceded by a clear. */
  let mayBeStuck = false;
  /** Something was printed in part since the last job that was confirmed: the cut behind a clear may not have been heard. */
  let isTorn = false;
  /**
   * Requests without a name (GS r) that were sent and not answered. A late answer to one of an earlier job must not pass
   * for that of the next: a job is done when none is left, and none begins before they are answered or lost.
   */
  let unanswered = 0;
  /** Since when the printer has been well without an answer; null while it is not, or nothing is awaited. */
  let quietSinceMs: number | null = null;
  let lastDurationMs = 0;
  let clearTries = 0;
  /** Whether the cut behind the last clear was sent, and answered, since something was torn. */
  let cutBehind: 'none' | 'sent' | 'heard' = 'none';

  const nextJob = (): PrintJob | undefined =>
    jobs.find((job) => job.suspect !== true && (sentCopies.get(job.jobId) ?? 0) < job.copies);

  const finish = (report: PrinterReport | null): void => {
    active = null;
    if (report !== null) {
      line.report(report);
    }
  };

  const begin = (job: PrintJob): void => {
    const profile = profileNow();
    const { bytes, durationMs } = jobBytes(job, profile, baud);
    sentCopies.set(job.jobId, job.copies);
    lastDurationMs = durationMs;
    active = {
      job,
      durationMs,
      profile,
      stage: 'sending',
      allSent: false,
      sentAtMs: 0,
      answerCounts: true,
      headSeen: false,
      untilMs: 0,
      cause: null,
      healthySinceMs: null,
    };
    line.report({ kind: 'sending', jobId: job.jobId });
    line.send(bytes);
  };

  const interrupt = (current: ActiveJob, cause: PrinterFault, wellUntilMs: number): void => {
    current.answerCounts = wellUntilMs >= current.sentAtMs + inFlightMs;
    isTorn = true;
    cutBehind = 'none';
    current.stage = 'interrupted';
    current.cause = cause;
    current.healthySinceMs = null;
    line.cutShort();
    line.report({ kind: 'interrupted', jobId: current.job.jobId, cause });
  };

  const stepAwaiting = (current: ActiveJob, nowMs: number): void => {
    const { profile } = current;
    const { jobId } = current.job;
    if (profile.completion === 'dle-eot-poll' && line.healthy() && line.lastStatusMs() >= current.untilMs + cleanMs) {
      finish({ kind: 'printed', jobId, confirmed: true });
    } else if (nowMs >= current.untilMs + completionGraceMs) {
      if (profile.completion === 'none') {
        finish({ kind: 'printed', jobId, confirmed: false });
      } else {
        line.distrust();
        mayBeStuck = true;
        isTorn = true;
        cutBehind = 'none';
        finish({ kind: 'unknown', jobId });
      }
    }
  };

  const stepInterrupted = (current: ActiveJob, nowMs: number): void => {
    if (!line.healthy()) {
      current.healthySinceMs = null;
      return;
    }
    current.healthySinceMs ??= nowMs;
    if (nowMs < current.healthySinceMs + settleMs || !line.outputIdle()) {
      return;
    }
    // Everything had been handed over when the line broke: the paper may well be there, and its answer was lost.
    if (current.cause === 'line-lost' && current.allSent) {
      // If it does not, half of it may hang from the roll: the next ticket must not be printed below it.
      mayBeStuck = true;
      finish({ kind: 'unknown', jobId: current.job.jobId });
      return;
    }
    active = null;
    // A line that broke may have left the printer inside a command, where only a flood or a real clear reaches it.
    const isInside = current.cause === 'line-lost' && current.profile.clear === 'dle-enq-2';
    clear(isInside ? 'nul-flood' : current.profile.clear, nowMs);
    if (jobs.some((job) => job.jobId === current.job.jobId)) {
      line.report({ kind: 'requeued', jobId: current.job.jobId });
    }
  };

  const clear = (way: ClearWay, nowMs: number): void => {
    clearUntilMs = nowMs + (way === 'dle-dc4-8' ? clearTimeoutMs : clearSettleMs);
    line.send(way === 'dle-dc4-8' ? clearBuffers : way === 'dle-enq-2' ? recoverAndClear : nulFlood());
  };

  /** Waits for the end of a clear; returns whether it is still going on. */
  const stepClearing = (nowMs: number): boolean => {
    if (clearUntilMs === null) {
      return false;
    }
    if (!line.outputIdle()) {
      clearUntilMs = Math.max(clearUntilMs, nowMs + clearSettleMs);
    } else if (nowMs >= clearUntilMs) {
      // Cut off what the broken job left hanging, so that the next ticket begins on clean paper.
      const { asb, cut, completion } = profileNow();
      // Some models forget to report changes with every initialise. The request behind the cut tells that it was made.
      const answers = completion === 'gs-h' || completion === 'gs-r';
      unanswered += answers ? 1 : 0;
      cutBehind = 'sent';
      line.send(
        concatBytes([
          initialise,
          ...(asb ? [automaticStatusOn] : []),
          Uint8Array.from(cut),
          ...(answers ? [paperStatusRequest] : []),
        ]),
      );
      clearUntilMs = null;
    }
    return true;
  };

  const quietMs = (): number => lastDurationMs + completionGraceMs;

  /** Answers of earlier jobs may still come; returns whether they are waited for. */
  const isDraining = (nowMs: number): boolean => {
    if (unanswered === 0) {
      return false;
    }
    quietSinceMs = line.healthy() ? (quietSinceMs ?? nowMs) : null;
    // Only a status heard at the end of the quiet says that the printer could have answered.
    if (quietSinceMs === null || line.lastStatusMs() < quietSinceMs + quietMs()) {
      return true;
    }
    unanswered = 0;
    quietSinceMs = null;
    // The cut behind a clear was not heard: half a ticket may still hang from the roll.
    isTorn &&= cutBehind !== 'heard';
    mayBeStuck ||= isTorn && ++clearTries <= clearTriesMax;
    return false;
  };

  const startNext = (nowMs: number): void => {
    const job = nextJob();
    if (job === undefined || isDraining(nowMs) || !line.ready(nowMs)) {
      return;
    }
    if (mayBeStuck) {
      // It answered questions but not the job: it may sit inside a broken command and would swallow the next job too.
      mayBeStuck = false;
      clear(profileNow().clear === 'dle-dc4-8' ? 'dle-dc4-8' : 'nul-flood', nowMs);
    } else {
      begin(job);
    }
  };

  const step = (nowMs: number): void => {
    // A fault may have kept the cut behind a clear from being made.
    mayBeStuck ||= isTorn && active === null && line.fault() !== null;
    if (stepClearing(nowMs)) {
      return;
    }
    if (active === null) {
      startNext(nowMs);
      return;
    }
    const fault = line.fault();
    if ((active.stage === 'sending' || active.stage === 'awaiting') && fault !== null) {
      interrupt(active, fault, line.wellUntilMs(nowMs));
    }
    if (active.stage === 'sending' && line.outputIdle()) {
      active.stage = 'awaiting';
      active.allSent = true;
      unanswered += active.profile.completion === 'gs-r' ? 1 : 0;
      active.sentAtMs = nowMs;
      active.untilMs = nowMs + active.durationMs;
    }
    if (active.stage === 'awaiting') {
      stepAwaiting(active, nowMs);
    } else if (active.stage === 'interrupted') {
      stepInterrupted(active, nowMs);
    }
  };

  const answered = (current: ActiveJob): void => {
    const { jobId } = current.job;
    if (!current.answerCounts) {
      return;
    }
    // The end was received and the beginning was not: the printer was off or starting when the job began.
    isTorn = false;
    const headLost = !current.headSeen && line.answersEveryArm();
    finish(headLost ? { kind: 'unknown', jobId } : { kind: 'printed', jobId, confirmed: true });
  };

  /** A late answer also settles a job that is unknown or suspect: the paper exists after all. */
  const printedLate = (id: number): void => {
    const job = jobs.find(({ jobId }) => processIdNumber(Uint8Array.from(processIdChars(jobId))) === id);
    if (job !== undefined && (job.suspect === true || sentCopies.has(job.jobId))) {
      sentCopies.set(job.jobId, Math.max(job.copies, sentCopies.get(job.jobId) ?? 0));
      line.report({ kind: 'printed', jobId: job.jobId, confirmed: true });
    }
  };

  return {
    get stage() {
      return clearUntilMs !== null ? 'clearing' : (active?.stage ?? 'none');
    },
    get draining() {
      return active === null && clearUntilMs === null && unanswered > 0 && nextJob() !== undefined;
    },
    get wantsPrinter() {
      return active === null && clearUntilMs === null && unanswered === 0 && nextJob() !== undefined;
    },
    get wakeAtMs() {
      return clearUntilMs ?? (active === null ? null : wakeOf(active));
    },
    setTarget(target) {
      jobs = target.jobs.slice(0, targetJobsMax);
      const wanted = new Set(jobs.map((job) => job.jobId));
      for (const jobId of sentCopies.keys()) {
        if (!wanted.has(jobId) && jobId !== active?.job.jobId) {
          sentCopies.delete(jobId);
        }
      }
    },
    step,
    onProcessId(chars) {
      const id = processIdNumber(chars);
      // An answer during a clear belongs to what is being thrown away.
      if (id === null || clearUntilMs !== null) {
        return;
      }
      if (active !== null && sameId(active.job.jobId, id)) {
        answered(active);
      } else {
        printedLate(id);
      }
    },
    onInOrder() {
      unanswered = Math.max(0, unanswered - 1);
      quietSinceMs = null;
      cutBehind = cutBehind === 'none' ? 'none' : 'heard';
      if (cutBehind === 'heard' && unanswered === 0 && active === null && clearUntilMs === null) {
        isTorn = false;
        clearTries = 0;
      }
      if (active?.profile.completion === 'gs-r' && active.allSent && unanswered === 0) {
        answered(active);
      }
    },
    onAutomatic() {
      if (active !== null) {
        active.headSeen = true;
      }
    },
    onCleared() {
      if (clearUntilMs !== null) {
        clearUntilMs = Number.NEGATIVE_INFINITY;
        unanswered = 0;
      }
    },
    onSilent() {
      mayBeStuck ||= isTorn;
    },
    onLineLost() {
      mayBeStuck ||= isTorn;
      clearUntilMs = null;
      if (active === null) {
        return;
      }
      if (active.stage === 'awaiting' && active.profile.completion === 'none') {
        finish({ kind: 'printed', jobId: active.job.jobId, confirmed: false });
      } else if (active.stage !== 'interrupted') {
        // Nothing is under way on a broken line: whoever answers later has had everything.
        interrupt(active, 'line-lost', Number.POSITIVE_INFINITY);
      }
      if (active !== null) {
        active.healthySinceMs = null;
      }
    },
  };
}

function sameId(jobId: number, id: number): boolean {
  return processIdNumber(Uint8Array.from(processIdChars(jobId))) === id;
}
