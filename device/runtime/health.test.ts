/** What is recorded of a device that changes its state, at leisure and a thousand times a second. */
import { expect, it } from 'vitest';
import type { ClockPort } from '../ports.ts';
import { createHealth } from './health.ts';

function world() {
  let nowMs = 0;
  const timers: { readonly atMs: number; readonly run: () => void }[] = [];
  const clock: ClockPort = {
    monoMs: () => nowMs,
    wallMs: () => nowMs,
    quality: () => 'ntp',
    local: () => ({ date: '2026-11-22', minutes: 600, weekday: 7 }),
    at(atMs, run) {
      const timer = { atMs, run };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0);
    },
    soon: (run) => run(),
  };
  const records: string[] = [];
  const health = createHealth(clock, {
    device: ({ id, state }, fault) => records.push(`${nowMs} ${id} ${state}${fault === null ? '' : ` ${fault}`}`),
    changed: () => undefined,
  });
  /** Goes on in time; what becomes due runs in order. */
  const pass = (ms: number) => {
    const end = nowMs + ms;
    for (;;) {
      const next = timers.filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0];
      if (!next) break;
      timers.splice(timers.indexOf(next), 1);
      nowMs = Math.max(nowMs, next.atMs);
      next.run();
    }
    nowMs = end;
  };
  return { health, records, pass };
}

it('a change is recorded at once, with the gravest fault', () => {
  const { health, records, pass } = world();
  health.device('printer-1', 'printer', 'offline');
  pass(5_000);
  health.raise('paper-near-end', 'printer-1');
  health.raise('paper-out', 'printer-1');
  health.device('printer-1', 'printer', 'fault');
  expect(records).toEqual(['0 printer-1 offline', '5000 printer-1 fault paper-out']);
});

it('a device that changes all the time is recorded now and then, each for itself, and at last as it is', () => {
  const { health, records, pass } = world();
  health.device('panel', 'panel', 'ok');
  for (let round = 0; round < 5_000; round += 1) {
    health.device('printer-1', 'printer', 'fault');
    health.device('printer-1', 'printer', 'ok');
    pass(1);
  }
  pass(10_000);
  const own = records.filter((each) => each.includes('printer-1'));
  expect(own.length).toBeLessThanOrEqual(4);
  expect(own.at(-1)).toMatch(/printer-1 ok$/);
  expect(records[0]).toBe('0 panel ok');
  expect(health.devices().map(({ state }) => state)).toEqual(['ok', 'ok']);
});

it('after the stop nothing is recorded', () => {
  const { health, records, pass } = world();
  health.device('printer-1', 'printer', 'fault');
  health.device('printer-1', 'printer', 'ok');
  health.stop();
  pass(10_000);
  expect(records).toEqual(['0 printer-1 fault']);
});
