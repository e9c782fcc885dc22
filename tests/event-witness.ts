/**
 * A bystander at the broker: `mosquitto_sub` on the event topic of every hall. It shares no code with the hall's link or
 * with our centre; it only reads what passes.
 */
import { execFileSync, spawn } from 'node:child_process';
import { inflateSync } from 'node:zlib';
import { eventually } from './hall-process.ts';
import type { Mosquitto } from './mosquitto.ts';

export interface WitnessedEvent {
  readonly hall: string;
  readonly id: string;
  readonly type: string;
  readonly sequence: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface EventWitness {
  /** Every event of every message, in order of arrival, repeats included. */
  readonly events: readonly WitnessedEvent[];
  stop(): Promise<void>;
}

/** Resolves when a first message has passed: before that a subscription is only a wish. */
export async function startEventWitness(broker: Mosquitto, name = 'central'): Promise<EventWitness> {
  const { user, password } = broker.user(name);
  const who = ['-h', '127.0.0.1', '-p', String(broker.port), '-u', user, '-P', password];
  // Hexadecimal, one message a line: a batch may be deflated.
  const child = spawn('mosquitto_sub', [...who, '-q', '1', '-t', 'hall/v1/+/up/evt', '-F', '%t %x'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const events: WitnessedEvent[] = [];
  const ended = new Promise<void>((done) => child.once('exit', () => done()));
  let seen = false;
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    seen ||= lines.length > 0;
    for (const line of lines) events.push(...readLine(line));
  });
  await eventually('a subscription of mosquitto_sub', () => {
    if (!seen) execFileSync('mosquitto_pub', [...who, '-t', 'hall/v1/nobody/up/evt', '-m', '[]']);
    return seen;
  });
  return {
    events,
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

function readLine(line: string): WitnessedEvent[] {
  const [topic = '', hex = ''] = line.split(' ');
  const bytes = Buffer.from(hex, 'hex');
  const text = (bytes[0] === 0x78 ? inflateSync(bytes) : bytes).toString('utf8');
  const batch = JSON.parse(text) as readonly (Omit<WitnessedEvent, 'hall' | 'sequence'> & { sequence: string })[];
  const hall = topic.split('/')[2] ?? '';
  return batch.map(({ id, type, sequence, data }) => ({ hall, id, type, sequence: Number(sequence), data }));
}
