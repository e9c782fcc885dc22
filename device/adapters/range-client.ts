/**
 * A small HTTP client for parts of large files: follows a few redirects, believes no length, ends when nothing comes, and reads
 * no faster than it may. It keeps nothing in memory but the bytes just read.
 */
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import type { ClockPort } from '../ports.ts';

export type FetchTrouble =
  | 'unreachable'
  | 'broken-off'
  | 'stalled'
  /** 5xx, or told to wait: worth another try. */
  | 'server-error'
  /** 4xx: the file is not there, or not for us. */
  | 'not-given'
  | 'too-many-redirects'
  /** Another part, or a file of another size, than was asked for. */
  | 'wrong-part';

/** From a place to the end. */
export interface WantedPart {
  readonly at: number;
  /** Size of the whole file. */
  readonly of: number;
}

export type PartAnswer =
  /** The body throws `stalled`, or what the network says, when it breaks off; it gives no byte more than asked for. */
  | { readonly ok: true; readonly body: AsyncGenerator<Uint8Array> }
  | { readonly ok: false; readonly trouble: FetchTrouble };

export interface RangeClientOptions {
  readonly clock: ClockPort;
  readonly bytesPerSecondMax: number;
  /** Without a byte for so long a connection is given up. */
  readonly stallMs: number;
}

export interface RangeClient {
  read(url: string, part: WantedPart, signal: AbortSignal): Promise<PartAnswer>;
  /** Cuts what is open. */
  close(): void;
}

interface Answer {
  readonly message: IncomingMessage;
  /** Nothing came for too long: that is why it ended. */
  readonly stalled: () => boolean;
}

const redirectsMax = 3;

export function createRangeClient({ bytesPerSecondMax, clock, stallMs }: RangeClientOptions): RangeClient {
  const closing = new AbortController();
  /** When the next byte may be read, so that the mean keeps to the rate. */
  let freeAtMs = 0;

  async function read(url: string, part: WantedPart, signal: AbortSignal): Promise<PartAnswer> {
    const both = AbortSignal.any([signal, closing.signal]);
    let target = url;
    for (let hops = 0; hops <= redirectsMax; hops += 1) {
      const answer = await ask(target, part, both);
      if (typeof answer === 'string') return { ok: false, trouble: answer };
      const next = redirectOf(answer.message, target);
      if (next === null) {
        const trouble = troubleOf(answer.message, part);
        if (trouble === null) return { ok: true, body: bodyOf(answer, part, both) };
        answer.message.destroy();
        return { ok: false, trouble };
      }
      answer.message.destroy();
      if (next === '') return { ok: false, trouble: 'not-given' };
      target = next;
    }
    return { ok: false, trouble: 'too-many-redirects' };
  }

  /** The head of an answer. */
  function ask(url: string, part: WantedPart, signal: AbortSignal): Promise<Answer | FetchTrouble> {
    return new Promise((resolve) => {
      const headers = { range: `bytes=${part.at}-`, 'accept-encoding': 'identity' };
      const get = url.startsWith('https:') ? getHttps : getHttp;
      let stalled = false;
      try {
        const request = get(url, { headers, signal, agent: false }, (message) =>
          resolve({ message, stalled: () => stalled }),
        );
        request.setTimeout(stallMs, () => {
          stalled = true;
          request.destroy(new Error('stalled'));
        });
        request.on('error', () => resolve(stalled ? 'stalled' : 'unreachable'));
      } catch {
        // An address that only looks like one.
        resolve('not-given');
      }
    });
  }

  async function* bodyOf(
    { message, stalled }: Answer,
    part: WantedPart,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array> {
    // A server without ranges sends the file from its start: what is there already is passed over.
    let skip = message.statusCode === 206 ? 0 : part.at;
    let left = part.of - part.at;
    try {
      for await (const data of message) {
        let bytes = data as Uint8Array;
        await inTurn(bytes.length, signal);
        const passed = Math.min(skip, bytes.length);
        skip -= passed;
        bytes = bytes.subarray(passed, passed + left);
        left -= bytes.length;
        if (bytes.length > 0) yield bytes;
        if (left === 0) return;
      }
    } catch (error) {
      throw stalled() ? new Error('stalled') : error;
    } finally {
      message.destroy();
    }
    throw new Error('broken-off');
  }

  async function inTurn(bytes: number, signal: AbortSignal): Promise<void> {
    const nowMs = clock.monoMs();
    freeAtMs = Math.max(freeAtMs, nowMs) + (bytes * 1000) / bytesPerSecondMax;
    const waitMs = freeAtMs - nowMs;
    // Short waits are gathered: a timer for each packet would cost more than the packet.
    if (waitMs < 50 || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const cancel = clock.at(freeAtMs, () => {
        signal.removeEventListener('abort', stop);
        resolve();
      });
      const stop = (): void => {
        cancel();
        resolve();
      };
      signal.addEventListener('abort', stop, { once: true });
    });
  }

  return { read, close: () => closing.abort() };
}

/** Where the answer sends us; '' where that is no address we take, null where it sends us nowhere. Never from TLS to plain. */
function redirectOf({ headers, statusCode = 0 }: IncomingMessage, from: string): string | null {
  if (![301, 302, 303, 307, 308].includes(statusCode)) return null;
  try {
    const target = new URL(headers.location ?? '', from);
    const allowed = target.protocol === 'https:' || (target.protocol === 'http:' && from.startsWith('http:'));
    return allowed ? target.href : '';
  } catch {
    return '';
  }
}

function troubleOf({ headers, statusCode = 0 }: IncomingMessage, part: WantedPart): FetchTrouble | null {
  if (statusCode >= 500 || statusCode === 408 || statusCode === 429) return 'server-error';
  if (statusCode === 416) return 'wrong-part';
  if (statusCode === 200) {
    const length = headers['content-length'];
    return length === undefined || Number(length) === part.of ? null : 'wrong-part';
  }
  if (statusCode !== 206) return 'not-given';
  const match = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range'] ?? '');
  const fits = match && Number(match[1]) === part.at && (match[3] === '*' || Number(match[3]) === part.of);
  return fits ? null : 'wrong-part';
}
