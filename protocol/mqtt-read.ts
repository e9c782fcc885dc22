/**
 * Reads what the other side of the broker sent. Bytes from outside never throw: every function gives the document or
 * null, and the caller counts and drops.
 */
import Value from 'typebox/value';
import {
  type Ack,
  ackSchema,
  type Birth,
  birthSchema,
  type CentreCommand,
  centreCommandSchema,
  type Desired,
  desiredSchema,
  type Gone,
  goneSchema,
  mqttLimits,
  replayArgsSchema,
} from './mqtt.ts';

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
