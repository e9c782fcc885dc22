/** Nobody but clerks and team leads can learn who has priority, or why: every public answer and stream is read for it. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { configDefaults } from '../../../protocol/config.ts';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

let hall: RealHall;
let id: string;
let clerk: Record<string, string>;
const stop = new AbortController();
/** What streams have sent so far. */
const streams = new Map<string, string>();

async function follow(view: string): Promise<void> {
  const answer = await fetch(`${hall.url}/api/stream?view=${view}`, { signal: stop.signal });
  expect(answer.status).toBe(200);
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  streams.set(view, '');
  void (async () => {
    for (let piece = await reader?.read(); piece && !piece.done; piece = await reader?.read())
      streams.set(view, streams.get(view) + piece.value);
  })().catch(() => {});
}

const words = [
  'priority',
  ...configDefaults.priorityReasons
    .filter((reason) => reason.id !== 'other')
    .flatMap(({ id: name, text }) => [name, text.zh, text.en]),
];
function expectNothingSaid(text: string, where: string): void {
  for (const word of words) expect(text.includes(word), `${where} says ${word}: ${text}`).toBe(false);
  expect(text, where).not.toContain('"class"');
  expect(text, where).not.toContain('ticket.class');
}

beforeEach(async () => {
  hall = await startRealHall();
  clerk = await hall.signIn('1001');
  id = await hall.take({ class: 'priority', reason: 'elderly' }, clerk);
});
afterEach(() => hall.stop());

it('says nothing of it in any public answer or stream, from the issue to the rating', async () => {
  const granted = await hall.take();
  for (const view of ['hall', `ticket/${id}`, `ticket/${granted}`, 'rate/1']) await follow(view);
  await hall.ask(clerk, `/api/tickets/${granted}/class`, { class: 'priority', reason: 'disabled' });
  await hall.ask(clerk, '/api/counters/1/open', {});
  const readAll = async (): Promise<void> => {
    for (const path of ['/api/hall', '/api/health', `/api/tickets/${id}`, `/api/tickets/${granted}`])
      expectNothingSaid((await hall.ask({}, path)).text, path);
    expectNothingSaid(await (await fetch(`${hall.url}/metrics`)).text(), '/metrics');
  };
  await readAll();
  for (const action of ['call-next', 'recall', 'start']) {
    expect((await hall.ask(clerk, `/api/counters/1/${action}`, {})).status).toBe(200);
    await readAll();
  }
  await hall.ask(clerk, '/api/counters/1/finish', {});
  await readAll();
  expectNothingSaid((await hall.ask({}, `/api/tickets/${granted}/cancel`, {})).text, 'cancel');
  await expect.poll(() => streams.get(`ticket/${id}`)).toContain('"state":"served"');
  await expect.poll(() => streams.get(`ticket/${granted}`)).toContain('"state":"cancelled"');
  await expect.poll(() => streams.get('hall')).toContain('"times":2');
  for (const [view, text] of streams) expectNothingSaid(text, view);
  stop.abort();
});

it('tells the class to clerks and team leads, and the reason to nobody over a page', async () => {
  const seen = async (who: Record<string, string>) => (await hall.ask(who, `/api/tickets/${id}`)).body.class;
  expect([await seen(clerk), await seen(await hall.signIn('2001'))]).toEqual(['priority', 'priority']);
  expect([await seen(await hall.signIn('3001')), await seen({})]).toEqual([undefined, undefined]);
  await hall.ask(clerk, `/api/tickets/${id}/class`, { class: 'normal', reason: 'other' });
  const types = async (who: Record<string, string>) => (await hall.ask(who, `/api/tickets/${id}`)).text;
  expect(await types(clerk)).toContain('ticket.class');
  expect(await types({})).not.toContain('ticket.class');
});

it('does not let a tap with the request id of another learn it', async () => {
  await hall.take({ requestId: 'theirs', class: 'priority', reason: 'ill' }, clerk);
  const again = await hall.ask({}, '/api/tickets', { service: 'A', requestId: 'theirs' });
  expect(again.status).toBe(201);
  expectNothingSaid(again.text, 'issue');
});

it('shows a desk its whole hall', async () => {
  const answer = await fetch(`${hall.url}/api/stream?view=desk`, { headers: clerk });
  const { value = '' } = (await answer.body?.pipeThrough(new TextDecoderStream()).getReader().read()) ?? {};
  const data = /^data: (.*)$/m.exec(value)?.[1] ?? '{}';
  const { view } = JSON.parse(data) as { view: Record<string, unknown> };
  expect(Object.keys(view).sort()).toEqual([
    'accuracy',
    'appointments',
    'counters',
    'day',
    'duty',
    'faults',
    'hall',
    'left',
    'numbers',
    'passed',
    'reasons',
    'services',
  ]);
  expect(view.left).toMatchObject([{ ticketId: id, class: 'priority' }]);
  expect(view.counters).toMatchObject([{ no: 1 }, { no: 2 }, { no: 199 }]);
  await hall.give({ type: 'close-day' });
});
