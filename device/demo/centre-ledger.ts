/**
 * What the centre remembers of each hall and epoch, and what it answers: one row (first, last, id of last) per epoch makes
 * repeats and gaps visible, so that delivery at least once becomes storing exactly once. Pure; the caller brings messages
 * and stores events. The same rules belong into a real centre's database transaction.
 *
 *   batch  to ≤ last          a repeat          ack
 *          from > last + 1    a gap             ack with expect, nothing stored
 *          else               store > last      last = to, ack
 */
import type { Ack, Birth, Envelope } from '../../protocol/mqtt.ts';
import { hallTopics, mqttLimits, readUpTopic } from '../../protocol/mqtt.ts';
import { readState } from '../../protocol/mqtt-read.ts';
import { type Batch, readBatch } from '../../protocol/mqtt-read-batch.ts';

export interface CentrePublish {
  readonly topic: string;
  readonly payload: string;
  readonly retain: boolean;
}

export interface CentreOutput {
  readonly publishes: readonly CentrePublish[];
  /** Events seen for the first time, in order. */
  readonly stored: readonly Envelope[];
  /** The message could not be read, or its epoch is not known yet. */
  readonly dropped: boolean;
}

export interface EpochRow {
  readonly epoch: string;
  readonly first: number;
  last: number;
  id: string | null;
  /** Ids by sequence, for the overlap of two branches; the oldest fall out. */
  readonly ids: Map<number, string>;
}

interface HallRow {
  readonly epochs: EpochRow[];
  present: string | null;
  commands: number;
}

export interface CentreLedger {
  /** A message on `hall/v1/{hall}/up/…`, already inflated. */
  onMessage(topic: string, text: string): CentreOutput;
  /** Highest stored sequence of the hall's present epoch; 0 when unknown. */
  acked(hall: string): number;
  /** A copy to begin another ledger with: a backup. */
  image(): CentreImage;
}

export type CentreImage = ReadonlyMap<string, HallRow>;

/** Halls of one demo centre, and ids kept per epoch (some 60 bytes each). */
const hallsMax = 1_000;
const idsMax = 200_000;

export function createCentreLedger(from?: CentreImage): CentreLedger {
  const halls = copyOf(from ?? new Map());

  function onMessage(topic: string, text: string): CentreOutput {
    const place = readUpTopic(topic);
    if (place?.rest === 'state') return onState(place.hall, text);
    if (place?.rest === 'evt') {
      const batch = readBatch(text, place.hall);
      return batch === null ? dropped : onBatch(place.hall, batch);
    }
    return nothing;
  }

  function onState(hall: string, text: string): CentreOutput {
    const state = readState(text);
    if (state === null) return dropped;
    if (state.state !== 'ready') return nothing;
    const row = halls.get(hall) ?? { epochs: [], present: null, commands: 0 };
    if (!halls.has(hall) && halls.size >= hallsMax) return dropped;
    halls.set(hall, row);
    return onBirth(hall, row, state);
  }

  return {
    onMessage,
    acked: (hall) => {
      const row = halls.get(hall);
      return row?.epochs.find((epoch) => epoch.epoch === row.present)?.last ?? 0;
    },
    image: () => copyOf(halls),
  };

  function onBatch(hall: string, batch: Batch): CentreOutput {
    const hallRow = halls.get(hall);
    const row = hallRow?.epochs.find((epoch) => epoch.epoch === batch.epoch);
    if (hallRow === undefined || row === undefined) return dropped;
    if (batch.to <= row.last) return { ...nothing, publishes: [ackOf(hall, row)] };
    if (batch.from > row.last + 1) return { ...nothing, publishes: [ackOf(hall, row, { expect: row.last + 1 })] };
    const stored = batch.events.slice(row.last + 1 - batch.from).filter((event) => !isShared(hallRow, row, event));
    for (const event of batch.events) remember(row, Number(event.sequence), event.id);
    row.last = batch.to;
    row.id = batch.events.at(-1)?.id ?? null;
    return { publishes: [ackOf(hall, row)], stored, dropped: false };
  }
}

const nothing: CentreOutput = { publishes: [], stored: [], dropped: false };
const dropped: CentreOutput = { publishes: [], stored: [], dropped: true };

function onBirth(hall: string, row: HallRow, birth: Birth): CentreOutput {
  const publishes: CentrePublish[] = [];
  let answer: EpochRow | null = null;
  birth.epochs.forEach(([epoch, first], index) => {
    const known = row.epochs.find((item) => item.epoch === epoch);
    if (known === undefined && row.epochs.length >= mqttLimits.epochsMax) return;
    const item = known ?? { epoch, first, last: first - 1, id: null, ids: new Map<number, string>() };
    if (known === undefined) row.epochs.push(item);
    const end = (birth.epochs[index + 1]?.[1] ?? Number.POSITIVE_INFINITY) - 1;
    // Rows that the hall has pruned are a hole for good.
    const gone = Math.min(birth.oldest - 1, end);
    if (item.last < gone) {
      item.last = gone;
      item.id = null;
    }
    if (epoch === birth.epoch) answer = item;
    else if (item.last < end) publishes.push(replayOf(hall, row, birth.conn, item.last + 1, end));
  });
  row.present = birth.epoch;
  if (answer !== null) publishes.push(ackOf(hall, answer, { conn: birth.conn }));
  return { publishes, stored: [], dropped: false };
}

function replayOf(hall: string, row: HallRow, conn: string, from: number, to: number): CentrePublish {
  row.commands += 1;
  const command = { id: `replay-${conn}-${row.commands}`.slice(0, 64), type: 'replay', args: { from, to } };
  return { topic: hallTopics(hall).command, payload: JSON.stringify(command), retain: false };
}

function ackOf(
  hall: string,
  row: EpochRow,
  more: { readonly conn?: string; readonly expect?: number } = {},
): CentrePublish {
  const ack: Ack = { epoch: row.epoch, acked: row.last, id: row.id, ...more };
  return { topic: hallTopics(hall).ack, payload: JSON.stringify(ack), retain: true };
}

/** Two branches of one journal begin with the same events: those are stored already under the other epoch. */
function isShared(hall: HallRow, row: EpochRow, event: Envelope): boolean {
  const seq = Number(event.sequence);
  return hall.epochs.some((other) => other !== row && seq <= other.last && other.ids.get(seq) === event.id);
}

function remember(row: EpochRow, seq: number, id: string): void {
  row.ids.set(seq, id);
  if (row.ids.size <= idsMax) return;
  const oldest = row.ids.keys().next().value;
  if (oldest !== undefined) row.ids.delete(oldest);
}

function copyOf(halls: CentreImage): Map<string, HallRow> {
  const copy = new Map<string, HallRow>();
  for (const [hall, row] of halls)
    copy.set(hall, { ...row, epochs: row.epochs.map((epoch) => ({ ...epoch, ids: new Map(epoch.ids) })) });
  return copy;
}
