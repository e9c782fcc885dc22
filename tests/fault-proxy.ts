/**
 * A TCP forwarder that can do what networks do: delay, cut, refuse, or swallow bytes while both sockets stay open.
 */
import { type AddressInfo, createServer, type Socket, connect as tcpConnect } from 'node:net';

export interface FaultProxy {
  readonly port: number;
  /** Open pairs of sockets. */
  connections(): number;
  /** Delays every chunk in both directions. */
  delay(delayMs: number): void;
  /** Destroys every connection. */
  cut(): void;
  /** New connections are destroyed at once. */
  refuse(on: boolean): void;
  /** Bytes vanish in both directions, the sockets stay open. Bytes that came meanwhile are lost for good. */
  blackHole(on: boolean): void;
  stop(): Promise<void>;
}

export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  let refuse = false;
  let hole = false;

  function forward(from: Socket, to: Socket): void {
    sockets.add(from);
    from.setNoDelay(true);
    from.on('error', () => undefined);
    from.on('close', () => {
      sockets.delete(from);
      // In a black hole not even the end of the other side is seen.
      if (!hole) to.destroy();
    });
    from.on('data', (chunk: Buffer) => {
      if (hole) return;
      if (delayMs === 0) to.write(chunk);
      else setTimeout(() => to.destroyed || to.write(chunk), delayMs);
    });
  }

  const server = createServer((socket) => {
    if (refuse) {
      socket.destroy();
      return;
    }
    const upstream = tcpConnect(targetPort, '127.0.0.1');
    forward(socket, upstream);
    forward(upstream, socket);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const cut = () => {
    hole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => Math.ceil(sockets.size / 2),
    delay: (ms) => {
      delayMs = ms;
    },
    cut,
    refuse: (on) => {
      refuse = on;
    },
    blackHole: (on) => {
      hole = on;
    },
    stop: async () => {
      const closed = new Promise<void>((done) => server.close(() => done()));
      cut();
      await closed;
    },
  };
}
