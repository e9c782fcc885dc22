/**
 * The pages and their files. Pages are never stored by a browser (a new version must show at the next visit); their
 * assets carry a hash in the name and are stored for ever; films are served in ranges.
 */
import { join } from 'node:path';
import fastifyStatic, { type FastifyStaticOptions } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './answer.ts';
import { makeCookie, readCookie } from './cookies.ts';
import { counterNo } from './counter-calls.ts';
import { isHttps } from './host-check.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions } from './http-options.ts';
import { svgPolicy } from './lab-calls.ts';
import { createPairedDevices, deviceCookie, deviceCookieSeconds } from './paired-devices.ts';
import { refuseOthers } from './register-calls.ts';

/** Path of each page and its file in the display folder. */
const pages: readonly (readonly [path: string, file: string])[] = [
  ['/', 'index.html'],
  ['/signage', 'signage.html'],
  ['/signage/:screen', 'signage.html'],
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

export async function registerPages(app: FastifyInstance, options: HttpOptions): Promise<void> {
  const { displayDir, mediaDir, demo } = options;
  const pair = createPairing(options);
  const screens = new Set((options.config.screens ?? [{ id: 'main' }]).map(({ id }) => id));
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
    app.get<{ Params: { no?: string; screen?: string } }>(path, (request, reply) => {
      const { no, screen } = request.params;
      const isUnknown = (no !== undefined && counterNo(no) === null) || (screen !== undefined && !screens.has(screen));
      if (isUnknown || (path === '/lab' && !demo)) sendProblem(reply, 'not-found');
      else if (!pair(request, reply)) sendPage(reply, file, displayDir);
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

/**
 * `?device=TOKEN` on a page: the browser becomes that device by a cookie, and the token leaves the address bar. With each
 * page the cookie is renewed. True when the answer has been sent.
 */
function createPairing({ config }: HttpOptions): (request: FastifyRequest, reply: FastifyReply) => boolean {
  const devices = createPairedDevices(config.devices);
  return (request, reply) => {
    const shown = (request.query as Readonly<Record<string, unknown>>).device;
    const token = typeof shown === 'string' ? shown : readCookie(request.headers.cookie, deviceCookie);
    const paired = token !== null && devices.find(token) !== null;
    if (shown !== undefined && !paired) {
      sendProblem(reply, 'not-allowed', 'query.device: no device of the configuration has this token');
      return true;
    }
    if (!paired) return false;
    const secure = isHttps(config.hall.publicUrl, request.headers.host);
    reply.header('set-cookie', makeCookie(deviceCookie, token, secure, deviceCookieSeconds));
    if (shown === undefined) return false;
    const { pathname, searchParams } = new URL(request.url, 'http://hall');
    searchParams.delete('device');
    const rest = searchParams.size === 0 ? '' : `?${searchParams}`;
    reply.code(303).header('cache-control', 'no-store').header('location', `${pathname}${rest}`).send();
    return true;
  };
}

function sendPage(reply: FastifyReply, file: string, displayDir: string): void {
  reply.header('cache-control', 'no-store').sendFile(file, displayDir, { cacheControl: false });
}
