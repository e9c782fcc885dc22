/**
 * The exact line that mends a film or a picture, for a shell of the machine it was made on: only what is wrong is made anew. The
 * hall never runs it. File names are quoted, and cannot be taken for an option or an address.
 */
import { houseFormat } from '../../../protocol/media-findings.ts';
import type { FoundFilm, FoundPicture, FoundVideo } from './found-media.ts';

const { filmLongSideMax, filmShortSideMax } = houseFormat;
/** Twice the sampling of speech and room for music; the players ask for 48 kHz. */
const newSound = '-c:a aac -b:a 128k -ar 48000 -ac 2';
/** The longer side of a picture made smaller: the width of a 4K screen. */
const pictureSide = 3_840;

/** `anew`: the pictures are coded again; otherwise they are kept as they are and the parts put in order. */
export function mendFilm(film: FoundFilm, video: FoundVideo, anew: boolean, name: string): string {
  const pictures = anew ? newPictures(video) : '-c:v copy';
  const sound = film.sound === null ? '-an' : film.sound === 'aac' ? '-c:a copy' : newSound;
  return `ffmpeg -i ${shellFile(name)} ${pictures} ${sound} -movflags +faststart ${shellFile(renamed(name, 'mp4'))}`;
}

function newPictures({
  fps,
  height,
  rotation,
  width,
}: Pick<FoundVideo, 'fps' | 'height' | 'rotation' | 'width'>): string {
  const sideways = rotation === 90 || rotation === 270;
  const upright = sideways ? width > height : height > width;
  const [wide, high] = upright ? [filmShortSideMax, filmLongSideMax] : [filmLongSideMax, filmShortSideMax];
  const target = targetRate(fps);
  const size = `scale='min(${wide},iw)':'min(${high},ih)':force_original_aspect_ratio=decrease:force_divisible_by=2`;
  const rate = fps === null || fps > houseFormat.fpsMax ? `,fps=${target}` : '';
  return `-c:v libx264 -profile:v high -level 4.1 -pix_fmt yuv420p -vf "${size}${rate}" -g ${target * 2} -b:v 6M -maxrate 8M -bufsize 12M`;
}

/** Whole frames are left out, so that movement stays even: 50 becomes 25, 60 becomes 30. */
function targetRate(fps: number | null): number {
  if (fps === null) return 30;
  if (fps <= houseFormat.fpsMax) return Math.max(1, Math.round(fps));
  const half = Math.round(fps / 2);
  return half >= 20 && half <= 30 ? half : 30;
}

export function mendPicture(picture: FoundPicture, name: string): string | null {
  // ffmpeg does not read moving WebP.
  if (picture.animated) return picture.mime === 'image/png' ? mendOther('video', name) : null;
  const ending = picture.mime === 'image/png' ? 'png' : 'jpg';
  const size = `scale='min(${pictureSide},iw)':'min(${pictureSide},ih)':force_original_aspect_ratio=decrease`;
  const quality = ending === 'jpg' ? ' -q:v 3' : '';
  return `ffmpeg -i ${shellFile(name)} -vf "${size}" -frames:v 1${quality} -update 1 ${shellFile(renamed(name, ending))}`;
}

/** For a file of which nothing but its kind is known. */
export function mendOther(kind: 'video' | 'picture', name: string): string {
  if (kind === 'picture')
    return `ffmpeg -i ${shellFile(name)} -frames:v 1 -update 1 ${shellFile(renamed(name, 'png'))}`;
  const pictures = newPictures({ fps: null, width: filmLongSideMax, height: filmShortSideMax, rotation: 0 });
  return `ffmpeg -i ${shellFile(name)} ${pictures} ${newSound} -movflags +faststart ${shellFile(renamed(name, 'mp4'))}`;
}

/** Beside the old file, never over it. */
function renamed(name: string, ending: string): string {
  const dot = name.lastIndexOf('.');
  return `${dot > 0 ? name.slice(0, dot) : name}-hall.${ending}`;
}

/** One word of sh. A name that begins like an option, or holds a colon like an address, is made a path. */
export function shellFile(name: string): string {
  const path = name.startsWith('-') || name.includes(':') ? `./${name}` : name;
  return /^[A-Za-z0-9._/-]+$/.test(path) ? path : `'${path.replace(/'/g, "'\\''")}'`;
}
