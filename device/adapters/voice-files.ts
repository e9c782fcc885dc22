/**
 * What the configuration names for the voice: the phrase pack and the folder of clips, read and checked. A file that is
 * wrong is told with its line, and the hall speaks without it: no hall stays shut for a phrase.
 */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { phrasebook } from '../../protocol/announcement.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { pathText } from '../../protocol/explain-schema.ts';
import {
  checkPhrases,
  type Moment,
  moments,
  type Phrasebook,
  type PhrasePackFile,
  phrasePackSchema,
} from '../../protocol/phrases.ts';
import type { VoiceConfig } from '../../protocol/voice-config.ts';
import type { VoiceFacts } from '../runtime/voice-views.ts';
import { missingClips } from './missing-clips.ts';
import { type ClipVoice, loadClips } from './voice-clips.ts';
import { type ConfigProblem, readYaml } from './yaml-file.ts';

export interface VoiceFiles {
  readonly book: Phrasebook;
  readonly clips: ClipVoice | null;
  readonly slow: boolean;
  readonly problems: readonly VoiceFileProblem[];
  /** Null: the built-in phrases. */
  readonly packFile: string | null;
  /** Moments whose phrases stand in the configuration, and are not refused. */
  readonly own: readonly Moment[];
  /** Phrases that the pack forbids. */
  readonly forbidden: readonly string[];
}
export interface VoiceFileProblem {
  /** Null: it stands in the configuration itself. */
  readonly file: string | null;
  readonly problem: ConfigProblem;
}

export type PhrasePackRead =
  | { readonly ok: true; readonly pack: PhrasePackFile }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] };

/** A phrase pack from YAML text; every mistake names moment, language and phrase, with its line and path. */
export function loadPhrasePack(text: string, fileName: string): PhrasePackRead {
  const read = readYaml(phrasePackSchema, text, fileName, {
    zh: '请写 version、name、moments',
    en: 'write version, name and moments',
  });
  if (!read.ok) return read;
  const pack = read.value as PhrasePackFile;
  const found = checkPhrases(pack.moments, pack.forbidden);
  if (found.length === 0) return { ok: true, pack };
  return {
    ok: false,
    problems: found.map(({ path, code, message }) => read.placed({ path: ['moments', ...path], code, message })),
  };
}

/** Paths are taken from where the program was started, as all paths of the configuration. */
export function readVoiceFiles(voice: VoiceConfig | undefined): VoiceFiles {
  const problems: VoiceFileProblem[] = [];
  let pack: PhrasePackFile | null = null;
  if (voice?.pack !== undefined) {
    const file = resolve(voice.pack);
    const read = readPack(file);
    if (read.ok) pack = read.pack;
    else problems.push(...read.problems.map((problem) => ({ file, problem })));
  }
  // The hall's own phrases have passed the hall's list with the configuration; the list of the pack is known only now.
  const bad = checkPhrases(voice?.phrases ?? {}, pack?.forbidden);
  for (const { path, code, message } of bad)
    problems.push({
      file: null,
      problem: { line: 1, column: 1, path: pathText(['voice', 'phrases', ...path]), code, message },
    });
  let clips: ClipVoice | null = null;
  if (voice?.clips !== undefined) {
    const read = loadClips(resolve(voice.clips));
    if (read.ok) clips = read.clips;
    else problems.push(...read.problems);
  }
  const slow = voice?.slow ?? false;
  const book = phrasebook(pack, bad.length > 0 ? {} : voice?.phrases, JSON.stringify([slow, clips?.print ?? '']));
  return {
    ...{ book, clips, slow, problems },
    packFile: pack ? resolve(voice?.pack ?? '') : null,
    own: bad.length > 0 ? [] : moments.filter((moment) => voice?.phrases?.[moment] !== undefined),
    forbidden: pack?.forbidden ?? [],
  };
}

/** What the page of the voice shows of them. */
export function voiceFacts(files: VoiceFiles, config: HallConfig): Omit<VoiceFacts, 'espeak' | 'made'> {
  const { book, clips, packFile, own, forbidden, problems } = files;
  return {
    ...{ packFile, own, forbidden },
    clips: clips && {
      name: clips.name,
      folder: clips.folder,
      chime: clips.hasChime,
      files: clips.files,
      missing: missingClips(clips, config, book),
    },
    problems: problems.map(({ file, problem: { line, path, message } }) => ({ file, line, path, text: message })),
  };
}

function readPack(file: string): PhrasePackRead {
  try {
    return loadPhrasePack(readFileSync(file, 'utf8'), file);
  } catch {
    const message = { zh: `读不到 ${file}`, en: `${file} cannot be read` };
    return { ok: false, problems: [{ line: 1, column: 1, path: '', code: 'file-missing', message }] };
  }
}
