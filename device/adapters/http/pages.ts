/**
 * The pages and their files. Pages are never stored by a browser (a new version must show at the next visit); their
 * assets carry a hash in the name and are stored for ever; films are served in ranges.
 */
import { join } from 'node:path';
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { sendProblem } from './answer.ts';
import { counterNo } from './counter-calls.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions } from './http-options.ts';
import { svgPolicy } from './lab-calls.ts';
import { refuseOthers } from './register-calls.ts';

/** Path of each page and its file in the display folder. */
const pages: readonly (readonly [path: string, file: string])[] = [
  ['/', 'index.html'],
  ['/signage', 'signage.html'],
  ['/kiosk', 'kiosk.html'],
  ['/counter/:no', 'counter.html'],
  ['/rate/:no', 'rate.html'],
  ['/admin', 'admin.html'],
  ['/t/:ticket', 'ticket.html'],
  ['/lab', 'lab.html'],
];

const common = {
  index: false,
  dotfiles: 'deny',
  etag: true,
  lastModified: true,
} as const satisfies Partial<FastifyStaticOptions>;
const readOnly = new Set(['GET', 'HEAD']);

export async function registerPages(app: FastifyInstance, { displayDir, mediaDir, demo }: HttpOptions): Promise<void> {
  await app.register(fastifyStatic, {
    ...common,
    root: join(displayDir, 'assets'),
    prefix: '/assets/',
    maxAge: httpLimits.assetAgeMs,
    immutable: true,
  });
  if (mediaDir !== null)
    await app.register(fastifyStatic, {
      ...common,
      root: mediaDir,
      prefix: '/media/',
      decorateReply: false,
      maxAge: 0,
      setHeaders: (reply, path) => {
        if (path.endsWith('.svg')) reply.header('content-security-policy', svgPolicy);
      },
    });
  for (const [path, file] of pages) {
    app.get<{ Params: { no?: string } }>(path, (request, reply) => {
      const { no } = request.params;
      if ((no !== undefined && counterNo(no) === null) || (path === '/lab' && !demo)) sendProblem(reply, 'not-found');
      else sendPage(reply, file, displayDir);
    });
    refuseOthers(app, path, readOnly);
  }
  // Files at the root of the display folder: icons, manifest. Nothing with a second dot or a slash.
  app.get<{ Params: { file: string } }>(
    '/:file(^[A-Za-z0-9_-]+\\.(?:svg|png|ico|webmanifest|txt)$)',
    (request, reply) => {
      reply.header('cache-control', 'no-cache').sendFile(request.params.file, displayDir, { cacheControl: false });
    },
  );
}

function sendPage(reply: FastifyReply, file: string, displayDir: string): void {
  reply.header('cache-control', 'no-store').sendFile(file, displayDir, { cacheControl: false });
}
