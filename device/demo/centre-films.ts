/** Films of the demo's centre: a small server of files on loopback, and the document that names them for the second screen. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { FilmsDocument } from '../../protocol/centre-documents.ts';

export interface CentreFilms {
  readonly document: FilmsDocument;
  stop(): Promise<void>;
}

/** Beside the program, in `centre` of the demo's folder. */
const names = ['safety.mp4', 'winter.jpg'] as const;
const pictureSeconds = 10;

/** Answers a range from a place to the end, which is all that a hall asks for. */
export async function startCentreFilms(demoDir: string): Promise<CentreFilms> {
  const files = names.map((name) => {
    const bytes = readFileSync(join(demoDir, 'centre', name));
    return { name, bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
  const server = createServer((request, response) => {
    const file = files.find(({ name }) => request.url === `/${name}`);
    if (!file) {
      response.writeHead(404).end();
      return;
    }
    const at = Math.min(Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0), file.bytes.length);
    response.writeHead(206, { 'content-range': `bytes ${at}-${file.bytes.length - 1}/${file.bytes.length}` });
    response.end(file.bytes.subarray(at));
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  return {
    document: {
      revision: 1,
      items: files.map(({ name, bytes, sha256 }) => ({
        ...{ sha256, name, bytes: bytes.length },
        url: `http://127.0.0.1:${port}/${name}`,
      })),
      playlists: [
        {
          ...{ id: 'safety', name: '用气安全', order: 'listed', priority: 0, screens: ['side'] },
          items: files.map(({ sha256, name }) =>
            name.endsWith('.mp4') ? { media: sha256 } : { media: sha256, seconds: pictureSeconds },
          ),
        },
      ],
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
