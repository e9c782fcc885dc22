/**
 * The health of the hall: each device's state and each fault that is present now. A fault raised twice is one fault; it
 * keeps the moment at which it began. Changes are told to one listener, which stores and shows them.
 */

import type { DeviceKind } from '../../protocol/device-kinds.ts';
import { type Fault, type FaultCode, faults as faultTexts } from '../../protocol/faults.ts';
import type { HealthPart } from '../../protocol/views.ts';
import type { ClockPort, HealthPort } from '../ports.ts';

type DeviceState = 'ok' | 'warning' | 'fault' | 'offline';
export interface Device {
  readonly id: string;
  readonly kind: DeviceKind;
  readonly state: DeviceState;
}

export interface Health extends HealthPort {
  devices(): readonly Device[];
  ackedSeq(): number | null;
  status(): HealthPart['status'];
  has(code: FaultCode, device: string): boolean;
  /** Nothing is recorded any more. */
  stop(): void;
}

export interface HealthListener {
  /**
   * A device's state or its fault has changed and should be recorded: a first change at once, then not more often than the
   * bound. `done` says whether it is stored; if not, it is told again.
   */
  device(device: Device, fault: FaultCode | null, done: (stored: boolean) => void): void;
  /** Anything on the health page has changed. */
  changed(): void;
}

/** A device on a noisy line can change its state a thousand times a second; the journal hears of it this often. */
const recordGapMs = 2_000;

export function createHealth(clock: ClockPort, listener: HealthListener): Health {
  const devices = new Map<string, Device>();
  const present = new Map<string, Fault>();
  const recorded = new Map<string, { readonly state: DeviceState; readonly fault: FaultCode | null }>();
  const recordedAtMs = new Map<string, number>();
  /** Devices whose record is on its way or waits for its time, with what ends the waiting. */
  const waiting = new Map<string, () => void>();
  let acked: number | null = null;
  let stopped = false;

  function device(id: string, kind: DeviceKind, state: DeviceState): void {
    const isNews = devices.get(id)?.state !== state;
    if (isNews) devices.set(id, { id, kind, state });
    record(id);
    if (isNews) listener.changed();
  }

  /** A fault that makes room for another one is news too: "no paper" must not stay with the centre when the cutter sticks. */
  function record(id: string): void {
    const now = devices.get(id);
    const last = recorded.get(id);
    const fault = faultOf(id);
    if (!now || stopped || waiting.has(id) || (last?.state === now.state && last.fault === fault)) return;
    const dueMs = (recordedAtMs.get(id) ?? Number.NEGATIVE_INFINITY) + recordGapMs;
    if (dueMs > clock.monoMs()) {
      waitFor(id, dueMs);
      return;
    }
    recordedAtMs.set(id, clock.monoMs());
    waiting.set(id, () => {});
    listener.device(now, fault, (stored) => {
      waiting.delete(id);
      if (stored) recorded.set(id, { state: now.state, fault });
      record(id);
    });
  }

  function waitFor(id: string, atMs: number): void {
    const again = () => {
      waiting.delete(id);
      record(id);
    };
    waiting.set(id, clock.at(atMs, again));
  }

  /** The gravest fault of a device, for the record of its state. */
  function faultOf(id: string): FaultCode | null {
    const own = [...present.values()].filter((fault) => fault.device === id);
    return (own.find((fault) => faultTexts[fault.code].severity === 'error') ?? own[0])?.code ?? null;
  }

  return {
    device,
    raise(code, id, detail) {
      const key = `${code} ${id}`;
      const known = present.get(key);
      if (known && known.detail === detail) return;
      const sinceMs = known ? known.sinceMs : clock.quality() === 'unset' ? null : clock.wallMs();
      present.set(key, detail === undefined ? { code, device: id, sinceMs } : { code, device: id, sinceMs, detail });
      listener.changed();
    },
    clear(code, id) {
      if (present.delete(`${code} ${id}`)) listener.changed();
    },
    faults: () => [...present.values()],
    has: (code, id) => present.has(`${code} ${id}`),
    acked(seq) {
      acked = seq;
    },
    ackedSeq: () => acked,
    stop() {
      stopped = true;
      for (const cancel of waiting.values()) cancel();
      waiting.clear();
    },
    devices: () => [...devices.values()],
    status() {
      let status: HealthPart['status'] = 'ok';
      for (const fault of present.values()) {
        if (faultTexts[fault.code].severity === 'error') return 'fault';
        status = 'warning';
      }
      return status;
    },
  };
}
