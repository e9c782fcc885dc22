/**
 * The power fails again and again: the daemon is killed (kill -9) in the middle of its work and started anew on the same
 * data, while printer and bus live on. After each kill the journal must hold all that anybody was told.
 *
 *   start ─► customers, clerks, keypads, printer ─► kill -9 after 20..150 ms ─► start at once; meanwhile: check
 *
 * HALLKEEPER_KILLS sets the number of kills.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSqliteJournal } from '../device/adapters/sqlite-journal.ts';
import { createJournalCheck } from '../device/commands/journal-check.ts';
import { demoBaud } from '../device/demo/demo-hall.ts';
import { type PeerHost, servePeerOnTcp } from '../device/demo/peer-host.ts';
import { createVirtualHall, type VirtualHall } from '../device/demo/virtual-hall.ts';
import { createSeededRandom } from '../firmware-bridge/seeded-random.ts';
import type { HallConfig } from '../protocol/config.ts';
import type { JournalEvent } from '../protocol/events.ts';
import {
  eventually,
  type HallProcess,
  journalProblems,
  signIn,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';
import { createPaperWitness, type PaperWitness } from './paper-witness.ts';

const kills = Number(process.env.HALLKEEPER_KILLS ?? 100);
/** Every so many lives are longer, long enough for keypads to join, and end in order: later ones begin with a snapshot. */
const orderlyEach = 40;
const orderlyMs = 2_000;
const killAfterMs = { min: 20, max: 150 } as const;
const services = [...'ABCDEFGHIJKLMNOPQRSTUVWX'];
const customers = 4;
/** Shares of taps that are made twice at once, and that want paper. */
const share = { twice: 0.2, paper: 0.15 } as const;
const keys = { next: 0x01, start: 0x0a, finish: 0x0b, logIn: 0x0c } as const;
/** The printer runs so much faster than a real one: a paper then takes some 10 ms. */
const printerTimes = 200;

/** A visit that is over needs no paper any more. */
const ending: ReadonlySet<string> = new Set([
  'ticket.finished',
  'ticket.no-show',
  'ticket.cancelled',
  'ticket.expired',
]);

/** The first roll is short, so that also a short run meets its end. */
const firstRollDots = 20_000;

interface Told {
  readonly ticketId: string;
  readonly ticketNo: string;
}

const random = createSeededRandom(20_261_122);
const folder = temporaryFolder();
const check = createJournalCheck();
/** What customers and clerks were told, by request id; and calls by `ticket@counter`. */
const tickets = new Map<string, Told>();
const calls = new Set<string>();
/** Taps that were never answered: the page asks again with the same id. */
const unanswered: { readonly service: string; readonly requestId: string; readonly channel: string }[] = [];
/** What the journal says. */
const issued = new Map<string, { readonly no: string; readonly request: string; readonly paper: boolean }>();
const called = new Set<string>();
const reprints = new Set<string>();
const confirmed = new Set<string>();
const settled = new Set<string>();
const requests = new Set<string>();
const keyEvents = new Set<string>();
const repeated: string[] = [];
const startMs: number[] = [];
let config: HallConfig;
let virtual: VirtualHall;
let witness: PaperWitness;
let hosts: PeerHost[] = [];
let hall: HallProcess | null = null;
let taps = 0;
let papersChecked = 0;

beforeAll(async () => {
  config = await hallOfManySeries();
  virtual = createVirtualHall(config);
  witness = createPaperWitness(virtual.printer, printerTimes);
  virtual.printer.setPaperDots(firstRollDots, 0);
  const printer = await servePeerOnTcp(witness.peer, 0);
  const bus = await servePeerOnTcp(virtual.bus, 0);
  virtual.attach({ printer, bus });
  hosts = [printer, bus];
  config = {
    ...config,
    printers: [{ id: 'printer-1', line: { tcp: `127.0.0.1:${printer.port}` }, profile: 'epson-tm' }],
    buses: [{ id: 'main', line: { tcp: `127.0.0.1:${bus.port}`, baud: demoBaud } }],
  };
});

afterAll(async () => {
  await hall?.kill();
  virtual.stop();
  await Promise.all(hosts.map((host) => host.stop()));
  folder.remove();
});

describe('a daemon that is killed again and again', () => {
  it(`keeps every promise over ${kills} kills`, { timeout: 60_000 + kills * 5_000 }, async () => {
    const began = performance.now();
    for (let life = 1, killed = 0; killed < kills; life += 1) {
      const started = performance.now();
      const starting = startHall({ config, dataDir: folder.path });
      checkWhatWasTold(life);
      hall = await starting;
      startMs.push(performance.now() - started);
      const orderly = life % orderlyEach === 0;
      if (!orderly) killed += 1;
      const untilKillMs = killAfterMs.min + random() * (killAfterMs.max - killAfterMs.min);
      await live(hall, life, orderly ? orderlyMs : untilKillMs, orderly);
    }
    checkWhatWasTold(kills);
    await finishThePaper();
    checkWhatWasTold(kills);
    expect(await journalProblems(folder.path)).toEqual([]);
    checkPaper();
    report(began);
  });
});

/** One life of the daemon: work until it ends, then nobody who works for it is left. */
async function live(daemon: HallProcess, life: number, ms: number, orderly: boolean): Promise<void> {
  const work: Work = { ended: false, calls: 0 };
  const people = [
    ...Array.from({ length: customers }, () => customer(daemon.url, work)),
    clerk(daemon.url, 1, '1001', work),
    clerk(daemon.url, 2, '2001', work),
    keypads(work),
  ];
  // Every other life is counted from the first answered call, so that slow machines kill at work too.
  if (life % 2 === 0) await eventually('a first call', () => work.calls > 0);
  await pause(ms);
  if (orderly) await daemon.stop();
  else await daemon.kill();
  work.ended = true;
  await Promise.all(people);
}

interface Work {
  ended: boolean;
  /** Answers to clerks. */
  calls: number;
}

/** Takes tickets, sometimes with two taps at once; first those that were never answered. */
async function customer(url: string, work: Work): Promise<void> {
  while (!work.ended) {
    taps += 1;
    const tap = unanswered.pop() ?? {
      service: services[Math.floor(random() * services.length)] ?? 'A',
      requestId: `tap-${taps}`,
      channel: random() < share.paper ? 'kiosk' : 'phone',
    };
    const twice = random() < share.twice;
    const answers = await Promise.all([post(url, 'tickets', tap), ...(twice ? [post(url, 'tickets', tap)] : [])]);
    for (const answer of answers) {
      if (answer?.status === 201) hear(tap.requestId, answer.body as unknown as Told);
      else if (answer !== null && answer.status < 500) repeated.push(`ticket refused: ${JSON.stringify(answer.body)}`);
    }
    if (!answers.some((answer) => answer?.status === 201)) unanswered.push(tap);
    await pause(8);
  }
}

function hear(requestId: string, { ticketId, ticketNo }: Told): void {
  const before = tickets.get(requestId);
  if (before && (before.ticketId !== ticketId || before.ticketNo !== ticketNo))
    repeated.push(`tap ${requestId} got ${before.ticketNo} and ${ticketNo}`);
  tickets.set(requestId, { ticketId, ticketNo });
}

/** Opens a counter and calls one after the other. */
async function clerk(url: string, no: number, badge: string, work: Work): Promise<void> {
  try {
    const caller = await signIn(url, badge);
    await caller.post(`counters/${no}/open`);
    while (!work.ended) {
      const { status, body } = await caller.post(`counters/${no}/call-next`);
      const { ticket } = body as { ticket?: { ticketId: string } | null };
      work.calls += 1;
      if (status === 200 && ticket) calls.add(`${ticket.ticketId}@${no}`);
      await pause(5);
      await caller.post(`counters/${no}/finish`);
    }
  } catch {
    // The daemon was killed: the clerk begins again in its next life.
  }
}

/** Keys are pressed all the time, whether the daemon lives or not. */
async function keypads(work: Work): Promise<void> {
  while (!work.ended) {
    const address = 17 + Math.floor(random() * 2);
    const choice = Object.values(keys)[Math.floor(random() * 4)] ?? keys.next;
    virtual.act('key', { address, key: choice });
    await pause(10);
  }
}

async function post(url: string, path: string, body: unknown) {
  try {
    const response = await fetch(`${url}/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}

// ---------------------------------------------------------------------------------------------- what must be true

function checkWhatWasTold(life: number): void {
  if (life === 1) return;
  const journal = openSqliteJournal(folder.path, { readonly: true });
  check.readOn(journal, learn);
  journal.close();
  expect(check.findings().problems).toEqual([]);
  expect(repeated).toEqual([]);
  for (const [requestId, { ticketId, ticketNo }] of tickets)
    if (issued.get(ticketId)?.no !== ticketNo || issued.get(ticketId)?.request !== requestId)
      expect.fail(`life ${life}: ${ticketNo} (${requestId}) was promised and is not in the journal`);
  for (const call of calls) if (!called.has(call)) expect.fail(`life ${life}: call ${call} is not in the journal`);
  for (const paper of witness.papers.slice(papersChecked)) {
    papersChecked += 1;
    for (const id of paper.ticketIds) {
      const ticket = issued.get(id);
      if (!ticket || !paper.numbers.includes(ticket.no))
        expect.fail(`life ${life}: paper ${paper.numbers.join()} has no committed ticket`);
      if (paper.copies > 1 && !reprints.has(`${id}#${paper.copies}`))
        expect.fail(`life ${life}: paper ${ticket.no} is marked copy ${paper.copies}, which nobody ordered`);
    }
  }
}

function learn(row: JournalEvent): void {
  const once = (seen: Set<string>, key: string) => {
    if (seen.has(key)) repeated.push(`row ${row.seq}: ${row.type} ${key} for the second time`);
    seen.add(key);
  };
  if (row.type === 'ticket.issued') {
    const { ticket, no, request, printer } = row.body;
    issued.set(ticket, { no, request, paper: printer !== null });
    once(requests, request);
  } else if (row.type === 'ticket.called') called.add(`${row.body.ticket}@${row.body.counter}`);
  else if (row.type === 'ticket.reprint') once(reprints, `${row.body.ticket}#${row.body.copies}`);
  else if (row.type === 'ticket.printed') {
    settled.add(row.body.ticket);
    if (row.body.confirmed) once(confirmed, `${row.body.ticket}#${row.body.copies}`);
  } else if (row.type === 'ticket.print-unknown' || ending.has(row.type)) {
    const { ticket } = row.body as { ticket: string };
    settled.add(ticket);
  }
  if (row.type === 'device.key') once(keyEvents, `${row.body.uid} ${row.body.boot} ${row.body.event}`);
}

/** A last life without work: all paper that is owed comes out, or is put before staff. */
async function finishThePaper(): Promise<void> {
  hall = await startHall({ config, dataDir: folder.path });
  const owed = () => [...issued].filter(([id, { paper }]) => paper && !settled.has(id));
  await eventually(
    'all paper is printed or put before staff',
    () => {
      const journal = openSqliteJournal(folder.path, { readonly: true });
      check.readOn(journal, learn);
      journal.close();
      return owed().length === 0;
    },
    120_000,
  );
  expect(await hall.stop()).toBe(0);
}

/**
 * What is true of paper: each piece shows one ticket; without a mark a number comes out at most once; every further piece
 * bears its own count, so no two pieces of a ticket look the same; and what the journal calls confirmed exists.
 */
function checkPaper(): void {
  const pieces = new Map<string, number>();
  for (const paper of witness.papers) {
    expect(paper.complete).toBe(true);
    expect(paper.numbers).toHaveLength(1);
    expect(paper.ticketIds).toHaveLength(1);
    const key = `${paper.ticketIds[0]}#${paper.copies}`;
    pieces.set(key, (pieces.get(key) ?? 0) + 1);
  }
  expect([...pieces].filter(([, count]) => count > 1)).toEqual([]);
  expect([...confirmed].filter((key) => !pieces.has(key))).toEqual([]);
}

function report(began: number): void {
  const { events, boots } = check.findings();
  const sorted = [...startMs].sort((a, b) => a - b);
  const median = Math.round(sorted[sorted.length >> 1] ?? 0);
  const marked = witness.papers.filter(({ copies }) => copies > 1).length;
  process.stdout.write(
    `kill loop: ${kills} kills, ${boots} starts (median ${median} ms), ${events} events, ${tickets.size} tickets promised, ` +
      `${issued.size} issued, ${calls.size} calls answered, ${keyEvents.size} keys, ${witness.papers.length} papers ` +
      `(${marked} marked), ${Math.round((performance.now() - began) / 1000)} s\n`,
  );
}

async function hallOfManySeries(): Promise<HallConfig> {
  const node = (address: number) => ({ bus: 'main', address });
  return smallHall({
    hall: {
      id: 'hall-1',
      name: { zh: '一厅', en: 'Hall one' },
      zone: 'Asia/Shanghai',
      publicUrl: 'http://hall.test',
    },
    services: services.map((id) => ({ id, name: { zh: `业务${id}`, en: id }, minutes: 4, queueMax: 2_000 })),
    counters: [1, 2, 3, 4].map((no) => ({
      no,
      services,
      ...(no > 2 ? { panel: node(no), keypad: node(no + 14), rating: node(no + 30) } : {}),
    })),
    buses: [{ id: 'main', line: { tcp: '127.0.0.1:1', baud: demoBaud } }],
  });
}
