/**
 * The health of the hall: each device's state and each fault that is present now. A fault raised twice is one fault; it
 * keeps the moment at which it began. Changes are told to one listener, which stores and shows them.
 */
import { type Fault, type FaultCode, faults as faultTexts } from '../../protocol/faults.ts';
import type { DeviceKind, HealthPart } from '../../protocol/views.ts';
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
  /** A device's state has changed and should be recorded: a first change at once, then not more often than the bound. */
  device(device: Device, fault: FaultCode | null): void;
  /** Anything on the health page has changed. */
  changed(): void;
}

/** A device on a noisy line can change its state a thousand times a second; the journal hears of it this often. */
const recordGapMs = 2_000;

export function createHealth(clock: ClockPort, listener: HealthListener): Health {
  const devices = new Map<string, Device>();
  const present = new Map<string, Fault>();
  const recorded = new Map<string, { readonly state: DeviceState; readonly atMs: number }>();
  const waiting = new Map<string, () => void>();
  let acked: number | null = null;
  let stopped = false;

  function device(id: string, kind: DeviceKind, state: DeviceState): void {
    if (devices.get(id)?.state === state) return;
    const next = { id, kind, state };
    devices.set(id, next);
    record(next);
    listener.changed();
  }

  function record(next: Device): void {
    const { id, state } = next;
    const last = recorded.get(id);
    if (stopped || waiting.has(id) || last?.state === state) return;
    const nowMs = clock.monoMs();
    const dueMs = last ? last.atMs + recordGapMs : nowMs;
    if (dueMs > nowMs) {
      waiting.set(
        id,
        clock.at(dueMs, () => again(id)),
      );
      return;
    }
    recorded.set(id, { state, atMs: nowMs });
    listener.device(next, faultOf(id));
  }

  function again(id: string): void {
    waiting.delete(id);
    const now = devices.get(id);
    if (now) record(now);
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
