/**
 * Films and pictures come in: an upload is begun, sent in pieces that may be sent again, and finished, when the file is checked
 * and the hall is told. The hall hears of a file only when it is in its place.
 */
import type { MediaFacts } from '../../../protocol/content.ts';
import { limits } from '../../../protocol/limits.ts';
import { makeProblem, type Problem, type ProblemCode } from '../../../protocol/problems.ts';
import type { Finished } from '../media-store.ts';
import { guarded, sendJson, sendProblem, sendProblemBody, sendRefusal } from './answer.ts';
import { actorOf } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type MediaCalls = Pick<ApiHandlers, 'beginUpload' | 'uploadStatus' | 'uploadPiece' | 'finishUpload' | 'abandonUpload'>;
type Reply = Exchange<'uploadStatus'>['reply'];

/** A sender that finds its upload taken by a piece that hangs waits for as long as the server waits for that piece. */
const busyRetryMs = 2_000;
/** Answers kept for a page that did not hear them and finishes again. */
const answersMax = 20;

export function createMediaCalls({ hall, log, media }: HttpOptions): MediaCalls {
  const finished = new Map<string, { readonly facts: MediaFacts; readonly told: boolean }>();

  /** `values` say where the upload stands, for a sender that is elsewhere. */
  function refuse(reply: Reply, code: ProblemCode, id: string): void {
    const offset = media?.find(id, 'page')?.offset;
    if (code === 'upload-offset' && offset !== undefined)
      sendProblemBody(reply, makeProblem(code, undefined, { offset }));
    else sendProblem(reply, code, undefined, code === 'busy' ? busyRetryMs : undefined);
  }

  /** The hall is told; a page that asks again gets the same answer. */
  function announce(id: string, facts: MediaFacts, { caller, reply }: Exchange<'finishUpload'>): void {
    hall.submit({ type: 'add-media', media: facts }, actorOf(caller, undefined, 'staff'), (result) =>
      guarded(reply, log, () => {
        if (result.ok) {
          remember(id, facts, true);
          sendJson(reply, 200, facts);
        } else sendRefusal(reply, result.refusal);
      }),
    );
    remember(id, facts, false);
  }

  function remember(id: string, facts: MediaFacts, told: boolean): void {
    finished.set(id, { facts, told });
    const [first] = finished.keys();
    if (finished.size > answersMax && first !== undefined) finished.delete(first);
  }

  return {
    async beginUpload({ body, reply }) {
      if (!media) return sendProblem(reply, 'not-found', 'this hall takes no films');
      const { bytes, name, sha256 = null } = body;
      const begun = await media.begin({ name, bytes, sha256, from: 'page' });
      if (begun.ok) sendJson(reply, 201, begun.value);
      else sendProblem(reply, begun.problem);
    },
    uploadStatus({ params, reply }) {
      const status = media?.find(params.id ?? '', 'page');
      if (status) sendJson(reply, 200, status);
      else sendProblem(reply, 'upload-unknown');
    },
    async uploadPiece({ params, query, reply, request }) {
      const { id = '' } = params;
      if (!media?.find(id, 'page')) return sendProblem(reply, 'upload-unknown');
      const length = Number(request.headers['content-length'] ?? 0);
      if (length > limits.uploadPieceBytesMax)
        return sendProblem(reply, 'body-too-large', `body: at most ${limits.uploadPieceBytesMax} bytes a piece`);
      // The request stays open when reading ends early: its answer says why.
      const pieces = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      const done = await media.append(id, Number(query.offset), pieces);
      if (done.ok) sendJson(reply, 200, done.value);
      else refuse(reply, done.problem, id);
    },
    async finishUpload(exchange) {
      const { params, reply } = exchange;
      const { id = '' } = params;
      const known = finished.get(id);
      if (known && media?.has(known.facts.sha256))
        return known.told ? sendJson(reply, 200, known.facts) : announce(id, known.facts, exchange);
      if (!media?.find(id, 'page')) return sendProblem(reply, 'upload-unknown');
      const done = await media.finish(id);
      if (!done.ok) refuse(reply, done.problem, id);
      else if (done.value.ok) announce(id, done.value.facts, exchange);
      else sendProblemBody(reply, fileProblem(done.value));
    },
    async abandonUpload({ params, reply }) {
      const { id = '' } = params;
      if (!media?.find(id, 'page')) return sendProblem(reply, 'upload-unknown');
      const done = await media.abandon(id);
      if (done.ok) reply.code(204).header('cache-control', 'no-store').send();
      else refuse(reply, done.problem, id);
    },
  };
}

function fileProblem(refused: Exclude<Finished, { ok: true }>): Problem {
  if (refused.problem !== 'media-refused') return makeProblem(refused.problem);
  const { findings, mend } = refused;
  const detail = findings.map(({ text }) => text.en).join(' ');
  return { ...makeProblem('media-refused', detail), findings, ...(mend === null ? {} : { mend }) };
}
