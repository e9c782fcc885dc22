/** How every answer leaves: JSON made once, problems with their code, never a stack, never a cached API answer. */
import type { FastifyReply } from 'fastify';
import { makeProblem, type Problem, type ProblemCode } from '../../../protocol/problems.ts';
import type { Refusal } from '../../../protocol/refusals.ts';
import type { LogPort } from '../../ports.ts';

const jsonType = 'application/json; charset=utf-8';
const problemType = 'application/problem+json; charset=utf-8';

export function sendJson(reply: FastifyReply, status: number, body: unknown): void {
  reply.code(status).header('content-type', jsonType).header('cache-control', 'no-store').send(JSON.stringify(body));
}

/** `retryMs` becomes `Retry-After` in whole seconds, at least one. */
export function sendProblem(reply: FastifyReply, code: ProblemCode, detail?: string, retryMs?: number): void {
  if (retryMs !== undefined) reply.header('retry-after', String(Math.max(1, Math.ceil(retryMs / 1000))));
  sendProblemBody(reply, makeProblem(code, detail));
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): void {
  sendProblemBody(reply, makeProblem(refusal.code, undefined, refusal.detail));
}

export function sendProblemBody(reply: FastifyReply, problem: Problem): void {
  reply
    .code(problem.status)
    .header('content-type', problemType)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(problem));
}

/** A problem thrown while a request is read; the error handler sends it. */
export class ProblemError extends Error {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  constructor(code: ProblemCode, detail?: string) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

/**
 * Runs the last step of an answer that comes from the hall's commit. An error in it must end this request and never
 * reach the engine that called back.
 */
export function guarded(reply: FastifyReply, log: LogPort, run: () => void): void {
  try {
    run();
  } catch (error) {
    log.error('http answer failed', { error: error instanceof Error ? error.message : String(error) });
    if (!reply.sent) sendProblem(reply, 'internal-error');
  }
}
