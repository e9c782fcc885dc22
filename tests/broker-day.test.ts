/**
 * A day with a bad broker: down for the first half of the day, then up, killed twice without warning in the second half.
 * The hall works on as if nothing were the matter, and at the end a centre that was written from the contract alone holds
 * every event of the journal once and in order. The day is compressed, and with it the link's waiting between attempts; the daemon, its
 * disk and the broker are real.
 */
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { startDaemon } from '../device/main.ts';
import {
  type Answer,
  type Caller,
  callerOf,
  eventually,
  exportJournal,
  journalProblems,
  signIn,
  smallHall,
  temporaryFolder,
} from './hall-process.ts';
import { startMosquitto } from './mosquitto.ts';
import { startStrictCentre } from './strict-centre.ts';

/** Customers of the day; each takes a ticket, and two counters call, serve and are rated in between. */
const customers = 240;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
function later<T>(thing: T, end: (thing: T) => unknown): T {
  ends.push(() => end(thing));
  return thing;
}

it('down for half a day, then killed twice: every event once and in order', { timeout: 180_000 }, async () => {
  const broker = later(await startMosquitto({ users: ['hall-1'] }), (each) => each.stop());
  await broker.kill();
  const data = later(temporaryFolder(), (each) => each.remove());
  const hall = later(
    await startDaemon({
      config: {
        ...(await smallHall()),
        mqtt: { url: broker.url, passwordFile: broker.user('hall-1').passwordFile },
      },
      dataDir: data.path,
      displayDir: join(data.path, 'no-pages'),
      version: '0.0.0',
      log: { info: () => undefined, warn: () => undefined, error: () => undefined },
      demo: false,
      linkTiming: { reconnect: { baseMs: 20, maxMs: 200, steadyMs: 1_000 }, offlineMs: 400 },
    }),
    (each) => each.stop(),
  );
  const day = await openDay(hall.url);
  const seq = async () => Number((await callerOf(hall.url).get('hall')).body.seq);

  await day.serve(customers / 2);
  await eventually('staff are told', async () => (await faultsOf(day.lead)).includes('centre-offline'), 60_000);

  await broker.restart();
  const centre = later(startStrictCentre('hall-1', { url: broker.url, ...broker.user('central') }), (each) =>
    each.stop(),
  );
  for (const share of [1 / 8, 1 / 8]) {
    await eventually('events flow', () => centre.stored.length > 0, 60_000);
    const before = centre.stored.length;
    // The kill falls into the middle of work that is going on.
    const working = day.serve(customers * share);
    await eventually('more events', () => centre.stored.length > before, 60_000);
    await broker.kill();
    await working;
    await day.serve(customers / 8);
    const connections = centre.connections();
    await broker.restart();
    await eventually('the centre is back', () => centre.connections() > connections, 60_000);
  }

  await eventually('staff are told', async () => !(await faultsOf(day.lead)).includes('centre-offline'), 60_000);
  await eventually('everything is stored', async () => centre.stored.length === (await seq()), 60_000);
  // As it is now: the hall goes on writing, and the centre storing, while the journal is read.
  const stored = [...centre.stored];
  const rows = (await exportJournal(data.path)).slice(0, stored.length);
  expect(rows.length).toBe(stored.length);
  const held = stored.map(({ id, type, sequence, data: body }) => ({ seq: sequence, id, type, body }));
  expect(held).toEqual(rows.map(({ seq: at, id, type, body }) => ({ seq: at, id, type: `hall.${type}.v1`, body })));
  expect(centre.contradictions).toEqual([]);
  expect(rows.filter(({ type }) => type === 'ticket.issued').length).toBe(customers);
  expect(rows.filter(({ type }) => type === 'visit.rated').length).toBe(day.rated());
  expect(day.rated()).toBe(customers / 2);
  expect(await journalProblems(data.path)).toEqual([]);
});

interface Day {
  readonly lead: Caller;
  /** So many customers come, and half as many are served and rate; every call must be answered as on a good day. */
  serve(count: number): Promise<void>;
  rated(): number;
}

async function openDay(url: string): Promise<Day> {
  const customer = callerOf(url);
  const lead = await signIn(url, '2001');
  const clerks = [await signIn(url, '1001'), lead] as const;
  for (const [at, clerk] of clerks.entries()) await good(clerk.post(`counters/${at + 1}/open`), 200);
  let taken = 0;
  let rated = 0;

  async function visit(at: 0 | 1): Promise<void> {
    const clerk = clerks[at];
    const { ticket } = await good(clerk.post(`counters/${at + 1}/call-next`), 200);
    await good(clerk.post(`counters/${at + 1}/start`), 200);
    await good(clerk.post(`counters/${at + 1}/finish`), 200);
    const { ticketId } = ticket as { readonly ticketId: string };
    await good(customer.post(`visits/${ticketId}/rating`, { level: 1 + (rated % 5) }), 200);
    rated += 1;
  }

  return {
    lead,
    rated: () => rated,
    async serve(count) {
      for (let left = count; left > 0; left -= 1) {
        taken += 1;
        const service = taken % 3 === 0 ? 'K' : 'A';
        await good(customer.post('tickets', { service, requestId: `day-${String(taken).padStart(8, '0')}` }), 201);
        if (taken % 2 === 0) await visit(taken % 4 === 0 ? 1 : 0);
      }
    },
  };
}

async function good(call: Promise<Answer>, status: number): Promise<Answer['body']> {
  const answer = await call;
  expect(answer).toMatchObject({ status });
  return answer.body;
}

async function faultsOf(staff: Caller): Promise<readonly string[]> {
  const { body } = await staff.get('health');
  return (body.faults as readonly { readonly code: string }[]).map(({ code }) => code);
}
