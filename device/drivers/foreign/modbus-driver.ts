/**
 * Drives the Modbus panels of one line: keeps their registers as the target wants. At most one request is outstanding, and 5 ms or
 * more lie between an answer and the next request. The framing itself is done behind a port; here is what to write and when.
 */
import type { Charset } from '../../../protocol/charset.ts';
import type { ModbusProfile } from '../../../protocol/foreign-profile.ts';
import type { ForeignReport } from './foreign-contract.ts';
import { gapMsDefault, modbusGapMsMin, refreshSecondsDefault } from './foreign-limits.ts';
import { type RegisterWrite, registerWrites } from './modbus-plan.ts';
import type { ForeignTarget } from './place-show.ts';

export interface ModbusOutput {
  /** To be done now; its end is told with `onDone`. */
  readonly request: RegisterWrite | null;
  readonly reports: readonly ForeignReport[];
  readonly wakeAtMs: number | null;
}

export interface ModbusDriver {
  onOpen(nowMs: number): ModbusOutput;
  onClose(nowMs: number): ModbusOutput;
  onTick(nowMs: number): ModbusOutput;
  onTarget(target: ForeignTarget, nowMs: number): ModbusOutput;
  /** The request has ended: `failed` says how, null when the device has confirmed it. */
  onDone(failed: 'silent' | 'refused' | null, nowMs: number): ModbusOutput;
}

/** A device is silent after so many requests without an answer, and is then asked once a refresh. */
const missesMax = 3;
/** After a failed request, before the next try at this device. */
const retryMs = 250;

export function createModbusDriver(profile: ModbusProfile, charset: Charset): ModbusDriver {
  const gapMs = Math.max(modbusGapMsMin, profile.gapMs ?? gapMsDefault);
  const refreshMs = (profile.refreshSeconds ?? refreshSecondsDefault) * 1_000;
  let wanted: readonly RegisterWrite[] = [];
  /** What a device has confirmed, by unit and register. */
  const confirmed = new Map<string, string>();
  const misses = new Map<number, number>();
  const restUntilMs = new Map<number, number>();
  const known = new Map<number, boolean>();
  let outstanding: RegisterWrite | null = null;
  let isOpen = false;
  let quietFromMs = 0;
  let refreshAtMs: number | null = null;
  let reports: ForeignReport[] = [];

  const slotOf = ({ unit, at }: RegisterWrite) => `${unit} ${at}`;

  function owed(nowMs: number): RegisterWrite | null {
    return (
      wanted.find(
        (each) => confirmed.get(slotOf(each)) !== String(each.words) && nowMs >= (restUntilMs.get(each.unit) ?? 0),
      ) ?? null
    );
  }

  function presence(address: number, answers: boolean): void {
    if (known.get(address) === answers) return;
    known.set(address, answers);
    reports.push({ kind: 'presence', address, answers });
  }

  function settle(nowMs: number): ModbusOutput {
    let request: RegisterWrite | null = null;
    if (isOpen && refreshAtMs !== null && nowMs >= refreshAtMs) {
      refreshAtMs = nowMs + refreshMs;
      confirmed.clear();
    }
    if (isOpen && !outstanding && nowMs >= quietFromMs) {
      request = owed(nowMs);
      outstanding = request;
    }
    const taken = reports;
    reports = [];
    return { request, reports: taken, wakeAtMs: isOpen ? wakeAt(nowMs) : null };
  }

  function wakeAt(nowMs: number): number | null {
    const isOwed = wanted.some((each) => confirmed.get(slotOf(each)) !== String(each.words));
    const rests = isOwed ? [...restUntilMs.values()].filter((each) => each > nowMs) : [];
    const wishes = [...(outstanding || !isOwed ? [] : [quietFromMs, ...rests]), refreshAtMs];
    const due = wishes.filter((each): each is number => each !== null && each > nowMs);
    return due.length === 0 ? null : Math.min(...due);
  }

  return {
    onOpen(nowMs) {
      isOpen = true;
      outstanding = null;
      confirmed.clear();
      misses.clear();
      restUntilMs.clear();
      quietFromMs = nowMs;
      refreshAtMs = refreshMs > 0 ? nowMs + refreshMs : null;
      return settle(nowMs);
    },
    onClose(nowMs) {
      isOpen = false;
      outstanding = null;
      known.clear();
      return settle(nowMs);
    },
    onTick: settle,
    onTarget(target, nowMs) {
      wanted = [...target].flatMap(([unit, show]) => registerWrites(profile, unit, show, charset));
      return settle(nowMs);
    },
    onDone(failed, nowMs) {
      const done = outstanding;
      outstanding = null;
      quietFromMs = nowMs + gapMs;
      if (!done) return settle(nowMs);
      const { unit } = done;
      if (failed === null) {
        confirmed.set(slotOf(done), String(done.words));
        misses.delete(unit);
        restUntilMs.delete(unit);
        presence(unit, true);
        return settle(nowMs);
      }
      const count = (misses.get(unit) ?? 0) + 1;
      misses.set(unit, count);
      restUntilMs.set(unit, nowMs + (count >= missesMax ? Math.max(refreshMs, retryMs) : retryMs));
      // A device that says no is there, and shows what it should not: staff hear of both alike.
      if (count >= missesMax) presence(unit, false);
      return settle(nowMs);
    },
  };
}
