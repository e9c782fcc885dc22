/** docs/add-a-device.md as it is written: its profile, its lines of configuration and its bytes, with the real daemon on a pseudo-terminal. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { shippedProfiles } from '../device/adapters/foreign-profiles.ts';
import type { HallConfig } from '../protocol/config.ts';
import { createFarEnd, type FarEnd } from './foreign-far-end.ts';
import { eventually, type HallProcess, signIn, smallHall, startHall, temporaryFolder } from './hall-process.ts';
import { createPtyPair, hasSocat, type PtyPair } from './pty-pair.ts';

const page = readFileSync(join(import.meta.dirname, '..', 'docs', 'add-a-device.md'), 'utf8');
const blocks = [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```/gm)].map(([, kind = '', text = '']) => ({ kind, text }));
const find = (kind: string, has: string) =>
  blocks.find((block) => block.kind === kind && block.text.includes(has))?.text ?? '';
const wire = find('text', 'host')
  .split('\n')
  .flatMap((line) => {
    const [, who = '', bytes = ''] = /^(host|device) +((?:[0-9A-F]{2} )+)/.exec(line) ?? [];
    return who === '' ? [] : [{ who, bytes: bytes.trim() }];
  });

describe('the page about adding a device', () => {
  it('names every profile that comes with the program', () => {
    for (const name of shippedProfiles()) expect(page).toContain(`\`${name}\``);
  });
});

describe.skipIf(!hasSocat())('the device of the page (needs socat)', () => {
  const folder = temporaryFolder();
  let pair: PtyPair;
  let hall: HallProcess;
  let device: FarEnd;

  beforeAll(async () => {
    pair = await createPtyPair();
    device = createFarEnd(pair);
    writeFileSync(join(folder.path, 'window-panel.yaml'), find('yaml', 'kind: frame'));
    const { foreign = [] } = parse(find('yaml', 'file: window-panel.yaml')) as Pick<HallConfig, 'foreign'>;
    const config = await smallHall({
      services: [{ id: 'A', name: { zh: '缴费', en: 'Pay a bill' }, minutes: 4, first: 23 }],
      counters: [{ no: 3, services: ['A'] }],
      foreign: foreign.map((entry) => ({
        ...entry,
        file: join(folder.path, entry.file ?? ''),
        line: { serial: pair.a, baud: entry.line.baud ?? 0 },
      })),
    });
    hall = await startHall({ config, dataDir: folder.path });
  }, 60_000);

  afterAll(async () => {
    await hall?.stop();
    await device.stop();
    await pair.stop();
    folder.remove();
  });

  it('does what the page says, byte by byte', async () => {
    expect(wire.map(({ who }) => who)).toEqual(['device', 'host', 'host', 'host']);
    const lead = await signIn(hall.url, '2001');
    await lead.post('counters/3/open');
    for (const requestId of ['a', 'b', 'c']) await lead.post('tickets', { service: 'A', requestId });
    await eventually('the panel is lit', () => device.heard() !== '');
    for (const { who, bytes } of wire) {
      if (who === 'device') device.say(bytes);
      else await eventually(`the host says ${bytes}`, () => device.heard().includes(bytes));
    }
    // Number, 0 2 5, enter: A025 is called out of its turn, and A023 is not there any more.
    await lead.post('counters/3/start');
    await lead.post('counters/3/finish');
    device.forget();
    for (const [key, check] of [
      ['0A', '86'],
      ['30', 'BC'],
      ['32', 'BE'],
      ['35', 'B9'],
      ['0D', '81'],
    ]) {
      device.say(`AA 03 05 20 ${key} ${check}`);
      await eventually(`${key} is taken`, () => device.heard().includes(`AA 03 05 21 ${key}`));
    }
    await eventually('A025 is shown', () => device.heard().includes('20 20 41 30 32 35'));
  });
});
