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
      // On a broken disk this fails too; a call without a voice is no reason to end the daemon.
      await rm(part, { force: true }).catch(() => {});
      return null;
    }
    made += 1;
    if (made % cleanEvery === 0) await dropOldest(folder).catch(() => {});
    return path;
  }

  return {
    wav(name) {
      const known = making.get(name);
      if (known) return known;
      const promise = make(name).finally(() => making.delete(name));
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

async function dropOldest(folder: string): Promise<void> {
  const names = await readdir(folder);
  if (names.length <= limits.voiceCacheFilesMax) return;
  const aged = await Promise.all(names.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  aged.sort((a, b) => a.at - b.at);
  for (const { name } of aged.slice(0, names.length - limits.voiceCacheFilesMax))
    await rm(join(folder, name), { force: true });
}
