import { describe, expect, it } from 'vitest';
import { createSystemClock } from './system-clock.ts';

describe('local time of the hall', () => {
  it.each([
    ['Asia/Shanghai', '2026-11-22T16:00:00Z', { date: '2026-11-23', minutes: 0, weekday: 1 }],
    ['Asia/Shanghai', '2026-11-22T15:59:59Z', { date: '2026-11-22', minutes: 1_439, weekday: 7 }],
    ['UTC', '2026-02-28T23:59:00Z', { date: '2026-02-28', minutes: 1_439, weekday: 6 }],
    ['Europe/Berlin', '2026-03-29T00:59:00Z', { date: '2026-03-29', minutes: 119, weekday: 7 }],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', { date: '2026-03-29', minutes: 180, weekday: 7 }],
    ['Europe/Berlin', '2026-10-25T00:30:00Z', { date: '2026-10-25', minutes: 150, weekday: 7 }],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', { date: '2026-10-25', minutes: 150, weekday: 7 }],
    ['Asia/Kathmandu', '2026-06-01T00:00:00Z', { date: '2026-06-01', minutes: 345, weekday: 1 }],
  ])('in %s at %s', (zone, instant, expected) => {
    const clock = createSystemClock(zone);
    expect(clock.local(Date.parse(instant))).toEqual(expected);
    expect(clock.local(Date.parse(instant))).toEqual(expected);
  });

  it('is not mixed up by asking for other instants in between', () => {
    const clock = createSystemClock('UTC');
    const [first, second] = [Date.parse('2026-01-05T08:00:00Z'), Date.parse('2026-01-06T09:30:00Z')];
    expect([first, second, first].map((ms) => clock.local(ms).minutes)).toEqual([480, 570, 480]);
  });
});

describe('the monotonic clock', () => {
  it('never goes back, and has nothing to do with the wall', () => {
    const clock = createSystemClock('UTC');
    let last = clock.monoMs();
    for (let n = 0; n < 10_000; n += 1) {
      const now = clock.monoMs();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
    expect(clock.wallMs()).toBeGreaterThan(Date.UTC(2026, 0, 1));
  });

  it('calls at the time or after it, in order, and not what was cancelled', async () => {
    const clock = createSystemClock('UTC');
    const called: string[] = [];
    const startMs = clock.monoMs();
    const cancel = clock.at(startMs + 5, () => called.push('cancelled'));
    cancel();
    const late = await new Promise<number>((done) => {
      clock.at(startMs + 20, () => {
        called.push('second');
        done(clock.monoMs());
      });
      clock.at(startMs - 100, () => called.push('first'));
    });
    expect(called).toEqual(['first', 'second']);
    expect(late).toBeGreaterThanOrEqual(startMs + 20);
  });

  it('does not call at once what is weeks away', async () => {
    const clock = createSystemClock('UTC');
    let called = false;
    const cancel = clock.at(clock.monoMs() + 60 * 86_400_000, () => {
      called = true;
    });
    await new Promise<void>((done) => clock.soon(done));
    expect(called).toBe(false);
    cancel();
  });

  it('runs soon what already waits first', async () => {
    const clock = createSystemClock('UTC');
    const order: string[] = [];
    await new Promise<void>((done) => {
      clock.soon(() => {
        order.push('soon');
        done();
      });
      order.push('now');
    });
    expect(order).toEqual(['now', 'soon']);
  });
});

describe('the quality of the clock', () => {
  it('is one that the journal knows', () => {
    expect(['ntp', 'rtc', 'unset']).toContain(createSystemClock('UTC').quality());
  });
});
