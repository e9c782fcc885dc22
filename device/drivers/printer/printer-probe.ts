/**
 * Asks a printer how it can say that a job is done, the best way first. It runs on a printer that has just answered its
 * real-time questions and is healthy: only then does silence mean 'cannot'.
 *
 *   gs-h ──answer──────────────────────────┐
 *    └─ 2 s ─► gs-r ──answer───────────────┼──► maker ──► model ──► done
 *               └─ 2 s ─► dle-eot-poll ────┘      (a full probe only)
 *
 * A printer that does not know a request may take it for text. Each request is therefore followed by an initialise, which
 * throws an unfinished line away: the probe puts nothing on paper. It changes no state of the driver.
 */
import {
  automaticStatusOn,
  concatBytes,
  identityRequest,
  initialise,
  paperStatusRequest,
  processIdCount,
  processIdNumber,
  processIdRequest,
} from './escpos-bytes.ts';
import { identityWaitMs, probeWaitMs } from './limits.ts';
import type { PrinterFindings } from './printer-findings.ts';
import type { PrinterProfile } from './printer-profile.ts';

/** `full`: all ways, the best first, and the name. `check`: only whether the way in use still answers. */
export type ProbeScope = 'full' | 'check';

type Stage = 'gs-h' | 'gs-r' | 'maker' | 'model';

export interface PrinterProbe {
  readonly running: boolean;
  readonly wakeAtMs: number | null;
  /** The first bytes to send. */
  start(scope: ProbeScope, profile: PrinterProfile, nowMs: number): Uint8Array;
  /** Bytes to send next, or null. */
  tick(nowMs: number): Uint8Array | null;
  onProcessId(chars: Uint8Array): void;
  onInOrder(): void;
  onAutomatic(): void;
  onIdentity(text: string): void;
  /** True when it has asked everything; the findings may still be a matter of a fault that nobody had seen yet. */
  readonly over: boolean;
  /** The findings, once; null while there are none. */
  take(): PrinterFindings | null;
  stop(): void;
}

/** No job has this number for the first 78 million events. */
const probeId = processIdCount - 1;

export function createPrinterProbe(): PrinterProbe {
  let stages: Stage[] = [];
  let stage: Stage | null = null;
  let isAnswered = false;
  let dueMs = 0;
  let found: PrinterFindings = { completion: 'dle-eot-poll', automatic: false, maker: null, model: null };
  let isOver = false;
  const reset = (): void => {
    found = { completion: 'dle-eot-poll', automatic: false, maker: null, model: null };
    isOver = false;
    isAnswered = false;
  };

  /** Goes to the next stage; null at the end. */
  const next = (nowMs: number): Uint8Array | null => {
    stage = stages.shift() ?? null;
    isAnswered = false;
    if (stage === null) {
      isOver = true;
      return concatBytes([initialise, automaticStatusOn]);
    }
    dueMs = nowMs + (stage === 'maker' || stage === 'model' ? identityWaitMs : probeWaitMs);
    return concatBytes([initialise, automaticStatusOn, requestOf(stage)]);
  };

  const confirms = (way: 'gs-h' | 'gs-r'): void => {
    if (stage !== way) return;
    found = { ...found, completion: way };
    stages = stages.filter((each) => each !== 'gs-h' && each !== 'gs-r');
    isAnswered = true;
  };

  return {
    get running() {
      return stage !== null;
    },
    get over() {
      return isOver;
    },
    get wakeAtMs() {
      return stage === null ? null : isAnswered ? Number.NEGATIVE_INFINITY : dueMs;
    },
    start(scope, profile, nowMs) {
      reset();
      const canBeAsked = !profile.quirks.includes('process-id-as-text');
      const asksId = canBeAsked && (scope === 'full' || profile.completion === 'gs-h');
      const asksInOrder = scope === 'full' || profile.completion === 'gs-h' || profile.completion === 'gs-r';
      stages = [...(asksId ? (['gs-h'] as const) : []), ...(asksInOrder ? (['gs-r'] as const) : [])];
      if (scope === 'full') stages.push('maker', 'model');
      return next(nowMs) ?? new Uint8Array(0);
    },
    tick(nowMs) {
      return stage !== null && (isAnswered || nowMs >= dueMs) ? next(nowMs) : null;
    },
    onProcessId(chars) {
      if (processIdNumber(chars) === probeId) confirms('gs-h');
    },
    onInOrder: () => confirms('gs-r'),
    onAutomatic() {
      found = { ...found, automatic: true };
    },
    onIdentity(text) {
      if (stage !== 'maker' && stage !== 'model') return;
      found = { ...found, [stage]: text };
      isAnswered = true;
    },
    take() {
      if (!isOver) return null;
      isOver = false;
      return { ...found };
    },
    stop() {
      stage = null;
      stages = [];
      isOver = false;
    },
  };
}

function requestOf(stage: Stage): Uint8Array {
  switch (stage) {
    case 'gs-h':
      return processIdRequest(probeId);
    case 'gs-r':
      return paperStatusRequest;
    case 'maker':
      return identityRequest('maker');
    case 'model':
      return identityRequest('model');
  }
}
