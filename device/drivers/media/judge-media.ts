/** The one rule that says whether the screens show a file, whoever has read it: the own reader or ffprobe. */
import type { MediaFacts } from '../../../protocol/content.ts';
import { houseFormat, type MediaFinding, makeFinding } from '../../../protocol/media-findings.ts';
import type { FoundFilm, FoundMedia, FoundPicture, FoundVideo } from './found-media.ts';
import { mendFilm, mendOther, mendPicture } from './mend-command.ts';

export type MediaVerdict =
  | { readonly ok: true; readonly facts: Omit<MediaFacts, 'sha256' | 'name'> }
  /** `mend` is the line for a shell that makes a file that passes; null where no program can. */
  | { readonly ok: false; readonly findings: readonly MediaFinding[]; readonly mend: string | null };

/** `name` is only used in the command. */
export function judgeMedia(found: FoundMedia, name: string): MediaVerdict {
  if (found.kind === 'video') return judgeFilm(found, name);
  if (found.kind === 'picture') return judgePicture(found, name);
  return {
    ok: false,
    findings: [makeFinding('type-unknown', found.looksLike ?? '?')],
    mend: found.couldBe === null ? null : mendOther(found.couldBe, name),
  };
}

function judgeFilm(film: FoundFilm, name: string): MediaVerdict {
  const { video } = film;
  const refused = (...findings: MediaFinding[]): MediaVerdict => ({ ok: false, findings, mend: null });
  if (film.truncated) return refused(makeFinding('file-truncated'));
  if (film.damaged) return refused(makeFinding('file-damaged'));
  if (video === null) return refused(makeFinding('no-video-track'));
  if (video.locked) return refused(makeFinding('film-locked'));
  if (video.width === 0 || video.height === 0) return refused(makeFinding('file-damaged'));
  if (film.durationMs === null && !film.fragmented) return refused(makeFinding('file-damaged'));
  const pictures = pictureFindings(film, video);
  const findings = [...containerFindings(film), ...pictures];
  if (film.sound !== null && film.sound !== 'aac') findings.push(makeFinding('sound-not-aac', film.sound));
  if (findings.length > 0) return { ok: false, findings, mend: mendFilm(film, video, pictures.length > 0, name) };
  const { bytes, durationMs, sound } = film;
  const { width, height, tag: codec } = video;
  return {
    ok: true,
    facts: { kind: 'video', mime: 'video/mp4', bytes, width, height, durationMs, codec, sound: sound !== null },
  };
}

/** What can be mended without touching a picture. */
function containerFindings(film: FoundFilm): MediaFinding[] {
  const names = { mp4: 'MP4', mov: 'QuickTime', webm: 'WebM', matroska: 'Matroska' };
  const findings: MediaFinding[] = [];
  if (film.container !== 'mp4') findings.push(makeFinding('container-not-mp4', names[film.container]));
  if (!film.faststart) findings.push(makeFinding('not-faststart'));
  if (film.fragmented) findings.push(makeFinding('film-fragmented'));
  return findings;
}

/** What asks for new pictures. */
function pictureFindings(film: FoundFilm, video: FoundVideo): MediaFinding[] {
  const { bitDepth, chroma, codec, fps, height, level, rotation, width } = video;
  const findings: MediaFinding[] = [];
  if (codec !== 'h264') findings.push(makeFinding('codec-not-h264', codec));
  if ((bitDepth !== null && bitDepth !== 8) || (chroma !== null && chroma !== '4:2:0'))
    findings.push(makeFinding('colours-not-8bit-420', `${bitDepth ?? 8} bit ${chroma ?? '4:2:0'}`));
  if (codec === 'h264' && level !== null && level > houseFormat.levelMax)
    findings.push(makeFinding('level-above-4-1', (level / 10).toFixed(1)));
  if (Math.max(width, height) > houseFormat.filmLongSideMax || Math.min(width, height) > houseFormat.filmShortSideMax)
    findings.push(makeFinding('larger-than-1080p', `${width}×${height}`));
  if (fps !== null && fps > houseFormat.fpsMax)
    findings.push(makeFinding('frames-above-30', String(Math.round(fps * 10) / 10)));
  const seconds = (film.durationMs ?? 0) / 1000;
  if (seconds > 0 && film.bytes * 8 > houseFormat.bitsPerSecondMax * seconds + houseFormat.bufferBits)
    findings.push(makeFinding('bit-rate-above-8m', String(Math.round((film.bytes * 8) / seconds / 1e5) / 10)));
  if (rotation !== 0) findings.push(makeFinding('film-rotated', String(rotation)));
  return findings;
}

function judgePicture(picture: FoundPicture, name: string): MediaVerdict {
  const { animated, bytes, height, mime, truncated, width } = picture;
  const findings: MediaFinding[] = [];
  if (truncated) return { ok: false, findings: [makeFinding('file-truncated')], mend: null };
  if (width === 0 || height === 0) return { ok: false, findings: [makeFinding('file-damaged')], mend: null };
  if (Math.max(width, height) > houseFormat.pictureSideMax || bytes > houseFormat.pictureBytesMax)
    findings.push(makeFinding('picture-too-large', `${width}×${height}, ${Math.ceil(bytes / 1e5) / 10} MB`));
  if (animated) findings.push(makeFinding('picture-animated'));
  if (findings.length > 0) return { ok: false, findings, mend: mendPicture(picture, name) };
  return {
    ok: true,
    facts: { kind: 'picture', mime, bytes, width, height, durationMs: null, codec: null, sound: false },
  };
}
