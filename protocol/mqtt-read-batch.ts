/**
 * Reads a batch of events: the centre's side. Apart from the hall's own readers because the check is compiled once at
 * import (eight times faster for each event), which a hall need not pay for.
 */
import { Compile } from 'typebox/compile';
import { limits } from './limits.ts';
import { type Envelope, envelopeSchema, mqttLimits } from './mqtt.ts';

const envelope = Compile(envelopeSchema);

/** A batch that has been checked: one epoch, ascending without a hole, 1 to 200 events. */
export interface Batch {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly Envelope[];
}

/** `hall` is the hall whose topic the batch came on; an envelope that names another one is refused. */
export function readBatch(text: string, hall: string): Batch | null {
  const value = arrayOf(text);
  if (value === null || value.length === 0 || value.length > limits.batchEventsMax) return null;
  const events: Envelope[] = [];
  const source = `/halls/${hall}`;
  for (const item of value) {
    if (!envelope.Check(item) || item.source !== source) return null;
    const before = events.at(-1);
    if (before !== undefined && (item.epoch !== before.epoch || Number(item.sequence) !== Number(before.sequence) + 1))
      return null;
    events.push(item);
  }
  const first = events[0];
  const last = events.at(-1);
  if (first === undefined || last === undefined || first.sequence === '0') return null;
  return { epoch: first.epoch, from: Number(first.sequence), to: Number(last.sequence), events };
}

function arrayOf(text: string): readonly unknown[] | null {
  if (text.length > mqttLimits.batchInflatedBytesMax) return null;
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}
