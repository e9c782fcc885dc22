/**
 * Entry of the peer of a ticket over HTTP: the least that Node can do for the same promise. It reads the request, puts
 * as many bytes at the end of a file, flushes them and answers; no routes, no checks, no rules, no database.
 */
import { createServer } from 'node:http';
import { openBareWrite } from './bare-write.ts';

export interface BareServerTask {
  readonly folder: string;
  /** Bytes of each write. */
  readonly bytes: number;
}

const { folder, bytes } = JSON.parse(process.argv[2] ?? '{}') as BareServerTask;
const bare = openBareWrite(folder, bytes);
const answer = JSON.stringify({ ticketId: '019d0a52-7c8e-7def-8123-456789abcdef', ticketNo: 'A001', service: 'A' });

const server = createServer({ noDelay: true }, (request, response) => {
  request.resume();
  request.on('end', () => {
    bare.once();
    response.writeHead(201, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (typeof address === 'object' && address) process.send?.({ port: address.port });
});
process.on('disconnect', () => process.exit(0));
