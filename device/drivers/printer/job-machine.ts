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
import {
  clearBuffers,
  initialise,
  nulFlood,
  processIdChars,
  processIdNumber,
  recoverAndClear,
} from './escpos-bytes.ts';
import { jobBytes } from './job-bytes.ts';
import { cleanMs, clearSettleMs, clearTimeoutMs, completionGraceMs, settleMs, targetJobsMax } from './limits.ts';
import type { PrinterFault, PrinterReport, PrinterTarget, PrintJob } from './printer-contract.ts';
import type { PrinterProfile } from './printer-profile.ts';

/** The line as the job machine sees it. */
export interface JobLine {
  /** A fault that was seen, or null when there is none or nothing is known. */
  fault(): PrinterFault | null;
  /** True when the printer is known to be well. */
  healthy(): boolean;
  /** True when a job may start in this very call. */
  ready(nowMs: number): boolean;
  /** When the last whole status was heard. */
  lastStatusMs(): number;
  outputIdle(): boolean;
  send(bytes: Uint8Array): void;
  cutShort(): void;
  report(report: PrinterReport): void;
  /** Forget what is known: the printer did not answer when it should have. */
  distrust(): void;
}

export type JobStage = 'none' | 'sending' | 'awaiting' | 'interrupted' | 'clearing';

export interface JobMachine {
  readonly stage: JobStage;
  /** A job is waiting for the printer to be ready. */
  readonly wantsPrinter: boolean;
  readonly wakeAtMs: number | null;
  setTarget(target: PrinterTarget): void;
  step(nowMs: number): void;
  /** `37 22 d1 d2 d3 d4 00` was heard. */
  onProcessId(chars: Uint8Array): void;
  /** An in-order paper status was heard. */
  onInOrder(): void;
  /** `37 25 00` was heard. */
  onCleared(): void;
  onLineLost(): void;
}

interface ActiveJob {
  readonly job: PrintJob;
  readonly durationMs: number;
  stage: Exclude<JobStage, 'none'>;
  /** All bytes, the completion request included, were handed to the line. */
  allSent: boolean;
  /** Computed end while awaiting; end of the waiting time while clearing. */
  untilMs: number;
  cause: PrinterFault | null;
  healthySinceMs: number | null;
}

export function createJobMachine(profile: PrinterProfile, baud: number | null, line: JobLine): JobMachine {
  /** Highest `copies` sent (or reported printed) per job of the current target. */
  const sentCopies = new Map<number, number>();
  let jobs: readonly PrintJob[] = [];
  let active: ActiveJob | null = null;

  const nextJob = (): PrintJob | undefined =>
    jobs.find((job) => job.suspect !== true && (sentCopies.get(job.jobId) ?? 0) < job.copies);

  const finish = (report: PrinterReport | null): void => {
    active = null;
    if (report !== null) {
      line.report(report);
    }
  };

  const begin = (job: PrintJob): void => {
    const { bytes, durationMs } = jobBytes(job, profile, baud);
    sentCopies.set(job.jobId, job.copies);
    active = {
      job,
      durationMs,
      stage: 'sending',
      allSent: false,
      untilMs: 0,
      cause: null,
      healthySinceMs: null,
    };
    line.report({ kind: 'sending', jobId: job.jobId });
    line.send(bytes);
  };

  const interrupt = (current: ActiveJob, cause: PrinterFault): void => {
    current.stage = 'interrupted';
    current.cause = cause;
    current.healthySinceMs = null;
    line.cutShort();
    line.report({ kind: 'interrupted', jobId: current.job.jobId, cause });
  };

  const stepAwaiting = (current: ActiveJob, nowMs: number): void => {
    const { jobId } = current.job;
    if (profile.completion === 'dle-eot-poll' && line.healthy() && line.lastStatusMs() >= current.untilMs + cleanMs) {
      finish({ kind: 'printed', jobId, confirmed: true });
    } else if (nowMs >= current.untilMs + completionGraceMs) {
      if (profile.completion === 'none') {
        finish({ kind: 'printed', jobId, confirmed: false });
      } else {
        line.distrust();
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
      finish({ kind: 'unknown', jobId: current.job.jobId });
      return;
    }
    current.stage = 'clearing';
    current.untilMs = nowMs + (profile.clear === 'dle-dc4-8' ? clearTimeoutMs : clearSettleMs);
    line.send(
      profile.clear === 'dle-dc4-8' ? clearBuffers : profile.clear === 'dle-enq-2' ? recoverAndClear : nulFlood(),
    );
    if (jobs.some((job) => job.jobId === current.job.jobId)) {
      line.report({ kind: 'requeued', jobId: current.job.jobId });
    }
  };

  const stepClearing = (current: ActiveJob, nowMs: number): void => {
    if (!line.outputIdle()) {
      current.untilMs = Math.max(current.untilMs, nowMs + clearSettleMs);
    } else if (nowMs >= current.untilMs) {
      line.send(initialise);
      finish(null);
    }
  };

  const step = (nowMs: number): void => {
    if (active === null) {
      const job = nextJob();
      if (job !== undefined && line.ready(nowMs)) {
        begin(job);
      }
      return;
    }
    const fault = line.fault();
    if ((active.stage === 'sending' || active.stage === 'awaiting') && fault !== null) {
      interrupt(active, fault);
    }
    if (active.stage === 'sending' && line.outputIdle()) {
      active.stage = 'awaiting';
      active.allSent = true;
      active.untilMs = nowMs + active.durationMs;
    }
    if (active.stage === 'awaiting') {
      stepAwaiting(active, nowMs);
    } else if (active.stage === 'interrupted') {
      stepInterrupted(active, nowMs);
    } else if (active.stage === 'clearing') {
      stepClearing(active, nowMs);
    }
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
      return active?.stage ?? 'none';
    },
    get wantsPrinter() {
      return active === null && nextJob() !== undefined;
    },
    get wakeAtMs() {
      return active === null ? null : wakeOf(active);
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
      if (id === null) {
        return;
      }
      if (active !== null && active.stage !== 'clearing' && sameId(active.job.jobId, id)) {
        finish({ kind: 'printed', jobId: active.job.jobId, confirmed: true });
      } else {
        printedLate(id);
      }
    },
    onInOrder() {
      if (profile.completion === 'gs-r' && active?.allSent === true && active.stage !== 'clearing') {
        finish({ kind: 'printed', jobId: active.job.jobId, confirmed: true });
      }
    },
    onCleared() {
      if (active?.stage === 'clearing') {
        active.untilMs = 0;
      }
    },
    onLineLost() {
      if (active === null) {
        return;
      }
      if (active.stage === 'clearing') {
        finish(null);
      } else if (active.stage === 'awaiting' && profile.completion === 'none') {
        finish({ kind: 'printed', jobId: active.job.jobId, confirmed: false });
      } else if (active.stage !== 'interrupted') {
        interrupt(active, 'line-lost');
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

/** When the active job wants to be looked at again, if nothing is heard before. */
function wakeOf(active: ActiveJob): number | null {
  switch (active.stage) {
    case 'sending':
      return null;
    case 'awaiting':
      return active.untilMs + completionGraceMs;
    case 'interrupted':
      return active.healthySinceMs !== null ? active.healthySinceMs + settleMs : null;
    case 'clearing':
      return active.untilMs;
  }
}
