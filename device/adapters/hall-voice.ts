/**
 * The voice of the hall on the daemon's side: one WAV file for each sentence, made once and kept, joined from recorded clips
 * where they can say it, by espeak-ng otherwise, all of one loudness. A name from outside gives a sentence of the phrasebook
 * or nothing; it can never choose a file or a command.
 */
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Sentence, sentenceOfWavName } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import type { Phrasebook } from '../../protocol/phrases.ts';
import { sampleOfName } from '../../protocol/voice-sample.ts';
import type { MadeSpeech } from '../../protocol/voice-views.ts';
import type { SpeechMaker } from './espeak-voice.ts';
import { loudnessDb, normalise } from './loudness.ts';
import { createSlots } from './slots.ts';
import type { ClipVoice } from './voice-clips.ts';
import { type Wave, writeWave } from './wav.ts';

/** Files made from one clean-up to the next; the first one after a start cleans up too. */
const cleanEvery = 200;
/** Speech makers at once: two languages of one call, and a core of a small machine left for the hall. */
const runningMax = 2;

export interface HallVoiceParts {
  readonly folder: string;
  readonly book: Phrasebook;
  readonly clips: ClipVoice | null;
  readonly espeak: SpeechMaker | null;
  readonly slow: boolean;
}
export interface Voice {
  /** Name of the recorded chime, for `wav`; null when there is none. */
  readonly chime: string | null;
  /** Path of the WAV file of a name made by `wavName`, or null when the name is none or speech failed. */
  wav(name: string): Promise<string | null>;
  /** Sentences made in this start and the loudness they were found with, newest first. */
  made(): readonly MadeSpeech[];
}

/** Null when there is nothing to speak with. */
export async function createHallVoice({ folder, book, clips, espeak, slow }: HallVoiceParts): Promise<Voice | null> {
  if (!clips && !espeak) return null;
  await mkdir(folder, { recursive: true });
  const slots = createSlots(runningMax, limits.announcementsMax * 4);
  const making = new Map<string, Promise<string | null>>();
  const chime = clips?.hasChime ? `chime-${book.stamp}` : null;
  let made = 0;
  let lately: readonly MadeSpeech[] = [];

  async function speak(sentence: Sentence, part: string): Promise<Wave | null> {
    const recorded = (await clips?.sentence(sentence, slow)) ?? null;
    const wave = recorded ?? (await espeak?.sentence(sentence, slow, `${part}.espeak`)) ?? null;
    if (wave) {
      const by = recorded ? 'clips' : 'espeak';
      const speech = { text: sentence.text, by, loudnessDb: loudnessDb(wave.samples, wave.rate) } as const;
      lately = [speech, ...lately].slice(0, limits.voiceMadeMax);
    }
    return wave;
  }

  /** Never rejects: a call without a voice is no reason to end the daemon, whatever the disk does. */
  async function make(name: string): Promise<string | null> {
    const sentence = sentenceOfWavName(book, name) ?? sampleOfName(book, name);
    if (!sentence && name !== chime) return null;
    const path = join(folder, `${name}.wav`);
    if (await exists(path)) return path;
    const part = `${path}.part`;
    try {
      const speaking = slots.run(async () => (sentence ? speak(sentence, part) : (clips?.chime() ?? null)));
      const wave = speaking && (await speaking);
      if (!wave) return null;
      await writeFile(part, writeWave({ rate: wave.rate, samples: normalise(wave.samples, wave.rate) }));
      await rename(part, path);
    } catch {
      await rm(part, { force: true }).catch(() => {});
      return null;
    }
    if (made % cleanEvery === 0) await dropOldest(folder).catch(() => {});
    made += 1;
    return path;
  }

  return {
    chime,
    made: () => lately,
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
