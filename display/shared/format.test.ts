import { describe, expect, it } from 'vitest';
import { formatClock, formatHours, formatMinutes, formatRunning, formatWait } from './format.ts';

const minutes = (from: number, to: number) => ({ fromMs: from * 60_000, toMs: to * 60_000 });

describe('waiting ranges', () => {
  it.each([
    [null, '暂无法估计', 'not known yet'],
    [minutes(0, 0), '无需等候', 'no wait'],
    [minutes(0.2, 1.5), '2 分钟以内', 'under 2 min'],
    [minutes(5, 9.2), '约 5–10 分钟', 'about 5–10 min'],
    [minutes(7, 7), '约 7 分钟', 'about 7 min'],
    [minutes(26, 41), '约 26–45 分钟', 'about 26–45 min'],
    [minutes(62, 93), '约 60–95 分钟', 'about 60–95 min'],
  ])('%o', (range, zh, en) => {
    expect(formatWait(range, 'zh-CN')).toBe(zh);
    expect(formatWait(range, 'en')).toBe(en);
  });
});

describe('times', () => {
  it('counts running time', () => {
    expect([-5, 7_000, 760_000, 3_729_000].map((ms) => formatRunning(ms))).toEqual([
      '0:00',
      '0:07',
      '12:40',
      '1:02:09',
    ]);
  });
  it('counts whole minutes', () => {
    expect(formatMinutes(12 * 60_000 + 59_000, 'en')).toBe('12 min');
  });
  it('shows the clock of the hall, and does not fail on an unknown zone', () => {
    const wallMs = Date.UTC(2026, 10, 22, 1, 12, 5);
    expect(formatClock(wallMs, 'Asia/Shanghai')).toBe('09:12');
    expect(formatClock(wallMs, 'Asia/Shanghai', true)).toBe('09:12:05');
    expect(formatClock(wallMs, 'Nowhere/Land')).toMatch(/^\d\d:\d\d$/);
  });
  it('lists opening hours', () => {
    expect(
      formatHours([
        ['09:00', '12:00'],
        ['13:30', '17:30'],
      ]),
    ).toBe('09:00–12:00  13:30–17:30');
  });
});
