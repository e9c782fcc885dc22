/**
 * Boxes of ISO base media files: four letters and a length, one in the other. A length that lies ends the walk; a walk never
 * goes back, never leaves the box it is in and looks at a bounded number of boxes.
 */
import { ascii, type Reading, u8, u32, u64 } from './byte-reading.ts';

export interface Box {
  readonly type: string;
  /** Where it begins, where its content begins, where it ends (at most where its parent does). */
  readonly at: number;
  readonly body: number;
  readonly end: number;
  /** It ends within its parent. */
  readonly whole: boolean;
}

/** Boxes beside each other that are looked at: a film has some ten. */
const siblingsMax = 64;

/** The boxes from `at` to `end`; ends after the first for which `enough` holds. */
export function* listBoxes(at: number, end: number, enough?: (box: Box) => boolean): Reading<readonly Box[]> {
  const boxes: Box[] = [];
  let next = at;
  while (boxes.length < siblingsMax && next + 8 <= end) {
    const head = yield { at: next, length: 16 };
    const box = headAt(head, 0, next, end);
    if (!box) break;
    boxes.push(box);
    if (enough?.(box)) break;
    next = box.end;
  }
  return boxes;
}

/** The boxes within bytes already read; places count from the start of those bytes. */
export function boxesIn(bytes: Uint8Array, at: number, end = bytes.length): readonly Box[] {
  const boxes: Box[] = [];
  let next = at;
  while (boxes.length < siblingsMax && next + 8 <= end) {
    const box = headAt(bytes, next, next, end);
    if (!box) break;
    boxes.push(box);
    next = box.end;
  }
  return boxes;
}

function headAt(bytes: Uint8Array, offset: number, at: number, end: number): Box | null {
  if (bytes.length < offset + 8) return null;
  const short = u32(bytes, offset);
  const wide = short === 1;
  if (wide && bytes.length < offset + 16) return null;
  const body = at + (wide ? 16 : 8);
  const size = wide ? u64(bytes, offset + 8) : short === 0 ? end - at : short;
  if (size < body - at) return null;
  return { type: ascii(bytes, offset + 4, 4), at, body, end: Math.min(at + size, end), whole: at + size <= end };
}

export function boxNamed(boxes: readonly Box[], type: string): Box | null {
  return boxes.find((box) => box.type === type) ?? null;
}

/** The box at the end of a path of names, each within the one before. */
export function* findBox(inside: Box, path: readonly string[]): Reading<Box | null> {
  let box: Box | null = inside;
  for (const name of path) {
    if (!box) return null;
    box = boxNamed(yield* listBoxes(box.body, box.end), name);
  }
  return box;
}

/** At most the first `max` bytes of the content. */
export function* readBody(box: Box, max: number): Reading<Uint8Array> {
  return yield { at: box.body, length: Math.max(0, Math.min(box.end - box.body, max)) };
}

/** Time scale and duration of `mvhd` or `mdhd`; 0 and null where not told. */
export function readTimes(body: Uint8Array): { readonly scale: number; readonly ticks: number | null } {
  const wide = u8(body, 0) === 1;
  const scale = u32(body, wide ? 20 : 12);
  const ticks = wide ? u64(body, 24) : u32(body, 16);
  const unknown = wide ? ticks >= 2 ** 63 : ticks === 0xffff_ffff;
  return { scale, ticks: unknown || body.length < (wide ? 32 : 20) ? null : ticks };
}
