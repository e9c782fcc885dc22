/** The bytes of a field of a profile, from what a counter should show. Characters that its encoding lacks are left out. */
import type { Charset } from '../../../protocol/charset.ts';
import type { ForeignCase, ForeignField } from '../../../protocol/foreign-profile.ts';
import { bytesOf, fillTemplate } from './byte-words.ts';
import type { PlaceShow } from './place-show.ts';

const blank = 0x20;

export function fieldBytes(field: ForeignField, show: PlaceShow, charset: Charset): number[] {
  if (field.map) {
    const word = field.of === 'calling' ? (show.state === 'called' ? 'yes' : 'no') : textOf(field, show);
    const mapped = field.map[word as keyof typeof field.map];
    return mapped === undefined ? [] : bytesOf(mapped);
  }
  const text = textOf(field, show);
  if (field.as === 'binary') return binary(Number(text) || 0, field.width ?? 1, field.order);
  const pad = field.pad === undefined ? blank : Number.parseInt(field.pad, 16);
  if (field.as === 'digits') {
    const digits = padded(Array.from(text.replace(/\D/g, ''), Number), { ...field, pad, tail: true });
    return field.order === 'little' ? digits.reverse() : digits;
  }
  const bytes = textBytes(text, field.as ?? 'ascii', charset, field.width);
  const whole = padded(bytes, { ...field, pad, tail: field.of === 'number' });
  return field.order === 'little' ? whole.reverse() : whole;
}

/** The bytes of the first case that fits the state, or null. */
export function caseBytes(
  cases: readonly ForeignCase[],
  fields: readonly ForeignField[],
  show: PlaceShow,
  charset: Charset,
): number[] | null {
  const fits = cases.find(({ when }) => !when || when.includes(show.state));
  return fits ? templateBytes(fits.data, fields, show, charset) : null;
}

export function templateBytes(
  template: string,
  fields: readonly ForeignField[],
  show: PlaceShow,
  charset: Charset,
): number[] {
  return fillTemplate(template, (name) => {
    const field = fields.find((each) => each.name === name);
    return field ? fieldBytes(field, show, charset) : [];
  });
}

function textOf({ of }: ForeignField, show: PlaceShow): string {
  switch (of) {
    case 'number':
      return /\d+$/.exec(show.ticket)?.[0] ?? '';
    case 'counter':
      return String(show.counter);
    case 'waiting':
      return String(show.waiting);
    case 'calling':
      return show.state === 'called' ? '1' : '0';
    default:
      return show[of];
  }
}

/** No character is cut in two: what does not fit is left out whole. */
function textBytes(text: string, as: string, charset: Charset, width = Number.POSITIVE_INFINITY): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const own =
      code < 0x80 ? (code >= blank && code < 0x7f ? [code] : []) : as === 'ascii' ? [] : coded(character, as, charset);
    if (as !== 'ascii' && bytes.length + own.length > width) break;
    bytes.push(...own);
  }
  return bytes;
}

function coded(character: string, as: string, charset: Charset): number[] {
  const bytes = Array.from(charset.encode(character));
  const [high = 0, low = 0] = bytes;
  const isGb2312 = bytes.length === 2 && high >= 0xa1 && high <= 0xf7 && low >= 0xa1;
  if (bytes.length < 2) return [];
  return as === 'gb18030' || isGb2312 ? bytes : [];
}

/** To its width: filled, or cut; of a number the last digits stay, of a text the first characters. */
function padded(
  bytes: readonly number[],
  { width, pad, align = 'left', tail }: { width?: number; pad: number; align?: string; tail: boolean },
): number[] {
  if (width === undefined) return [...bytes];
  const cut = bytes.length <= width ? bytes : tail ? bytes.slice(-width) : bytes.slice(0, width);
  const free = width - cut.length;
  const before = align === 'right' ? free : align === 'centre' ? Math.floor(free / 2) : 0;
  const fill = (count: number) => Array<number>(count).fill(pad);
  return [...fill(before), ...cut, ...fill(free - before)];
}

function binary(value: number, width: number, order: 'big' | 'little' | undefined): number[] {
  const bytes = Array.from({ length: width }, (_, at) => Math.floor(value / 256 ** (width - 1 - at)) % 256);
  return order === 'little' ? bytes.reverse() : bytes;
}
