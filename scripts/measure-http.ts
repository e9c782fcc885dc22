/**
 * Measures the web server alone, over a hall in memory: `node dist/scripts/measure-http.js [clients] [seconds]`.
 * Clients are plain sockets in a thread of their own, one request in flight on each, so that the server is what is slow.
 */
import { connect } from 'node:net';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { startTestingServer } from '../device/adapters/http/testing-server.ts';

interface Task {
  readonly port: number;
  readonly clients: number;
  readonly seconds: number;
  readonly token: string;
  readonly what: 'tickets' | 'call-next' | 'hall';
}
interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
  readonly bad: number;
}

if (isMainThread) await measureAll(Number(process.argv[2] ?? 50), Number(process.argv[3] ?? 5));
else parentPort?.postMessage(await load(workerData as Task));

async function measureAll(clients: number, seconds: number): Promise<void> {
  for (const what of ['tickets', 'call-next', 'hall'] as const)
    for (const count of [1, clients]) {
      const testing = await startTestingServer();
      const { port, url } = testing.server;
      const answer = await fetch(`${url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"badge":"1001","pin":"1001"}',
      });
      const { token } = (await answer.json()) as { token: string };
      const cpu = process.cpuUsage();
      const measured = await run({ port, clients: count, seconds, token, what });
      const { user, system } = process.cpuUsage(cpu);
      console.log(
        JSON.stringify({
          what,
          clients: count,
          ...measured,
          cpuShareBothThreads: Number(((user + system) / 1e6 / seconds).toFixed(2)),
          rssMb: Math.round(process.memoryUsage().rss / 1e6),
        }),
      );
      await testing.stop();
    }
}

function run(task: Task): Promise<Measured> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL(import.meta.url), { workerData: task });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}

async function load({ clients, port, seconds, token, what }: Task): Promise<Measured> {
  const tookMs: number[] = [];
  let bad = 0;
  const warmUntilMs = performance.now() + 1_000;
  const untilMs = warmUntilMs + seconds * 1_000;
  const client = (id: number): Promise<void> =>
    new Promise((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true });
      let sentMs = 0;
      let count = 0;
      let text = '';
      const send = (): void => {
        count += 1;
        sentMs = performance.now();
        socket.write(requestText(what, port, token, `${id}-${count}`));
      };
      socket.setEncoding('latin1');
      socket.on('connect', send);
      socket.on('error', reject);
      socket.on('data', (chunk: string) => {
        text += chunk;
        const end = text.indexOf('\r\n\r\n');
        if (end < 0 || text.length < end + 4 + Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)) return;
        const nowMs = performance.now();
        if (nowMs > warmUntilMs) tookMs.push(nowMs - sentMs);
        if (!/^HTTP\/1\.1 (20[01]|409)/.test(text)) bad += 1;
        text = '';
        if (nowMs < untilMs) send();
        else {
          socket.destroy();
          resolve();
        }
      });
    });
  await Promise.all(Array.from({ length: clients }, (_, id) => client(id)));
  tookMs.sort((a, b) => a - b);
  const at = (share: number): number => Number((tookMs[Math.floor(tookMs.length * share)] ?? 0).toFixed(3));
  return {
    perSecond: Math.round(tookMs.length / seconds),
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    maxMs: Number((tookMs.at(-1) ?? 0).toFixed(1)),
    bad,
  };
}

function requestText(what: Task['what'], port: number, token: string, id: string): string {
  const host = `Host: 127.0.0.1:${port}\r\n`;
  if (what === 'hall') return `GET /api/hall HTTP/1.1\r\n${host}\r\n`;
  const body = what === 'tickets' ? JSON.stringify({ service: 'A', requestId: id }) : '{}';
  const path = what === 'tickets' ? '/api/tickets' : '/api/counters/1/call-next';
  return `POST ${path} HTTP/1.1\r\n${host}Content-Type: application/json\r\nAuthorization: Bearer ${token}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
