/**
 * A broker inside the process, for the demo: MQTT 3.1.1 on a loopback port. Stopping it is real: the port is closed,
 * every connection is cut and everything it remembered is gone.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { Aedes } from 'aedes';

export interface EmbeddedBroker {
  start(): Promise<void>;
  stop(): Promise<void>;
  running(): boolean;
  /** The port stays the same over stop and start; 0 before the first start when none was given. */
  port(): number;
  /** `mqtt://127.0.0.1:PORT` */
  url(): string;
}

/** Connections of a demo: a hall, a centre, some curious clients. */
const connectionsMax = 50;

/** `port` 0 or left out: a free one is chosen at the first start. Calls of start and stop are done one after the other. */
export function createEmbeddedBroker(options: { readonly port?: number } = {}): EmbeddedBroker {
  let port = options.port ?? 0;
  let running: { readonly stop: () => Promise<void> } | null = null;
  let last: Promise<void> = Promise.resolve();

  function inTurn(step: () => Promise<void>): Promise<void> {
    const turn = last.then(step);
    last = turn.catch(() => undefined);
    return turn;
  }

  return {
    start: () =>
      inTurn(async () => {
        if (running !== null) return;
        const broker = await startBroker(port);
        port = broker.port;
        running = broker;
      }),
    stop: () =>
      inTurn(async () => {
        const broker = running;
        running = null;
        await broker?.stop();
      }),
    running: () => running !== null,
    port: () => port,
    url: () => `mqtt://127.0.0.1:${port}`,
  };
}

async function startBroker(wanted: number): Promise<{ readonly port: number; readonly stop: () => Promise<void> }> {
  const aedes = await Aedes.createBroker({ heartbeatInterval: 60_000 });
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
    aedes.handle(socket);
  });
  server.maxConnections = connectionsMax;
  await listen(server, wanted);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : wanted;
  const stop = async () => {
    const closed = new Promise<void>((done) => server.close(() => done()));
    for (const socket of sockets) socket.destroy();
    await closed;
    await new Promise<void>((done) => aedes.close(() => done()));
  };
  return { port, stop };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((done, fail) => {
    server.once('error', fail);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', fail);
      done();
    });
  });
}
