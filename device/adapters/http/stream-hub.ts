/**
 * Server-Sent Events: many pages, one write for each message and page. A page that does not read is cut when its backlog
 * passes the bound; it reconnects and starts from a snapshot. Streams of a session end with the session.
 *
 *   hall.stream ──sink(kind, version, data)──▶ frame made once ──▶ socket, socket, socket …
 */
import type { ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { limits } from '../../../protocol/limits.ts';
import type { ProblemCode } from '../../../protocol/problems.ts';
import type { ClockPort, StreamSink } from '../../ports.ts';
import { securityHeaders } from './admission.ts';
import { sendProblem } from './answer.ts';
import { isOfHall } from './caller.ts';
import { httpLimits } from './http-limits.ts';
import type { Session, Sessions } from './sessions.ts';

export interface StreamHub {
  /** Answers the request with a stream, or with a problem when there is no room or `open` knows no such view. */
  serve(
    request: FastifyRequest,
    reply: FastifyReply,
    open: (sink: StreamSink) => { close(): void } | null,
    missing: ProblemCode,
  ): void;
  /** Ends every stream opened with a session that has ended. */
  sweep(): void;
  readonly open: number;
  /** Streams cut because their page did not read. */
  readonly cut: number;
  close(): void;
}

interface Stream {
  readonly response: ServerResponse;
  readonly session: Session | null;
  readonly address: string;
  /** A stream of the hall's devices or of staff: it may use the reserve. */
  readonly trusted: boolean;
  source: { close(): void } | null;
}

/** `live-view.ts` waits for the next one no longer than a few times `everyMs`, then connects again. */
const heartbeat = Buffer.from(`event: ping\ndata: {"everyMs":${httpLimits.heartbeatMs}}\n\n`);

export function createStreamHub(clock: ClockPort, sessions: Sessions): StreamHub {
  const streams = new Set<Stream>();
  const strangers = new Map<string, number>();
  let strangersOpen = 0;
  let cut = 0;
  let cancelBeat: (() => void) | null = null;
  const makeFrame = createFrameMaker();

  function remove(stream: Stream): void {
    if (!streams.delete(stream)) return;
    if (!stream.trusted) {
      strangersOpen -= 1;
      const left = (strangers.get(stream.address) ?? 1) - 1;
      if (left > 0) strangers.set(stream.address, left);
      else strangers.delete(stream.address);
    }
    stream.source?.close();
    if (streams.size === 0) {
      cancelBeat?.();
      cancelBeat = null;
    }
  }

  function end(stream: Stream): void {
    remove(stream);
    stream.response.end();
  }

  /** Writes, unless the page has not read what it already got. */
  function write(stream: Stream, frame: Buffer): boolean {
    const { response } = stream;
    if (response.destroyed || response.writableEnded) return false;
    if (response.writableLength + frame.length > limits.streamBacklogBytesMax) {
      cut += 1;
      remove(stream);
      response.destroy();
      return false;
    }
    response.write(frame);
    return true;
  }

  function beat(): void {
    cancelBeat = null;
    const nowMs = clock.monoMs();
    for (const stream of [...streams]) {
      if (stream.session && !sessions.isLive(stream.session, nowMs)) end(stream);
      else write(stream, heartbeat);
    }
    scheduleBeat();
  }

  function scheduleBeat(): void {
    if (streams.size > 0 && cancelBeat === null) cancelBeat = clock.at(clock.monoMs() + httpLimits.heartbeatMs, beat);
  }

  function hasRoom(address: string, trusted: boolean): boolean {
    if (streams.size >= limits.streamsMax) return false;
    if (trusted) return true;
    return (
      strangersOpen < limits.streamsMax - httpLimits.streamsReserved &&
      (strangers.get(address) ?? 0) < limits.streamsPerAddressMax
    );
  }

  return {
    serve(request, reply, open, missing) {
      const { address, session } = request.caller;
      const trusted = isOfHall(request.caller) || session !== null;
      if (!hasRoom(address, trusted)) {
        sendProblem(reply, 'streams-full', undefined, 5000);
        return;
      }
      const stream: Stream = { response: reply.raw, session, address, trusted, source: null };
      let started = false;
      const source = open((kind, version, data) => {
        const frame = makeFrame(kind, version, data);
        if (started) return write(stream, frame);
        started = true;
        reply.hijack();
        startResponse(reply.raw, frame);
        return true;
      });
      if (!source) {
        sendProblem(reply, missing);
        return;
      }
      stream.source = source;
      streams.add(stream);
      if (!trusted) {
        strangersOpen += 1;
        strangers.set(address, (strangers.get(address) ?? 0) + 1);
      }
      reply.raw.on('close', () => remove(stream));
      reply.raw.on('error', () => remove(stream));
      if (reply.raw.destroyed) remove(stream);
      scheduleBeat();
    },
    sweep() {
      for (const stream of [...streams]) if (stream.session?.ended) end(stream);
    },
    get open() {
      return streams.size;
    },
    get cut() {
      return cut;
    },
    close() {
      for (const stream of [...streams]) end(stream);
    },
  };
}

/** Headers, `retry` and the first message leave in one packet. The stream ends with its socket: no chunks, no length. */
function startResponse(response: ServerResponse, first: Buffer): void {
  response.useChunkedEncodingByDefault = false;
  response.shouldKeepAlive = false;
  response.socket?.setNoDelay(true);
  response.writeHead(200, {
    ...securityHeaders,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
    connection: 'close',
  });
  response.write(Buffer.concat([Buffer.from('retry: 1000\n'), first]));
}

/** The hall sends the same text to every page of a view, one after the other: encode it once. */
function createFrameMaker(): (kind: string, version: number, data: string) => Buffer {
  let last = { kind: '', version: -1, data: '', frame: Buffer.alloc(0) };
  return (kind, version, data) => {
    if (last.version !== version || last.kind !== kind || last.data !== data)
      last = { kind, version, data, frame: Buffer.from(`event: ${kind}\nid: ${version}\ndata: ${data}\n\n`) };
    return last.frame;
  };
}
