/**
 * Serves the built pages with a small hall behind them: real HTTP, real Server-Sent Events, the real content policy. It
 * exists to show and to test the pages; a test changes the hall's state, calls `changed`, and sees what people would see.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { ScreenBeat } from '../../protocol/content.ts';
import { refusals } from '../../protocol/refusals.ts';
import { SmallHall } from './small-hall.ts';
import { SmallRefusal } from './small-state.ts';

/** The policy the daemon sends with every page: nothing inline, nothing from elsewhere. */
export const contentPolicy =
  "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'";

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  css: 'text/css',
  svg: 'image/svg+xml',
  mp4: 'video/mp4',
  webm: 'video/webm',
  png: 'image/png',
};
const pages: readonly string[] = ['signage', 'kiosk', 'admin', 'lab'];
const numberedPages: readonly string[] = ['counter', 'rate', 'signage'];

export interface PageServer {
  readonly url: string;
  readonly hall: SmallHall;
  /** Films and pictures by their name under `/media/`. */
  readonly media: Map<string, Uint8Array>;
  /** Sends what has changed to every open page. */
  changed(): void;
  /** The link is gone: streams end, every call of the API is cut off. */
  cut(): void;
  mend(): void;
  close(): Promise<void>;
}

interface Stream {
  readonly view: () => object;
  readonly response: ServerResponse;
  readonly parts: Map<string, string>;
  version: number;
}

/** Starts on a free port of 127.0.0.1, or on `port`. `distDir` holds the built pages. */
export async function startPageServer(distDir: string, port = 0): Promise<PageServer> {
  const hall = new SmallHall();
  const media = new Map<string, Uint8Array>();
  const streams = new Set<Stream>();
  let isCut = false;
  const changed = () => {
    for (const stream of streams) sendDelta(stream);
  };
  const server = createServer((request, response) => {
    if (isCut && request.url?.startsWith('/api/')) {
      response.destroy();
      return;
    }
    void answer(request, response, { hall, media, streams, changed, distDir }).catch(() => response.destroy());
  });
  await new Promise<void>((done) => server.listen(port, '127.0.0.1', done));
  const address = server.address();
  const bound = typeof address === 'object' && address ? address.port : port;
  return {
    url: `http://127.0.0.1:${bound}`,
    hall,
    media,
    changed,
    cut() {
      isCut = true;
      for (const stream of streams) stream.response.destroy();
    },
    mend() {
      isCut = false;
    },
    close() {
      server.closeAllConnections();
      return new Promise((done) => server.close(done));
    },
  };
}

interface Served {
  readonly hall: SmallHall;
  readonly media: ReadonlyMap<string, Uint8Array>;
  readonly streams: Set<Stream>;
  readonly changed: () => void;
  readonly distDir: string;
}

async function answer(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://hall');
  try {
    if (url.pathname === '/api/stream') openStream(url.searchParams.get('view') ?? '', response, served);
    else if (url.pathname.startsWith('/media/'))
      sendMedia(request, response, served, url.pathname.slice('/media/'.length));
    else if (url.pathname.startsWith('/api/lab/paper/'))
      send(response, 200, 'image/svg+xml', paperPicture(url.pathname));
    else if (url.pathname.startsWith('/api/'))
      await answerCall(request, response, url.pathname.slice('/api/'.length).split('/'), served);
    else await sendFile(response, served.distDir, url.pathname);
  } catch (error) {
    if (!(error instanceof SmallRefusal)) throw error;
    const { status, text } = refusals[error.code];
    send(
      response,
      status,
      'application/problem+json',
      JSON.stringify({ type: 'about:blank', title: text.en, status, code: error.code, text, values: error.values }),
    );
  }
}

async function answerCall(
  request: IncomingMessage,
  response: ServerResponse,
  path: readonly string[],
  served: Served,
): Promise<void> {
  const { hall } = served;
  const body = request.method === 'POST' ? await readBody(request) : {};
  const [root = '', id = '', action = ''] = path;
  const json = (status: number, value: object) => {
    send(response, status, 'application/json', JSON.stringify(value));
    served.changed();
  };
  if (root === 'session' && request.method === 'GET') {
    if (hall.badge === null) throw new SmallRefusal('not-signed-in');
    json(200, { badge: hall.badge, role: hall.role });
  } else if (root === 'session' && request.method === 'DELETE') {
    hall.badge = null;
    json(200, {});
  } else if (root === 'session') {
    if (body.badge !== body.pin) throw new SmallRefusal('sign-in-failed');
    hall.badge = String(body.badge);
    json(200, { token: 'x' });
  } else if ((root === 'tickets' && id === '') || root === 'appointments') {
    const rest = Array.isArray(body.rest) ? body.rest.map(String) : [];
    const ticket =
      root === 'appointments'
        ? hall.checkIn(String(body.code), String(body.requestId))
        : hall.issue(String(body.service), String(body.requestId), rest);
    const ahead = hall.ticketView(ticket.ticketId).ticket.ahead ?? 0;
    if (ticket.print === 'pending' && Number.isFinite(hall.printMs)) {
      setTimeout(() => {
        ticket.print = 'printed';
        served.changed();
      }, hall.printMs);
    }
    json(201, {
      ...ticket,
      ahead,
      wait: { fromMs: ahead * 120_000, toMs: ahead * 240_000 },
      print: { state: ticket.print },
      appointment: hall.appointments.get(String(body.code)),
    });
  } else if (root === 'tickets' && action === 'why') {
    json(200, hall.why(id));
  } else if (root === 'tickets' && action === 'cancel') {
    json(200, hall.cancel(id));
  } else if (root === 'tickets' && request.method === 'GET') {
    const ticket = hall.ticket(id);
    json(200, { ...ticket, print: { state: ticket.print } });
  } else if (root === 'tickets') {
    hall.ticketAct(id, action, body);
    json(200, {});
  } else if (root === 'services') {
    hall.serviceAct(id, action, body);
    json(200, hall.hall());
  } else if (root === 'day') {
    if (request.method === 'POST') hall.dayAct(id, body);
    json(200, hall.day());
  } else if (root === 'counters') {
    if (hall.badge === null) throw new SmallRefusal('not-signed-in');
    hall.act(Number(id), action, body);
    json(200, hall.detail(Number(id)));
  } else if (root === 'visits') {
    hall.rate(id, Number(body.level));
    json(200, {});
  } else if (root === 'help') {
    hall.helpCalls.push(performance.now());
    json(202, {});
  } else if (root === 'screens' && action === 'beat') {
    hall.screenView(id);
    hall.beats.push(body as unknown as ScreenBeat);
    const { reload } = hall;
    hall.reload = false;
    json(200, { reload });
  } else if (root === 'screens' && action === 'sample') {
    hall.voice.sample(id, hall.badge ?? '', hall.role);
    json(200, hall.voiceView());
  } else if (root === 'calendar') {
    hall.voice.asked.push(request.url ?? '');
    json(200, hall.voice.calendar);
  } else if (root === 'hall') json(200, hall.hall());
  else if (root === 'screens' && action === 'plan') json(200, { date: '2026-11-24', rows: hall.content.plan });
  else if (hall.content.act(root, id, action, body, { badge: hall.badge ?? '', role: hall.role }))
    json(200, hall.contentView());
  else if (root === 'lab' && hall.lab) {
    hall.labCalls.push({ action: id, body });
    if (id === 'printer') hall.lab = { ...hall.lab, printer: { ...hall.lab.printer, ...body } };
    json(200, {});
  } else throw new SmallRefusal('not-found');
}

function viewOf(name: string, hall: SmallHall): () => object {
  const [kind, id = ''] = name.split('/');
  const staff = () => {
    if (hall.badge === null) throw new SmallRefusal('not-signed-in');
  };
  if (kind === 'hall') return () => hall.hall();
  if (kind === 'screen') return () => hall.screenView(id);
  if (kind === 'rate') return () => hall.rateView(Number(id));
  if (kind === 'ticket') return () => hall.ticketView(id);
  if (kind === 'lab' && hall.lab) return () => hall.lab ?? {};
  if (kind === 'counter') {
    staff();
    return () => hall.counter(Number(id));
  }
  if (kind === 'health') {
    staff();
    return () => hall.healthView();
  }
  if (kind === 'voice') {
    staff();
    return () => hall.voiceView();
  }
  if (kind === 'content') {
    staff();
    return () => hall.contentView();
  }
  if (kind === 'desk') {
    staff();
    return () => hall.deskView();
  }
  throw new SmallRefusal('not-found');
}

function openStream(name: string, response: ServerResponse, served: Served): void {
  const view = viewOf(name, served.hall);
  const first = view();
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const stream: Stream = { view, response, parts: new Map(), version: 1 };
  for (const [part, value] of Object.entries(first)) stream.parts.set(part, withoutAges(value));
  response.write(`event: snapshot\nid: 1\ndata: ${JSON.stringify({ version: 1, view: first })}\n\n`);
  served.streams.add(stream);
  response.on('close', () => served.streams.delete(stream));
}

function sendDelta(stream: Stream): void {
  const parts: Record<string, unknown> = {};
  for (const [part, value] of Object.entries(stream.view())) {
    const text = withoutAges(value);
    if (stream.parts.get(part) === text) continue;
    stream.parts.set(part, text);
    parts[part] = value;
  }
  if (Object.keys(parts).length === 0) return;
  const from = stream.version;
  stream.version += 1;
  stream.response.write(
    `event: delta\nid: ${stream.version}\ndata: ${JSON.stringify({ from, version: stream.version, parts })}\n\n`,
  );
}

/** Growing ages alone are no change. */
function withoutAges(value: unknown): string {
  return (
    JSON.stringify(value, (key, inner: unknown) =>
      /(ageMs|AgoMs|waitedMs|leftMs|uptimeMs)$/.test(key) ? undefined : inner,
    ) ?? ''
  );
}

/** In ranges, as the daemon does: a film is never read whole by a browser that knows its length. */
function sendMedia(request: IncomingMessage, response: ServerResponse, { media }: Served, name: string): void {
  const bytes = media.get(name);
  if (!bytes) throw new SmallRefusal('not-found');
  const range = /^bytes=(\d+)-(\d*)$/.exec(String(request.headers.range ?? ''));
  const from = Number(range?.[1] ?? 0);
  const to = range?.[2] ? Number(range[2]) : bytes.length - 1;
  response.writeHead(range ? 206 : 200, {
    'content-type': types[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
    'content-length': String(to - from + 1),
    'accept-ranges': 'bytes',
    'cache-control': 'immutable, max-age=31536000',
    ...(range ? { 'content-range': `bytes ${from}-${to}/${bytes.length}` } : {}),
  });
  response.end(bytes.subarray(from, to + 1));
}

async function sendFile(response: ServerResponse, distDir: string, path: string): Promise<void> {
  const [first = '', second = ''] = path.split('/').filter((segment) => segment !== '');
  let file = path;
  if (first === '') file = '/index.html';
  else if (pages.includes(first) && second === '') file = `/${first}.html`;
  else if (numberedPages.includes(first)) file = `/${first}.html`;
  else if (first === 't') file = '/ticket.html';
  else if (first === 'media') return send(response, 200, types.svg ?? '', mediaPicture);
  if (file.includes('..')) throw new SmallRefusal('not-found');
  try {
    send(
      response,
      200,
      types[file.slice(file.lastIndexOf('.') + 1)] ?? 'application/octet-stream',
      await readFile(distDir + file),
    );
  } catch {
    throw new SmallRefusal('not-found');
  }
}

async function readBody(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of request) text += decoder.decode(chunk, { stream: true });
  const body: unknown = text === '' ? {} : JSON.parse(text);
  return typeof body === 'object' && body !== null ? Object.fromEntries(Object.entries(body)) : {};
}

function send(response: ServerResponse, status: number, type: string, body: string | Uint8Array): void {
  response.writeHead(status, {
    'content-type': type,
    'content-security-policy': contentPolicy,
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
  });
  response.end(body);
}

/** A stand-in for the dots of a printed ticket. */
function paperPicture(path: string): string {
  const id = path.replace(/\D/g, '').padStart(3, '0').slice(-3);
  const rows = ['East City Gas', `A${id}`, '缴费 Payments', '前面 3 人 · 约 5–10 分钟', '2026-11-22 10:23'];
  const lines = rows.map(
    (row, place) =>
      `<text x="288" y="${90 + place * 95}" font-size="${place === 1 ? 110 : 34}" text-anchor="middle" font-family="sans-serif">${row}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 576 640"><rect width="576" height="640" fill="#fff"/>${lines.join('')}</svg>`;
}

/** A stand-in for a picture of the hall's own. */
const mediaPicture =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 9"><rect width="16" height="9" fill="teal"/></svg>';
