import { describe, expect, it } from 'vitest';
import { formatUptime, healthSentences } from './health-sentences.ts';

const at = (hour: number, minute: number) => Date.UTC(2026, 10, 22, hour, minute);

describe('health in sentences', () => {
  it('says what, since when and what to do; errors first', () => {
    const sentences = healthSentences(
      [
        { code: 'paper-near-end', device: 'printer-2', sinceMs: at(0, 5) },
        { code: 'paper-out', device: 'printer-1', sinceMs: at(1, 12) },
      ],
      'en',
      'Asia/Shanghai',
    );
    expect(sentences.map((one) => one.key)).toEqual(['printer-1/paper-out', 'printer-2/paper-near-end']);
    expect(sentences[0]?.what).toBe('The printer is out of paper, since 09:12');
    expect(sentences[0]?.act).toContain('new roll');
  });
  it('leaves the time out while the clock is not known', () => {
    expect(healthSentences([{ code: 'cover-open', device: 'p', sinceMs: null }], 'zh-CN', undefined)[0]?.what).toBe(
      '打印机上盖未合',
    );
  });
  it('names the tickets whose paper is uncertain', () => {
    const faults = [{ code: 'print-unknown', device: 'printer-1', sinceMs: null }] as const;
    expect(healthSentences(faults, 'en', undefined, ['A038'])[0]?.act).toMatch(/^A038: .*below\.$/);
  });
  it('says at which counter the device is', () => {
    const devices = [{ id: 'main/1', kind: 'panel', state: 'offline', counter: 1 }] as const;
    const faults = [{ code: 'node-offline', device: 'main/1', sinceMs: null }] as const;
    const [sentence] = healthSentences(faults, 'en', undefined, [], devices);
    expect(sentence).toMatchObject({ what: 'Counter 1 · Panel: A panel or keypad is offline', detail: 'main/1' });
  });
  it('says how long it has run', () => {
    expect(formatUptime(5 * 3_600_000 + 12 * 60_000, 'en')).toBe('5 h 12 min');
    expect(formatUptime(76 * 3_600_000, 'zh-CN')).toBe('3 天 4 小时');
  });
});
