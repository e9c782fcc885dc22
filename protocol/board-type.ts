/**
 * Type sizes of the board: one table, which the page uses and which the daemon judges by. It begins from a picture of 1920 x 1080
 * (1080 x 1920 when it stands), and grows for the distance of the farthest seat as far as the picture allows: first the called
 * number, then the earlier calls, which become fewer. All is arithmetic; nothing is measured.
 */
import { type Panel, typeSizeNeeded } from './legibility.ts';

export type BoardLayout = 'landscape' | 'portrait' | 'board' | 'notices' | 'second';

export interface BoardFacts {
  /** Picture as the page sees it, pixels. */
  readonly width: number;
  readonly height: number;
  readonly layout: BoardLayout | 'auto';
  /** Diagonal of the panel and the farthest seat; null when nobody has said. */
  readonly panelInches: number | null;
  readonly farthestMetres: number | null;
  /** Letters of the longest ticket number, digits of the largest counter. */
  readonly letters: number;
  readonly counterDigits: number;
}

export interface BoardType {
  /** Pixels. */
  readonly number: number;
  /** Earlier calls; where a layout has none, as large as the number. */
  readonly list: number;
  /** Waiting list, notices, captions, hours: the smallest of the board. */
  readonly text: number;
  /** Earlier calls in fixed rows, over all columns. */
  readonly rows: number;
  readonly columns: 1 | 2;
  /** Share of the number's size that each of two or three calls has that stand large together. */
  readonly together: readonly [two: number, three: number];
  /** Share of the width that the calls take beside the film. */
  readonly share: number;
  /** One pixel of the picture the sizes begin from. */
  readonly unit: number;
}

/** Smallest, largest and usual sizes, in units. */
const sizes: {
  readonly [Layout in BoardLayout]: {
    readonly number: number;
    readonly list: number;
    readonly text: readonly [from: number, to: number];
  };
} = {
  landscape: { number: 240, list: 66, text: [31, 38] },
  portrait: { number: 224, list: 60, text: [31, 38] },
  board: { number: 280, list: 72, text: [36, 48] },
  notices: { number: 132, list: 0, text: [40, 52] },
  second: { number: 132, list: 0, text: [36, 42] },
};
const listLeast = 54;
const rowsLeast = 4;
const rowsMost = 8;
/** Height of a row over its type. */
export const rowShare = 1.15;
const shareLeast = 0.58;
const shareMost = 0.66;
/** Widths in type sizes, on the safe side: a wide capital, a digit, the arrow with its gaps, the words under a counter. */
const letterEm = 0.8;
const digitEm = 0.6;
const arrowEm = 0.5;
const wordsEm = 7.6;
/** The strip at the foot of the layouts that show the last call only. */
const stripNumberMost = 200;

/** The usual board goes by the shape of the picture, also where the configuration expects another one: it must fit. */
export function layoutOf({ layout, width, height }: Pick<BoardFacts, 'layout' | 'width' | 'height'>): BoardLayout {
  if (layout === 'board' || layout === 'notices' || layout === 'second') return layout;
  return height > width ? 'portrait' : 'landscape';
}

export function boardType(facts: BoardFacts): BoardType {
  const { width, height } = facts;
  const layout = layoutOf(facts);
  const isTall = height > width;
  const unit = isTall ? Math.min(width / 1080, height / 1920) : Math.min(width / 1920, height / 1080);
  const base = sizes[layout];
  const need = needs(facts, unit);
  const px = (units: number) => units * unit;
  if (base.list === 0) {
    const number = clamp(need.number, base.number, stripNumberMost);
    const text = clamp(need.text, ...base.text);
    return {
      number: px(number),
      list: px(number),
      text: px(text),
      rows: 0,
      columns: 1,
      together: [1, 1],
      share: 1,
      unit,
    };
  }
  const columns = layout === 'board' && !isTall ? 2 : 1;
  const linesLeast = rowsLeast / columns;
  const wanted = Math.max(base.number, need.number);
  const sizesAt = (text: number) => {
    const room = roomOf(layout, width / unit, height / unit, text);
    const around = 88 + 4.85 * text + 40 + 1.7 * text;
    const byHeight = (room.height - around - linesLeast * rowShare * listLeast) / 1.05;
    const number = Math.min(wanted, byHeight, numberWithin(room.width * room.shareMost, text, facts));
    const rest = room.height - around - 1.05 * number;
    const list = Math.min(Math.max(base.list, need.list), rest / linesLeast / rowShare, 2 * base.list);
    return { room, number, rest, list };
  };
  // The number first, then the earlier calls: text grows only as far as it takes nothing from either.
  const least = sizesAt(base.text[0]);
  let text = clamp(need.text, ...base.text);
  const takes = () => sizesAt(text).number < least.number || sizesAt(text).list < least.list;
  while (text > base.text[0] && takes()) text = Math.max(base.text[0], text - 1);
  const { room, number, rest, list } = sizesAt(text);
  const rows = columns * clamp(Math.floor(rest / (rowShare * list)), linesLeast, rowsMost / columns);
  // What the rows leave over belongs to the large place.
  const large = 1.05 * number + 3.1 * text + rest - (rows / columns) * rowShare * list;
  const beside = (room.width * room.shareMost - 96 - (wordsEm + 1) * 1.2 * text) / (numberEm(facts) * number);
  const shareOf = (calls: number, least: number) =>
    clamp(Math.min(large / (calls * 1.1 * number), beside), least, 0.85);
  const share = clamp(widthOf(number, text, facts) / room.width, shareLeast, shareMost);
  return {
    number: px(number),
    list: px(list),
    text: px(text),
    rows,
    columns,
    together: [shareOf(2, 0.55), shareOf(3, 0.4)],
    share: layout === 'landscape' ? share : 1,
    unit,
  };
}

/** What the farthest seat needs, in units; nothing where nobody has said how far it is. */
function needs(facts: BoardFacts, unit: number): { number: number; list: number; text: number } {
  const { panelInches, farthestMetres, width, height } = facts;
  if (panelInches === null || farthestMetres === null) return { number: 0, list: 0, text: 0 };
  const panel: Panel = { inches: panelInches, width, height };
  const of = (role: 'number' | 'list' | 'text') => typeSizeNeeded(panel, farthestMetres, role) / unit;
  return { number: of('number'), list: of('list'), text: of('text') };
}

/** Room of the calls and the earlier calls, in units: margins of 32, gaps of 24, the band at the foot, the film where it stands. */
function roomOf(layout: BoardLayout, width: number, height: number, text: number) {
  const inner = height - 32 - 24 - bandHeight(text);
  if (layout === 'landscape') return { width: width - 96, shareMost, height: inner };
  if (layout === 'board') return { width: width - 64, shareMost: 1, height: inner };
  const film = ((width - 64) * 9) / 16;
  return { width: width - 64, shareMost: 1, height: inner - film - 48 - waitsHeight(text) };
}

export function bandHeight(text: number): number {
  return 3.6 * text + 16;
}
/** Waiting list and notice under the film of a standing picture. */
export function waitsHeight(text: number): number {
  return 9.6 * text;
}

function ticketEm(letters: number): number {
  return letterEm * letters + 3 * digitEm + arrowEm;
}
function numberEm({ letters, counterDigits }: BoardFacts): number {
  return ticketEm(letters) + digitEm * counterDigits;
}
function widthOf(number: number, text: number, { letters, counterDigits }: BoardFacts): number {
  return number * ticketEm(letters) + Math.max(number * digitEm * counterDigits, wordsEm * 1.2 * text) + 96;
}
function numberWithin(width: number, text: number, facts: BoardFacts): number {
  const inner = width - 96;
  return Math.min((inner - wordsEm * 1.2 * text) / ticketEm(facts.letters), inner / numberEm(facts));
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

/** Length of the longest of some texts, at least one. */
export function longest(texts: readonly string[]): number {
  return Math.max(1, ...texts.map((text) => text.length));
}
