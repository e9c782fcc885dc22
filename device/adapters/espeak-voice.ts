/**
 * Speech on the daemon's side where espeak-ng is installed: one WAV file for each sentence, made once and kept. Names
 * say all that a sentence depends on, so that a name from outside can never choose a file or a command.
 */
import { execFile } from 'node:child_process';
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sentenceOfWavName } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import { createSlots } from './slots.ts';

const run = promisify(execFile);
const program = 'espeak-ng';
const voices = { 'zh-CN': 'cmn', en: 'en-gb' } as const;
/** Words a minute: slower than the default of 175, for a hall with echo and old ears. */
const wordsPerMinute = { 'zh-CN': 150, en: 145 } as const;
const makeMsMax = 10_000;
/** Files made from one clean-up to the next; the first one after a start cleans up too. */
const cleanEvery = 200;
/** Speech makers at once: two languages of one call, and a core of a small machine left for the hall. */
const runningMax = 2;

export interface Voice {
  /** Path of the WAV file of a name made by `callWavName`, or null when the name is none or speech failed. */
  wav(name: string): Promise<string | null>;
}

/** Looks for espeak-ng; null when it is not installed. */
export async function createEspeakVoice(folder: string): Promise<Voice | null> {
  try {
    await run(program, ['--version'], { timeout: makeMsMax });
  } catch {
    return null;
  }
  await mkdir(folder, { recursive: true });
  const slots = createSlots(runningMax, 2 * limits.announcementsMax);
  const making = new Map<string, Promise<string | null>>();
  let made = 0;

  /** Never rejects: a call without a voice is no reason to end the daemon, whatever the disk does. */
  async function make(name: string): Promise<string | null> {
    const sentence = sentenceOfWavName(name);
    if (!sentence) return null;
    const path = join(folder, `${name}.wav`);
    if (await exists(path)) return path;
    const part = `${path}.part`;
    const { locale, text } = sentence;
    try {
      const speaking = slots.run(() =>
        run(program, ['-v', voices[locale], '-s', String(wordsPerMinute[locale]), '-w', part, '--', text], {
          timeout: makeMsMax,
        }),
      );
      if (speaking === null) return null;
      await speaking;
      await rename(part, path);
    } catch {
      // On a broken disk this fails too.
      await rm(part, { force: true }).catch(() => {});
      return null;
    }
    if (made % cleanEvery === 0) await dropOldest(folder).catch(() => {});
    made += 1;
    return path;
  }

  return {
    wav(name) {
      const known = making.get(name);
      if (known) return known;
      const promise = make(name)
        .catch(() => null)
        .finally(() => making.delete(name));
      making.set(name, promise);
      return promise;
    },
  };
}

async function exists(path: string): Promise<boolean> {
  try {
    return (await stat(path)).size > 0;
  } catch {
    return false;
  }
}

/** Files that are being written, renamed or removed meanwhile are no concern of the clean-up. */
async function dropOldest(folder: string): Promise<void> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.wav'));
  if (names.length <= limits.voiceCacheFilesMax) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, atMs: await changedMs(join(folder, name)) })));
  aged.sort((a, b) => a.atMs - b.atMs);
  for (const { name } of aged.slice(0, names.length - limits.voiceCacheFilesMax))
    await rm(join(folder, name), { force: true });
}

/** When a file was last changed; 0 when it has gone. */
async function changedMs(path: string): Promise<number> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return 0;
  }
}
