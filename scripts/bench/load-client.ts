/** Entry of the clients' process: each client has one request in flight on a keep-alive socket. */
import { benchServices } from './bench-hall.ts';
import { openHttpClient } from './http-client.ts';
import { machineMs, spreadOf } from './timing.ts';

export interface LoadTask {
  readonly port: number;
  readonly clients: number;
  /** Tickets before the measurement begins. */
  readonly warmUp: number;
  readonly tickets: number;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Warm-up and measurement together. */
  readonly wholeMs: number;
}

if (process.send) process.send(await load(JSON.parse(process.argv[2] ?? '') as LoadTask), () => process.exit(0));

async function load({ port, clients, warmUp, tickets }: LoadTask): Promise<LoadResult> {
  const all = await Promise.all(Array.from({ length: clients }, () => openHttpClient(port)));
  let count = 0;
  const took: number[] = [];
  const round = async (upTo: number): Promise<number> => {
    const startMs = machineMs();
    await Promise.all(
      all.map(async (client) => {
        while (count < upTo) {
          count += 1;
          const service = benchServices[count % benchServices.length] ?? 'A';
          const answer = await client.ask('POST', '/api/tickets', { service, requestId: `load-${count}` });
          if (answer.status !== 201) throw new Error(`no ticket but ${answer.status}: ${answer.body}`);
          took.push(answer.doneMs - answer.sentMs);
        }
      }),
    );
    return machineMs() - startMs;
  };
  const warmMs = await round(warmUp);
  took.length = 0;
  const ms = await round(warmUp + tickets);
  const { p50, p99 } = spreadOf(took);
  return { perSecond: (tickets * 1000) / ms, p50Ms: p50, p99Ms: p99, wholeMs: warmMs + ms };
}
