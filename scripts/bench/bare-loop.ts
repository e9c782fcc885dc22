/**
 * Entry of the peer of the daemon at rest: a Node process that does nothing but send a few bytes at a given rate and
 * read the answer, as one poll of the bus does. What Node itself needs for so many wake-ups on this machine.
 */
import { connect, createServer } from 'node:net';

/** What the asking end does; null makes the other end, which answers. */
export interface BareLoopTask {
  readonly perSecond: number;
  readonly port: number;
}

const task = JSON.parse(process.argv[2] ?? 'null') as BareLoopTask | null;
const poll = Uint8Array.of(0, 6, 5, 0x41, 0x60, 0xc9, 0xc3, 0);
/** As long as a poll at 38400 takes to be answered. */
const answerMs = 6;

if (task === null) {
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    socket.on('data', () => setTimeout(() => socket.write(poll), answerMs));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    if (typeof address === 'object' && address) process.send?.({ port: address.port });
  });
  process.on('disconnect', () => process.exit(0));
} else {
  const { perSecond, port } = task;
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  const send = (): void => {
    socket.write(poll);
  };
  socket.on('connect', send);
  socket.on('error', () => process.exit(1));
  socket.on('data', () => setTimeout(send, Math.max(1, 1000 / perSecond - answerMs - 1)));
  process.on('disconnect', () => process.exit(0));
}
