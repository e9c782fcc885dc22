import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import type { PrinterConfig } from '../../protocol/config.ts';
import { openPrinterMemory } from '../adapters/printer-memory-file.ts';
import { freshRoll } from '../drivers/printer/paper-meter.ts';
import { printerFindings } from './doctor-printers.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const line = { tcp: '10.0.0.9:9100' };
const log = { info: () => {}, warn: () => {}, error: () => {} };

it('says what each printer was found to do, and what to do when that is not what its profile says', () => {
  const folder = mkdtempSync(join(tmpdir(), 'doctor-'));
  folders.push(folder);
  const found = { completion: 'gs-r', automatic: true, maker: 'XP', model: 'XP-80' } as const;
  const kept = openPrinterMemory(folder, log);
  for (const [id, profile] of [
    ['p1', 'xprinter-80'],
    ['p2', 'epson-tm'],
    ['p3', 'sprt-sp91'],
    ['p4', 'rongta-80'],
  ] as const)
    kept.write(id, { profile, line: 'tcp:10.0.0.9:9100', findings: found, foundMs: 5, roll: freshRoll });
  const printers: PrinterConfig[] = [
    { id: 'p1', line, profile: 'xprinter-80' },
    { id: 'p2', line, profile: 'epson-tm' },
    { id: 'p3', line, profile: 'sprt-sp91' },
    // Another model since: what was found of the old one says nothing.
    { id: 'p4', line, profile: 'epson-tm' },
    { id: 'p5', line },
    { id: 'p6', line, profile: 'mute' },
  ];
  const findings = printerFindings(printers, folder);
  expect(findings.map(({ what, state, text }) => `${state} ${what} ${text}`)).toEqual([
    expect.stringMatching(/^good p1 xprinter-80: confirms by gs-r, .*calls itself XP XP-80$/),
    expect.stringMatching(/^bad p2 epson-tm: confirms by gs-r.* its profile says gs-h\. Compare the profile/),
    expect.stringMatching(/^note p3 sprt-sp91: .*more than its profile uses/),
    expect.stringMatching(/^note p4 epson-tm: not asked yet/),
    expect.stringMatching(/^note p5 unknown: not asked yet/),
    expect.stringMatching(/^note p6 mute: never asked/),
  ]);
  expect(findings[0]?.printer).toEqual({ profile: 'xprinter-80', found, foundMs: 5, reserveMm: null });
});
