/**
 * Puts the table of calls on the web server: one route for each call, its validators, its access, and 405 for every
 * other method of a known path. A call without a handler does not compile.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods, RouteOptions } from 'fastify';
import { type ApiBody, type ApiCall, type ApiCallName, type ApiQuery, apiCalls } from '../../../protocol/api.ts';
import type { LogPort } from '../../ports.ts';
import { sendProblem } from './answer.ts';
import type { Caller } from './caller.ts';

/** One request of a call, read and checked. */
export interface Exchange<Name extends ApiCallName> {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly caller: Caller;
  readonly params: Readonly<Record<string, string>>;
  readonly body: ApiBody<Name>;
  readonly query: ApiQuery<Name>;
}

export type ApiHandlers = { readonly [Name in ApiCallName]: (exchange: Exchange<Name>) => void | Promise<void> };
type AnyHandler = (exchange: object) => void | Promise<void>;

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const satisfies readonly HTTPMethods[];

export function registerCalls(app: FastifyInstance, handlers: ApiHandlers, log: LogPort): void {
  const methodsByPath = new Map<string, Set<string>>();
  for (const name of Object.keys(apiCalls) as ApiCallName[]) {
    const call: ApiCall = apiCalls[name];
    const url = routePath(call.path);
    methodsByPath.set(url, (methodsByPath.get(url) ?? new Set()).add(call.method));
    const route: RouteOptions = {
      method: call.method,
      url,
      exposeHeadRoute: call.method === 'GET' && name !== 'stream',
      config: { access: call.access, ticket: name === 'issue' },
      schema: { ...(call.body ? { body: call.body } : {}), ...(call.query ? { querystring: call.query } : {}) },
      handler: asRouteHandler(handlers[name] as AnyHandler, log),
    };
    if (call.raw) registerRaw(app, route, call.raw);
    else app.route(route);
  }
  for (const [url, taken] of methodsByPath) refuseOthers(app, url, taken);
}

/** Bytes are read by the handler, as they come; no other call takes them. */
function registerRaw(app: FastifyInstance, route: RouteOptions, type: string): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(type, (_request, payload, parsed) => parsed(null, payload));
    scope.route(route);
    done();
  });
}

/** Every other method of a known path is refused before its body is read. */
export function refuseOthers(app: FastifyInstance, url: string, taken: ReadonlySet<string>): void {
  app.route({
    method: methods.filter((method) => !taken.has(method)),
    url,
    exposeHeadRoute: false,
    config: { allow: [...taken].join(', ') },
    handler: (_request, reply) => sendProblem(reply, 'method-not-allowed'),
  });
}

/** `/api/tickets/{id}` as `/api/tickets/:id`. */
function routePath(path: string): string {
  return path.replace(/\{([a-z]+)\}/g, ':$1');
}

function asRouteHandler(handler: AnyHandler, log: LogPort) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    const { caller, params, body, query } = request;
    const running = handler({ request, reply, caller, params, body: body ?? {}, query });
    if (!(running instanceof Promise)) return;
    running.catch((error: unknown) => {
      log.error('http call failed', { error: error instanceof Error ? error.message : String(error) });
      if (!reply.sent) sendProblem(reply, 'internal-error');
    });
  };
}
