/**
 * A centre in one file: takes the events of every hall from a broker and acknowledges them, and says what halls should have. In memory; it forgets at its
 * end and the halls send again, which is what the contract promises. It must never acknowledge what it has not stored.
 */
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import mqtt, { type MqttClient } from 'mqtt';
import { centreSubscription, type Envelope, mqttLimits, readUpTopic, serverTopic } from '../../protocol/mqtt.ts';
import { type CentreLedger, createCentreLedger } from './centre-ledger.ts';

export interface CentreEvent {
  readonly hall: string;
  readonly seq: number;
  /** `ticket.issued`, without the envelope's prefix and version. */
  readonly type: string;
  /** What it is about, e.g. the ticket number or the counter. */
  readonly summary: string;
}

export interface TinyCentreOptions {
  readonly url: string;
  readonly user?: string;
  readonly password?: string;
  /** Called with events seen for the first time, in order, before they are acknowledged. */
  readonly onEvents?: (hall: string, events: readonly Envelope[]) => void;
  /** What an earlier centre knew; empty when left out. */
  readonly ledger?: CentreLedger;
  readonly reconnectMs?: number;
  /** Documents that halls should have. */
  readonly desired?: readonly { readonly hall: string; readonly name: string; readonly data: unknown }[];
}

export interface TinyCentre {
  readonly ledger: CentreLedger;
  /** Subscribed and announced as `on`. */
  ready(): boolean;
  acked(hall: string): number;
  /** Newest last, at most 50. */
  events(): readonly CentreEvent[];
  /** Says `off` and leaves. */
  stop(): Promise<void>;
}

const eventsKeptMax = 50;
const numbersKeptMax = 5_000;

/** Returns at once and keeps trying to connect. MQTT 3.1.1, which every broker speaks. */
export function startTinyCentre(options: TinyCentreOptions): TinyCentre {
  const ledger = options.ledger ?? createCentreLedger();
  const recent: CentreEvent[] = [];
  const numbers = new Map<unknown, unknown>();
  let ready = false;
  const client = mqtt.connect(options.url, {
    protocolVersion: 4,
    clean: true,
    resubscribe: false,
    queueQoSZero: false,
    reconnectPeriod: options.reconnectMs ?? 1_000,
    reconnectOnConnackError: true,
    connectTimeout: 5_000,
    will: { topic: serverTopic, payload: Buffer.from('off'), qos: 1, retain: true },
    ...(options.user === undefined ? {} : { username: options.user }),
    ...(options.password === undefined ? {} : { password: options.password }),
  });
  client.on('error', () => undefined);
  client.on('close', () => {
    ready = false;
  });
  client.on('connect', () => {
    client.subscribe(centreSubscription, { qos: 1 }, (error) => {
      if (error !== null) return;
      publish(client, serverTopic, 'on', true);
      for (const { hall, name, data } of options.desired ?? [])
        publish(client, `hall/v1/${hall}/down/desired/${name}`, documentText(data), true);
      ready = true;
    });
  });
  client.on('message', (topic, payload) => {
    const text = textOf(payload);
    if (text === null) return;
    const output = ledger.onMessage(topic, text);
    if (output.stored.length > 0) {
      const hall = readUpTopic(topic)?.hall ?? '';
      options.onEvents?.(hall, output.stored);
      for (const event of output.stored.slice(-eventsKeptMax)) recent.push(shown(hall, event, numbers));
      recent.splice(0, Math.max(0, recent.length - eventsKeptMax));
    }
    for (const item of output.publishes) publish(client, item.topic, item.payload, item.retain);
  });
  return {
    ledger,
    ready: () => ready,
    acked: (hall) => ledger.acked(hall),
    events: () => recent,
    stop: async () => {
      if (ready) await new Promise<void>((done) => goodbye(client, done));
      ready = false;
      await client.endAsync(true);
    },
  };
}

/** A broker that does not answer must not hold up our end. */
function goodbye(client: MqttClient, done: () => void): void {
  const timer = setTimeout(done, 1_000);
  client.publish(serverTopic, 'off', { qos: 1, retain: true }, () => {
    clearTimeout(timer);
    done();
  });
}

function publish(client: MqttClient, topic: string, payload: string, retain: boolean): void {
  // Nothing is queued while the broker is away: the hall's next birth is answered with the present state.
  if (client.connected) client.publish(topic, payload, { qos: 1, retain }, () => undefined);
}

/** This centre has one version of everything. */
function documentText(data: unknown): string {
  const sha256 = createHash('sha256').update(JSON.stringify(data)).digest('hex');
  return JSON.stringify({ version: 1, sha256, data });
}

/** The body decides: `[` and `{` are JSON, 78h is zlib. Null when it cannot be read. */
function textOf(payload: Buffer): string | null {
  try {
    const bytes =
      payload[0] === 0x78 ? inflateSync(payload, { maxOutputLength: mqttLimits.batchInflatedBytesMax }) : payload;
    return bytes.toString('utf8');
  } catch {
    return null;
  }
}

/** `numbers` remembers the number of each ticket that was issued, for the events that name a ticket only. */
function shown(hall: string, event: Envelope, numbers: Map<unknown, unknown>): CentreEvent {
  const { no, ticket, visit, counter, device, date, level } = event.data;
  if (no !== undefined) numbers.set(ticket, no);
  for (const oldest of numbers.keys()) if (numbers.size > numbersKeptMax) numbers.delete(oldest);
  const facts = [
    no ?? numbers.get(ticket ?? visit),
    counter === undefined ? undefined : `counter ${counter}`,
    level,
    device,
    date,
  ];
  return {
    hall,
    seq: Number(event.sequence),
    type: event.type.replace(/^hall\./, '').replace(/\.v[0-9]+$/, ''),
    summary: facts.filter((fact) => fact !== undefined && fact !== null).join(' · '),
  };
}
