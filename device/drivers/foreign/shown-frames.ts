/**
 * What each device of a line should show, as frames, against what it was sent: gives the next frame that is owed. After `forget` all
 * is owed again; a device that confirms keeps its frame owed until it has, and is asked three times.
 */
import { confirmMs, confirmTriesMax } from './foreign-limits.ts';

export interface ShownFrames {
  /** The whole target: bytes by device and slot. Slots that are not named are forgotten. */
  want(frames: ReadonlyMap<string, WantedFrame>): void;
  /** The next frame to send, or null; it counts as sent. */
  next(nowMs: number): Uint8Array | null;
  /** A device has confirmed what it was sent last. */
  confirmed(address: number): void;
  /** Devices that have not confirmed after all tries, each told once. */
  takeSilent(): number[];
  /** All is owed again. */
  forget(): void;
  /** All that stands is owed again; what is said once is not. */
  refresh(): void;
  wakeAtMs(): number | null;
}

export interface WantedFrame {
  readonly address: number;
  readonly bytes: Uint8Array;
  /** Differs when the same bytes should be sent again. */
  readonly key: string;
  readonly confirms: boolean;
  /** Said once while the line is open: the opening of a rating. */
  readonly once: boolean;
}

interface Asked {
  readonly slot: string;
  readonly key: string;
  readonly address: number;
  untilMs: number;
  tries: number;
}

export function createShownFrames(): ShownFrames {
  let wanted: ReadonlyMap<string, WantedFrame> = new Map();
  const shown = new Map<string, string>();
  let asked: Asked | null = null;
  let silent: number[] = [];

  return {
    want(frames) {
      wanted = frames;
      for (const slot of shown.keys()) if (!frames.has(slot)) shown.delete(slot);
    },
    next(nowMs) {
      if (asked) {
        if (nowMs < asked.untilMs) return null;
        const again = wanted.get(asked.slot);
        if (again?.key === asked.key && asked.tries < confirmTriesMax) {
          asked.tries += 1;
          asked.untilMs = nowMs + confirmMs;
          return again.bytes;
        }
        // Given up until the next refresh: a dead device must not hold up the others.
        if (again?.key === asked.key) {
          silent.push(asked.address);
          shown.set(asked.slot, asked.key);
        }
        asked = null;
      }
      for (const [slot, frame] of wanted) {
        if (shown.get(slot) === frame.key) continue;
        const { key, address } = frame;
        if (frame.confirms) asked = { slot, key, address, untilMs: nowMs + confirmMs, tries: 1 };
        else shown.set(slot, key);
        return frame.bytes;
      }
      return null;
    },
    confirmed(address) {
      if (asked?.address !== address) return;
      shown.set(asked.slot, asked.key);
      asked = null;
    },
    takeSilent() {
      const now = silent;
      silent = [];
      return now;
    },
    forget() {
      shown.clear();
      asked = null;
    },
    refresh() {
      for (const [slot, { once }] of wanted) if (!once) shown.delete(slot);
      asked = null;
    },
    wakeAtMs: () => asked?.untilMs ?? null,
  };
}
