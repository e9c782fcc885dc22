/** A customer display of two lines as its manual describes it: what stands on it after the bytes that came. For tests. */

export interface TestingLineDisplay {
  take(bytes: Uint8Array): void;
  readonly lines: readonly [string, string];
  readonly brightness: number;
  readonly blinks: boolean;
  readonly cursor: boolean;
  /** Bytes it did not understand. */
  readonly unknown: number;
  /** Off and on again: empty, as it was made. */
  powerCut(): void;
}

const columns = 20;

export function createTestingLineDisplay(): TestingLineDisplay {
  let lines: [string, string] = ['', ''];
  let brightness = 2;
  let blinks = false;
  let cursor = true;
  let unknown = 0;
  let at = { x: 0, y: 0 };
  let held: number[] = [];

  function powerCut(): void {
    lines = [' '.repeat(columns), ' '.repeat(columns)];
    brightness = 2;
    blinks = false;
    cursor = true;
    at = { x: 0, y: 0 };
    held = [];
  }
  powerCut();

  function put(text: string): void {
    for (const character of text) {
      const row = at.y === 0 ? 0 : 1;
      lines[row] = lines[row].slice(0, at.x) + character + lines[row].slice(at.x + 1);
      at = at.x + 1 < columns ? { x: at.x + 1, y: at.y } : { x: 0, y: 1 - at.y };
    }
  }

  /** Bytes of the command that begins `held`; 0 while more must come, -1 for none. */
  function command(): number {
    const [a = 0, b = 0, c = 0, d = 0] = held;
    const has = (count: number) => held.length >= count;
    if (a >= 0x20 && a <= 0x7e) {
      put(String.fromCharCode(a));
      return 1;
    }
    if (a === 0x0c) {
      lines = [' '.repeat(columns), ' '.repeat(columns)];
      at = { x: 0, y: 0 };
      return 1;
    }
    if ((a === 0x1b || a === 0x1f) && !has(2)) return 0;
    if (a === 0x1b && b === 0x40) {
      powerCut();
      return -2;
    }
    if (a === 0x1b && b === 0x51) {
      const end = held.indexOf(0x0d);
      if (end < 0) return 0;
      const text = String.fromCharCode(...held.slice(3, end)).padEnd(columns);
      lines[c === 0x41 ? 0 : 1] = text;
      return end + 1;
    }
    if (a === 0x1f && b === 0x01) return 2;
    if (a === 0x1f && b === 0x24) {
      if (!has(4)) return 0;
      at = { x: c - 1, y: d - 1 };
      return 4;
    }
    if (!has(3) && (a === 0x1b || a === 0x1f)) return 0;
    if ((a === 0x1b && b === 0x2a) || (a === 0x1f && b === 0x58)) brightness = c;
    else if (a === 0x1f && b === 0x45) blinks = c > 0;
    else if ((a === 0x1b && b === 0x5f) || (a === 0x1f && b === 0x43)) cursor = c === 1;
    else return -1;
    return 3;
  }

  return {
    take(bytes) {
      held.push(...bytes);
      for (;;) {
        if (held.length === 0) return;
        const before = [...held];
        const used = command();
        if (used === 0) return;
        if (used === -1) unknown += 1;
        held = before.slice(used === -2 ? 2 : Math.max(1, used));
      }
    },
    get lines() {
      return lines;
    },
    get brightness() {
      return brightness;
    },
    get blinks() {
      return blinks;
    },
    get cursor() {
      return cursor;
    },
    get unknown() {
      return unknown;
    },
    powerCut,
  };
}
