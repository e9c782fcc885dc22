/** What pages and monitors read: the hall, its health, streams, figures, voice files, and the API's own description. */
import { basename, dirname } from 'node:path';
import { buildOpenApi } from '../../../protocol/openapi.ts';
import type { ProblemCode } from '../../../protocol/problems.ts';
import type { CallPart } from '../../../protocol/views.ts';
import type { StreamName } from '../../ports.ts';
import { sendJson, sendProblem } from './answer.ts';
import { type Caller, isOfHall } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { Metrics } from './metrics.ts';
import type { ApiHandlers } from './register-calls.ts';
import type { StreamHub } from './stream-hub.ts';

type HallCalls = Pick<ApiHandlers, 'hall' | 'stream' | 'health' | 'metrics' | 'openapi' | 'voice'>;

const wavPattern = /^[A-Za-z0-9_-]{1,120}$/;

export function createHallCalls(options: HttpOptions, streams: StreamHub, metrics: Metrics): HallCalls {
  const { hall, voice } = options;
  let openApiText: string | null = null;

  return {
    hall({ reply }) {
      sendJson(reply, 200, { seq: hall.seq(), ...hall.hallView() });
    },
    stream({ caller, query, reply, request }) {
      const name = query.view as StreamName;
      const refused = refuseStream(name, caller, options);
      if (refused) {
        sendProblem(reply, refused);
        return;
      }
      streams.serve(
        request,
        reply,
        (sink) => (name === 'lab' ? (options.lab?.stream(sink) ?? null) : hall.stream(name, sink)),
        missingOf(name),
      );
    },
    health({ reply }) {
      sendJson(reply, 200, hall.healthPart());
    },
    metrics({ reply }) {
      reply
        .header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(metrics.text());
    },
    openapi({ reply }) {
      openApiText ??= JSON.stringify(buildOpenApi({ version: options.version ?? '0' }));
      reply
        .header('content-type', 'application/json; charset=utf-8')
        .header('cache-control', 'no-cache')
        .send(openApiText);
    },
    async voice({ caller, params, reply }) {
      const { name = '' } = params;
      const asks = wavPattern.test(name) && (isOfHall(caller) || caller.session !== null || isCalled(name, options));
      const path = asks ? ((await voice?.wav(name)) ?? null) : null;
      if (path === null) sendProblem(reply, 'not-found');
      else
        reply
          .header('cache-control', 'public, max-age=86400')
          .sendFile(basename(path), dirname(path), { cacheControl: false });
    },
  };
}

/** A file costs a process and a write: strangers get what every page is told to play, no invented ones. */
function isCalled(name: string, { hall }: HttpOptions): boolean {
  const { calls, announcements = [], signage } = hall.hallView();
  const isIts = (wav: string) => wav.endsWith(`/${name}.wav`);
  if (signage.chimeWav !== undefined && isIts(signage.chimeWav)) return true;
  return announcements.some(({ wavs }) => wavs.some(isIts)) || calls.some((call) => soundsOf(call).some(isIts));
}

function soundsOf({ wavs, more }: CallPart): readonly string[] {
  return [...wavs, ...(more?.wavs ?? [])];
}

/** What a view that is not there is refused with. */
function missingOf(name: StreamName): ProblemCode {
  if (name.startsWith('ticket/')) return 'ticket-unknown';
  if (name.startsWith('screen/')) return 'screen-unknown';
  return name.includes('/') ? 'counter-unknown' : 'not-found';
}

/** Why this caller may not see the view, or null. Unknown counters and tickets are the hall's to refuse. */
function refuseStream(name: StreamName, caller: Caller, { demo, lab }: HttpOptions): ProblemCode | null {
  const { session } = caller;
  if (name === 'lab') return demo && lab ? null : 'not-found';
  if (name === 'health' || name === 'desk' || name === 'content' || name.startsWith('counter/')) {
    if (!session) return 'not-signed-in';
    return name !== 'health' && name !== 'content' && session.role === 'facilities' ? 'not-allowed' : null;
  }
  return name.startsWith('rate/') && !isOfHall(caller) && !session ? 'not-signed-in' : null;
}
