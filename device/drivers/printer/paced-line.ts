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

/** A write on its way: its next byte arrives at `atMs`, the others one step apart each. An unpaced one arrives whole. */
interface Run {
  atMs: number;
  at: number;
  readonly bytes: Uint8Array;
  readonly stepMs: number | null;
}

interface Direction {
  readonly queue: Run[];
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
      direction.queue.push({ atMs: nowMs + 1, at: 0, bytes, stepMs: null });
      return;
    }
    if (bytes.length === 0) {
      return;
    }
    const stepMs = 10_000 / baud;
    const startMs = Math.max(direction.freeAtMs, nowMs);
    direction.freeAtMs = startMs + bytes.length * stepMs;
    direction.queue.push({ atMs: startMs + stepMs, at: 0, bytes, stepMs });
  };

  /** Takes what arrives now; null when noise has eaten it. */
  const take = (direction: Direction): Uint8Array | null => {
    const run = direction.queue[0];
    if (run === undefined || run.stepMs === null) {
      direction.queue.shift();
      return run?.bytes ?? null;
    }
    const byte = run.bytes[run.at++] ?? 0;
    run.atMs += run.stepMs;
    if (run.at >= run.bytes.length) {
      direction.queue.shift();
    }
    const arrives = options.noise === undefined ? byte : options.noise(byte);
    return arrives === null ? null : Uint8Array.of(arrives);
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
    const never = Number.POSITIVE_INFINITY;
    const first = Math.min(
      driverWakeMs ?? never,
      peerWakeMs ?? never,
      toPeer.queue[0]?.atMs ?? never,
      toDriver.queue[0]?.atMs ?? never,
    );
    if (first > endMs) {
      nowMs = endMs;
      return false;
    }
    nowMs = Math.max(nowMs, first);
    if (toPeer.queue[0]?.atMs === first) {
      const bytes = take(toPeer);
      if (bytes !== null) {
        fromPeer(peer.onBytes(bytes, nowMs));
      }
    } else if (toDriver.queue[0]?.atMs === first) {
      const bytes = take(toDriver);
      if (bytes !== null) {
        fromDriver(driver.onBytes(bytes, nowMs));
      }
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
