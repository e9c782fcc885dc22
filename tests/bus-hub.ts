/**
 * Joins pseudo-terminals to one bus line: what goes in at one end comes out at all others, as on a pair of wires with an end for the
 * host and one for each node. Nothing is queued for an end that nobody reads.
 */
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { until } from './line-recorder.ts';
import { createPtyPair } from './pty-pair.ts';

export interface BusHub {
  /** A path for each end, in no order that would matter. */
  readonly paths: readonly string[];
  stop(): Promise<void>;
}

export async function createBusHub(ends: number, baud: number): Promise<BusHub> {
  const pairs = await Promise.all(Array.from({ length: ends }, () => createPtyPair()));
  const lines = pairs.map(({ b }) => createSerialLine({ path: b, baud, random: Math.random }));
  for (const line of lines) {
    line.start({
      onOpen: () => undefined,
      onClose: () => undefined,
      onBytes(bytes) {
        for (const other of lines) if (other !== line) other.write(bytes);
      },
    });
  }
  await until('all ends of the bus are up', () => lines.every(({ state }) => state === 'up'));
  return {
    paths: pairs.map(({ a }) => a),
    async stop() {
      await Promise.all(lines.map((line) => line.stop()));
      await Promise.all(pairs.map((pair) => pair.stop()));
    },
  };
}
