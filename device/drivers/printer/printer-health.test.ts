import { describe, expect, it } from 'vitest';
import { faultOf, healthOfAutomatic, healthOfRound, sameStatus, statusReportOf } from './printer-health.ts';

const well = { kind: 'status', paper: 'ok', cover: 'closed', cutter: 'ok' };

describe('what a printer says of itself', () => {
  it.each([
    ['healthy', healthOfAutomatic([0x10, 0, 0, 0x0f]), null, well],
    ['healthy', healthOfRound([0x12, 0x12, 0x12, 0x12]), null, well],
    ['not ready and no more', healthOfAutomatic([0x18, 0, 0, 0x0f]), 'offline', { ...well, error: 'not-ready' }],
    ['not ready and no more', healthOfRound([0x1a, 0x12, 0x12, 0x12]), 'offline', { ...well, error: 'not-ready' }],
    ['out of paper', healthOfRound([0x1a, 0x32, 0x12, 0x7e]), 'paper-out', { ...well, paper: 'end' }],
    ['open', healthOfAutomatic([0x38, 0, 0, 0x0f]), 'cover-open', { ...well, cover: 'open' }],
    ['too hot', healthOfAutomatic([0x18, 0x40, 0, 0x0f]), 'offline', { ...well, error: 'temperature' }],
  ] as const)('%s', (_name, health, fault, report) => {
    expect(faultOf(health)).toBe(fault);
    expect(statusReportOf(health)).toEqual(report);
  });

  it('is news when it becomes ready, with nothing else changed', () => {
    const [ready, notReady] = [healthOfAutomatic([0x10, 0, 0, 0x0f]), healthOfAutomatic([0x18, 0, 0, 0x0f])];
    expect(sameStatus(ready, notReady)).toBe(false);
    expect(sameStatus(notReady, notReady)).toBe(true);
  });
});
