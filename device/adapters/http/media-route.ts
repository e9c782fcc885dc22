/**
 * `GET /media/SHA256`: a film or a picture from the store, in ranges, for ever the same under its name. The file is closed when the
 * player has hung up, however early: players begin and break off a film many times an hour.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { sendProblem } from './answer.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions } from './http-options.ts';

interface Params {
  Params: { sha256: string };
}

export function registerMedia(app: FastifyInstance, { media }: HttpOptions): void {
  if (!media) return;
  app.route<Params>({
    method: ['GET', 'HEAD'],
    url: '/media/:sha256(^[0-9a-f]{64}$)',
    exposeHeadRoute: false,
    handler: async (request, reply) => {
      const file = await media.open(request.params.sha256);
      if (!file) {
        sendProblem(reply, 'not-found');
        return reply;
      }
      const { bytes, handle, mime } = file;
      const etag = `"${request.params.sha256}"`;
      reply
        .header('etag', etag)
        .header('accept-ranges', 'bytes')
        .header('cache-control', `public, max-age=${httpLimits.assetAgeMs / 1000}, immutable`);
      const range = wantedRange(request, bytes, etag);
      const whole = range === null;
      const unchanged = isKnown(request.headers['if-none-match'], etag);
      if (unchanged || range === 'none' || request.method === 'HEAD' || reply.raw.destroyed) {
        await handle.close();
        if (unchanged) reply.code(304).send();
        else if (range === 'none') refuseRange(reply, bytes);
        else sendHead(reply, mime, bytes, range);
        return reply;
      }
      sendHead(reply, mime, bytes, range, false);
      const part = whole ? {} : { start: range.start, end: range.end };
      // Fastify ends the stream with the answer or with the connection; the stream closes the file.
      return reply.send(handle.createReadStream({ ...part, autoClose: true }));
    },
  });
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function sendHead(reply: FastifyReply, mime: string, bytes: number, range: Range | null, only = true): void {
  const length = range === null ? bytes : range.end - range.start + 1;
  reply
    .code(range === null ? 200 : 206)
    .header('content-type', mime)
    .header('content-length', String(length));
  if (range !== null) reply.header('content-range', `bytes ${range.start}-${range.end}/${bytes}`);
  if (only) reply.send();
}

function refuseRange(reply: FastifyReply, bytes: number): void {
  reply.header('content-range', `bytes */${bytes}`).removeHeader('etag');
  sendProblem(reply, 'range-invalid');
}

/** The one range asked for; null for the whole file, also when several are asked for; 'none' when it lies beyond the end. */
export function wantedRange(
  { headers }: Pick<FastifyRequest, 'headers'>,
  bytes: number,
  etag: string,
): Range | null | 'none' {
  const condition = headers['if-range'];
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.range?.trim() ?? '');
  if (!match || (condition !== undefined && condition !== etag)) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') {
    const start = Math.max(0, bytes - Number(to));
    return Number(to) === 0 ? 'none' : { start, end: bytes - 1 };
  }
  const start = Number(from);
  const end = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < start) return null;
  return start >= bytes ? 'none' : { start, end };
}

function isKnown(header: string | undefined, etag: string): boolean {
  return (header ?? '').split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*');
}
