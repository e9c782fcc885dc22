/**
 * What the life of a job needs to know about the printer and may do to it. The driver implements it; the job machine
 * knows nothing else of lines, bytes and questions.
 */
import type { PrinterFault, PrinterReport } from './printer-contract.ts';

export interface JobLine {
  /** A fault that was seen, or null when there is none or nothing is known. */
  fault(): PrinterFault | null;
  /** True when the printer is known to be well. */
  healthy(): boolean;
  /** True when a job may start in this very call. */
  ready(nowMs: number): boolean;
  /** When the last whole status was heard. */
  lastStatusMs(): number;
  /** Until when, before the present fault, the printer is known to have been well. */
  wellUntilMs(nowMs: number): number;
  /** True when this printer was seen to answer every `1D 61 FF`, so that a job without that answer lost its head. */
  answersEveryArm(): boolean;
  outputIdle(): boolean;
  send(bytes: Uint8Array): void;
  cutShort(): void;
  report(report: PrinterReport): void;
  /** Forget what is known: the printer did not answer when it should have. */
  distrust(): void;
}
