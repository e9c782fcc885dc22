import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callValues, defaultPhrasebook, phrasebook, wavName } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import { findEspeak } from './espeak-voice.ts';
import { createHallVoice, type Voice } from './hall-voice.ts';

const installed = ['espeak-ng', 'sox'].every((program) => spawnSync(program, ['--version']).error === undefined);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-voice-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const book = defaultPhrasebook;

async function voiceIn(place: string, slow = false): Promise<Voice> {
  const phrases = slow ? phrasebook(null, {}, 'slow') : book;
  const voice = await createHallVoice({ folder: place, book: phrases, clips: null, espeak: await findEspeak(), slow });
  if (!voice) throw new Error('espeak-ng is not installed');
  return voice;
}

function nameOf(ticketNo: string, counter: number, times: number, locale: Locale, phrases = book): string {
  const moment = times > 1 ? 'recall' : 'call';
  return wavName(phrases, { locale, moment, variant: 'day', values: callValues(ticketNo, counter) });
}

/** Seconds, mean and highest level (dB below full scale) as sox measures them. */
function measure(path: string): { readonly seconds: number; readonly meanDb: number; readonly peakDb: number } {
  const { stderr } = spawnSync('sox', [path, '-n', 'stats'], { encoding: 'utf8' });
  const number = (name: RegExp) => Number(name.exec(stderr)?.[1] ?? Number.NaN);
  return {
    seconds: number(/Length s\s+([\d.]+)/),
    meanDb: number(/RMS lev dB\s+(-[\d.]+)/),
    peakDb: number(/Pk lev dB\s+(-[\d.]+)/),
  };
}

describe.skipIf(!installed)('a spoken call', () => {
  it.each(['zh-CN', 'en'] as const)('in %s can be heard', async (locale) => {
    const path = await (await voiceIn(folder)).wav(nameOf('A023', 3, 1, locale));
    expect(path).not.toBeNull();
    const { seconds, meanDb, peakDb } = measure(path ?? '');
    expect(seconds).toBeGreaterThan(1);
    expect(seconds).toBeLessThan(15);
    // Pauses count for sox and not for us, hence the room below.
    expect(meanDb).toBeGreaterThan(-25);
    expect(meanDb).toBeLessThan(-18);
    expect(peakDb).toBeLessThan(-0.9);
  });

  it('says more when it is said again', async () => {
    const voice = await voiceIn(folder);
    const [first, again] = await Promise.all([1, 2].map((times) => voice.wav(nameOf('A023', 3, times, 'en'))));
    expect(measure(again ?? '').seconds).toBeGreaterThan(measure(first ?? '').seconds + 0.3);
  });

  it('takes longer in the slow manner', async () => {
    const plain = await (await voiceIn(folder)).wav(nameOf('A023', 3, 1, 'zh-CN'));
    const slow = await (await voiceIn(folder, true)).wav(nameOf('A023', 3, 1, 'zh-CN', phrasebook(null, {}, 'slow')));
    expect(measure(slow ?? '').seconds).toBeGreaterThan(1.2 * measure(plain ?? '').seconds);
  });

  it('is made once for all who ask, and kept', async () => {
    const voice = await voiceIn(folder);
    const name = nameOf('K007', 2, 1, 'zh-CN');
    const paths = await Promise.all(Array.from({ length: 20 }, () => voice.wav(name)));
    expect(new Set(paths).size).toBe(1);
    expect(readdirSync(folder)).toEqual([`${name}.wav`]);
    const { mtimeMs } = statSync(paths[0] ?? '');
    expect(await (await voiceIn(folder)).wav(name)).toBe(paths[0]);
    expect(statSync(paths[0] ?? '').mtimeMs).toBe(mtimeMs);
  });

  it.each([
    '../../etc/passwd',
    'zh-CN-call-A-023-3-day-00000000',
    'en--w /elsewhere/x-3',
    'zh-CN-A023-3',
    'chime-00000000',
    '',
  ])('has no other names: %s', async (name) => {
    expect(await (await voiceIn(folder)).wav(name)).toBeNull();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('whose file a power cut left empty is made again', async () => {
    const name = nameOf('A001', 1, 1, 'en');
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
    const path = await (await voiceIn(folder)).wav(nameOf('A001', 1, 1, 'en'));
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
    expect(await voice.wav(nameOf('A001', 1, 1, 'en'))).toBeNull();
  });
});

describe('without espeak-ng and without clips', () => {
  it('there is no voice, and the daemon lives without', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      const espeak = await findEspeak();
      expect(espeak).toBeNull();
      const place = join(folder, 'voice');
      expect(await createHallVoice({ folder: place, book, clips: null, espeak, slow: false })).toBeNull();
    } finally {
      process.env.PATH = path;
    }
  });
});
