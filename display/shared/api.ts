/**
 * Calls to the daemon. A 'no' of the hall (problem+json) is a RefusalError with words in both languages; no answer is a
 * LinkError. A call never hangs: it is given up after `answerMsMax`.
 */
import { tBoth } from '../../protocol/board-texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';

/** A ticket costs one durable write; a daemon that has not answered after this is gone or wedged. */
const answerMsMax = 8_000;

export class RefusalError extends Error {
  readonly code: string;
  readonly status: number;
  readonly text: Bilingual;
  /** What the refusal is about, e.g. `{ counter: 3 }`; empty when it says all. */
  readonly values: Readonly<Record<string, unknown>>;
  /** The whole answer: a refused file says there what is wrong with it. */
  readonly details: Readonly<Record<string, unknown>>;
  constructor(
    code: string,
    status: number,
    text: Bilingual,
    values: Readonly<Record<string, unknown>>,
    details: Readonly<Record<string, unknown>> = {},
  ) {
    super(`${status} ${code}`);
    this.name = 'RefusalError';
    this.code = code;
    this.status = status;
    this.text = text;
    this.values = values;
    this.details = details;
  }
}

export class LinkError extends Error {
  constructor(cause: unknown) {
    super('no answer from the daemon', { cause });
    this.name = 'LinkError';
  }
}

/** One call; resolves to the parsed body (undefined when there is none), throws RefusalError or LinkError. */
export async function callApi<Answer = void>(
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body?: object,
): Promise<Answer> {
  const init: RequestInit = {
    method,
    cache: 'no-store',
    credentials: 'same-origin',
    signal: AbortSignal.timeout(answerMsMax),
  };
  if (body !== undefined) {
    init.headers = { 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  return answered<Answer>(path, init);
}

/** A piece of a file takes as long as the line needs. */
const piecesMsMax = 120_000;

/** Sends bytes as they are; answers and throws like `callApi`. */
export function sendBytes<Answer>(path: string, bytes: Blob): Promise<Answer> {
  const headers = { 'content-type': 'application/octet-stream' };
  return answered<Answer>(path, {
    method: 'PUT',
    cache: 'no-store',
    credentials: 'same-origin',
    signal: AbortSignal.timeout(piecesMsMax),
    headers,
    body: bytes,
  });
}

async function answered<Answer>(path: string, init: RequestInit): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(`/api/${path}`, init);
    text = await response.text();
  } catch (cause) {
    throw new LinkError(cause);
  }
  const data = parse(text);
  if (!response.ok) throw refusalOf(response.status, data);
  return data as Answer;
}

/**
 * Why a stream was refused: an EventSource cannot see the answer to its own request. Null when there is no 'no' (any more)
 * or no answer at all. Reads nothing of a stream that opens.
 */
export async function refusalOfStream(view: string): Promise<RefusalError | null> {
  const stop = new AbortController();
  const giveUp = setTimeout(() => stop.abort(), answerMsMax);
  try {
    const response = await fetch(`/api/stream?view=${view}`, { cache: 'no-store', signal: stop.signal });
    return response.ok ? null : refusalOf(response.status, parse(await response.text()));
  } catch {
    return null;
  } finally {
    clearTimeout(giveUp);
    stop.abort();
  }
}

/** A request id or other page-made id: 128 bits of chance. `crypto.randomUUID` does not exist on plain-HTTP origins. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Words for whatever went wrong in a call. */
export function wordsOf(error: unknown): Bilingual {
  if (error instanceof RefusalError) {
    const { text, values } = error;
    if (error.code !== 'clerk-elsewhere' || typeof values.counter !== 'number') return text;
    const where = tBoth('counter.name', { no: values.counter });
    return { zh: `${text.zh}（${where.zh}）`, en: `${text.en} (${where.en})` };
  }
  return { zh: '系统没有应答，请稍候再试。', en: 'No answer from the system. Try again in a moment.' };
}

/** Every refusal brings its own words; an answer without them comes from something between the page and the hall. */
const unspoken: Bilingual = { zh: '系统出错，请稍候再试。', en: 'Something went wrong. Try again in a moment.' };

function refusalOf(status: number, data: unknown): RefusalError {
  const problem = isRecord(data) ? data : {};
  const code = typeof problem.code === 'string' ? problem.code : status === 404 ? 'not-found' : 'internal-error';
  const sent = isRecord(problem.text) ? problem.text : {};
  const text = {
    zh: typeof sent.zh === 'string' ? sent.zh : unspoken.zh,
    en: typeof sent.en === 'string' ? sent.en : unspoken.en,
  };
  return new RefusalError(code, status, text, isRecord(problem.values) ? problem.values : {}, problem);
}

function parse(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
