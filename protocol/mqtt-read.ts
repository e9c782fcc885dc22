/**
 * Reads what the other side of the broker sent. Bytes from outside never throw: every function gives the document or
 * null, and the caller counts and drops.
 */
import Value from 'typebox/value';
import { limits } from './limits.ts';
import {
  type Ack,
  ackSchema,
  type Birth,
  birthSchema,
  type CentreCommand,
  centreCommandSchema,
  type Desired,
  desiredSchema,
  type Envelope,
  envelopeSchema,
  type Gone,
  goneSchema,
  mqttLimits,
  replayArgsSchema,
} from './mqtt.ts';

/** A batch that has been checked: one epoch, ascending without a hole, 1 to 200 events. */
export interface Batch {
  readonly epoch: string;
  readonly from: number;
  readonly to: number;
  readonly events: readonly Envelope[];
}

export function readAck(text: string): Ack | null {
  const value = parseJson(text, mqttLimits.downBytesMax);
  return Value.Check(ackSchema, value) ? value : null;
}

export function readCommand(text: string): CentreCommand | null {
  const value = parseJson(text, mqttLimits.downBytesMax);
  return Value.Check(centreCommandSchema, value) ? value : null;
}

export function readReplayArgs(args: unknown): { readonly from: number; readonly to: number } | null {
  return Value.Check(replayArgsSchema, args) && args.from >= 1 && args.from <= args.to ? args : null;
}

export function readDesired(text: string): Desired | null {
  const value = parseJson(text, mqttLimits.downBytesMax);
  return Value.Check(desiredSchema, value) ? value : null;
}

export function readState(text: string): Birth | Gone | null {
  const value = parseJson(text, mqttLimits.downBytesMax);
  if (Value.Check(birthSchema, value)) return isBirthConsistent(value) ? value : null;
  return Value.Check(goneSchema, value) ? value : null;
}

/** `hall` is the hall whose topic the batch came on; an envelope that names another one is refused. */
export function readBatch(text: string, hall: string): Batch | null {
  const value = parseJson(text, mqttLimits.batchInflatedBytesMax);
  if (!Array.isArray(value) || value.length === 0 || value.length > limits.batchEventsMax) return null;
  const events: Envelope[] = [];
  const source = `/halls/${hall}`;
  for (const item of value) {
    if (!Value.Check(envelopeSchema, item) || item.source !== source) return null;
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

/** The present epoch is the last of the list, and no epoch begins before the one it came from. */
function isBirthConsistent(birth: Birth): boolean {
  let before = 0;
  for (const [, first] of birth.epochs) {
    if (first < Math.max(1, before)) return false;
    before = first;
  }
  const present = birth.epochs.at(-1);
  return present !== undefined && present[0] === birth.epoch && present[1] === birth.first;
}

function parseJson(text: string, lengthMax: number): unknown {
  if (text.length > lengthMax) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
