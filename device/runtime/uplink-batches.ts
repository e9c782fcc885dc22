/**
 * Makes event batches from journal rows: one epoch, no hole, at most 200 events and 128 KiB, each event with the boot it
 * happened in. The boot is no column of the journal; it is that of the last `system.started` at or before the row and is
 * carried along while rows are read in order.
 */
import type { JournalEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { batchContentType, deflateFromBytes } from '../../protocol/mqtt.ts';
import { envelopeText } from './uplink-envelope.ts';
import type { EpochStart } from './uplink-types.ts';

export interface ComposedBatch {
  readonly from: number;
  readonly to: number;
  readonly payload: string | Uint8Array;
  readonly contentType: string;
  readonly userProperties: Readonly<Record<string, string>>;
}

export interface BatchSource {
  readonly hall: string;
  readonly readEvents: (from: number, limit: number) => readonly JournalEvent[];
  readonly deflate?: (text: string) => Uint8Array;
}

export interface Batches {
  /** The batch that begins at `from` (or at the oldest row kept) and ends at `to` at the latest; null when there is no such row. */
  compose(from: number, to: number, epochs: readonly EpochStart[]): ComposedBatch | null;
  /** Boot of the row at `seq`, or null when nothing says it. */
  bootAt(seq: number): string | null;
  /** The boot at `seq` is known from elsewhere (the cursor). */
  setBoot(seq: number, boot: string): void;
  /** Rows up to `seq` will not be needed again soon. */
  forget(seq: number): void;
}

/** Rows read per step when the start of a boot must be searched. */
const searchRows = 500;

export function createBatches(source: BatchSource): Batches {
  // Boots are known without a gap from marks[0].seq to `knownTo`.
  let marks: { seq: number; boot: string | null }[] = [];
  let knownTo = -1;

  function bootAt(seq: number): string | null {
    const first = marks[0];
    if (first === undefined || seq < first.seq || seq > knownTo) search(seq);
    for (let i = marks.length - 1; i >= 0; i -= 1) {
      const mark = marks[i];
      if (mark !== undefined && mark.seq <= seq) return mark.boot;
    }
    return null;
  }

  /** Goes back from `seq` to the last `system.started`. Rare: only after a restored centre, a replay or a lost cursor. */
  function search(seq: number): void {
    for (let top = seq; top >= 1; top -= searchRows) {
      const low = Math.max(1, top - searchRows + 1);
      const rows = source.readEvents(low, top - low + 1).filter((row) => row.seq <= top);
      const start = rows.findLast((row) => row.type === 'system.started');
      if (start?.type === 'system.started') {
        reset(start.seq, start.body.boot, seq);
        return;
      }
      if (rows.length < top - low + 1) break;
    }
    reset(seq, null, seq);
  }

  function reset(seq: number, boot: string | null, upTo: number): void {
    marks = [{ seq, boot }];
    knownTo = upTo;
  }

  function note(row: JournalEvent): void {
    if (row.seq <= knownTo) return;
    if (row.type === 'system.started') marks.push({ seq: row.seq, boot: row.body.boot });
    knownTo = row.seq;
  }

  function compose(from: number, to: number, epochs: readonly EpochStart[]): ComposedBatch | null {
    const rows = source.readEvents(from, Math.min(limits.batchEventsMax, to - from + 1));
    const first = rows[0];
    if (first === undefined || first.seq > to) return null;
    const present = epochIndexAt(epochs, first.seq);
    const epoch = epochs[present]?.epoch;
    if (epoch === undefined) return null;
    const end = Math.min(to, (epochs[present + 1]?.first ?? Number.POSITIVE_INFINITY) - 1);
    if (first.seq > knownTo + 1 || first.seq < (marks[0]?.seq ?? Number.POSITIVE_INFINITY)) search(first.seq);
    let boot = bootAt(Math.min(first.seq, knownTo));
    let text = '';
    let bytes = 2;
    let last = first.seq - 1;
    for (const row of rows) {
      if (row.seq > end || row.seq !== last + 1) break;
      note(row);
      if (row.type === 'system.started') boot = row.body.boot;
      const item = envelopeText(row, source.hall, epoch, boot);
      bytes += utf8Bytes(item) + 1;
      if (bytes > limits.batchBytesMax && last >= first.seq) break;
      text += last < first.seq ? item : `,${item}`;
      last = row.seq;
    }
    return pack(`[${text}]`, bytes, epoch, first.seq, last);
  }

  function pack(text: string, bytes: number, epoch: string, from: number, to: number): ComposedBatch {
    const deflated = source.deflate !== undefined && bytes >= deflateFromBytes ? source.deflate(text) : null;
    const enc = deflated === null ? 'identity' : 'deflate';
    return {
      from,
      to,
      payload: deflated ?? text,
      contentType: batchContentType,
      userProperties: { epoch, from: String(from), to: String(to), n: String(to - from + 1), enc },
    };
  }

  return {
    compose,
    bootAt,
    setBoot: (seq, boot) => reset(seq, boot, seq),
    forget: (seq) => {
      const keep = marks.findLastIndex((mark) => mark.seq <= seq);
      if (keep > 0) marks = marks.slice(keep);
    },
  };
}

/** Newest epoch whose `first` is at or below the sequence; rows older than every epoch belong to the first one. */
export function epochIndexAt(epochs: readonly EpochStart[], seq: number): number {
  return Math.max(
    0,
    epochs.findLastIndex((start) => start.first <= seq),
  );
}

/** Length as UTF-8; texts of the hall are ASCII but for notices and reasons. */
function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    // A surrogate pair is two units and four bytes: two more for each half's single unit.
    bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}
