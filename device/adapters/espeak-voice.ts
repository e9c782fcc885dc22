/** Speech made by espeak-ng, where it is installed: one sentence, one WAV. It keeps nothing; see hall-voice.ts. */
import { execFile } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import type { Sentence } from '../../protocol/announcement.ts';
import { readWave, type Wave } from './wav.ts';

const run = promisify(execFile);
const program = 'espeak-ng';
const voices = { 'zh-CN': 'cmn', en: 'en-gb' } as const;
/** Words a minute: slower than the default of 175, for a hall with echo and old ears. */
const wordsPerMinute = { plain: { 'zh-CN': 150, en: 145 }, slow: { 'zh-CN': 110, en: 105 } } as const;
/** Pause between words in the slow manner, in units of 10 ms. */
const slowWordGap = '6';
const makeMsMax = 10_000;

export interface SpeechMaker {
  /** `part` is a file for its own use meanwhile. Rejects when speech fails. */
  sentence(sentence: Sentence, slow: boolean, part: string): Promise<Wave | null>;
}

/** Looks for espeak-ng; null when it is not installed. */
export async function findEspeak(): Promise<SpeechMaker | null> {
  try {
    await run(program, ['--version'], { timeout: makeMsMax });
  } catch {
    return null;
  }
  return {
    async sentence({ locale, text }, slow, part) {
      const speed = String(wordsPerMinute[slow ? 'slow' : 'plain'][locale]);
      const manner = slow ? ['-s', speed, '-g', slowWordGap] : ['-s', speed];
      try {
        await run(program, ['-v', voices[locale], ...manner, '-w', part, '--', text], { timeout: makeMsMax });
        const read = readWave(await readFile(part));
        return read.ok ? read.wave : null;
      } finally {
        // On a broken disk this fails too.
        await rm(part, { force: true }).catch(() => {});
      }
    },
  };
}
