/**
 * The contract between a hall and the centre, as data: topics, documents, event envelope. docs/mqtt.md explains it.
 *
 *   hall/v1/{hall}/up/…    from the hall      state · health · dev/{dev}/state · evt · snap · reported/{doc} · rsp
 *   hall/v1/{hall}/down/…  to one hall        ack · desired/{doc} · cmd
 *   hall/v1/all/…          to every hall      server · time · desired/{doc}
 *
 * Schemas are open (unknown members are allowed): an older side must be able to read a newer one.
 */
import Type, { type Static } from 'typebox';
import type { FilmsProgress } from './content.ts';
import { type EventType, eventVersions } from './events.ts';

/** Bounds of the contract beyond those of the batch in `limits.ts`. */
export const mqttLimits = {
  /** An ack or a command is some hundred bytes; a desired document is inline up to 64 KiB. Anything longer is dropped unread. */
  downBytesMax: 131_072,
  /** A batch after inflation: eight times what a hall may send, so that a small packet cannot become a large memory. */
  batchInflatedBytesMax: 1_048_576,
  /** Epochs of one journal; each is a restore or a fork, and a hall with more has another problem. */
  epochsMax: 1_000,
  /** Answers to commands waiting for a free slot; the centre repeats a command that is not answered. */
  answersMax: 32,
  /** Replay ranges waiting; the centre asks again after the next birth. */
  replaysMax: 8,
  /** Devices whose state is published; a hall has some 70. */
  devicesMax: 400,
} as const;

/** From this size a batch is deflated: below it the saving is smaller than one TCP segment. */
export const deflateFromBytes = 1_024;

// ---------------------------------------------------------------------------------------------- topics

/** Level of a hall, a device or a document in a topic. */
const level = /^[a-z0-9-]{1,40}$/;

export interface HallTopics {
  readonly state: string;
  readonly health: string;
  readonly events: string;
  readonly snapshot: string;
  readonly answer: string;
  readonly ack: string;
  readonly command: string;
  /** The two filters a hall subscribes to. */
  readonly subscriptions: readonly string[];
  device(dev: string): string;
  reported(doc: string): string;
}

export const serverTopic = 'hall/v1/all/server';
/** What the centre subscribes to: everything any hall says. */
export const centreSubscription = 'hall/v1/+/up/#';

export function hallTopics(hall: string): HallTopics {
  const up = `hall/v1/${hall}/up`;
  const down = `hall/v1/${hall}/down`;
  return {
    state: `${up}/state`,
    health: `${up}/health`,
    events: `${up}/evt`,
    snapshot: `${up}/snap`,
    answer: `${up}/rsp`,
    ack: `${down}/ack`,
    command: `${down}/cmd`,
    subscriptions: [`${down}/#`, 'hall/v1/all/#'],
    device: (dev) => `${up}/dev/${topicLevel(dev)}/state`,
    reported: (doc) => `${up}/reported/${doc}`,
  };
}

/** A configured id as one topic level: `bus-main/5` becomes `bus-main-5`. */
export function topicLevel(id: string): string {
  const text = id
    .toLowerCase()
    .replace(/[^a-z0-9-]/g, '-')
    .slice(0, 40);
  return text === '' ? '-' : text;
}

/** Splits `hall/v1/{hall}/up/{rest}`; null when the topic is none. */
export function readUpTopic(topic: string): { readonly hall: string; readonly rest: string } | null {
  const parts = topic.split('/');
  const hall = parts[2] ?? '';
  if (parts[0] !== 'hall' || parts[1] !== 'v1' || parts[3] !== 'up' || !level.test(hall) || parts.length < 5)
    return null;
  return { hall, rest: parts.slice(4).join('/') };
}

/** The name of a desired document in a topic of this hall or of the whole fleet, e.g. `appointments/2026-11-22`; or null. */
export function readDesiredTopic(hall: string, topic: string): string | null {
  for (const prefix of [`hall/v1/${hall}/down/desired/`, 'hall/v1/all/desired/']) {
    if (!topic.startsWith(prefix)) continue;
    const doc = topic.slice(prefix.length);
    return /^[a-z0-9-]{1,40}(\/[a-z0-9-]{1,40})?$/.test(doc) ? doc : null;
  }
  return null;
}

/** Type of an event on the wire: `ticket.issued` is `hall.ticket.issued.v1`. */
export function eventWireType(type: EventType): string {
  return `hall.${type}.v${eventVersions[type] ?? 1}`;
}

// ---------------------------------------------------------------------------------------------- documents

const sequence = (description: string) => Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });
const epochId = Type.String({ minLength: 1, maxLength: 64, description: 'Life of the journal, a UUID' });

/** `up/state`, retained: sent once the subscriptions are granted, and whenever the centre comes on. */
export const birthSchema = Type.Object({
  state: Type.Literal('ready'),
  conn: Type.String({
    minLength: 1,
    maxLength: 80,
    description: 'Differs for every connection; the will carries the same',
  }),
  epoch: epochId,
  first: sequence('First sequence of the present epoch'),
  epochs: Type.Array(Type.Tuple([epochId, sequence('First sequence of that epoch')]), {
    minItems: 1,
    maxItems: mqttLimits.epochsMax,
  }),
  oldest: sequence('Oldest row still kept'),
  head: sequence('Last row'),
  acked: sequence('Last row the hall knows to be stored by the centre'),
  boot: Type.String({ maxLength: 80 }),
  sw: Type.String({ maxLength: 80 }),
  schema: Type.Integer({ minimum: 1 }),
  config: Type.String({ maxLength: 100 }),
  docs: Type.Record(Type.String(), Type.Integer({ minimum: 0 })),
  caps: Type.Array(Type.String({ maxLength: 40 }), { maxItems: 40 }),
});
export type Birth = Static<typeof birthSchema>;

/** `up/state`: before a planned end, and as will. */
export const goneSchema = Type.Object({
  state: Type.Union([Type.Literal('stopped'), Type.Literal('lost')]),
  conn: Type.String({ minLength: 1, maxLength: 80 }),
});
export type Gone = Static<typeof goneSchema>;

/** `down/ack`: what the centre has stored. With `conn` it answers the birth of that connection. */
export const ackSchema = Type.Object({
  epoch: epochId,
  acked: sequence('Last stored sequence of this epoch; first - 1 when none'),
  id: Type.Union([Type.String({ maxLength: 64 }), Type.Null()], {
    description: 'Id of the event at `acked`; null when none is stored',
  }),
  conn: Type.Optional(Type.String({ maxLength: 80 })),
  expect: Type.Optional(sequence('A batch left a gap: the centre waits for this sequence')),
  numbers: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 0 }))),
});
export type Ack = Static<typeof ackSchema>;

/** `down/cmd`: to be done once. `expires` is RFC 3339. */
export const centreCommandSchema = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 64 }),
  type: Type.String({ minLength: 1, maxLength: 64 }),
  args: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  expires: Type.Optional(Type.String({ maxLength: 40 })),
});
export type CentreCommand = Static<typeof centreCommandSchema>;

/** `args` of the command `replay`: send these rows once more. */
export const replayArgsSchema = Type.Object({ from: sequence('First'), to: sequence('Last') });

export type CommandStatus = 'done' | 'refused' | 'expired' | 'unsupported' | 'partial' | 'unknown';
/** `up/rsp`. */
export interface CommandAnswer {
  readonly id: string;
  readonly status: CommandStatus;
  /** With `partial`: the oldest row that could be sent. */
  readonly from?: number;
}

/** `down/desired/{doc}`: a whole document, inline or by address. */
export const desiredSchema = Type.Object({
  version: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  sha256: Type.String({ maxLength: 64 }),
  data: Type.Optional(Type.Unknown()),
  url: Type.Optional(Type.String({ maxLength: 2_000 })),
  size: Type.Optional(Type.Integer({ minimum: 0 })),
});
export type Desired = Static<typeof desiredSchema>;

/** `up/reported/{doc}`. */
export interface Reported {
  readonly version: number;
  readonly sha256: string;
  readonly status: 'downloading' | 'applied' | 'rejected';
  readonly error?: string;
  /** The document was one for every hall. */
  readonly for?: 'all';
  /** With `downloading`. */
  readonly progress?: FilmsProgress;
}

/** `up/dev/{dev}/state`; `since` is RFC 3339. */
export interface DeviceReport {
  readonly state: 'ok' | 'warning' | 'fault' | 'offline';
  readonly fw?: string;
  readonly since?: string;
  readonly fault?: string;
}

// ---------------------------------------------------------------------------------------------- events

const decimal = Type.String({ pattern: '^(0|[1-9][0-9]{0,15})$' });

/** One journal row as a CloudEvents 1.0 JSON object. `sequence` and `mono` are decimal strings (CloudEvents integers have 32 bits). */
export const envelopeSchema = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Type.String({ minLength: 1, maxLength: 64 }),
  source: Type.String({ pattern: '^/halls/[a-z0-9-]{1,40}$' }),
  type: Type.String({ pattern: '^hall\\.[a-z0-9.-]{1,60}\\.v[0-9]{1,4}$' }),
  subject: Type.Optional(Type.String({ maxLength: 120 })),
  time: Type.String({ maxLength: 40 }),
  epoch: epochId,
  sequence: decimal,
  boot: Type.Optional(Type.String({ maxLength: 80 })),
  mono: decimal,
  clock: Type.Union([Type.Literal('ntp'), Type.Literal('central'), Type.Literal('rtc'), Type.Literal('unset')]),
  actor: Type.String({ maxLength: 80 }),
  data: Type.Record(Type.String(), Type.Unknown()),
});
export type Envelope = Static<typeof envelopeSchema>;

export const batchContentType = 'application/cloudevents-batch+json';
