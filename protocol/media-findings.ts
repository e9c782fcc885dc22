/**
 * What can be wrong with a film or a picture, each a stable code with words for whoever sent it, and the house format that they
 * are measured by. The codes are part of the public face: never rename one. docs/media.md explains them.
 */
import type { Bilingual } from './texts-types.ts';

/** What every board from the smallest on plays without a stutter. Films are MP4 with the table in front, H.264, 8 bit 4:2:0, AAC or silent. */
export const houseFormat = {
  /** Longer and shorter side; a film for an upright screen is 1080 × 1920. */
  filmLongSideMax: 1_920,
  filmShortSideMax: 1_080,
  /** 4.1 as H.264 writes it: what the decoders of the small boards are made for. */
  levelMax: 41,
  /** 30, with room for how files round it. */
  fpsMax: 30.1,
  bitsPerSecondMax: 8_000_000,
  /** A film may begin with a full decoder buffer: short ones are not refused for their first second. */
  bufferBits: 12_000_000,
  /** A picture's longer side: 4K; decoded it is some 60 MB. */
  pictureSideMax: 4_096,
  pictureBytesMax: 30_000_000,
} as const;

/** `{found}` stands for what was found, e.g. `3840×2160`. */
export const mediaFindings = {
  'type-unknown': {
    zh: '这不是可播放的影片或图片（{found}）。影片请用 MP4，图片请用 JPEG、PNG 或 WebP。',
    en: 'This is no film or picture the screens can show ({found}). Send MP4 films, and JPEG, PNG or WebP pictures.',
  },
  'file-truncated': {
    zh: '文件不完整，后面缺失。请重新导出或重新上传。',
    en: 'The file ends too early. Export it again, or send it again.',
  },
  'file-damaged': {
    zh: '文件已损坏，无法读取。请重新导出。',
    en: 'The file is damaged and cannot be read. Export it again.',
  },
  'no-video-track': { zh: '文件中没有画面，只有声音。', en: 'There is no picture in this file, only sound.' },
  'film-locked': { zh: '影片有版权加密，不能播放。', en: 'The film is encrypted and cannot be played.' },
  'container-not-mp4': {
    zh: '文件格式是 {found}，需要 MP4。',
    en: 'The file is {found}; the screens need MP4.',
  },
  'not-faststart': {
    zh: '影片索引在文件末尾，不能立即开始播放。',
    en: 'The table of the film stands at its end, so it cannot begin at once.',
  },
  'film-fragmented': { zh: '影片是分段格式（fMP4）。', en: 'The film is cut into fragments (fMP4).' },
  'codec-not-h264': {
    zh: '画面编码是 {found}，需要 H.264。',
    en: 'The picture is coded as {found}; it must be H.264.',
  },
  'colours-not-8bit-420': {
    zh: '色彩格式是 {found}，需要 8 位 4:2:0。',
    en: 'The colours are {found}; they must be 8 bit 4:2:0.',
  },
  'level-above-4-1': {
    zh: 'H.264 级别是 {found}，最高 4.1。',
    en: 'The H.264 level is {found}; at most 4.1 is played.',
  },
  'larger-than-1080p': {
    zh: '画面是 {found}，最大 1920×1080。',
    en: 'The picture is {found}; at most 1920×1080 is played.',
  },
  'frames-above-30': {
    zh: '每秒 {found} 帧，最多 30 帧。',
    en: 'There are {found} frames a second; at most 30 are played.',
  },
  'bit-rate-above-8m': {
    zh: '码率是 {found} Mbit/s，最大 8 Mbit/s。',
    en: 'The film has {found} Mbit/s; at most 8 are played.',
  },
  'film-rotated': {
    zh: '影片需要旋转 {found}° 显示，播放器不能旋转。',
    en: 'The film asks to be turned by {found}°, which the players cannot do.',
  },
  'sound-not-aac': { zh: '声音编码是 {found}，需要 AAC。', en: 'The sound is coded as {found}; it must be AAC.' },
  'picture-too-large': {
    zh: '图片是 {found}，最长边 4096 像素、最大 30 MB。',
    en: 'The picture is {found}; its longer side may have 4096 pixels, and the file 30 MB.',
  },
  'picture-animated': {
    zh: '这是动图，请改为影片或静止图片。',
    en: 'The picture moves. Send a film, or a still picture.',
  },
} as const satisfies Record<string, Bilingual>;

export type MediaFindingCode = keyof typeof mediaFindings;

export interface MediaFinding {
  readonly code: MediaFindingCode;
  /** What was found, the same in every language; absent where the text says it all. */
  readonly found?: string;
  readonly text: Bilingual;
}

export function makeFinding(code: MediaFindingCode, found?: string): MediaFinding {
  const { zh, en } = mediaFindings[code];
  const fill = (text: string): string => text.replace('{found}', () => found ?? '?');
  return { code, ...(found === undefined ? {} : { found }), text: { zh: fill(zh), en: fill(en) } };
}
