/**
 * A crowd: fifty people at once, double taps, several clerks at one counter, consoles pressed twice, fifty pages that look
 * on. Each number is given once, each ticket is called to one counter, one tap is one ticket, nobody on this machine is
 * turned away, and every page sees every call.
 */
import { afterEach, describe, expect, it } from 'vitest';
import { createSeededRandom } from '../firmware-bridge/seeded-random.ts';
import {
  type Caller,
  callerOf,
  type ExportedRow,
  eventually,
  exportJournal,
  type HallProcess,
  journalProblems,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';

const clients = 50;
const tapsEach = 6;
const twiceShare = 0.3;
const readers = 50;
const badges = ['1001', '2001'];
const counters = [1, 2];

const cleanUps: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const clean of cleanUps.splice(0).reverse()) await clean();
});

describe('a crowd', () => {
  it('of fifty gives each number once and each ticket one counter', { timeout: 120_000 }, async () => {
    await beCrowded(0);
  });

  it('is seen by fifty pages, which all see every call', { timeout: 120_000 }, async () => {
    await beCrowded(readers);
  });
});

async function beCrowded(pages: number): Promise<void> {
  const folder = temporaryFolder();
  cleanUps.push(() => folder.remove());
  const hall = await startHall({ config: await smallHall(), dataDir: folder.path });
  cleanUps.push(() => hall.kill());
  const looking = await Promise.all(Array.from({ length: pages }, () => openPage(hall.url)));
  cleanUps.push(() => looking.forEach((page) => void page.close()));
  const clerks = await openCounters(hall);
  cleanUps.push(() => clerks.forEach(({ page }) => void page.close()));

  const crowd: Crowd = { taking: true, statuses: new Map(), pressed: [] };
  const calling = clerks.map((each) => callAll(each, crowd));
  const takings = Array.from({ length: clients }, (_, client) => takeTickets(hall.url, client, crowd.statuses));
  const taken = (await Promise.all(takings)).flat();
  crowd.taking = false;
  await Promise.all(calling);

  expect(crowd.statuses.get(429) ?? 0).toBe(0);
  expect([...crowd.statuses.keys()].filter((status) => status >= 500)).toEqual([]);
  // A press counts once for what its console showed: a double press, or a colleague's, calls nobody else.
  expect(new Set(crowd.pressed).size).toBe(crowd.pressed.length);
  const rows = await exportJournal(folder.path);
  checkTickets(taken, rows);
  checkCalls(rows);
  const calls = rows.filter(({ type }) => type === 'ticket.called').map(({ seq }) => seq);
  for (const page of looking)
    await eventually('every page has seen every call', () => calls.every((seq) => page.calls.has(seq)));
  expect(looking.filter((page) => page.ended())).toHaveLength(0);
  expect(await hall.stop()).toBe(0);
  expect(await journalProblems(folder.path)).toEqual([]);
}

interface Crowd {
  /** Customers still take tickets. */
  taking: boolean;
  /** Answers by HTTP status. */
  readonly statuses: Map<number, number>;
  /** Presses that called somebody: `counter ticket-shown`. */
  readonly pressed: string[];
}

// ---------------------------------------------------------------------------------------------- customers

interface Taken {
  readonly requestId: string;
  readonly ticketId: string;
  readonly ticketNo: string;
}

/** One person's taps, one after the other; some land twice at once, as nervous fingers do. */
async function takeTickets(url: string, client: number, statuses: Map<number, number>): Promise<Taken[]> {
  const random = createSeededRandom(`client ${client}`);
  const caller = callerOf(url);
  const taken: Taken[] = [];
  for (let tap = 0; tap < tapsEach; tap += 1) {
    const requestId = `client-${client}-tap-${tap}`;
    const body = { service: random() < 0.6 ? 'A' : 'K', requestId };
    const fingers = random() < twiceShare ? 2 : 1;
    const answers = await Promise.all(Array.from({ length: fingers }, () => caller.post('tickets', body)));
    for (const answer of answers) {
      count(statuses, answer.status);
      expect(answer.status, JSON.stringify(answer.body)).toBe(201);
      taken.push({ requestId, ...(answer.body as { ticketId: string; ticketNo: string }) });
    }
  }
  return taken;
}

function checkTickets(taken: readonly Taken[], rows: readonly ExportedRow[]): void {
  const issued = rows.filter(({ type }) => type === 'ticket.issued').map(({ body }) => body);
  expect(issued).toHaveLength(clients * tapsEach);
  expect(new Set(issued.map(({ no }) => no)).size).toBe(issued.length);
  const byRequest = new Map(issued.map((body) => [body.request, body]));
  expect(byRequest.size).toBe(issued.length);
  expect(taken.length).toBeGreaterThan(issued.length);
  for (const { requestId, ticketId, ticketNo } of taken)
    expect(byRequest.get(requestId)).toMatchObject({ ticket: ticketId, no: ticketNo });
}

// ---------------------------------------------------------------------------------------------- clerks

interface Console {
  readonly counter: number;
  readonly caller: Caller;
  readonly page: Page;
}

/** Both members of staff stand at both counters: what two consoles and a helping colleague look like to the hall. */
async function openCounters({ url }: HallProcess): Promise<Console[]> {
  const tokens = await Promise.all(badges.map((badge) => tokenOf(url, badge)));
  for (const [at, counter] of counters.entries()) {
    const answer = await callerOf(url, tokens[at] ?? null).post(`counters/${counter}/open`);
    expect(answer.status).toBe(200);
  }
  const consoles = counters.flatMap((counter) =>
    tokens.map(async (token) => ({
      counter,
      caller: callerOf(url, token),
      page: await openPage(url, `counter/${counter}`, token),
    })),
  );
  return Promise.all(consoles);
}

async function tokenOf(url: string, badge: string): Promise<string> {
  const { body } = await callerOf(url).post('session', { badge, pin: badge });
  return String(body.token);
}

/** Calls until nobody waits; every press comes twice, with the ticket that the console shows. */
async function callAll({ counter, caller, page }: Console, crowd: Crowd): Promise<void> {
  for (;;) {
    const { taking } = crowd;
    const expected = page.shown();
    const press = () => caller.post(`counters/${counter}/call-next`, { expect: expected });
    const answers = await Promise.all([press(), press()]);
    for (const { status, body } of answers) {
      count(crowd.statuses, status);
      if (status === 200) crowd.pressed.push(`${counter} ${expected}`);
      else expect(['ticket-stale', 'queue-empty'], JSON.stringify(body)).toContain(body.code);
    }
    if (!taking && answers.every(({ body }) => body.code === 'queue-empty')) return;
    // As a clerk does: the next press comes when the console shows something new, or after a moment without customers.
    if (answers.some(({ body }) => body.code === 'queue-empty')) await new Promise((done) => setTimeout(done, 20));
    else await eventually('the console shows the new ticket', () => page.shown() !== expected);
  }
}

/** A ticket is called once, to one counter, and a counter has one ticket at a time. */
function checkCalls(rows: readonly ExportedRow[]): void {
  const calledTo = new Map<unknown, unknown>();
  const at = new Map<unknown, unknown>();
  for (const { type, body, seq } of rows) {
    if (type === 'ticket.called') {
      expect(calledTo.has(body.ticket), `row ${seq}: called twice`).toBe(false);
      expect(at.get(body.counter) ?? null, `row ${seq}: the counter is not free`).toBeNull();
      calledTo.set(body.ticket, body.counter);
      at.set(body.counter, body.ticket);
    } else if (type === 'ticket.finished') {
      expect(at.get(body.counter)).toBe(body.ticket);
      at.set(body.counter, null);
    }
  }
  expect(calledTo.size).toBe(clients * tapsEach);
}

// ---------------------------------------------------------------------------------------------- pages

interface Page {
  /** Journal sequence of every call it was shown. */
  readonly calls: ReadonlySet<number>;
  /** On a counter's page: id of the ticket that it shows, or null. */
  shown(): string | null;
  ended(): boolean;
  close(): void;
}

interface Parts {
  readonly calls?: readonly { readonly id: number }[];
  readonly counter?: { readonly ticket: { readonly ticketId: string } | null };
}

/** Reads a stream as a page does: a snapshot, then deltas that must follow each other without a gap. */
async function openPage(url: string, view = 'hall', token: string | null = null): Promise<Page> {
  const abort = new AbortController();
  const calls = new Set<number>();
  let shown: string | null = null;
  let ended = false;
  const response = await fetch(`${url}/api/stream?view=${view}`, {
    signal: abort.signal,
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  expect(response.status).toBe(200);
  const onParts = (parts: Parts): void => {
    for (const { id } of parts.calls ?? []) calls.add(id);
    if (parts.counter) shown = parts.counter.ticket?.ticketId ?? null;
  };
  void read(response, onParts)
    .catch(() => {})
    .then(() => {
      ended = true;
    });
  return { calls, shown: () => shown, ended: () => ended, close: () => abort.abort() };
}

async function read(response: Response, onParts: (parts: Parts) => void): Promise<void> {
  const decoder = new TextDecoder();
  let rest = '';
  let version = -1;
  for await (const bytes of response.body ?? []) {
    const messages = (rest + decoder.decode(bytes, { stream: true })).split('\n\n');
    rest = messages.pop() ?? '';
    for (const message of messages) {
      const data = /^data: (.*)$/m.exec(message)?.[1];
      if (data === undefined || message.startsWith('event: ping')) continue;
      const said = JSON.parse(data) as { from?: number; version: number; view?: Parts; parts?: Parts };
      if (said.from !== undefined && said.from !== version) throw new Error('a delta is missing');
      version = said.version;
      onParts(said.view ?? said.parts ?? {});
    }
  }
}

function count(statuses: Map<number, number>, status: number): void {
  statuses.set(status, (statuses.get(status) ?? 0) + 1);
}
