import { describe, expect, it } from 'vitest';
import { gb18030 } from '../../adapters/charset-gb18030.ts';
import { place, shipped } from '../../adapters/testing-foreign.ts';
import type { ForeignReport } from './foreign-contract.ts';
import { createModbusDriver, type ModbusOutput } from './modbus-driver.ts';
import type { RegisterWrite } from './modbus-plan.ts';

function rig() {
  const profile = shipped('modbus-panel');
  if (profile.kind !== 'modbus') throw new Error('no Modbus');
  const driver = createModbusDriver(profile, gb18030);
  let nowMs = 1_000;
  let wakeAtMs: number | null = null;
  let outstanding = 0;
  let endedMs = 0;
  const asked: RegisterWrite[] = [];
  const gaps: number[] = [];
  const reports: ForeignReport[] = [];
  const dead = new Set<number>();
  const take = (output: ModbusOutput): void => {
    reports.push(...output.reports);
    wakeAtMs = output.wakeAtMs;
    const { request } = output;
    if (!request) return;
    outstanding += 1;
    expect(outstanding).toBe(1);
    if (endedMs > 0) gaps.push(nowMs - endedMs);
    asked.push(request);
    // An answer takes 12 ms, silence the whole wait.
    nowMs += dead.has(request.unit) ? 500 : 12;
    outstanding -= 1;
    endedMs = nowMs;
    take(driver.onDone(dead.has(request.unit) ? 'silent' : null, nowMs));
  };
  return {
    asked,
    gaps,
    reports,
    dead,
    open: () => take(driver.onOpen(nowMs)),
    close: () => take(driver.onClose(nowMs)),
    target: (...shows: (readonly [number, ReturnType<typeof place>])[]) => take(driver.onTarget(new Map(shows), nowMs)),
    pass(ms: number) {
      const untilMs = nowMs + ms;
      while (wakeAtMs !== null && wakeAtMs <= untilMs) {
        nowMs = Math.max(nowMs, wakeAtMs);
        take(driver.onTick(nowMs));
      }
      nowMs = Math.max(nowMs, untilMs);
    },
  };
}

describe('the driver of Modbus panels', () => {
  it('writes the registers that differ, one request at a time with the silence between', () => {
    const { open, target, pass, asked, gaps, reports } = rig();
    open();
    target([5, place({ ticket: 'A023', state: 'called' })]);
    pass(1_000);
    expect(asked.map(({ at, words, one }) => [at, words.length, one])).toEqual([
      [0, 1, false],
      [1, 1, true],
      [16, 8, false],
    ]);
    expect(asked[0]?.words).toEqual([23]);
    expect(asked[2]?.words.slice(0, 2)).toEqual([0x4130, 0x3233]);
    for (const gap of gaps) expect(gap).toBeGreaterThanOrEqual(5);
    expect(reports).toEqual([{ kind: 'presence', address: 5, answers: true }]);
    target([5, place({ ticket: 'A023' })]);
    pass(1_000);
    expect(asked.slice(3).map(({ at, words }) => [at, words])).toEqual([[1, [0]]]);
  });

  it('tells that a panel is silent, goes on with the others, and writes all when it is back', () => {
    const { open, target, pass, asked, reports, dead } = rig();
    dead.add(5);
    open();
    target([5, place({ ticket: 'A001' })], [6, place({ ticket: 'A002' })]);
    pass(3_000);
    expect(reports).toContainEqual({ kind: 'presence', address: 5, answers: false });
    expect(reports).toContainEqual({ kind: 'presence', address: 6, answers: true });
    const tries = asked.filter(({ unit }) => unit === 5).length;
    pass(20_000);
    expect(asked.filter(({ unit }) => unit === 5)).toHaveLength(tries);
    dead.clear();
    pass(45_000);
    expect(reports.at(-1)).toEqual({ kind: 'presence', address: 5, answers: true });
    expect(asked.filter(({ unit, at }) => unit === 5 && at === 16).length).toBeGreaterThan(0);
  });

  it('writes everything again when its line comes back', () => {
    const { open, close, target, pass, asked } = rig();
    open();
    target([5, place({ ticket: 'A001' })]);
    pass(1_000);
    close();
    open();
    pass(1_000);
    expect(asked).toHaveLength(6);
  });
});
