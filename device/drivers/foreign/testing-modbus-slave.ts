/**
 * A Modbus RTU slave, written from the standard alone: holding registers that are read (03) and written (06, 10h). It notes the
 * silence before each request and whether one came before it had answered. For tests.
 */
import type { LinePeer, PeerOutput } from '../../../protocol/line-driver.ts';

export interface TestingModbusSlave extends LinePeer {
  readonly registers: Map<number, number>;
  /** Requests it has answered, as `function first count`. */
  readonly requests: readonly string[];
  /** Least silence before a request, milliseconds. */
  readonly leastGapMs: number;
  /** Requests that came while an answer was still owed. */
  readonly overrun: number;
  power: boolean;
  /** Refuses registers from here on with exception 2. */
  refuseFrom: number;
}

export function createTestingModbusSlave(unit: number, answerAfterMs = 0): TestingModbusSlave {
  const registers = new Map<number, number>();
  const requests: string[] = [];
  let held: number[] = [];
  let owed: { readonly bytes: Uint8Array; readonly atMs: number } | null = null;
  let lastMs = Number.NEGATIVE_INFINITY;
  let leastGapMs = Number.POSITIVE_INFINITY;
  let overrun = 0;
  let power = true;
  let refuseFrom = 0x10000;

  const word = (at: number) => ((held[at] ?? 0) << 8) | (held[at + 1] ?? 0);

  function answer(nowMs: number): void {
    const code = held[1] ?? 0;
    const size = code === 0x10 ? 9 + (held[6] ?? 250) : 8;
    if (held.length < size) return;
    const request = held.slice(0, size);
    if (crc(request.slice(0, -2)) !== ((request[size - 1] ?? 0) << 8) + (request[size - 2] ?? 0)) {
      held = held.slice(1);
      return;
    }
    const [first, count] = [word(2), word(4)];
    const mine = request[0] === unit && power;
    if (owed) overrun += 1;
    if (mine) {
      requests.push(`${code} ${first} ${count}`);
      owed = { bytes: withCrc(reply(code, first, count)), atMs: nowMs + answerAfterMs };
    }
    held = held.slice(size);
  }

  function reply(code: number, first: number, count: number): number[] {
    const last = code === 0x06 ? first : first + count - 1;
    if (last >= refuseFrom) return [unit, code | 0x80, 2];
    if (code === 0x03) {
      const words = Array.from({ length: count }, (_, i) => registers.get(first + i) ?? 0);
      return [unit, code, count * 2, ...words.flatMap((each) => [each >> 8, each & 0xff])];
    }
    if (code === 0x06) registers.set(first, count);
    else for (let i = 0; i < count; i += 1) registers.set(first + i, word(7 + 2 * i));
    return [unit, code, first >> 8, first & 0xff, count >> 8, count & 0xff];
  }

  function out(nowMs: number): PeerOutput {
    if (!owed) return { writes: [], wakeAtMs: null };
    if (nowMs < owed.atMs) return { writes: [], wakeAtMs: owed.atMs };
    const { bytes } = owed;
    owed = null;
    lastMs = nowMs;
    return { writes: [bytes], wakeAtMs: null };
  }

  return {
    get power() {
      return power;
    },
    set power(next) {
      power = next;
    },
    get refuseFrom() {
      return refuseFrom;
    },
    set refuseFrom(next) {
      refuseFrom = next;
    },
    registers,
    requests,
    get leastGapMs() {
      return leastGapMs;
    },
    get overrun() {
      return overrun;
    },
    onBytes(bytes, nowMs) {
      if (held.length === 0 && lastMs > 0) leastGapMs = Math.min(leastGapMs, nowMs - lastMs);
      held.push(...bytes);
      for (let before = -1; held.length >= 8 && held.length !== before; ) {
        before = held.length;
        answer(nowMs);
      }
      return out(nowMs);
    },
    onTick: out,
  };
}

function withCrc(bytes: readonly number[]): Uint8Array {
  const value = crc(bytes);
  return Uint8Array.from([...bytes, value & 0xff, value >> 8]);
}

/** CRC-16 by the polynomial 8005, bits from the lowest; written out anew, so that it checks the other one. */
function crc(bytes: readonly number[]): number {
  let value = 0xffff;
  for (const byte of bytes) {
    value ^= byte;
    for (let bit = 0; bit < 8; bit += 1) {
      const low = value % 2;
      value = Math.floor(value / 2);
      if (low === 1) value ^= 0xa001;
    }
  }
  return value;
}
