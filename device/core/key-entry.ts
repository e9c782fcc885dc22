/**
 * Digits typed at a call keypad: `call number` or `transfer`, digits, then `enter`. They are kept as the keys come, so that a
 * restart in the middle loses none. A digit after the time-out begins nothing; `clear`, or any other key, ends the entry.
 */
import { elapsedMs, type KeyEntry, type Stamp } from './state.ts';

/** Codes of the keys that matter here, as on the bus (docs/hall-bus.md). */
export const entryKeys = {
  callNumber: 0x03,
  transfer: 0x07,
  enter: 0x23,
  clear: 0x2a,
  digit0: 0x30,
  digit9: 0x39,
} as const;

/** Longest pause between two keys of one entry. */
const entryMsMax = 10_000;
/** Three digits of a number and one for a slip. */
const digitsMax = 4;

/** The entry after a key of the journal (`key:49`); null when there is none. */
export function nextEntry(entry: KeyEntry | undefined, code: string, at: Stamp): KeyEntry | null {
  const key = Number(code.startsWith('key:') ? code.slice(4) : Number.NaN);
  if (key === entryKeys.callNumber) return { kind: 'call', digits: '', at };
  if (key === entryKeys.transfer) return { kind: 'transfer', digits: '', at };
  const digit = digitOf(key);
  if (digit === null || !entry || isOver(entry, at)) return null;
  return { ...entry, digits: (entry.digits + digit).slice(-digitsMax), at };
}

/** True when the pause since the last key is too long: what was typed is forgotten. */
export function isOver(entry: KeyEntry, now: Stamp): boolean {
  return entry.at.boot !== now.boot || elapsedMs(entry.at, now) > entryMsMax;
}

export function digitOf(key: number): string | null {
  return key >= entryKeys.digit0 && key <= entryKeys.digit9 ? String(key - entryKeys.digit0) : null;
}
