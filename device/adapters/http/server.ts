/**
 * The web server of the hall: pages, API, streams, files. It asks the hall and answers; it keeps nothing of the hall's
 * own. Whatever arrives, it answers with a status and a code and goes on; it never shows a stack.
 *
 *   socket ─ caps ─▶ door (admission) ─▶ body, validator ─▶ handler ─▶ hall.submit ─▶ commit ─▶ answer
 */
import type { Server as NodeServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import Fastify, { type FastifyError, type FastifyInstance } from 'fastify';
import { limits } from '../../../protocol/limits.ts';
import { makeProblem, type ProblemCode } from '../../../protocol/problems.ts';
import type { LogPort } from '../../ports.ts';
import { createAdmission } from './admission.ts';
import { ProblemError, sendProblem } from './answer.ts';
import { createBusCalls } from './bus-calls.ts';
import { createClientAddress, isLoopback } from './client-address.ts';
import { createContentCalls } from './content-calls.ts';
import { createCounterCalls } from './counter-calls.ts';
import { createDayCalls } from './day-calls.ts';
import { createFirmwareCalls } from './firmware-calls.ts';
import { createHallCalls } from './hall-calls.ts';
import { httpLimits } from './http-limits.ts';
import type { HttpOptions, HttpServer } from './http-options.ts';
import { parseJsonBody } from './json-body.ts';
import { createLabCalls } from './lab-calls.ts';
import { createMediaCalls } from './media-calls.ts';
import { registerMedia } from './media-route.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { registerPages } from './pages.ts';
import { createPaperCalls } from './paper-calls.ts';
import { registerCalls } from './register-calls.ts';
import { createReportCalls } from './report-calls.ts';
import { createSessionCalls } from './session-calls.ts';
import { createSessions } from './sessions.ts';
import { createStreamHub } from './stream-hub.ts';
import { createTicketCalls } from './ticket-calls.ts';
import { compileValidator } from './validator.ts';

/** Starts to listen and resolves when requests are taken. Rejects when the address is taken or not ours. */
export async function createHttpServer(options: HttpOptions): Promise<HttpServer> {
  const { clock, config, hall, log } = options;
  const sessions = createSessions();
  const clientAddress = createClientAddress(clock.monoMs);
  const admission = createAdmission(options, sessions, clientAddress);
  const streams = createStreamHub(clock, sessions);
  const metrics = createMetrics({
    hall,
    services: config.services.map(({ id }) => id),
    streams: () => streams,
    version: options.version ?? '0',
  });
  const app = createApp(log);
  guardSockets(app.server, clientAddress);
  app.decorateRequest('caller');
  app.decorateRequest('startedMs', 0);
  const running = createRunning();
  app.addHook('onRequest', (request, reply, done) => {
    running.begin();
    admission.hook(request, reply, done);
  });
  addAnswerRules(app, metrics, running, options);
  await registerPages(app, options);
  registerMedia(app, options);
  registerCalls(
    app,
    {
      ...createTicketCalls(options),
      ...createCounterCalls(options),
      ...createDayCalls(options),
      ...createBusCalls(options),
      ...createContentCalls(options),
      ...createReportCalls(options),
      ...createPaperCalls(options),
      ...createSessionCalls(options, sessions, streams),
      ...createHallCalls(options, streams, metrics),
      ...createMediaCalls(options),
      ...createFirmwareCalls(options),
      ...createLabCalls(options.lab),
    },
    log,
  );
  try {
    await app.listen({ host: options.host, port: options.port });
  } catch (error) {
    metrics.close();
    throw error;
  }
  const { port } = app.server.address() as AddressInfo;
  let closed: Promise<void> | null = null;
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    port,
    close() {
      closed ??= closeServer(app, running, () => {
        admission.startClosing();
        streams.close();
        metrics.close();
      });
      return closed;
    },
  };
}

function createApp(log: LogPort): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: limits.bodyBytesMax,
    requestTimeout: httpLimits.requestMsMax,
    keepAliveTimeout: httpLimits.keepAliveMs,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    http: {
      maxHeaderSize: httpLimits.headerBytesMax,
      headersTimeout: httpLimits.headersMsMax,
      connectionsCheckingInterval: httpLimits.connectionCheckMs,
      noDelay: true,
      keepAlive: true,
    },
    schemaController: {
      compilersFactory: {
        buildValidator: () => (route: unknown) =>
          compileValidator(route as { schema: object; httpPart?: string }) as never,
        buildSerializer: () => () => JSON.stringify,
      },
    },
    frameworkErrors: (_error, _request, reply) =>
      sendProblem(reply as never, 'not-found', 'the address cannot be read'),
    clientErrorHandler: (error, socket) => endBrokenSocket(error, socket),
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJsonBody(body as string));
    } catch (error) {
      done(error instanceof Error ? error : new Error('unreadable'));
    }
  });
  app.setErrorHandler((error: FastifyError | ProblemError, _request, reply) => {
    if (error instanceof ProblemError) {
      sendProblem(reply, error.code, error.detail);
      return;
    }
    const [code, detail] = problemOf(error);
    if (code === 'internal-error')
      log.error('http request failed', { error: error.message, at: error.stack?.split('\n')[1]?.trim() ?? '' });
    sendProblem(reply, code, detail);
  });
  return app;
}

/** What the web server itself found wrong, in our codes. */
function problemOf(error: FastifyError): readonly [ProblemCode, string?] {
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return ['body-too-large', `body: at most ${limits.bodyBytesMax} bytes; send less`];
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return ['media-type-unknown', 'header content-type: send application/json'];
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
      return ['body-invalid', 'header content-length: does not match the body'];
    case 'FST_ERR_NOT_FOUND':
      return ['not-found'];
    default:
      if (error.statusCode === 416) return ['range-invalid'];
      return error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500
        ? ['body-invalid', 'the request cannot be read']
        : ['internal-error'];
  }
}

function addAnswerRules(app: FastifyInstance, metrics: Metrics, running: Running, { clock }: HttpOptions): void {
  app.addHook('onResponse', (request, reply, done) => {
    // An address that cannot be read is answered before the door: it never began.
    if (request.startedMs > 0) running.end();
    metrics.answered(reply.statusCode, clock.monoMs() - request.startedMs);
    done();
  });
  app.setNotFoundHandler((request, reply) => {
    sendProblem(
      reply,
      'not-found',
      request.url.startsWith('/api') ? 'see /api/openapi.json for the calls there are' : undefined,
    );
  });
}

/** A connection that does not speak HTTP, or too slowly, gets one short answer and is closed. */
function endBrokenSocket(error: Error & { code?: string }, socket: Socket): void {
  if (socket.destroyed) return;
  const slow = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = slow
    ? '408 Request Timeout'
    : error.code === 'HPE_HEADER_OVERFLOW'
      ? '431 Request Header Fields Too Large'
      : '400 Bad Request';
  const body = JSON.stringify({
    ...makeProblem('body-invalid', slow ? 'the request came too slowly' : 'this is not HTTP we can read'),
    status: Number(status.slice(0, 3)),
  });
  if (!socket.writable || socket.bytesWritten > 0) socket.destroy();
  else
    socket.end(
      `HTTP/1.1 ${status}\r\nContent-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
      () => socket.destroy(),
    );
}

/** Caps on sockets: in all, and for strangers in all and by address, so that they never close the hall's own pages out. */
function guardSockets(server: NodeServer, clientAddress: (remote: string | undefined) => string): void {
  server.maxConnections = httpLimits.connectionsMax;
  const byAddress = new Map<string, number>();
  let remote = 0;
  server.on('connection', (socket: Socket) => {
    const address = clientAddress(socket.remoteAddress);
    if (isLoopback(address)) return;
    const open = byAddress.get(address) ?? 0;
    if (open >= httpLimits.connectionsPerAddressMax || remote >= httpLimits.remoteConnectionsMax) {
      socket.destroy();
      return;
    }
    byAddress.set(address, open + 1);
    remote += 1;
    socket.on('close', () => {
      remote -= 1;
      const left = (byAddress.get(address) ?? 1) - 1;
      if (left > 0) byAddress.set(address, left);
      else byAddress.delete(address);
    });
  });
}

/** Requests begun and not yet answered; a stream counts until it ends. */
interface Running {
  begin(): void;
  end(): void;
  /** Resolves when none is left, at the latest after the time given. */
  none(msMax: number): Promise<void>;
}

function createRunning(): Running {
  let count = 0;
  let wake: (() => void) | null = null;
  return {
    begin() {
      count += 1;
    },
    end() {
      count -= 1;
      if (count === 0) wake?.();
    },
    async none(msMax) {
      if (count === 0) return;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, msMax);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    },
  };
}

/** Running answers get their time; then every socket is cut, also those that never asked anything. */
async function closeServer(app: FastifyInstance, running: Running, stop: () => void): Promise<void> {
  stop();
  await running.none(httpLimits.closeMsMax);
  app.server.closeAllConnections();
  await app.close();
}
