/**
 * Can the farthest seat read it? From the size of the panel, its picture and the distance: how high a capital is, and how high it
 * should be. A pure calculation for the page, which grows its text, and for staff, who are warned when it cannot. The sizes of
 * the board themselves stand in board-type.ts, for the page and the daemon alike.
 *
 * Called numbers: 0.7 degrees, a capital of distance / 81.8 (EN 301 549, 5.1.4). Earlier calls are read by people who look for
 * them: distance / 120. Waiting list, notices and captions: distance / 240, the least that sign makers name.
 */
import type { Bilingual } from './texts-types.ts';

export interface Panel {
  readonly inches: number;
  /** Picture as the page sees it, pixels. */
  readonly width: number;
  readonly height: number;
}

export type BoardRole = 'number' | 'list' | 'text';

/** Distance over the height of a capital, by role. */
const distanceShare: { readonly [Role in BoardRole]: number } = { number: 81.8, list: 120, text: 240 };
/** Height of a capital in a face like Noto Sans, as a share of the type size. */
const capShare = 0.72;
const mmPerInch = 25.4;

/** Pixels in a millimetre of the panel. */
export function pixelsPerMm({ inches, width, height }: Panel): number {
  return Math.hypot(width, height) / (inches * mmPerInch);
}

/** Type size in pixels at which a role can be read from `metres`. */
export function typeSizeNeeded(panel: Panel, metres: number, role: BoardRole): number {
  return ((metres * 1000) / distanceShare[role] / capShare) * pixelsPerMm(panel);
}

/** How far away a type size can be read, metres. */
export function readableFrom(panel: Panel, sizePx: number, role: BoardRole): number {
  return (sizePx * capShare * distanceShare[role]) / pixelsPerMm(panel) / 1000;
}

/** What the farthest seat cannot read, in words; empty when it can read all. Sizes are those the page really uses, pixels. */
export function tooSmall(
  panel: Panel,
  metres: number,
  sizes: { readonly [Role in BoardRole]: number },
): readonly Bilingual[] {
  const words: Bilingual[] = [];
  for (const role of ['number', 'list', 'text'] as const) {
    const from = readableFrom(panel, sizes[role], role);
    if (from >= metres) continue;
    const far = from.toFixed(1);
    words.push({
      zh: `${roleNames[role].zh}只能在 ${far} 米内看清，最远座位在 ${metres} 米`,
      en: `${roleNames[role].en} can be read from ${far} m; the farthest seat is ${metres} m away`,
    });
  }
  return words;
}

const roleNames: { readonly [Role in BoardRole]: Bilingual } = {
  number: { zh: '呼叫号码', en: 'Called numbers' },
  list: { zh: '先前呼叫', en: 'Earlier calls' },
  text: { zh: '等候人数、通知和字幕', en: 'Waiting list, notices and captions' },
};
