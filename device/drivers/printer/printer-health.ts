/**
 * What is known about the printer's body, merged from every kind of status reply. A fault is read by mask, never by
 * equality: the drawer and near-end bits vary from machine to machine. Near end is a warning and not a fault.
 */
import type { PaperState, PrinterError, PrinterFault, PrinterReport } from './printer-contract.ts';

export interface PrinterHealth {
  readonly offline: boolean;
  readonly paper: PaperState;
  readonly coverOpen: boolean;
  readonly cutterError: boolean;
  readonly error: PrinterError | null;
}

export const healthyPrinter: PrinterHealth = {
  offline: false,
  paper: 'ok',
  coverOpen: false,
  cutterError: false,
  error: null,
};

/** Health from one automatic status (`10 00 00 0F` is healthy). Its fourth byte means nothing. */
export function healthOfAutomatic(bytes: readonly [number, number, number, number]): PrinterHealth {
  const [first, second, third] = bytes;
  return {
    offline: (first & 0x08) !== 0,
    coverOpen: (first & 0x20) !== 0,
    cutterError: (second & 0x08) !== 0,
    error: errorOf(second),
    paper: paperOf(third & 0x03, third & 0x0c),
  };
}

/** Health from the four answers of one real-time round (`12 12 12 12` is healthy, `1A 32 12 7E` out of paper). */
export function healthOfRound(answers: readonly [number, number, number, number]): PrinterHealth {
  const [printer, cause, error, paper] = answers;
  return {
    offline: (printer & 0x08) !== 0,
    coverOpen: (cause & 0x04) !== 0,
    cutterError: (error & 0x08) !== 0,
    error: errorOf(error),
    paper: paperOf(paper & 0x0c, (paper & 0x60) | (cause & 0x20)),
  };
}

/** Health after an in-order paper status. */
export function healthAfterInOrder(health: PrinterHealth, byte: number): PrinterHealth {
  return { ...health, paper: paperOf(byte & 0x03, byte & 0x0c) };
}

/** The fault that stops printing, the most useful one first for the person who has to mend it; null when healthy. */
export function faultOf(health: PrinterHealth): PrinterFault | null {
  if (health.coverOpen) {
    return 'cover-open';
  }
  if (health.paper === 'end') {
    return 'paper-out';
  }
  if (health.cutterError) {
    return 'cutter-error';
  }
  return health.offline || health.error !== null ? 'offline' : null;
}

export function statusReportOf(health: PrinterHealth): PrinterReport & { kind: 'status' } {
  const error = errorSaid(health);
  return {
    kind: 'status',
    paper: health.paper,
    cover: health.coverOpen ? 'open' : 'closed',
    cutter: health.cutterError ? 'error' : 'ok',
    ...(error === null ? {} : { error }),
  };
}

export function sameStatus(one: PrinterHealth, other: PrinterHealth): boolean {
  return (
    one.paper === other.paper &&
    one.coverOpen === other.coverOpen &&
    one.cutterError === other.cutterError &&
    errorSaid(one) === errorSaid(other)
  );
}

/** A printer that says no more than "not ready" prints nothing: without another cause that is an error of its own. */
function errorSaid(health: PrinterHealth): PrinterError | 'not-ready' | null {
  return health.error ?? (faultOf(health) === 'offline' ? 'not-ready' : null);
}

function errorOf(bits: number): PrinterError | null {
  if ((bits & 0x20) !== 0) {
    return 'unrecoverable';
  }
  if ((bits & 0x40) !== 0) {
    return 'temperature';
  }
  return (bits & 0x04) !== 0 ? 'recoverable' : null;
}

function paperOf(nearEnd: number, end: number): PaperState {
  return end !== 0 ? 'end' : nearEnd !== 0 ? 'near-end' : 'ok';
}
