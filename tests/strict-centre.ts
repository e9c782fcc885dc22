/**
 * A centre written from docs/mqtt.md alone, sharing no code with ours: it takes the events of one hall, stores each once by
 * its own rules, and acknowledges only what it has stored. What it holds at the end is what the contract is worth.
 */
import { inflateSync } from 'node:zlib';
import mqtt from 'mqtt';

export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface StrictCentre {
  /** Each event once, in order. */
  readonly stored: readonly StoredEvent[];
  /** What contradicts an event already stored; a mere repeat does not. */
  readonly contradictions: readonly string[];
  /** Times it was connected and subscribed. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

interface Account {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

export function startStrictCentre(hall: string, { url, user, password }: Account): StrictCentre {
  const stored: StoredEvent[] = [];
  const contradictions: string[] = [];
  let epoch: string | null = null;
  let connections = 0;
  const client = mqtt.connect(url, {
    protocolVersion: 5,
    username: user,
    password,
    clean: true,
    resubscribe: false,
    reconnectPeriod: 100,
    queueQoSZero: false,
    will: { topic: 'hall/v1/all/server', payload: Buffer.from('off'), qos: 1, retain: true },
  });
  const say = (topic: string, payload: string) => {
    if (client.connected) client.publish(topic, payload, { qos: 1, retain: true }, () => undefined);
  };
  const acknowledge = (more: Readonly<Record<string, unknown>> = {}) => {
    const last = stored.at(-1);
    say(
      `hall/v1/${hall}/down/ack`,
      JSON.stringify({ epoch, acked: last?.sequence ?? 0, id: last?.id ?? null, ...more }),
    );
  };
  client.on('error', () => undefined);
  client.on('connect', () => {
    client.subscribe(`hall/v1/${hall}/up/#`, { qos: 1 }, (error) => {
      if (error) return;
      connections += 1;
      say('hall/v1/all/server', 'on');
    });
  });
  client.on('message', (topic, payload) => {
    const bytes = payload[0] === 0x78 ? inflateSync(payload) : payload;
    if (topic.endsWith('/up/state')) onState(JSON.parse(bytes.toString()));
    if (topic.endsWith('/up/evt')) onBatch(JSON.parse(bytes.toString()));
  });

  function onState(state: { state: string; conn: string; epoch?: string }): void {
    if (state.state !== 'ready') return;
    if (epoch !== null && epoch !== state.epoch) contradictions.push(`a new epoch ${state.epoch}`);
    epoch = state.epoch ?? null;
    acknowledge({ conn: state.conn });
  }

  function onBatch(batch: readonly (Omit<StoredEvent, 'sequence'> & { readonly sequence: string })[]): void {
    for (const { id, type, sequence: text, data } of batch) {
      const sequence = Number(text);
      const event = { id, type, sequence, data };
      const known = stored[sequence - 1];
      if (known) {
        if (JSON.stringify(known) !== JSON.stringify(event)) contradictions.push(`${sequence} came as something else`);
      } else if (sequence === stored.length + 1) stored.push(event);
      // An event out of turn is not stored: it comes again, because it is not acknowledged.
    }
    acknowledge();
  }

  return {
    stored,
    contradictions,
    connections: () => connections,
    stop: () => client.endAsync(true),
  };
}
