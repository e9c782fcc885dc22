import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callWavName } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import { createEspeakVoice, type Voice } from './espeak-voice.ts';

const installed = ['espeak-ng', 'sox'].every((program) => spawnSync(program, ['--version']).error === undefined);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-voice-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function voiceIn(place: string): Promise<Voice> {
  const voice = await createEspeakVoice(place);
  if (!voice) throw new Error('espeak-ng is not installed');
  return voice;
}

/** Seconds and loudness (root mean square, 1 is full scale) as sox measures them. */
function measure(path: string): { readonly seconds: number; readonly loudness: number } {
  const { stderr } = spawnSync('sox', [path, '-n', 'stat'], { encoding: 'utf8' });
  const number = (name: RegExp) => Number(name.exec(stderr)?.[1] ?? Number.NaN);
  return {
    seconds: number(/Length \(seconds\):\s+([\d.]+)/),
    loudness: number(/RMS\s+amplitude:\s+([\d.]+)/),
  };
}

describe.skipIf(!installed)('a spoken call', () => {
  it.each(['zh-CN', 'en'] as const)('in %s can be heard', async (locale) => {
    const path = await (await voiceIn(folder)).wav(callWavName('A023', 3, 1, locale));
    expect(path).not.toBeNull();
    const { seconds, loudness } = measure(path ?? '');
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(15);
    expect(loudness).toBeGreaterThan(0.01);
  });

  it('says more when it is said again', async () => {
    const voice = await voiceIn(folder);
    const [first, again] = await Promise.all([1, 2].map((times) => voice.wav(callWavName('A023', 3, times, 'en'))));
    expect(measure(again ?? '').seconds).toBeGreaterThan(measure(first ?? '').seconds + 0.3);
  });

  it('is made once for all who ask, and kept', async () => {
    const voice = await voiceIn(folder);
    const name = callWavName('K007', 2, 1, 'zh-CN');
    const paths = await Promise.all(Array.from({ length: 20 }, () => voice.wav(name)));
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(folder)).toEqual([`${name}.wav`]);
    const { mtimeMs } = statSync(paths[0] ?? '');
    expect(await (await voiceIn(folder)).wav(name)).toBe(paths[0]);
    expect(statSync(paths[0] ?? '').mtimeMs).toBe(mtimeMs);
  });

  it.each(['../../etc/passwd', 'zh-CN-A023-3; reboot', 'en--w /tmp/x-3', 'fr-A023-3', 'zh-CN-A023-300', ''])(
    'has no other names: %s',
    async (name) => {
      expect(await (await voiceIn(folder)).wav(name)).toBeNull();
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  it('whose file a power cut left empty is made again', async () => {
    const name = callWavName('A001', 1, 1, 'en');
    writeFileSync(join(folder, `${name}.wav`), '');
    const path = await (await voiceIn(folder)).wav(name);
    expect(basename(path ?? '')).toBe(`${name}.wav`);
    expect(statSync(path ?? '').size).toBeGreaterThan(10_000);
  });

  it('makes room among the oldest, whatever is renamed or removed meanwhile', async () => {
    const oldSeconds = 1_000_000;
    for (let n = 0; n < limits.voiceCacheFilesMax + 10; n += 1) {
      const path = join(folder, `old-${n}.wav`);
      writeFileSync(path, 'x');
      utimesSync(path, oldSeconds + n, oldSeconds + n);
    }
    // A name that is listed and cannot be looked at, as a file renamed between the two.
    symlinkSync(join(folder, 'nowhere'), join(folder, 'vanished.wav'));
    writeFileSync(join(folder, 'en-B001-1.wav.part'), 'another call is being made');
    const path = await (await voiceIn(folder)).wav(callWavName('A001', 1, 1, 'en'));
    const names = readdirSync(folder);
    expect(names.filter((name) => name.endsWith('.wav'))).toHaveLength(limits.voiceCacheFilesMax);
    expect(names).toEqual(expect.arrayContaining([basename(path ?? ''), 'en-B001-1.wav.part', 'old-100.wav']));
    expect(names).not.toContain('old-0.wav');
  });

  it('that cannot be written is none, and no reason to end', async () => {
    const place = join(folder, 'gone');
    const voice = await voiceIn(place);
    rmSync(place, { recursive: true });
    writeFileSync(place, 'a file where the folder was');
    expect(await voice.wav(callWavName('A001', 1, 1, 'en'))).toBeNull();
  });
});

describe('without espeak-ng', () => {
  it('there is no voice, and the daemon lives without', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      expect(await createEspeakVoice(join(folder, 'voice'))).toBeNull();
    } finally {
      process.env.PATH = path;
    }
  });
});
