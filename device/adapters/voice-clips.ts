/**
 * Recorded speech: a folder of clips and a manifest that says which clip says what. A sentence is joined from its pieces, the
 * longest words first; when one piece has no clip there is no sentence, for half a voice is worse than another one.
 *
 *   请A零零三号，到2号窗口。 ─► 请 · A · 0 · 0 · 3 · 号 · (pause) · 到 · 2 · 号窗口
 */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import type { Sentence, SentencePiece } from '../../protocol/announcement.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClipFact } from '../../protocol/voice-views.ts';
import { loudnessDb, normalise, trimSilence } from './loudness.ts';
import { readWave, type Wave } from './wav.ts';
import { type ConfigProblem, readYaml } from './yaml-file.ts';

const strict = { additionalProperties: false } as const;
const file = Type.String({
  // No way out of the folder: neither from the root nor upward.
  pattern: '^(?!.*\\.\\.)[A-Za-z0-9_-][A-Za-z0-9._/-]{0,99}$',
  description: 'WAV file in this folder, 16-bit PCM',
});
export const clipsSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'Version of this format: 1' }),
    name: Type.String({ minLength: 1, maxLength: 60, description: 'Whose voice, and which edition' }),
    chime: Type.Optional(file),
    clips: Type.Array(
      Type.Object(
        {
          file,
          language: Type.Enum(['zh-CN', 'en']),
          says: Type.String({
            minLength: 1,
            maxLength: 60,
            description: 'A letter, a digit, a whole number, or words',
          }),
        },
        strict,
      ),
      { minItems: 1, maxItems: limits.voiceClipsMax },
    ),
  },
  { ...strict, title: 'Hallkeeper voice clips' },
);

export interface ClipVoice {
  readonly name: string;
  /** Changes with any byte of the manifest and the clips. */
  readonly print: string;
  readonly hasChime: boolean;
  readonly folder: string;
  readonly files: readonly ClipFact[];
  /** What each language has clips for, as sentences are compared, and their files. */
  readonly says: Readonly<Record<Sentence['locale'], ReadonlyMap<string, string>>>;
  chime(): Promise<Wave | null>;
  /** Null when a piece has no clip, or a file has gone. */
  sentence(sentence: Sentence, slow: boolean): Promise<Wave | null>;
}
export interface ClipsProblem {
  readonly file: string;
  readonly problem: ConfigProblem;
}
export type ClipsRead =
  | { readonly ok: true; readonly clips: ClipVoice }
  | { readonly ok: false; readonly problems: readonly ClipsProblem[] };

/** Silence between two pieces, and where the sentence has a comma or an end; seconds. */
const gaps = { plain: { piece: 0.05, comma: 0.22 }, slow: { piece: 0.16, comma: 0.45 } } as const;
const manifestName = 'manifest.yaml';

/** Reads the manifest and looks into every clip, so that a wrong one is known before the hall opens. */
export function loadClips(folder: string): ClipsRead {
  const path = join(folder, manifestName);
  const read = readText(path);
  if (read === null) return refused([oneProblem(path, 'file-missing', `读不到 ${path}`, `${path} cannot be read`)]);
  const yaml = readYaml(clipsSchema, read, path, {
    zh: '请写 version、name、clips',
    en: 'write version, name and clips',
  });
  if (!yaml.ok) return refused(yaml.problems.map((problem) => ({ file: path, problem })));
  const manifest = yaml.value as Static<typeof clipsSchema>;
  const print = createHash('sha256').update(read);
  const problems: ClipsProblem[] = [];
  let rate: number | null = null;
  const loudness = new Map<string, number | null>();
  const files = [
    ...manifest.clips.map((clip, index) => [clip.file, ['clips', index, 'file']] as const),
    ...(manifest.chime === undefined ? [] : [[manifest.chime, ['chime']] as const]),
  ];
  for (const [name, at] of files) {
    const found = lookInto(join(folder, name), at[0] === 'chime' ? null : rate);
    if (typeof found === 'string') {
      const message = { zh: `${name}：${found}`, en: `${name}: ${found}` };
      problems.push({ file: path, problem: yaml.placed({ path: at, code: 'clip-wrong', message }) });
      continue;
    }
    print.update(found.bytes);
    if (at[0] === 'chime') continue;
    rate ??= found.wave.rate;
    loudness.set(name, loudnessDb(found.wave.samples, found.wave.rate));
  }
  if (problems.length > 0 || rate === null) return refused(problems);
  return { ok: true, clips: clipVoice({ folder, manifest, rate, print: print.digest('hex').slice(0, 16), loudness }) };
}

interface ClipParts {
  readonly folder: string;
  readonly manifest: Static<typeof clipsSchema>;
  readonly rate: number;
  readonly print: string;
  readonly loudness: ReadonlyMap<string, number | null>;
}

function clipVoice({ folder, manifest, rate, print, loudness }: ClipParts): ClipVoice {
  const clipsOf = (language: Sentence['locale']) =>
    new Map(
      manifest.clips.filter((clip) => clip.language === language).map((clip) => [plain(clip.says), clip.file] as const),
    );
  const clips = { 'zh-CN': clipsOf('zh-CN'), en: clipsOf('en') };

  async function waveOf(name: string): Promise<Wave | null> {
    const bytes = await readFile(join(folder, name)).catch(() => null);
    const read = bytes && readWave(bytes);
    if (!read?.ok) return null;
    // Recordings of different days differ in loudness and in the silence around them.
    return { rate: read.wave.rate, samples: normalise(trimSilence(read.wave.samples, read.wave.rate), read.wave.rate) };
  }

  return {
    name: manifest.name,
    print,
    hasChime: manifest.chime !== undefined,
    folder,
    files: manifest.clips.map((clip) => ({ ...clip, loudnessDb: loudness.get(clip.file) ?? null })),
    says: clips,
    chime: async () => (manifest.chime === undefined ? null : waveOf(manifest.chime)),
    async sentence({ locale, pieces }, slow) {
      const steps = stepsOf(pieces, clips[locale]);
      if (!steps) return null;
      const gap = slow ? gaps.slow : gaps.plain;
      const parts: Float32Array[] = [];
      for (const step of steps) {
        const wave = step === 'pause' ? null : await waveOf(step);
        // Its rate may have changed since the start: a clip exchanged under way must not chirp.
        if (step !== 'pause' && wave?.rate !== rate) return null;
        parts.push(wave?.samples ?? new Float32Array(Math.round(rate * (gap.comma - gap.piece))));
        parts.push(new Float32Array(Math.round(rate * gap.piece)));
      }
      return { rate, samples: joined(parts) };
    },
  };
}

type Step = string | 'pause';

/** The clips of a sentence in order; null when something cannot be said. */
export function stepsOf(pieces: readonly SentencePiece[], clips: ReadonlyMap<string, string>): readonly Step[] | null {
  const steps: Step[] = [];
  for (const { kind, text } of pieces) {
    const found = kind === 'words' ? wordSteps(text, clips) : valueSteps(kind, text, clips);
    if (!found) return null;
    steps.push(...found);
  }
  return steps;
}

/** A counter or a number of minutes may be one clip; ticket numbers are always digit by digit. */
function valueSteps(kind: SentencePiece['kind'], text: string, clips: ReadonlyMap<string, string>): Step[] | null {
  const whole = kind === 'number' || kind === 'letters' ? undefined : clips.get(text);
  if (whole !== undefined) return [whole];
  const each = [...text].map((sign) => clips.get(plain(sign)));
  return each.every((clip) => clip !== undefined) ? each : null;
}

function wordSteps(text: string, clips: ReadonlyMap<string, string>): Step[] | null {
  const steps: Step[] = [];
  for (let rest = text.toLowerCase().normalize('NFKC'); rest !== ''; ) {
    const mark = /^[\p{P}\p{Z}\s]+/u.exec(rest)?.[0];
    if (mark !== undefined) {
      // Between two words a space is no pause.
      if (mark.trim() !== '') steps.push('pause');
      rest = rest.slice(mark.length);
      continue;
    }
    const says = longestAt(rest, clips);
    if (says === null) return null;
    steps.push(clips.get(says) ?? '');
    rest = rest.slice(says.length);
  }
  return steps;
}

function longestAt(rest: string, clips: ReadonlyMap<string, string>): string | null {
  let best: string | null = null;
  for (const says of clips.keys()) {
    if (says.length <= (best?.length ?? 0) || !rest.startsWith(says)) continue;
    // 'go' is not the beginning of 'goodbye'.
    if (/[a-z]$/.test(says) && /^[a-z]/.test(rest.slice(says.length))) continue;
    best = says;
  }
  return best;
}

/** As sentences are compared: small letters, plain signs, nothing at the edges. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .replace(/^[\p{P}\s]+|[\p{P}\s]+$/gu, '');
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A clip, or why it is none; `rate` is what the others have. */
function lookInto(path: string, rate: number | null): { readonly wave: Wave; readonly bytes: Uint8Array } | string {
  let bytes: Uint8Array;
  try {
    if (statSync(path).size > limits.voiceClipBytesMax) return `it is larger than ${limits.voiceClipBytesMax} bytes`;
    bytes = readFileSync(path);
  } catch {
    return 'the file cannot be read';
  }
  const read = readWave(bytes);
  if (!read.ok) return `${read.why}; convert it: sox IN.wav -b 16 -c 1 -r ${rate ?? 22_050} OUT.wav`;
  if (rate !== null && read.wave.rate !== rate)
    return `it has ${read.wave.rate} Hz and the clips before it ${rate}; convert it: sox IN.wav -r ${rate} OUT.wav`;
  return { wave: read.wave, bytes };
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function refused(problems: readonly ClipsProblem[]): ClipsRead {
  return { ok: false, problems };
}

function oneProblem(path: string, code: string, zh: string, en: string): ClipsProblem {
  return { file: path, problem: { line: 1, column: 1, path: '', code, message: { zh, en } } };
}
