/**
 * Puts a virtual device at the far end of a real byte stream: its bytes go out as they are due, its timer is kept, and
 * what a person does to it (paper out, key pressed) takes effect at once. The daemon cannot tell it from the real thing.
 */
import { createServer, type Socket } from 'node:net';
import type { LinePeer, PeerOutput } from '../../protocol/line-driver.ts';
import type { LinePort } from '../ports-line.ts';

export interface PeerHost {
  /** Runs something done to the device by hand, and lets its consequences happen. */
  poke(act: (nowMs: number) => PeerOutput | undefined): void;
  stop(): Promise<void>;
}

export interface PeerWatch {
  /** The device has taken a step: what it shows may have changed. */
  readonly onStep?: () => void;
}

/** Serves a device on a TCP port of this machine; one host at a time, a new one takes over. */
export async function servePeerOnTcp(
  peer: LinePeer,
  port: number,
  watch: PeerWatch = {},
): Promise<PeerHost & { readonly port: number }> {
  let socket: Socket | null = null;
  const pump = createPump(peer, (bytes) => socket?.write(bytes), watch);
  const server = createServer({ noDelay: true }, (next) => {
    socket?.destroy();
    socket = next;
    next.on('data', (bytes) => pump.onBytes(bytes));
    next.on('error', () => next.destroy());
    next.on('close', () => {
      if (socket === next) socket = null;
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    port: typeof address === 'object' && address ? address.port : port,
    poke: pump.poke,
    stop() {
      pump.stop();
      socket?.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Puts a device on any line, for example the other end of a pseudo-terminal. */
export function hostPeerOnLine(peer: LinePeer, line: LinePort, watch: PeerWatch = {}): PeerHost {
  const pump = createPump(peer, (bytes) => line.write(bytes), watch);
  line.start({ onOpen: () => {}, onClose: () => {}, onBytes: (bytes) => pump.onBytes(bytes) });
  return {
    poke: pump.poke,
    stop() {
      pump.stop();
      return line.stop();
    },
  };
}

function createPump(peer: LinePeer, write: (bytes: Uint8Array) => void, watch: PeerWatch) {
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;

  function take(output: PeerOutput): void {
    for (const bytes of output.writes) write(bytes);
    watch.onStep?.();
    if (timer) clearTimeout(timer);
    timer = null;
    if (output.wakeAtMs === null || stopped) return;
    timer = setTimeout(tick, Math.max(0, output.wakeAtMs - performance.now()));
  }

  function tick(): void {
    timer = null;
    take(peer.onTick(performance.now()));
  }

  return {
    onBytes: (bytes: Uint8Array) => take(peer.onBytes(bytes, performance.now())),
    poke(act: (nowMs: number) => PeerOutput | undefined) {
      const output = act(performance.now());
      if (output) take(output);
      else tick();
    },
    stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
    },
  };
}
