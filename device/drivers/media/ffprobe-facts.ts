/**
 * What ffprobe says in JSON about a film, put over what the own reader found. ffprobe knows streams better; the order of the
 * parts, fragments and a missing end only the own reader sees. Its words come from a file of a stranger: every field may be absent or nonsense.
 */
import type { FoundFilm, FoundVideo } from './found-media.ts';

type Fields = Readonly<Record<string, unknown>>;

/** `printed` is the text of ffprobe; what is no JSON changes nothing. */
export function withProbe(film: FoundFilm, printed: string): FoundFilm {
  const root = parseObject(printed);
  const streams = (Array.isArray(root?.streams) ? root.streams : []).filter(isFields);
  if (streams.length === 0) return film;
  const video = streams.find((each) => each.codec_type === 'video' && !isCover(each));
  const sound = streams.find((each) => each.codec_type === 'audio');
  const seconds = Number(isFields(root?.format) ? root.format.duration : Number.NaN);
  return {
    ...film,
    durationMs: film.durationMs ?? (seconds > 0 && seconds < 1e7 ? Math.round(seconds * 1000) : null),
    video: video ? videoOf(video, film.video) : null,
    sound: sound ? word(sound.codec_name) : null,
  };
}

function videoOf(stream: Fields, own: FoundVideo | null): FoundVideo {
  const codec = word(stream.codec_name);
  const { bitDepth, chroma } = coloursOf(stream.pix_fmt);
  return {
    codec,
    tag: own && own.codec === codec ? own.tag : codec,
    profile: own?.profile ?? null,
    level: codec === 'h264' ? (whole(stream.level) ?? own?.level ?? null) : null,
    chroma: chroma ?? own?.chroma ?? null,
    bitDepth: bitDepth ?? own?.bitDepth ?? null,
    width: whole(stream.width) ?? own?.width ?? 0,
    height: whole(stream.height) ?? own?.height ?? 0,
    rotation: rotationOf(stream) ?? own?.rotation ?? 0,
    fps: rateOf(stream.avg_frame_rate) ?? own?.fps ?? null,
    locked: own?.locked ?? false,
  };
}

/** `yuv420p`, `yuv422p10le`, `yuvj420p`, `nv12`, `gray`. */
function coloursOf(format: unknown): Pick<FoundVideo, 'bitDepth' | 'chroma'> {
  const text = typeof format === 'string' ? format : '';
  const match = /^(?:yuvj?a?(420|422|444)p|(nv12)|(gray))(\d{1,2})?/.exec(text);
  if (!match) return { bitDepth: null, chroma: null };
  const chroma = ({ '420': '4:2:0', '422': '4:2:2', '444': '4:4:4' } as const)[match[1] ?? ''] ?? null;
  return { bitDepth: match[4] ? Number(match[4]) : 8, chroma: match[2] ? '4:2:0' : match[3] ? '4:0:0' : chroma };
}

/** The display matrix counts against the clock, the file's turn with it. */
function rotationOf(stream: Fields): FoundVideo['rotation'] | null {
  const sides = (Array.isArray(stream.side_data_list) ? stream.side_data_list : []).filter(isFields);
  const degrees = sides.map((side) => side.rotation).find((each) => typeof each === 'number');
  if (typeof degrees !== 'number' || !Number.isFinite(degrees)) return null;
  const turned = (((Math.round(-degrees / 90) * 90) % 360) + 360) % 360;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
}

function rateOf(value: unknown): number | null {
  const [over = Number.NaN, under = 1] = typeof value === 'string' ? value.split('/').map(Number) : [];
  return over > 0 && under > 0 && over / under < 10_000 ? over / under : null;
}

function isCover(stream: Fields): boolean {
  return isFields(stream.disposition) && stream.disposition.attached_pic === 1;
}

function word(value: unknown): string {
  return typeof value === 'string' && /^[A-Za-z0-9_.-]{1,30}$/.test(value) ? value : 'unknown';
}

function whole(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseObject(text: string): Fields | null {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}
