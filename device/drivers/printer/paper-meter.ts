/**
 * How much paper one printer has used since its roll was changed, and how many tickets may still come once the near-end
 * sensor has spoken. The sensor says nothing of how much is left: that is measured, roll by roll, from its word to the end.
 *
 *   new roll ──tickets──► near end ──tickets──► end        the second stretch is the reserve; it is learned
 *
 * Until a roll was run to its end, the reserve is the profile's guess, and the estimate says so.
 */
import { meterReserveMmMax, meterTicketsMin, usualTicketMm } from './limits.ts';
import type { PaperState } from './printer-contract.ts';
import type { PrinterProfile } from './printer-profile.ts';

/** What is kept across starts. */
export interface RollMemory {
  /** Since the roll was changed, or since counting began. */
  readonly usedMm: number;
  readonly tickets: number;
  /** Since the near-end sensor spoke; null before it did. */
  readonly pastNearEndMm: number | null;
  /** Measured reserve, and from how many rolls; null until the first. */
  readonly reserveMm: number | null;
  readonly rolls: number;
}

export interface PaperEstimate {
  /** Whole tickets, never below 0. */
  readonly tickets: number;
  /** False: the reserve is the profile's guess. */
  readonly isMeasured: boolean;
  /** False: too few tickets were counted on this roll, a usual length is taken. */
  readonly isLengthKnown: boolean;
}

export interface PaperMeter {
  readonly memory: RollMemory;
  /** Paper has begun to move for a ticket of this length. */
  printing(mm: number): void;
  /** True when the memory has changed in a way worth keeping now. */
  status(paper: PaperState): boolean;
  /** Null while the near-end sensor has not spoken. */
  estimate(): PaperEstimate | null;
}

export const freshRoll: RollMemory = { usedMm: 0, tickets: 0, pastNearEndMm: null, reserveMm: null, rolls: 0 };

export function createPaperMeter(profile: PrinterProfile, kept: RollMemory = freshRoll): PaperMeter {
  let memory = kept;
  let last: PaperState | null = null;

  const next = (change: Partial<RollMemory>): true => {
    memory = { ...memory, ...change };
    return true;
  };

  return {
    get memory() {
      return memory;
    },
    printing(mm) {
      const { usedMm, tickets, pastNearEndMm } = memory;
      next({
        usedMm: usedMm + mm,
        tickets: tickets + 1,
        pastNearEndMm: pastNearEndMm === null ? null : pastNearEndMm + mm,
      });
    },
    status(paper) {
      const before = last;
      last = paper;
      const { pastNearEndMm, reserveMm, rolls } = memory;
      if (paper === 'near-end') return pastNearEndMm === null && next({ pastNearEndMm: 0 });
      if (paper === 'ok') {
        // A new roll: the sensor does not take its word back otherwise.
        return (pastNearEndMm !== null || before === 'end') && next({ usedMm: 0, tickets: 0, pastNearEndMm: null });
      }
      // The end without a word before it, or twice in a row, measures nothing.
      if (before === 'end' || pastNearEndMm === null || pastNearEndMm === 0) return false;
      const measured = Math.min(pastNearEndMm, meterReserveMmMax);
      return next({ reserveMm: reserveMm === null ? measured : (reserveMm + measured) / 2, rolls: rolls + 1 });
    },
    estimate() {
      const { usedMm, tickets, pastNearEndMm, reserveMm } = memory;
      if (pastNearEndMm === null) return null;
      const isLengthKnown = tickets >= meterTicketsMin;
      const lengthMm = isLengthKnown ? usedMm / tickets : usualTicketMm;
      const leftMm = Math.max(0, (reserveMm ?? profile.nearEndMm) - pastNearEndMm);
      return { tickets: Math.floor(leftMm / lengthMm), isMeasured: reserveMm !== null, isLengthKnown };
    },
  };
}
