/** What those who look after the hall see of its voice and of its calendar. See views.ts for how views are sent. */
import type { Moment, Words } from './phrases.ts';
import type { Bilingual, Locale } from './texts-types.ts';
import type { HallPart, SpokenPart } from './views.ts';

/** `GET /api/stream?view=voice`: staff only. */
export interface VoiceView {
  readonly hall: HallPart;
  readonly voice: VoicePart;
  /** Newest first. */
  readonly said: readonly SaidPart[];
  readonly screens: readonly VoiceScreen[];
  /** Newest first. */
  readonly made: readonly MadeSpeech[];
}
export interface VoicePart {
  readonly pack: PackPart;
  readonly moments: readonly MomentPart[];
  /** What is never said: by the program's list, and by the pack's. */
  readonly forbidden: { readonly always: readonly string[]; readonly pack: readonly string[] };
  readonly languages: readonly Locale[];
  readonly chime: boolean;
  readonly slow: boolean;
  readonly volume: VolumePart;
  /** A recorded voice, or null. */
  readonly clips: ClipsPart | null;
  /** Speech is made on the hall's own computer. */
  readonly espeak: boolean;
  /** What was refused at the start, and is left out. */
  readonly problems: readonly VoiceProblem[];
}
export interface PackPart {
  readonly name: string;
  /** Changes with any phrase and anything else that changes a sound. */
  readonly stamp: string;
  /** Null: the built-in phrases. */
  readonly file: string | null;
}
export interface MomentPart {
  readonly moment: Moment;
  /** False: kept and checked, but not said by this version. */
  readonly said: boolean;
  /** The phrases are those of the configuration, not of the pack. */
  readonly own: boolean;
  readonly phrases: readonly PhrasePart[];
  /** What would be said now, with sample values. */
  readonly now: Bilingual;
}
export interface PhrasePart {
  /** `day`: at any time else. */
  readonly when: 'day' | 'early' | 'noon' | 'evening' | 'festival';
  /** Hours of the part of the day; null for `day` and a festival. */
  readonly hours: string | null;
  /** Name of the day, of a festival. */
  readonly festival: string | null;
  readonly words: Words;
  readonly now: boolean;
}
export interface VolumePart {
  readonly day: number;
  readonly evening: number;
  /** HH:MM */
  readonly eveningFrom: string;
  /** In force at this moment. */
  readonly now: number;
}
export interface ClipsPart {
  readonly name: string;
  readonly folder: string;
  readonly chime: boolean;
  readonly files: readonly ClipFact[];
  /** What this hall needs and the clips do not say; sentences with it are made by espeak-ng. */
  readonly missing: readonly MissingClip[];
}
export interface ClipFact {
  readonly file: string;
  readonly language: Locale;
  readonly says: string;
  /** Found in the file, before it is brought to the loudness of the hall; null: nothing but silence. */
  readonly loudnessDb: number | null;
}
export interface MissingClip {
  readonly language: Locale;
  readonly kind: 'letters' | 'number' | 'words';
  readonly says: string;
}
export interface VoiceProblem {
  readonly file: string | null;
  readonly line: number;
  readonly path: string;
  readonly text: Bilingual;
}
/** A sentence whose sound was made in this start. */
export interface MadeSpeech {
  readonly text: string;
  readonly by: 'clips' | 'espeak';
  readonly loudnessDb: number | null;
}
export interface SaidPart {
  readonly id: string;
  readonly kind: 'call' | 'recall' | 'closing-soon' | 'long-wait' | 'sample';
  readonly wallMs: number;
  readonly say: readonly SpokenPart[];
  /** Of a sample: where, and who asked for it. */
  readonly screen: string | null;
  readonly by: string | null;
}
export interface VoiceScreen {
  readonly id: string;
  readonly name: Bilingual | null;
  /** False: silent by the configuration. */
  readonly speaks: boolean;
  readonly state: 'never' | 'alive' | 'stalled' | 'silent' | 'off';
}

/** `GET /api/calendar`: staff only; the days ahead, by what is known now. */
export interface CalendarAnswer {
  readonly source: {
    /** The list of the centre: its edition, how many entries, since when the hall has it. */
    readonly centre: { readonly version: number | null; readonly entries: number; readonly sinceWallMs: number } | null;
    /** Entries of the configuration file. */
    readonly entries: number;
    /** The week of the configuration file. */
    readonly week: boolean;
    readonly roster: boolean;
  };
  readonly days: readonly CalendarDay[];
}
export interface CalendarDay {
  readonly date: string;
  readonly weekday: number;
  /** `HH:MM-HH:MM`; tickets are given within these hours. */
  readonly hours: readonly string[];
  /** No hours are configured: tickets are given at any time. */
  readonly always: boolean;
  /** What makes the day differ from its weekday. */
  readonly differs: {
    readonly kind: 'holiday' | 'makeup' | 'own-hours';
    readonly name: Bilingual | null;
    readonly from: 'centre' | 'file';
  } | null;
  readonly why: Bilingual;
  readonly duty: { readonly who: Bilingual; readonly why: Bilingual } | null;
  /** Services with hours of their own, and when these give tickets. */
  readonly services: readonly { readonly id: string; readonly name: Bilingual; readonly hours: readonly string[] }[];
  /** When each screen is on. */
  readonly screens: readonly { readonly id: string; readonly name: Bilingual | null; readonly on: readonly string[] }[];
}
