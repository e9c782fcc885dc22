/**
 * What the engine and the printer driver say to each other. The engine states the whole ordered list of paper that must
 * exist; the driver reports facts. Nothing is ever printed more often than the engine has ordered: a job is sent once for
 * each value of `copies`, and only a higher value sends it again.
 */
import type { PrinterFindings } from './printer-findings.ts';
import type { ProbeScope } from './printer-probe.ts';

export interface PrintJob {
  /** Ascending integer, the journal sequence of the ticket. */
  readonly jobId: number;
  readonly ticketId: string;
  /** The ticket without initialise, cut and completion request. */
  readonly body: Uint8Array;
  /** 1 for the first paper, 2 for the reprint marked 补打, and so on. */
  readonly copies: number;
  /** Nobody knows whether this paper exists and staff are asked: not sent until they have answered; a late answer of the printer settles it. */
  readonly suspect?: boolean;
}

export interface PrinterTarget {
  readonly jobs: readonly PrintJob[];
}

export type PaperState = 'ok' | 'near-end' | 'end';
export type PrinterError = 'recoverable' | 'unrecoverable' | 'temperature';
export type PrinterFault = 'paper-out' | 'cover-open' | 'cutter-error' | 'offline' | 'line-lost';

export type PrinterReport =
  /** What the printer was heard to do when it was asked. */
  | { readonly kind: 'probed'; readonly scope: ProbeScope; readonly findings: PrinterFindings }
  /** The printer answers / does not answer or its line is down. */
  | { readonly kind: 'online' }
  | { readonly kind: 'offline' }
  | {
      readonly kind: 'status';
      readonly paper: PaperState;
      readonly cover: 'closed' | 'open';
      readonly cutter: 'ok' | 'error';
      /** `not-ready`: it prints nothing and does not say why (feed key held, still closing after an open lid). */
      readonly error?: PrinterError | 'not-ready';
    }
  /** The first byte of the job is being written. */
  | { readonly kind: 'sending'; readonly jobId: number }
  /** The paper exists. `confirmed` is false for printers that never answer. */
  | { readonly kind: 'printed'; readonly jobId: number; readonly confirmed: boolean }
  | { readonly kind: 'interrupted'; readonly jobId: number; readonly cause: PrinterFault }
  /** The paper does not exist: count a copy and order it again with its new body. */
  | { readonly kind: 'requeued'; readonly jobId: number }
  /** No fault was seen and no answer came: ask staff. */
  | { readonly kind: 'unknown'; readonly jobId: number };
