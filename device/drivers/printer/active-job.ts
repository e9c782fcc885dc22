/** The one job that is under way at a printer, and when it wants to be looked at again. Changed by job-machine.ts alone. */
import { completionGraceMs, settleMs } from './limits.ts';
import type { PrinterFault, PrintJob } from './printer-contract.ts';
import type { PrinterProfile } from './printer-profile.ts';

export interface ActiveJob {
  readonly job: PrintJob;
  readonly durationMs: number;
  /** As it was when the job began: how its end is known does not change under way. */
  readonly profile: PrinterProfile;
  stage: 'sending' | 'awaiting' | 'interrupted';
  /** All bytes, the completion request included, were handed to the line. */
  allSent: boolean;
  sentAtMs: number;
  /**
   * False after an interruption that may have struck while bytes were under way: a printer that then threw its buffer
   * away still gets the tail with the request, and its answer would prove nothing.
   */
  answerCounts: boolean;
  /** The job's own `1D 61 FF`, near its beginning, was answered. */
  headSeen: boolean;
  /** Computed end, once all is sent. */
  untilMs: number;
  cause: PrinterFault | null;
  healthySinceMs: number | null;
}

/** When the active job wants to be looked at again, if nothing is heard before. */
export function wakeOf(active: ActiveJob): number | null {
  switch (active.stage) {
    case 'sending':
      return null;
    case 'awaiting':
      return active.untilMs + completionGraceMs;
    case 'interrupted':
      return active.healthySinceMs !== null ? active.healthySinceMs + settleMs : null;
  }
}
