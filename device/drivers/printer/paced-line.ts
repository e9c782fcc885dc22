/**
 * A line in virtual time between a driver and a virtual device: bytes arrive one by one at the line's rate, both ends are
 * woken when they asked to be, and noise can eat or change bytes. Deterministic: the same inputs give the same history.
 *
 *   driver ──writes──► [ byte at t, byte at t+1.04 ms, ... ] ──► peer
 *   driver ◄────────── [ ...                               ] ◄── peer
 */
import type { DriverOutput, LineDriver, LinePeer, PeerOutput } from '../../../protocol/line-driver.ts';

export interface PacedLineOptions<Target, Report> {
  readonly driver: LineDriver<Target, Report>;
  readonly peer: LinePeer;
  /** Bits per second; null delivers each write whole, a millisecond later. */
  readonly baud: number | null;
  /** What becomes of a byte on its way: itself, another, or null for lost. */
  readonly noise?: (byte: number) => number | null;
}

export interface TimedReport<Report> {
  readonly atMs: number;
  readonly report: Report;
}

export interface PacedLine<Target, Report> {
  readonly nowMs: number;
  readonly reports: readonly TimedReport<Report>[];
  /** Reasons for which the driver wanted the line opened anew. */
  readonly resets: readonly string[];
  open(): void;
  /** Bytes under way are lost, as with a pulled plug. */
  close(): void;
  setTarget(target: Target): void;
  /** Turn a knob of the virtual device. */
  control(turn: (nowMs: number) => PeerOutput): void;
  /** Let time pass. Returns early, true, when `until` holds after some event. */
  run(forMs: number, until?: () => boolean): boolean;
}

interface Direction {
  readonly queue: { atMs: number; bytes: Uint8Array }[];
  freeAtMs: number;
}

/** Events in one `run`: more is a machine that wakes itself without end. */
const eventsMax = 2_000_000;

export function createPacedLine<Target, Report>(options: PacedLineOptions<Target, Report>): PacedLine<Target, Report> {
  const { driver, peer, baud } = options;
  const toPeer: Direction = { queue: [], freeAtMs: 0 };
  const toDriver: Direction = { queue: [], freeAtMs: 0 };
  const reports: TimedReport<Report>[] = [];
  const resets: string[] = [];
  let nowMs = 0;
  let isOpen = false;
  let driverWakeMs: number | null = null;
  let peerWakeMs: number | null = null;

  const put = (direction: Direction, bytes: Uint8Array): void => {
    if (!isOpen) {
      return;
    }
    if (baud === null) {
      direction.queue.push({ atMs: nowMs + 1, bytes });
      return;
    }
    for (const byte of bytes) {
      direction.freeAtMs = Math.max(direction.freeAtMs, nowMs) + 10_000 / baud;
      const arrives = options.noise === undefined ? byte : options.noise(byte);
      if (arrives !== null) {
        direction.queue.push({ atMs: direction.freeAtMs, bytes: Uint8Array.of(arrives) });
      }
    }
  };

  const fromDriver = (output: DriverOutput<Report>): void => {
    driverWakeMs = output.wakeAtMs;
    for (const report of output.reports) {
      reports.push({ atMs: nowMs, report });
    }
    for (const bytes of output.writes) {
      put(toPeer, bytes);
    }
    if (output.resetLine !== undefined) {
      resets.push(output.resetLine);
      line.close();
      line.open();
    }
  };

  const fromPeer = (output: PeerOutput): void => {
    peerWakeMs = output.wakeAtMs;
    for (const bytes of output.writes) {
      put(toDriver, bytes);
    }
  };

  /** Runs the earliest event up to `endMs`; false when there is none. */
  const runNext = (endMs: number): boolean => {
    const times = [driverWakeMs, peerWakeMs, toPeer.queue[0]?.atMs ?? null, toDriver.queue[0]?.atMs ?? null];
    const first = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    if (first > endMs) {
      nowMs = endMs;
      return false;
    }
    nowMs = Math.max(nowMs, first);
    if (toPeer.queue[0]?.atMs === first) {
      fromPeer(peer.onBytes(toPeer.queue.shift()?.bytes ?? new Uint8Array(0), nowMs));
    } else if (toDriver.queue[0]?.atMs === first) {
      fromDriver(driver.onBytes(toDriver.queue.shift()?.bytes ?? new Uint8Array(0), nowMs));
    } else if (peerWakeMs === first) {
      fromPeer(peer.onTick(nowMs));
    } else {
      fromDriver(driver.onTick(nowMs));
    }
    return true;
  };

  const line: PacedLine<Target, Report> = {
    get nowMs() {
      return nowMs;
    },
    reports,
    resets,
    open() {
      isOpen = true;
      fromDriver(driver.onOpen(nowMs));
    },
    close() {
      isOpen = false;
      for (const direction of [toPeer, toDriver]) {
        direction.queue.length = 0;
        direction.freeAtMs = nowMs;
      }
      fromDriver(driver.onClose(nowMs));
    },
    setTarget(target) {
      fromDriver(driver.onTarget(target, nowMs));
    },
    control(turn) {
      fromPeer(turn(nowMs));
    },
    run(forMs, until) {
      const endMs = nowMs + forMs;
      for (let event = 0; event < eventsMax; event++) {
        if (until?.() === true) {
          return true;
        }
        if (!runNext(endMs)) {
          return until?.() === true;
        }
      }
      throw new Error('paced line: a machine wakes itself without end');
    },
  };
  return line;
}
