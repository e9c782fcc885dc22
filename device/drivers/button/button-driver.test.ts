import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ButtonReport, createButtonDriver } from './button-driver.ts';
import { BUTTON_PARAMETERS, type ButtonParameters } from './button-parameters.ts';
import type { Level } from './gpio-port.ts';
import { createVirtualGpio, type VirtualGpio } from './virtual-gpio.ts';

const BCM = 17;
const DOUBLE_BOUNCE = [1, 2, 3, 5, 6, 7];

/** A button on the virtual chip in virtual time: wakes exactly when asked to. */
function world(more: Partial<ButtonParameters> = {}, held: Level = 0) {
  let nowMs = 0;
  const chip: VirtualGpio = createVirtualGpio({ nowMs: () => nowMs });
  if (held === 1) chip.setContact(BCM, 1);
  chip.step();
  const driver = createButtonDriver({ idPrefix: 'b17', parameters: { ...BUTTON_PARAMETERS, ...more } });
  const reports: Array<ButtonReport & { readonly toldMs: number }> = [];
  let wakeAtMs: number | null = null;
  const take = (output: ReturnType<typeof driver.onTick>): void => {
    for (const report of output.reports) reports.push({ ...report, toldMs: nowMs });
    wakeAtMs = output.wakeAtMs;
  };
  const input = chip.openInput(
    { bcm: BCM, activeLow: true },
    (level, atMs) => take(driver.onEdge(level, atMs)),
    (fault) => {
      if (fault.code !== 'healed') take(driver.onClose(nowMs));
    },
  );
  take(driver.onOpen(input.read(), nowMs));
  const runTo = (endMs: number): void => {
    for (;;) {
      const edgeMs = chip.step();
      const nextMs = Math.min(edgeMs ?? Number.POSITIVE_INFINITY, wakeAtMs ?? Number.POSITIVE_INFINITY);
      if (nextMs > endMs) break;
      nowMs = Math.max(nowMs, nextMs);
      chip.step();
      if (wakeAtMs !== null && wakeAtMs <= nowMs) {
        const before: number = wakeAtMs;
        take(driver.onTick(input.read(), nowMs));
        // Not by `expect`: this is asked some million times.
        if (wakeAtMs !== null && wakeAtMs <= before) throw new Error('a tick at its time asked for the same time');
      }
    }
    nowMs = endMs;
  };
  return {
    chip,
    driver,
    reports,
    kinds: () => reports.map(({ kind }) => kind),
    runTo,
    runFor: (ms: number) => runTo(nowMs + ms),
    now: () => nowMs,
  };
}

describe('button', () => {
  test('a bouncy press is one press, told 15 ms after the last bounce, dated by its first edge', () => {
    const w = world();
    w.runTo(1_000);
    w.chip.press(BCM, 120, DOUBLE_BOUNCE);
    w.runTo(3_000);
    expect(w.reports).toEqual([{ kind: 'press', atMs: 1_000, requestId: 'b17-1', toldMs: 1_022 }]);
    expect(w.driver.statistics()).toMatchObject({
      presses: 1,
      rawEdges: 14,
      glitches: 0,
      bounceMsP95: 7,
      edgesPerPress: 7,
    });
  });

  test('a spike of 2 ms, and one of 14.9, are glitches', () => {
    const w = world();
    w.chip.press(BCM, 2);
    w.runFor(500);
    w.chip.press(BCM, 14.9);
    w.runFor(500);
    expect(w.reports).toEqual([]);
    expect(w.driver.statistics().glitches).toBe(2);
  });

  test('held at the start is stuck, never a press; its release is no press; the next one is', () => {
    const w = world({}, 1);
    expect(w.kinds()).toEqual(['stuck']);
    w.runTo(60_000);
    w.chip.setContact(BCM, 0);
    w.runFor(1_000);
    expect(w.kinds()).toEqual(['stuck', 'unstuck']);
    w.chip.press(BCM, 100);
    w.runFor(1_000);
    expect(w.kinds()).toEqual(['stuck', 'unstuck', 'press']);
  });

  test('a second press within the lockout is ignored, one after it counts; the lockout runs from the accepted one', () => {
    const w = world();
    for (const atMs of [0, 700, 1_400, 1_600]) {
      w.runTo(atMs);
      w.chip.press(BCM, 100);
    }
    w.runTo(5_000);
    expect(w.reports.map((report) => report.atMs)).toEqual([0, 1_600]);
    expect(w.reports.map((report) => ('requestId' in report ? report.requestId : ''))).toEqual(['b17-1', 'b17-2']);
    expect(w.driver.statistics()).toMatchObject({ presses: 2, ignored: 2 });
  });

  test('hold, then stuck, then unstuck without a press', () => {
    const w = world({ holdMs: 3_000 });
    w.chip.press(BCM, 20_000);
    w.runTo(30_000);
    expect(w.reports.map(({ kind, atMs }) => [kind, atMs])).toEqual([
      ['press', 0],
      ['hold', 3_000],
      ['stuck', 15_000],
      ['unstuck', 20_000],
    ]);
  });

  test('without a second meaning there is no hold', () => {
    const w = world();
    w.chip.press(BCM, 10_000);
    w.runTo(30_000);
    expect(w.kinds()).toEqual(['press']);
  });

  test('a bounce on release is not a second press', () => {
    const w = world({ lockoutMs: 0 });
    w.chip.press(BCM, 100, [2, 4, 8, 20, 30, 36]);
    w.runTo(1_000);
    expect(w.driver.statistics().presses).toBe(1);
  });

  test('chatter is flagged once, gives no press while it lasts', () => {
    const w = world();
    w.chip.press(
      BCM,
      500,
      Array.from({ length: 118 }, (_, i) => i * 4 + 4),
    );
    w.runTo(480);
    expect(w.kinds()).toEqual(['chatter']);
    w.runTo(2_000);
    expect(w.driver.statistics().chatter).toBeGreaterThanOrEqual(1);
  });

  test('three flags in ten minutes: out of service, and back after 60 s of quiet', () => {
    const w = world();
    const chatter = Array.from({ length: 100 }, (_, i) => (i + 1) * 4);
    for (let i = 0; i < 3; i += 1) {
      w.chip.press(BCM, 0.5, chatter.slice(0, 80));
      w.runFor(30_000);
    }
    expect(w.kinds().filter((kind) => kind !== 'press')).toEqual(['chatter', 'chatter', 'chatter', 'out-of-service']);
    const before = w.driver.statistics().presses;
    w.chip.press(BCM, 100);
    w.runFor(59_000);
    expect(w.driver.statistics().presses).toBe(before);
    w.runFor(2_000);
    expect(w.kinds().at(-1)).toBe('in-service');
    w.chip.press(BCM, 100);
    w.runFor(1_000);
    expect(w.driver.statistics().presses).toBe(before + 1);
  });

  test('endless chatter is taken out of service too', () => {
    const w = world();
    for (let atMs = 0; atMs < 12_000; atMs += 10) {
      w.chip.press(BCM, 5);
      w.runFor(10);
    }
    expect(w.kinds()).toEqual(['chatter', 'chatter', 'chatter', 'out-of-service']);
  });

  test('a lost edge is found by reading, counted, and becomes a press', () => {
    const driver = createButtonDriver({ idPrefix: 'b', parameters: BUTTON_PARAMETERS });
    let output = driver.onOpen(0, 0);
    expect(output.wakeAtMs).toBe(250);
    output = driver.onTick(1, 250);
    expect(output).toEqual({ reports: [], wakeAtMs: 265 });
    output = driver.onTick(1, 265);
    expect(output.reports).toEqual([{ kind: 'press', atMs: 250, requestId: 'b-1' }]);
    expect(driver.statistics().lostEdges).toBe(1);
  });

  test('a callback that tells an old level is overruled by the reading', () => {
    const driver = createButtonDriver({ idPrefix: 'b', parameters: BUTTON_PARAMETERS });
    driver.onOpen(0, 0);
    driver.onEdge(1, 10);
    expect(driver.onTick(0, 25).reports).toEqual([]);
    expect(driver.onTick(0, 40).reports).toEqual([]);
    expect(driver.onTick(0, 80).reports).toEqual([]);
    expect(driver.statistics().presses).toBe(0);
  });

  test('a tick that comes late still finds the press; early ticks change nothing', () => {
    const driver = createButtonDriver({ idPrefix: 'b', parameters: BUTTON_PARAMETERS });
    driver.onOpen(0, 0);
    driver.onEdge(1, 10);
    expect(driver.onTick(1, 20)).toEqual({ reports: [], wakeAtMs: 25 });
    expect(driver.onTick(1, 900).reports).toMatchObject([{ kind: 'press', atMs: 10 }]);
  });

  test('a fault of the line: nothing is pressed; held when it heals is stuck', () => {
    const w = world();
    w.chip.press(BCM, 5_000);
    w.runTo(1_000);
    w.chip.setFault(BCM, 'lost');
    w.runTo(2_000);
    w.chip.setFault(BCM, null);
    w.runTo(10_000);
    expect(w.kinds()).toEqual(['press', 'stuck', 'unstuck']);
  });

  test('30 s of a bad day: exactly four presses', () => {
    const w = world();
    w.runTo(500);
    w.chip.press(BCM, 120, DOUBLE_BOUNCE); // a bouncy press
    w.runTo(3_000);
    w.chip.press(BCM, 2); // a spike
    w.runTo(4_000);
    w.chip.press(BCM, 80, [1, 2]); // a double press
    w.runTo(4_300);
    w.chip.press(BCM, 80, [1, 2]);
    w.runTo(6_500);
    for (let i = 0; i < 60; i += 1) {
      w.chip.press(BCM, 3); // 120 edges
      w.runFor(6);
    }
    w.runTo(8_000);
    w.chip.press(BCM, 20_000, DOUBLE_BOUNCE);
    w.runTo(29_000);
    w.chip.press(BCM, 100, DOUBLE_BOUNCE);
    w.runTo(31_000);
    expect(w.driver.statistics()).toMatchObject({ presses: 4, chatter: 1, stuck: 1, glitches: 2, ignored: 1 });
    for (const report of w.reports) {
      if (report.kind === 'press') expect(report.toldMs - report.atMs).toBeLessThanOrEqual(22);
    }
  });

  test('random bounce, spikes and pauses: every press of a finger once, dated right, nothing else', () => {
    const bounce = fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { maxLength: 8 });
    const gesture = fc.record({
      pauseMs: fc.integer({ min: 1_700, max: 20_000 }),
      heldMs: fc.integer({ min: 60, max: 9_000 }),
      bounce: bounce.map((times) => times.sort((a, b) => a - b)),
      spikeMs: fc.option(fc.double({ min: 0.1, max: 14, noNaN: true }), { nil: null }),
    });
    fc.assert(
      fc.property(fc.array(gesture, { minLength: 1, maxLength: 12 }), (gestures) => {
        const w = world();
        const fingersMs: number[] = [];
        for (const { pauseMs, heldMs, bounce: times, spikeMs } of gestures) {
          if (spikeMs !== null) w.chip.press(BCM, spikeMs);
          w.runFor(pauseMs);
          fingersMs.push(w.now());
          w.chip.press(BCM, heldMs, times);
          w.runFor(heldMs + 100);
        }
        w.runFor(1_000);
        expect(w.reports.map(({ kind, atMs }) => [kind, atMs])).toEqual(fingersMs.map((atMs) => ['press', atMs]));
        const ids = w.reports.map((report) => ('requestId' in report ? report.requestId : ''));
        expect(new Set(ids).size).toBe(ids.length);
      }),
      { numRuns: 300 },
    );
  });

  test('any edges, levels and late ticks at all: no press without a level of 1, always a wake, nothing grows', () => {
    const event = fc.record({
      afterMs: fc.double({ min: 0, max: 400, noNaN: true }),
      kind: fc.constantFrom('edge', 'tick', 'close', 'open'),
      level: fc.constantFrom<Level>(0, 1),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 200 }), (events) => {
        const driver = createButtonDriver({ idPrefix: 'b', parameters: BUTTON_PARAMETERS });
        let nowMs = 0;
        let open = false;
        let sawOne = false;
        let lastPressMs = Number.NEGATIVE_INFINITY;
        for (const { afterMs, kind, level } of events) {
          nowMs += afterMs;
          const output =
            kind === 'edge'
              ? driver.onEdge(level, nowMs)
              : kind === 'tick'
                ? driver.onTick(level, nowMs)
                : kind === 'close'
                  ? driver.onClose(nowMs)
                  : driver.onOpen(level, nowMs);
          if (kind === 'close') open = false;
          if (kind === 'open' || kind === 'edge') open = true;
          sawOne ||= level === 1;
          expect(output.wakeAtMs === null).toBe(!open);
          for (const report of output.reports) {
            expect(report.atMs).toBeLessThanOrEqual(nowMs);
            if (report.kind !== 'press') continue;
            expect(sawOne).toBe(true);
            expect(report.atMs - lastPressMs).toBeGreaterThanOrEqual(BUTTON_PARAMETERS.lockoutMs);
            lastPressMs = report.atMs;
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
