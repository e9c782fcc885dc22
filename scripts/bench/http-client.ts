/** A keep-alive client on a bare socket: one request in flight, so that nothing but the daemon is measured. */
import { connect, type Socket } from 'node:net';
import { machineMs } from './timing.ts';

export interface Answer {
  readonly status: number;
  readonly body: string;
  readonly sentMs: number;
  /** Machine time at the last byte. */
  readonly doneMs: number;
}

export interface HttpClient {
  ask(method: string, path: string, body?: object): Promise<Answer>;
  close(): void;
}

export function openHttpClient(port: number): Promise<HttpClient> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    socket.once('error', reject);
    socket.once('connect', () => resolve(clientOn(socket, port)));
  });
}

function clientOn(socket: Socket, port: number): HttpClient {
  let text = '';
  let waiting: { sentMs: number; take: (answer: Answer) => void } | null = null;
  socket.setEncoding('latin1');
  socket.on('data', (chunk: string) => {
    const doneMs = machineMs();
    text += chunk;
    const head = text.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
    if (text.length < head + 4 + length) return;
    const answer = {
      status: Number(text.slice(9, 12)),
      body: text.slice(head + 4),
      sentMs: waiting?.sentMs ?? 0,
      doneMs,
    };
    text = '';
    const { take } = waiting ?? {};
    waiting = null;
    take?.(answer);
  });
  return {
    ask(method, path, body) {
      const json = body === undefined ? '' : JSON.stringify(body);
      const extra = json === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${json.length}\r\n`;
      return new Promise((take) => {
        waiting = { sentMs: machineMs(), take };
        socket.write(`${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${extra}\r\n${json}`);
      });
    },
    close: () => socket.destroy(),
  };
}
