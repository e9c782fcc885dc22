/**
 * What a printer was heard to do when it was asked, and how that compares with its profile. The profile decides what is
 * sent; findings only ever make the driver believe less, or, for a profile that adopts, tell it how the printer confirms.
 */
import type { Completion, PrinterProfile } from './printer-profile.ts';

export interface PrinterFindings {
  /** The best way in which it was heard to confirm. A printer that answers nothing gives no findings at all. */
  readonly completion: Exclude<Completion, 'none'>;
  /** True when it told its status by itself after `1D 61 FF`. */
  readonly automatic: boolean;
  /** As the printer names itself (`1D 49 42`, `1D 49 43`); null when it did not say. */
  readonly maker: string | null;
  readonly model: string | null;
}

export type ProfileMismatch = 'completion' | 'automatic';

/** What the profile promises and the printer was not heard to do. */
export function mismatchOf(profile: PrinterProfile, findings: PrinterFindings): readonly ProfileMismatch[] {
  if (profile.adopts || profile.completion === 'none') {
    return [];
  }
  const mismatch: ProfileMismatch[] = [];
  if (rank(findings.completion) < rank(profile.completion)) {
    mismatch.push('completion');
  }
  if (profile.asb && !findings.automatic) {
    mismatch.push('automatic');
  }
  return mismatch;
}

/** True when the printer can confirm in a better way than its profile uses. */
export function couldConfirmBetter(profile: PrinterProfile, findings: PrinterFindings): boolean {
  return !profile.adopts && profile.completion !== 'none' && rank(findings.completion) > rank(profile.completion);
}

/** The profile as far as this printer keeps its promises. */
export function profileAsFound(profile: PrinterProfile, findings: PrinterFindings): PrinterProfile {
  const found = mismatchOf(profile, findings);
  if (profile.adopts) {
    return { ...profile, completion: findings.completion, asb: findings.automatic };
  }
  return {
    ...profile,
    completion: found.includes('completion') ? findings.completion : profile.completion,
    asb: profile.asb && !found.includes('automatic'),
  };
}

function rank(completion: Completion): number {
  return { none: 0, 'dle-eot-poll': 1, 'gs-r': 2, 'gs-h': 3 }[completion];
}
