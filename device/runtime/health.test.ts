import { describe, expect, it } from 'vitest';
import { createHealth, type Device } from './health.ts';
import { createVirtualClock, mondayTenMs } from './testing/virtual-clock.ts';

function rig(quality: 'ntp' | 'unset' = 'ntp') {
  const clock = createVirtualClock(mondayTenMs, quality);
  const told: [Device, string | null][] = [];
  const disk = { refuses: false };
  let changes = 0;
  const health = createHealth(clock, {
    device: (device, fault, done) => {
      told.push([device, fault]);
      done(!disk.refuses);
    },
    changed: () => {
      changes += 1;
    },
  });
  return { clock, health, told, disk, changes: () => changes };
}

describe('health', () => {
  it('keeps a fault raised twice as one, with the moment at which it began', () => {
    const { clock, health, changes } = rig();
    health.raise('paper-out', 'printer-1');
    clock.advance(60_000);
    health.raise('paper-out', 'printer-1');
    expect(health.faults()).toEqual([{ code: 'paper-out', device: 'printer-1', sinceMs: mondayTenMs }]);
    expect(changes()).toBe(1);
  });

  it('keeps the beginning when only the words change', () => {
    const { clock, health, changes } = rig();
    health.raise('line-lost', 'printer-1', 'refused');
    clock.advance(1_000);
    health.raise('line-lost', 'printer-1', 'timed out');
    expect(health.faults()).toEqual([
      { code: 'line-lost', device: 'printer-1', sinceMs: mondayTenMs, detail: 'timed out' },
    ]);
    expect(changes()).toBe(2);
  });

  it('keeps the same fault of two devices apart, and clears only the one named', () => {
    const { health, changes } = rig();
    health.raise('node-offline', 'main/1');
    health.raise('node-offline', 'main/2');
    health.clear('node-offline', 'main/1');
    health.clear('node-offline', 'main/1');
    expect(health.faults().map(({ device }) => device)).toEqual(['main/2']);
    expect(health.has('node-offline', 'main/2')).toBe(true);
    expect(changes()).toBe(3);
  });

  it('names no moment on a clock that is not known to be right', () => {
    const { health } = rig('unset');
    health.raise('paper-out', 'printer-1');
    expect(health.faults()[0]?.sinceMs).toBeNull();
  });

  it('tells a device once for each change of its state, with its own fault', () => {
    const { clock, health, told } = rig();
    health.device('printer-1', 'printer', 'ok');
    health.device('printer-1', 'printer', 'ok');
    clock.advance(2_000);
    health.raise('node-offline', 'main/1');
    health.raise('paper-out', 'printer-1');
    health.device('printer-1', 'printer', 'fault');
    expect(told.map(([device, fault]) => [device.state, fault])).toEqual([
      ['ok', null],
      ['fault', 'paper-out'],
    ]);
    expect(health.devices()).toEqual([{ id: 'printer-1', kind: 'printer', state: 'fault' }]);
  });

  it('tells of a flapping device once in two seconds, and in the end what it is', () => {
    const { clock, health, told } = rig();
    for (let n = 0; n < 1_000; n += 1) {
      health.device('printer-1', 'printer', n % 2 === 0 ? 'offline' : 'ok');
      clock.advance(10);
    }
    clock.advance(10_000);
    expect(told.length).toBeLessThanOrEqual(7);
    expect(told.at(-1)?.[0].state).toBe('ok');
  });

  it('tells that one fault has made room for another in the same state', () => {
    const { clock, health, told } = rig();
    health.raise('paper-out', 'printer-1');
    health.device('printer-1', 'printer', 'fault');
    health.clear('paper-out', 'printer-1');
    health.raise('cutter-error', 'printer-1');
    health.device('printer-1', 'printer', 'fault');
    clock.advance(5_000);
    expect(told.map(([device, fault]) => [device.state, fault])).toEqual([
      ['fault', 'paper-out'],
      ['fault', 'cutter-error'],
    ]);
  });

  it('tells again what the disk has refused, until it is stored or not true any more', () => {
    const { clock, health, told, disk } = rig();
    health.device('printer-1', 'printer', 'ok');
    disk.refuses = true;
    clock.advance(5_000);
    health.device('printer-1', 'printer', 'offline');
    clock.advance(9_000);
    expect(told.length).toBeGreaterThan(3);
    expect(told.length).toBeLessThan(8);
    disk.refuses = false;
    clock.advance(2_000);
    expect(told.at(-1)?.[0].state).toBe('offline');
    const tries = told.length;
    clock.advance(60_000);
    expect([told.length, clock.timers]).toEqual([tries, 0]);
  });

  it('tells nothing any more once it is stopped', () => {
    const { clock, health, told } = rig();
    health.device('printer-1', 'printer', 'ok');
    health.device('printer-1', 'printer', 'fault');
    health.stop();
    clock.advance(10_000);
    expect(told).toHaveLength(1);
    expect(clock.timers).toBe(0);
  });

  it('is as bad as its gravest fault', () => {
    const { health } = rig();
    expect(health.status()).toBe('ok');
    health.raise('paper-near-end', 'printer-1');
    expect(health.status()).toBe('warning');
    health.raise('paper-out', 'printer-1');
    expect(health.status()).toBe('fault');
    health.clear('paper-out', 'printer-1');
    health.clear('paper-near-end', 'printer-1');
    expect(health.status()).toBe('ok');
  });

  it('remembers what the centre has acknowledged', () => {
    const { health } = rig();
    expect(health.ackedSeq()).toBeNull();
    health.acked(17);
    expect(health.ackedSeq()).toBe(17);
  });
});
