/**
 * What is remembered of a printer between two starts: how it was found to confirm, and what was measured of its paper. It
 * is no truth of the hall: lost, it is asked and measured again. Anything that does not read as such a memory is forgotten.
 */
import { freshRoll, type RollMemory } from '../drivers/printer/paper-meter.ts';
import type { PrinterFindings } from '../drivers/printer/printer-findings.ts';

export interface PrinterMemory {
  /** Profile and line for which it was found: another one is another printer. */
  readonly profile: string;
  readonly line: string;
  readonly findings: PrinterFindings | null;
  /** Wall clock of the findings; null while the clock was not known. */
  readonly foundMs: number | null;
  readonly roll: RollMemory;
}

const completions: readonly PrinterFindings['completion'][] = ['gs-h', 'gs-r', 'dle-eot-poll'];

export function parsePrinterMemory(value: unknown): PrinterMemory | null {
  if (!isRecord(value)) return null;
  const { profile, line, foundMs, findings, roll } = value;
  if (typeof profile !== 'string' || typeof line !== 'string') return null;
  return {
    profile,
    line,
    findings: parseFindings(findings),
    foundMs: typeof foundMs === 'number' ? foundMs : null,
    roll: parseRoll(roll),
  };
}

function parseFindings(value: unknown): PrinterFindings | null {
  if (!isRecord(value)) return null;
  const { completion, automatic, maker, model } = value;
  const known = completions.find((each) => each === completion);
  return known === undefined
    ? null
    : { completion: known, automatic: automatic === true, maker: textOf(maker), model: textOf(model) };
}

function parseRoll(value: unknown): RollMemory {
  if (!isRecord(value)) return freshRoll;
  const { usedMm, tickets, pastNearEndMm, reserveMm, rolls } = value;
  return {
    usedMm: sizeOf(usedMm) ?? 0,
    tickets: sizeOf(tickets) ?? 0,
    pastNearEndMm: sizeOf(pastNearEndMm),
    reserveMm: sizeOf(reserveMm),
    rolls: sizeOf(rolls) ?? 0,
  };
}

function sizeOf(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
