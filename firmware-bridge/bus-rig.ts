/**
 * A bus master and a virtual bus on one virtual clock, for tests and measurements. Time jumps from event to event; nothing sleeps. The
 * engine here is the simplest there can be: it stores every event at once, unless it is told not to.
 */
import type { DriverOutput } from '../protocol/line-driver.ts';
import type { BusMaster } from './bus-master-types.ts';
import type { BusReport } from './bus-report.ts';
import type { VirtualBus } from './virtual-bus.ts';

export type EventReport = Extract<BusReport, { readonly kind: 'event' }>;

export interface BusRig {
  readonly reports: readonly BusReport[];
  readonly events: readonly EventReport[];
  readonly nowMs: number;
  /** Steps taken by either side: the work done. */
  readonly steps: number;
  /** False: events stay unstored until `store`. */
  storesEvents: boolean;
  open(): void;
  target(target: Parameters<BusMaster['onTarget']>[0]): void;
  store(event: EventReport): void;
  guest(guest: Parameters<BusMaster['setGuest']>[0]): void;
  /** A step of the master that is not part of the common shape. */
  act(take: (nowMs: number) => DriverOutput<BusReport>): void;
  run(durationMs: number): void;
  /** Runs until the condition holds; false when it did not within the limit. */
  runUntil(holds: () => boolean, limitMs: number): boolean;
  /** The host process stands still; afterwards its timers run before its bytes, as an event loop does. */
  stall(durationMs: number): void;
  /** Another master takes over the line: a restart of the host. */
  replaceMaster(master: BusMaster): void;
}

/** Steps at one instant beyond which the pair is considered to spin. */
const STEPS_PER_INSTANT_MAX = 10_000;

export function createBusRig(firstMaster: BusMaster, bus: VirtualBus): BusRig {
  const reports: BusReport[] = [];
  const events: EventReport[] = [];
  let master = firstMaster;
  let nowMs = 1_000;
  let masterWakeMs: number | null = null;
  let busWakeMs: number | null = null;
  let steps = 0;
  let stalled: Uint8Array[] | null = null;

  function fromMaster(output: DriverOutput<BusReport>): void {
    steps += 1;
    masterWakeMs = output.wakeAtMs;
    for (const wire of output.writes) fromBus(bus.onBytes(wire, nowMs));
    for (const report of output.reports) {
      reports.push(report);
      if (report.kind !== 'event') continue;
      events.push(report);
      if (rig.storesEvents) rig.store(report);
    }
  }

  function fromBus(output: { readonly writes: readonly Uint8Array[]; readonly wakeAtMs: number | null }): void {
    steps += 1;
    busWakeMs = output.wakeAtMs;
    for (const bytes of output.writes) {
      if (stalled === null) fromMaster(master.onBytes(bytes, nowMs));
      else stalled.push(bytes);
    }
  }

  /** Everything up to and including `untilMs`; stops early when `holds` says so. */
  function advance(untilMs: number, holds: (() => boolean) | null): boolean {
    let atThisInstant = 0;
    while (holds === null || !holds()) {
      const masterMs = stalled === null ? (masterWakeMs ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY;
      const busMs = busWakeMs ?? Number.POSITIVE_INFINITY;
      const nextMs = Math.max(nowMs, Math.min(masterMs, busMs));
      if (nextMs > untilMs) {
        nowMs = untilMs;
        return false;
      }
      atThisInstant = nextMs === nowMs ? atThisInstant + 1 : 0;
      if (atThisInstant > STEPS_PER_INSTANT_MAX) throw new Error('master and bus spin');
      nowMs = nextMs;
      if (busMs <= masterMs) fromBus(bus.onTick(nowMs));
      else fromMaster(master.onTick(nowMs));
    }
    return true;
  }

  const rig: BusRig = {
    reports,
    events,
    storesEvents: true,
    get nowMs() {
      return nowMs;
    },
    get steps() {
      return steps;
    },
    open: () => fromMaster(master.onOpen(nowMs)),
    target: (target) => fromMaster(master.onTarget(target, nowMs)),
    store: (event) => fromMaster(master.stored(event.address, event.boot, event.eventId, nowMs)),
    guest: (guest) => fromMaster(master.setGuest(guest, nowMs)),
    act: (take) => fromMaster(take(nowMs)),
    run(durationMs) {
      advance(nowMs + durationMs, null);
    },
    runUntil: (holds, limitMs) => advance(nowMs + limitMs, holds),
    stall(durationMs) {
      stalled = [];
      advance(nowMs + durationMs, null);
      const waiting = stalled;
      stalled = null;
      if (masterWakeMs !== null && masterWakeMs <= nowMs) fromMaster(master.onTick(nowMs));
      for (const bytes of waiting) fromMaster(master.onBytes(bytes, nowMs));
    },
    replaceMaster(next) {
      master = next;
      fromMaster(master.onOpen(nowMs));
    },
  };
  return rig;
}
