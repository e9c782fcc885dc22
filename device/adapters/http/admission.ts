/**
 * The door: what every request passes before its body is read.
 *
 *   host name → who calls → rate → origin → may this caller make this call → handler
 *
 * Synchronous and cheap; a request that is refused here has cost no parsing and no memory that stays.
 */
import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiAccess } from '../../../protocol/api.ts';
import { limits } from '../../../protocol/limits.ts';
import { sendProblem } from './answer.ts';
import { type Caller, isOfHall } from './caller.ts';
import { isLoopback } from './client-address.ts';
import { readCookie } from './cookies.ts';
import { hostName, isLoopbackHost, isLoopbackName, isOwnOrigin, publicHost } from './host-check.ts';
import type { HttpOptions } from './http-options.ts';
import { createPairedDevices, deviceCookie, deviceToken } from './paired-devices.ts';
import type { Sessions } from './sessions.ts';
import { createTokenBuckets } from './token-buckets.ts';

declare module 'fastify' {
  interface FastifyRequest {
    caller: Caller;
    /** Monotonic ms when the headers were read. */
    startedMs: number;
  }
  interface FastifyContextConfig {
    access?: ApiAccess;
    /** True for `POST /api/tickets`: strangers take few tickets a minute. */
    ticket?: boolean;
    /** Methods of a path that takes others; the answer is 405. */
    allow?: string;
  }
}

export const sessionCookie = 'hk_session';

/** Sent with every answer. The pages are built for this policy; nothing loads from elsewhere. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
};

export interface Admission {
  /** Fastify's `onRequest`. */
  readonly hook: (request: FastifyRequest, reply: FastifyReply, done: () => void) => void;
  /** From now on every request is told that the hall restarts. */
  startClosing(): void;
}

type Admitting = Pick<HttpOptions, 'clock' | 'config' | 'host' | 'trustLoopback' | 'demo' | 'lab'>;

export function createAdmission(
  options: Admitting,
  sessions: Sessions,
  clientAddress: (remote: string | undefined) => string,
): Admission {
  const { clock } = options;
  const behindProxy = options.config.listen?.proxy === true;
  const trustLoopback = options.trustLoopback && !behindProxy;
  const devices = createPairedDevices(options.config.devices);
  const publicName = publicHost(options.config.hall.publicUrl);
  const onLoopback = isLoopbackHost(options.host);
  const requests = createTokenBuckets(
    limits.remoteRequestsPerSecond,
    limits.remoteRequestsBurst,
    limits.limiterEntriesMax,
  );
  const tickets = createTokenBuckets(
    limits.remoteTicketsPerMinute / 60,
    limits.remoteTicketsBurst,
    limits.limiterEntriesMax,
  );
  let closing = false;

  const isOwnName = (host: string | undefined): boolean => {
    const name = hostName(host);
    return (
      isLoopbackName(name) ||
      (publicName !== null && (host?.toLowerCase() === publicName || name === hostName(publicName)))
    );
  };

  /** Sends a problem and returns false, or returns true: go on. */
  function admit(request: FastifyRequest, reply: FastifyReply, nowMs: number): boolean {
    const { headers, method } = request;
    const { access, allow, ticket } = request.routeOptions.config;
    if (closing) {
      reply.header('connection', 'close');
      return no(reply, 'shutting-down', undefined, 2000);
    }
    const ownName = isOwnName(headers.host);
    if (onLoopback && !ownName)
      return no(
        reply,
        'host-refused',
        'header host: use http://127.0.0.1, http://localhost or the configured hall.publicUrl',
      );
    const caller = identify(request, nowMs);
    request.caller = caller;
    if (!isOfHall(caller) && !caller.session) {
      const waitMs =
        requests.take(caller.address, nowMs) || (ticket && method === 'POST' ? tickets.take(caller.address, nowMs) : 0);
      if (waitMs > 0) return no(reply, 'too-many-requests', `wait ${Math.ceil(waitMs / 1000)} s`, waitMs);
    }
    if (allow !== undefined) {
      reply.header('allow', allow);
      return no(reply, 'method-not-allowed', `this address takes ${allow}`);
    }
    if (
      method !== 'GET' &&
      method !== 'HEAD' &&
      caller.via !== 'bearer' &&
      !isOwnOrigin(headers.origin, oneText(headers['sec-fetch-site']), headers.host)
    )
      return no(
        reply,
        'origin-refused',
        'header origin: send the request from a page of this hall, or with a bearer token',
      );
    return allowed(access, caller, reply);
  }

  function allowed(access: ApiAccess | undefined, caller: Caller, reply: FastifyReply): boolean {
    if (access === 'demo')
      return (options.demo && options.lab !== undefined) || no(reply, 'not-found', 'the lab exists in the demo only');
    if (access === undefined || access === 'public') return true;
    if (!caller.session) return no(reply, 'not-signed-in');
    if (access === 'lead') return caller.session.role === 'lead' || no(reply, 'not-allowed', 'this is for team leads');
    if (access === 'content-staff')
      return caller.session.role !== 'clerk' || no(reply, 'not-allowed', 'this is for team leads and facilities');
    return (
      access === 'staff' ||
      caller.session.role !== 'facilities' ||
      no(reply, 'not-allowed', 'counters are for clerks and team leads')
    );
  }

  function identify(request: FastifyRequest, nowMs: number): Caller {
    const { headers } = request;
    const remote = request.socket.remoteAddress;
    const address = clientAddress((behindProxy && isLoopback(clientAddress(remote)) && passedOnFor(headers)) || remote);
    const local = trustLoopback && isLoopback(address) && isDirect(headers);
    const paired = deviceToken(headers.authorization) ?? readCookie(headers.cookie, deviceCookie);
    const device = paired === null ? null : devices.find(paired);
    const bearer = bearerToken(headers.authorization);
    const cookie = bearer === null ? readCookie(headers.cookie, sessionCookie) : null;
    const token = bearer ?? cookie;
    const session = token === null ? null : sessions.find(token, nowMs);
    return { address, local, device, session, via: bearer !== null ? 'bearer' : session ? 'cookie' : null };
  }

  return {
    hook(request, reply, done) {
      const nowMs = clock.monoMs();
      request.startedMs = nowMs;
      reply.headers(securityHeaders);
      if (admit(request, reply, nowMs)) done();
    },
    startClosing() {
      closing = true;
    },
  };
}

/** Asked for by a loopback name and not passed on by a proxy: really somebody at this machine. */
function isDirect(headers: FastifyRequest['headers']): boolean {
  return isLoopbackName(hostName(headers.host)) && proxyHeaders.every((name) => headers[name] === undefined);
}

/** What proxies add to a request that they pass on; some add nothing, for those there is `listen.proxy`. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip', 'forwarded', 'via'];

/** For whom our own proxy asks: the last address of `X-Forwarded-For`, the one that it has added itself. */
function passedOnFor(headers: FastifyRequest['headers']): string | undefined {
  const last = oneText(headers['x-forwarded-for'])?.split(',').at(-1)?.trim() ?? '';
  return isIP(last) === 0 ? undefined : last;
}

/** The token of `Authorization: Bearer …`, or null. */
export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer +([A-Za-z0-9_-]{1,100}) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

function oneText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(',') : value;
}

function no(...answer: Parameters<typeof sendProblem>): false {
  sendProblem(...answer);
  return false;
}
