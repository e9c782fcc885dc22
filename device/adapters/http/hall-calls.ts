/** What pages and monitors read: the hall, its health, streams, figures, voice files, and the API's own description. */
import { basename, dirname } from 'node:path';
import { limits } from '../../../protocol/limits.ts';
import { buildOpenApi } from '../../../protocol/openapi.ts';
import type { ProblemCode } from '../../../protocol/problems.ts';
import type { CallPart } from '../../../protocol/views.ts';
import type { StreamName } from '../../ports.ts';
import { guarded, sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf, type Caller, isOfHall } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { Metrics } from './metrics.ts';
import type { ApiHandlers } from './register-calls.ts';
import type { StreamHub } from './stream-hub.ts';

type HallCalls = Pick<
  ApiHandlers,
  'hall' | 'stream' | 'health' | 'metrics' | 'openapi' | 'voice' | 'voiceDesk' | 'sayVoiceSample' | 'calendar'
>;

const calendarDays = 31;
const wavPattern = /^[A-Za-z0-9_-]{1,120}$/;
const samplePattern = /^(zh-CN|en)-sample-(what|digits)-[0-9a-f]{8}$/;

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
    voiceDesk: ({ reply }) => sendJson(reply, 200, hall.voiceView()),
    sayVoiceSample({ caller, params, reply }) {
      hall.sayVoiceSample(params.id ?? '', actorOf(caller, undefined, 'staff'), (result) =>
        guarded(reply, options.log, () => {
          if (result.ok) sendJson(reply, 200, hall.voiceView());
          else sendRefusal(reply, result.refusal);
        }),
      );
    },
    calendar({ query, reply }) {
      const from = query.from ?? options.clock.local(options.clock.wallMs()).date;
      const days = Number(query.days ?? calendarDays);
      if (!isDate(from)) sendProblem(reply, 'not-found', 'query.from: there is no such day');
      else if (days > limits.calendarAheadDaysMax)
        sendProblem(reply, 'not-found', `query.days: at most ${limits.calendarAheadDaysMax}`);
      else sendJson(reply, 200, hall.calendar(from, days));
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
  // The sample of the voice: four names at most that are not refused by the voice itself.
  if (samplePattern.test(name) || (signage.chimeWav !== undefined && isIts(signage.chimeWav))) return true;
  return announcements.some(({ wavs }) => wavs.some(isIts)) || calls.some((call) => soundsOf(call).some(isIts));
}

function soundsOf({ wavs, more }: CallPart): readonly string[] {
  return [...wavs, ...(more?.wavs ?? [])];
}

/** True for a day that the calendar has; a parser takes the 31st of February for a day of March. */
function isDate(text: string): boolean {
  const atMs = Date.parse(`${text}T12:00:00Z`);
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().startsWith(text);
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
  if (name === 'health' || name === 'desk' || name === 'content' || name === 'voice' || name.startsWith('counter/')) {
    if (!session) return 'not-signed-in';
    return name !== 'health' && name !== 'content' && name !== 'voice' && session.role === 'facilities'
      ? 'not-allowed'
      : null;
  }
  return name.startsWith('rate/') && !isOfHall(caller) && !session ? 'not-signed-in' : null;
}
