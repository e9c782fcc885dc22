/** What was found in a file, before anybody judges it. The reader's own findings and ffprobe's have this one form. */

export interface FoundVideo {
  /** `h264`, `hevc`, `vp8`, `vp9`, `av1`, or the four letters of the file. */
  readonly codec: string;
  /** As browsers write it, e.g. `avc1.64001f`; the codec where no more is known. */
  readonly tag: string;
  /** H.264 profile and level numbers (100 is High, 41 is level 4.1); null for other codecs and where it is not told. */
  readonly profile: number | null;
  readonly level: number | null;
  readonly chroma: '4:0:0' | '4:2:0' | '4:2:2' | '4:4:4' | null;
  readonly bitDepth: number | null;
  /** As stored, before it is turned. */
  readonly width: number;
  readonly height: number;
  /** Degrees it is turned when shown. */
  readonly rotation: 0 | 90 | 180 | 270;
  /** Mean frames a second. */
  readonly fps: number | null;
  /** The samples are encrypted. */
  readonly locked: boolean;
}

export interface FoundFilm {
  readonly kind: 'video';
  readonly container: 'mp4' | 'mov' | 'webm' | 'matroska';
  readonly bytes: number;
  readonly durationMs: number | null;
  readonly video: FoundVideo | null;
  /** Codec of the sound: `aac`, or another name; null without sound. */
  readonly sound: string | null;
  /** The table of the film stands before its pictures: it can begin before the whole file is read. */
  readonly faststart: boolean;
  readonly fragmented: boolean;
  /** The file ends before what it says it holds. */
  readonly truncated: boolean;
  /** Its table cannot be read. */
  readonly damaged: boolean;
}

export interface FoundPicture {
  readonly kind: 'picture';
  readonly mime: 'image/jpeg' | 'image/png' | 'image/webp';
  readonly bytes: number;
  /** As shown: a turned picture has them exchanged. 0 where the file does not say. */
  readonly width: number;
  readonly height: number;
  readonly animated: boolean;
  readonly truncated: boolean;
}

/** No film and no picture of a kind the hall knows. */
export interface FoundOther {
  readonly kind: 'other';
  /** What it looks like, e.g. `GIF`; null when nothing is recognised. */
  readonly looksLike: string | null;
  /** What ffmpeg would make of it; null when nothing. */
  readonly couldBe: 'video' | 'picture' | null;
}

export type FoundMedia = FoundFilm | FoundPicture | FoundOther;
