/** Every call of the queue against the real hall: what it does, what it refuses, who may make it. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

type Who = Record<string, string>;
let hall: RealHall;
let clerk: Who;
let lead: Who;
let facilities: Who;

beforeEach(async () => {
  hall = await startRealHall();
  [clerk, lead, facilities] = [await hall.signIn('1001'), await hall.signIn('2001'), await hall.signIn('3001')];
});
afterEach(() => hall.stop());

const at = (no: number, action: string, body: object = {}, who: Who = clerk) =>
  hall.ask(who, `/api/counters/${no}/${action}`, body);
const of = (id: string, action: string, body: object = {}, who: Who = clerk) =>
  hall.ask(who, `/api/tickets/${id}/${action}`, body);
const last = (type: string) => hall.rows.findLast((row) => row.type === type)?.body;

describe('at a counter', () => {
  it('puts a ticket back into the line, so often and no more', async () => {
    const id = await hall.take();
    await at(1, 'open');
    for (const times of [1, 2]) {
      await at(1, times === 1 ? 'call-next' : 'call', times === 1 ? {} : { ticketId: id });
      const { status, body } = await at(1, 'recycle', { expect: id });
      expect([status, body.ticket]).toEqual([200, null]);
      expect(last('ticket.recycled')).toMatchObject({ ticket: id, times });
    }
    expect((await at(1, 'recycle')).code).toBe('counter-idle');
    await at(1, 'call', { ticketId: id });
    expect(await at(1, 'recycle')).toMatchObject({
      status: 409,
      code: 'recycle-limit',
      body: { values: { times: 2 } },
    });
    expect((await at(1, 'recycle', { expect: null })).code).toBe('ticket-stale');
    await at(1, 'start');
    expect((await at(1, 'recycle')).code).toBe('ticket-not-called');
  });

  it('takes back the last thing done, for some seconds', async () => {
    const id = await hall.take();
    await at(1, 'open');
    expect((await at(1, 'undo')).code).toBe('undo-nothing');
    const called = await at(1, 'call-next');
    expect(called.body.undo).toMatchObject({ what: 'call', ticketId: id, ticketNo: 'A001', leftMs: 10_000 });
    expect((await at(1, 'undo', { expect: null })).code).toBe('ticket-stale');
    expect((await at(1, 'undo', { expect: id })).body).toMatchObject({ ticket: null, waiting: 1 });
    expect(last('counter.undone')).toEqual({ counter: 1, what: 'call', ticket: id, before: null });
    await at(1, 'call-next');
    hall.clock.advance(10_001);
    expect((await at(1, 'undo')).code).toBe('undo-too-late');
    await at(1, 'no-show');
    await of(id, 'revive');
    await at(199, 'open', {}, lead);
    await at(199, 'call-next', {}, lead);
    expect((await at(1, 'undo')).code).toBe('undo-moved-on');
  });

  it('serves somebody without a ticket, and no strange service', async () => {
    expect((await at(1, 'walk-in', { service: 'A' })).code).toBe('counter-not-open');
    await at(1, 'open');
    const { status, body } = await at(1, 'walk-in', { service: 'F' });
    expect([status, body.ticket]).toMatchObject([200, { ticketNo: 'F001', service: 'F', state: 'called' }]);
    expect(last('ticket.issued')).toMatchObject({ channel: 'counter', printer: null });
    expect(await at(1, 'walk-in', { service: 'Z' })).toMatchObject({ code: 'service-unknown' });
    expect((await at(1, 'walk-in')).code).toBe('body-invalid');
  });

  it('is set to wait for the next arrival, and unset', async () => {
    await at(1, 'open');
    expect((await at(1, 'store-next', { on: false })).code).toBe('counter-not-armed');
    expect((await at(1, 'store-next', { on: true })).body.armed).toBe(true);
    expect((await at(1, 'store-next', { on: true })).code).toBe('counter-armed');
    expect((await at(1, 'store-next', { on: false })).body.armed).toBe(false);
    await hall.take();
    expect((await at(1, 'store-next', { on: true })).code).toBe('somebody-waits');
  });

  it('covers others for a while with an end that is seen', async () => {
    expect((await at(1, 'cover', { services: ['F'], minutes: 30 })).code).toBe('counter-not-open');
    await at(1, 'open');
    expect((await at(1, 'uncover')).code).toBe('cover-nothing');
    expect((await at(1, 'cover', { services: ['A'], minutes: 30 })).code).toBe('cover-own');
    expect((await at(1, 'cover', { services: ['Z'], minutes: 30 })).code).toBe('service-unknown');
    expect(await at(1, 'cover', { services: ['F'], minutes: 121 })).toMatchObject({
      status: 400,
      code: 'cover-too-long',
      body: { values: { minutes: 120 } },
    });
    const { body } = await at(1, 'cover', { services: ['F'], minutes: 30 });
    expect(body.cover).toEqual({ services: ['F'], leftMs: 30 * 60_000 });
    await hall.take({ service: 'F' });
    expect((await at(1, 'call-next')).body.ticket).toMatchObject({ ticketNo: 'F001' });
    expect((await at(1, 'uncover')).body.cover).toBeNull();
  });

  it('hands a ticket to a service, a counter or a clerk', async () => {
    const id = await hall.take();
    await at(1, 'open');
    await at(2, 'open', {}, lead);
    await at(1, 'call-next');
    expect((await at(1, 'transfer')).code).toBe('transfer-nowhere');
    expect((await at(1, 'transfer', { toCounter: 199 })).code).toBe('transfer-closed');
    expect((await at(1, 'transfer', { toCounter: 198 })).code).toBe('counter-unknown');
    expect((await at(1, 'transfer', { toCounter: 200 })).code).toBe('body-invalid');
    expect((await at(1, 'transfer', { toClerk: '9999' })).code).toBe('clerk-absent');
    expect((await at(1, 'transfer', { service: 'F', reason: 'nonsense' })).code).toBe('reason-unknown');
    expect((await at(1, 'transfer', { toCounter: 2, reason: 'specialist' })).status).toBe(200);
    expect(last('ticket.transferred')).toMatchObject({ ticket: id, toCounter: 2, service: 'A', reason: 'specialist' });
    expect((await at(1, 'call-next')).code).toBe('queue-empty');
    expect((await at(2, 'call-next', {}, lead)).body.ticket).toMatchObject({ ticketId: id });
    expect((await at(2, 'transfer', { toClerk: '1001' }, lead)).status).toBe(200);
    expect((await at(2, 'call-next', {}, lead)).code).toBe('queue-empty');
    expect((await at(1, 'call-next')).body.ticket).toMatchObject({ ticketId: id });
    expect((await at(1, 'transfer', { service: 'F', back: true })).status).toBe(200);
    expect((await at(2, 'call-next', {}, lead)).body.ticket).toMatchObject({ ticketId: id, service: 'F' });
  });

  it('calls out of turn with a reason of the list, and tells later why', async () => {
    await hall.take();
    const id = await hall.take();
    await at(1, 'open');
    expect((await at(1, 'call', { ticketId: id, reason: 'friend' })).code).toBe('reason-unknown');
    expect((await at(1, 'call', { ticketId: 'nobody', reason: 'short' })).code).toBe('ticket-unknown');
    expect((await at(1, 'call', { ticketId: id, reason: 'short' })).body.reason).toEqual({
      zh: '工作人员点选',
      en: 'Chosen by staff',
    });
    expect((await at(1, 'call', { ticketId: id, reason: 'short' })).code).toBe('ticket-not-waiting');
    const why = await hall.ask(clerk, `/api/tickets/${id}/why`);
    expect(why.body).toMatchObject({
      ticketNo: 'A002',
      calls: [{ counter: 1, clerk: '1001', why: 'chosen', cause: { reason: 'short', next: { no: 'A001' } } }],
    });
    expect((await hall.ask(clerk, '/api/tickets/nobody/why')).code).toBe('ticket-unknown');
  });

  it('has numbers up to 199', async () => {
    expect((await at(199, 'open')).body.no).toBe(199);
    for (const no of [0, 200, 198]) expect((await at(no, 'open')).code).toBe('counter-unknown');
    expect((await fetch(`${hall.url}/api/counters/1000/open`, { method: 'POST', headers: clerk })).status).toBe(404);
  });
});

describe('about a ticket', () => {
  it('grants priority with its reason and takes it back', async () => {
    const id = await hall.take();
    expect((await of(id, 'class', { class: 'priority', reason: 'tall' })).code).toBe('reason-unknown');
    expect((await of(id, 'class', { class: 'priority' })).code).toBe('body-invalid');
    expect((await of(id, 'class', { class: 'appointment', reason: 'elderly' })).code).toBe('body-invalid');
    expect((await of(id, 'class', { class: 'priority', reason: 'elderly' })).body.class).toBe('priority');
    expect(last('ticket.class')).toEqual({ ticket: id, class: 'priority', reason: 'elderly' });
    expect((await of(id, 'class', { class: 'priority', reason: 'elderly' })).code).toBe('class-unchanged');
    expect((await of(id, 'class', { class: 'normal', reason: 'other' })).body.class).toBe('normal');
    await of(id, 'cancel');
    expect((await of(id, 'class', { class: 'priority', reason: 'elderly' })).code).toBe('ticket-ended');
    expect((await of('nobody', 'class', { class: 'priority', reason: 'elderly' })).code).toBe('ticket-unknown');
  });

  it('takes several services on one ticket', async () => {
    const id = await hall.take({ rest: ['F'] });
    expect(last('ticket.issued')).toMatchObject({ service: 'A', rest: ['F'] });
    expect((await of(id, 'services', { service: 'F' })).code).toBe('service-twice');
    expect((await of(id, 'services', { service: 'Z' })).code).toBe('service-unknown');
    await at(1, 'open');
    await at(1, 'call-next');
    expect((await at(1, 'start')).body.ticket).toMatchObject({ todo: ['F'] });
    expect((await at(1, 'finish')).body.ticket).toBeNull();
    expect((await of(id, 'services', { service: 'A' })).status).toBe(200);
    expect((await hall.ask({}, `/api/tickets/${id}`)).body).toMatchObject({ state: 'waiting', service: 'F' });
    const tap = (change: object) => hall.ask({}, '/api/tickets', { service: 'A', requestId: 'again', ...change });
    expect((await tap({ rest: ['A'] })).code).toBe('service-twice');
    expect((await tap({ rest: ['Z'] })).code).toBe('service-unknown');
    expect((await tap({ rest: ['F', 'F', 'F', 'F', 'F', 'F'] })).code).toBe('body-invalid');
    expect((await tap({ service: 'R' })).code).toBe('service-paper-roll');
  });

  it('issues another class with a reason to staff only', async () => {
    let taps = 0;
    const tap = (who: Who, change: object) => {
      taps += 1;
      return hall.ask(who, '/api/tickets', { service: 'A', requestId: `class-${taps}`, ...change });
    };
    expect((await tap({}, { class: 'priority', reason: 'ill' })).code).toBe('class-not-allowed');
    expect((await tap(facilities, { class: 'priority', reason: 'ill' })).code).toBe('class-not-allowed');
    expect((await tap({}, { reason: 'ill' })).code).toBe('not-signed-in');
    expect((await tap(clerk, { class: 'priority', reason: 'rich' })).code).toBe('reason-unknown');
    expect((await tap(clerk, { class: 'priority', reason: 'ill' })).status).toBe(201);
    expect(last('ticket.issued')).toMatchObject({ class: 'priority', reason: 'ill' });
  });

  it('brings a no-show back while it is recent', async () => {
    const id = await hall.take();
    expect((await of(id, 'revive')).code).toBe('ticket-not-no-show');
    await at(1, 'open');
    await at(1, 'call-next');
    await at(1, 'no-show');
    expect((await of(id, 'revive')).body.state).toBe('waiting');
    await at(1, 'call-next');
    await at(1, 'no-show');
    for (let calls = 0; calls < 12; calls += 1) {
      await at(1, 'walk-in', { service: 'A' });
      await at(1, 'finish');
    }
    hall.clock.advance(21 * 60_000);
    expect((await of(id, 'revive')).code).toBe('tolerance-over');
    expect((await of('nobody', 'revive')).code).toBe('ticket-unknown');
  });
});

describe('for the whole hall', () => {
  const service = (id: string, action: string, body: object = {}, who: Who = clerk) =>
    hall.ask(who, `/api/services/${id}/${action}`, body);
  const day = (action: string, body: object = {}) => hall.ask(clerk, `/api/day/${action}`, body);

  it('switches a service off with a reason that everybody reads, and on', async () => {
    expect((await service('A', 'open')).code).toBe('service-not-closed');
    expect((await service('A', 'close', { reason: 'mood' })).code).toBe('reason-unknown');
    expect((await service('Z', 'close', { reason: 'system' })).code).toBe('service-unknown');
    const { body } = await service('A', 'close', { reason: 'system' });
    expect(body.services).toMatchObject([
      { id: 'A', open: false, closedBy: 'service-closed', closedReason: { en: 'Its computer system is down' } },
      { id: 'F', open: true },
      { id: 'R' },
    ]);
    expect((await hall.ask({}, '/api/tickets', { service: 'A', requestId: 'off' })).code).toBe('service-closed');
    expect((await service('A', 'open')).body.services).toMatchObject([{ open: true }, {}, {}]);
    await hall.take();
  });

  it('sets the number of a paper roll', async () => {
    expect((await service('A', 'roll', { n: 5 })).code).toBe('roll-none');
    expect((await service('R', 'roll', { n: 0 })).code).toBe('body-invalid');
    expect((await service('R', 'roll', { n: 42 })).status).toBe(200);
    await at(199, 'open');
    expect((await at(199, 'call-next')).body.ticket).toMatchObject({ ticketNo: 'R042' });
  });

  it('closes the day with a list, opens it again, and begins the next on a date that staff have checked', async () => {
    const id = await hall.take();
    expect((await hall.ask(clerk, '/api/day')).body).toMatchObject({
      date: '2027-01-04',
      closed: false,
      waiting: 1,
      left: [{ ticketId: id, ticketNo: 'A001', state: 'waiting' }],
    });
    expect((await day('reopen')).code).toBe('day-not-closed');
    expect((await day('close')).body).toMatchObject({ closed: true, waiting: 0, left: [] });
    expect((await hall.ask({}, `/api/tickets/${id}`)).body.state).toBe('expired');
    expect((await day('close')).code).toBe('day-closed');
    expect((await hall.ask({}, '/api/tickets', { service: 'A', requestId: 'late' })).code).toBe('day-closed');
    expect((await day('reopen')).body.closed).toBe(false);
    expect((await day('confirm', { date: 'tomorrow' })).code).toBe('body-invalid');
    expect((await day('confirm', { date: '2027-01-04' })).code).toBe('day-not-next');
    for (const date of ['2027-02-31', '9999-99-99']) expect((await day('confirm', { date })).code).toBe('body-invalid');
    expect((await day('confirm', { date: '2028-01-05' })).code).toBe('day-too-far');
    expect((await day('confirm', { date: '2027-01-05' })).body.date).toBe('2027-01-05');
  });
});

describe('the report of a day', () => {
  it('is for team leads, and says what the day was', async () => {
    await hall.take({ class: 'priority', reason: 'ill' }, clerk);
    await at(1, 'open');
    await at(1, 'call-next');
    hall.clock.advance(60_000);
    await at(1, 'finish');
    for (const [who, code] of [
      [{}, 'not-signed-in'],
      [clerk, 'not-allowed'],
      [facilities, 'not-allowed'],
    ] as const)
      expect((await hall.ask(who, '/api/reports/day')).code).toBe(code);
    const { body } = await hall.ask(lead, '/api/reports/day?date=2027-01-04');
    expect(body).toMatchObject({
      from: '2027-01-04',
      running: true,
      total: { issued: 1, classes: { priority: 1 }, served: 1, serviceMeanMs: 60_000 },
      clerks: [{ clerk: '1001', served: 1 }],
      hours: [{ hour: 10, arrivals: 1, served: 1 }],
    });
    expect((await hall.ask(lead, '/api/reports/day')).body).toEqual(body);
    expect(JSON.stringify(body)).not.toMatch(/"ill"|elderly/);
  });

  it('knows only days that were, one at a time', async () => {
    for (const date of ['2027-01-03', '2027-01-05', '2027-02-31'])
      expect((await hall.ask(lead, `/api/reports/day?date=${date}`)).code).toBe('not-found');
    for (const query of ['?date=yesterday', '?day=2027-01-04'])
      expect((await hall.ask(lead, `/api/reports/day${query}`)).code).toBe('body-invalid');
    const both = await Promise.all([hall.ask(lead, '/api/reports/day'), hall.ask(lead, '/api/reports/day')]);
    for (const { status } of both) expect([200, 503]).toContain(status);
  });
});

it('is for clerks and team leads: no stranger, no device and not the facilities role', async () => {
  const id = await hall.take();
  const calls: (readonly [string, object?])[] = [
    ...['recycle', 'undo', 'uncover'].map((action) => [`/api/counters/1/${action}`, {}] as const),
    ['/api/counters/1/walk-in', { service: 'A' }],
    ['/api/counters/1/store-next', { on: true }],
    ['/api/counters/1/cover', { services: ['F'], minutes: 5 }],
    [`/api/tickets/${id}/class`, { class: 'priority', reason: 'ill' }],
    [`/api/tickets/${id}/services`, { service: 'F' }],
    [`/api/tickets/${id}/revive`, {}],
    [`/api/tickets/${id}/why`],
    ['/api/services/A/close', { reason: 'system' }],
    ['/api/services/A/open', {}],
    ['/api/services/R/roll', { n: 1 }],
    ['/api/day'],
    ['/api/day/close', {}],
    ['/api/day/reopen', {}],
    ['/api/day/confirm', { date: '2027-01-06' }],
    ['/api/stream?view=desk'],
    ['/api/stream?view=counter/199'],
  ];
  const before = hall.rows.length;
  for (const [path, body] of calls) {
    expect([path, (await hall.ask({}, path, body)).status]).toEqual([path, 401]);
    expect([path, (await hall.ask(facilities, path, body)).code]).toEqual([path, 'not-allowed']);
  }
  expect(hall.rows.length).toBe(before);
});
