/** The moves a clerk has beside next, start and finish: each way they go, each refusal, and what stands afterwards. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, customer, lead, replay, smallHall, told, type World } from './testing/world.ts';

const minuteMs = 60_000;
const next: Command = { type: 'call-next', counter: 1 };

/** Counter 1 open; so many of A wait. */
function hall(waiting: number, change: Partial<HallConfig> = {}): World {
  const world = createWorld(smallHall(change));
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  for (let n = 0; n < waiting; n++) world.issue('A');
  return world;
}

describe('a chosen call', () => {
  it('is journaled with its reason and who it passed over', () => {
    const world = hall(3);
    world.advance(minuteMs);
    expect(world.give({ type: 'call', counter: 1, ticket: 't3', reason: 'help' })).toMatchObject({
      events: [
        {
          body: {
            why: 'chosen',
            cause: { rule: 'fifo', reason: 'help', waiting: 3, waitedMs: minuteMs, next: { no: 'A001' } },
          },
        },
      ],
    });
    expect(told(world.give({ type: 'call', counter: 1, ticket: 't2', reason: 'friend' }))).toBe('no: reason-unknown');
    const plain = world.give({ type: 'call', counter: 1, ticket: 't1' });
    expect(plain).toMatchObject({ events: [{}, { body: { cause: { reason: 'other' } } }] });
    expect(JSON.stringify(plain)).not.toContain('"next"');
  });

  it('does not count as a turn of the rule', () => {
    const world = hall(2, { hall: { ...smallHall().hall, rule: 'interleave' } });
    world.give({ type: 'call', counter: 1, ticket: 't2' });
    expect(world.state.counters.get(1)?.turn).toEqual({ kind: null, length: 0, capped: null });
    world.give(next);
    expect(world.state.counters.get(1)?.turn).toMatchObject({ kind: 'plain', length: 1 });
  });
});

describe('a call that nobody answers', () => {
  const unanswered = (world: World, times: number): string =>
    told(world.give({ type: 'unanswered', counter: 1, ticket: 't1', times }));

  it('is repeated up to the limit, and is then a no-show', () => {
    const world = hall(1, { calls: { recallsMax: 2 } });
    world.give(next);
    expect([1, 2, 3].map((times) => unanswered(world, times))).toEqual([
      'ticket.recalled',
      'ticket.recalled',
      'ticket.no-show',
    ]);
    expect(world.ticket('t1')).toMatchObject({ state: 'no-show', passed: { calls: 1 } });
    expect(world.journal.at(-1)).toMatchObject({ body: { by: 'recalls' } });
  });

  it('is left alone once somebody has done something', () => {
    const world = hall(1);
    expect(unanswered(world, 1)).toBe('nothing');
    world.give(next);
    expect(unanswered(world, 2)).toBe('nothing');
    world.give({ type: 'recall', counter: 1 });
    expect(unanswered(world, 1)).toBe('nothing');
    world.give({ type: 'start', counter: 1 });
    expect(unanswered(world, 2)).toBe('nothing');
  });

  it('may not be repeated at all where the hall says so', () => {
    const world = hall(1, { calls: { recallsMax: 0 } });
    world.give(next);
    expect(told(world.give({ type: 'recall', counter: 1 }))).toBe('no: recall-limit');
    expect(unanswered(world, 1)).toBe('ticket.no-show');
  });
});

describe('a short call', () => {
  it('ended by the next counts as no-show, where the hall says so; one that was started or finished does not', () => {
    const short = { calls: { shortCallSeconds: 20 } };
    for (const [ms, says] of [
      [19_999, 'ticket.no-show ticket.called'],
      [20_000, 'ticket.finished rating.opened ticket.called'],
    ] as const) {
      const world = hall(2, short);
      world.give(next);
      world.advance(ms);
      expect(told(world.give(next))).toBe(says);
    }
    const started = hall(2, short);
    started.give(next);
    started.give({ type: 'start', counter: 1 });
    expect(told(started.give(next))).toContain('ticket.finished');
    const finished = hall(1, short);
    finished.give(next);
    expect(told(finished.give({ type: 'finish', counter: 1 }))).toContain('ticket.finished');
  });
});

describe('recycle', () => {
  it('is possible so often, then only no-show', () => {
    const world = hall(1, { calls: { recycle: { times: 2, afterCalls: 0, afterMinutes: 0 } } });
    for (const times of [1, 2]) {
      world.give(next);
      expect(world.give({ type: 'recycle', counter: 1 })).toMatchObject({ events: [{ body: { times } }] });
    }
    world.give(next);
    expect(told(world.give({ type: 'recycle', counter: 1 }))).toBe('no: recycle-limit');
    expect(told(world.give({ type: 'no-show', counter: 1 }))).toBe('ticket.no-show');
  });

  it('is for a ticket that was called and not started', () => {
    const world = hall(1);
    expect(told(world.give({ type: 'recycle', counter: 1 }))).toBe('no: counter-idle');
    world.give(next);
    world.give({ type: 'start', counter: 1 });
    expect(told(world.give({ type: 'recycle', counter: 1 }))).toBe('no: ticket-not-called');
  });
});

describe('revive', () => {
  const revive: Command = { type: 'revive', ticket: 't1' };
  /** t1 passed over; ten more wait. */
  function passed(): World {
    const world = hall(12);
    world.give(next);
    world.give({ type: 'no-show', counter: 1 });
    return world;
  }

  it('brings a no-show back to its old place within the minutes, and within the calls', () => {
    for (const [ms, calls] of [
      [20 * minuteMs, 11],
      [60 * minuteMs, 10],
    ] as const) {
      const world = passed();
      world.advance(ms);
      for (let n = 0; n < calls; n++) world.give(next);
      expect([ms, told(world.give(revive))]).toEqual([ms, 'ticket.revived']);
      expect(world.ticket('t1')).toMatchObject({
        state: 'waiting',
        counter: null,
        passed: null,
        arrivedMs: 604_800_000,
      });
      expect(world.state.counts.get('A')?.noShow).toBe(0);
      expect(world.give(next)).toMatchObject({ ticket: 't1' });
      expect(brokenInvariants(world.state)).toEqual([]);
    }
  });

  it('is refused after both, for another ticket, after the close of the day, and when the number is carried again', () => {
    const world = passed();
    world.advance(20 * minuteMs + 1);
    for (let n = 0; n < 11; n++) world.give(next);
    expect(told(world.give(revive))).toBe('no: tolerance-over');
    expect(told(world.give({ type: 'revive', ticket: 't2' }))).toBe('no: ticket-not-no-show');
    expect(told(world.give({ type: 'revive', ticket: 't99' }))).toBe('no: ticket-unknown');
    const closed = passed();
    closed.give({ type: 'close-day' });
    expect(told(closed.give(revive))).toBe('no: tolerance-over');
    const services = smallHall().services.map((each) => ({ ...each, last: 1, wrap: true }));
    const again = hall(1, { services });
    again.give(next);
    again.give({ type: 'no-show', counter: 1 });
    again.issue('A');
    expect(told(again.give(revive))).toBe('no: tolerance-over');
  });
});

describe('park and unpark', () => {
  it('keep the reason in the journal, from the list only', () => {
    const world = hall(1);
    world.give(next);
    expect(told(world.give({ type: 'park', counter: 1, reason: 'Mr Wang' }))).toBe('no: reason-unknown');
    expect(world.give({ type: 'park', counter: 1, reason: 'papers' })).toMatchObject({
      events: [{ body: { reason: 'papers' } }],
    });
    expect(world.give({ type: 'unpark', counter: 1, ticket: 't1' })).toMatchObject({
      events: [{ body: { why: 'unparked' } }],
    });
    world.give({ type: 'park', counter: 1 });
    expect(world.journal.at(-1)).toMatchObject({ body: { reason: null } });
  });
});

describe('transfer', () => {
  const transfer = (to: Partial<Extract<Command, { type: 'transfer' }>>): Command => ({
    type: 'transfer',
    counter: 1,
    ...to,
  });

  it.each([
    [{}, 'no: transfer-nowhere'],
    [{ service: 'Z' }, 'no: service-unknown'],
    [{ service: 'K', reason: 'mood' }, 'no: reason-unknown'],
    [{ toCounter: 9 }, 'no: counter-unknown'],
    [{ toCounter: 2 }, 'no: transfer-closed'],
    [{ toClerk: '1009' }, 'no: clerk-absent'],
    [{ toCounter: 1 }, 'ticket.transferred'],
    [{ toClerk: '1001', reason: 'specialist' }, 'ticket.transferred'],
    [{ service: 'K', back: true }, 'ticket.transferred'],
  ])('%o: %s', (to, says) => {
    const world = hall(1);
    world.give(next);
    expect(told(world.give(transfer(to)))).toBe(says);
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('to a counter keeps the service; with `back` the wait begins anew', () => {
    const world = hall(2);
    world.give(next);
    world.advance(minuteMs);
    world.give(transfer({ toCounter: 1, back: true }));
    expect(world.ticket('t1')).toMatchObject({ service: 'A', forCounter: 1, arrivedMs: 604_860_000 });
    expect(world.give(next)).toMatchObject({ ticket: 't2' });
  });

  it('to a service that was still to come does it now, and not once more later', () => {
    const world = hall(0);
    world.issue('A', { rest: ['K'] });
    world.give(next);
    world.give(transfer({ service: 'K' }));
    expect(world.ticket('t1')).toMatchObject({ service: 'K', todo: [] });
  });
});

describe('a visit of several services', () => {
  it('goes from one to the next with its number and arrival, and is rated at its end', () => {
    const world = hall(0);
    expect(world.issue('A', { rest: ['K'] })).toMatchObject({ events: [{ body: { rest: ['K'] } }] });
    world.issue('K');
    world.give(next);
    world.advance(30_000);
    expect(told(world.give({ type: 'finish', counter: 1 }))).toBe('ticket.continued');
    expect(world.ticket('t1')).toMatchObject({ state: 'waiting', service: 'K', todo: [], times: 0, counter: null });
    expect(world.state.lines.get('K')?.normal.map(({ no }) => no)).toEqual(['A001', 'K001']);
    expect(world.state.ratings.size).toBe(0);
    world.give(next);
    expect(told(world.give({ type: 'finish', counter: 1 }))).toBe('ticket.finished rating.opened');
    expect([...world.state.counts].map(([service, { served }]) => [service, served])).toEqual([
      ['A', 1],
      ['K', 1],
    ]);
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('is not the next of its own counter: who waits is called first', () => {
    const world = hall(0);
    world.issue('A', { rest: ['K'] });
    world.issue('A');
    world.give(next);
    expect(world.give(next)).toMatchObject({ ticket: 't2', events: [{ type: 'ticket.continued' }, {}] });
  });

  it('gets one more service from staff, each once and not too many', () => {
    const name = { zh: '业务', en: 'Service' };
    const services = 'A B C D E F G'.split(' ').map((id) => ({ id, name, minutes: 3 }));
    const world = createWorld(smallHall({ services, counters: [{ no: 1, services: services.map(({ id }) => id) }] }));
    world.give({ type: 'open', counter: 1 });
    const add = (service: string, ticket = 't1') => told(world.give({ type: 'add-service', ticket, service }));
    expect(add('B')).toBe('no: ticket-unknown');
    world.issue('A');
    expect(add('A')).toBe('no: service-twice');
    expect(add('X')).toBe('no: service-unknown');
    add('B');
    expect(add('B')).toBe('no: service-twice');
    expect(['C', 'D', 'E', 'F'].map((service) => add(service))).toEqual(Array(4).fill('ticket.service-added'));
    expect(add('G')).toBe('no: services-too-many');
    expect(world.ticket('t1').todo).toEqual(['B', 'C', 'D', 'E', 'F']);
    world.give({ type: 'cancel', ticket: 't1' });
    expect(add('B')).toBe('no: ticket-ended');
    expect(told(world.issue('A', { rest: ['B', 'A'] }))).toBe('no: service-twice');
    expect(told(world.issue('A', { rest: ['B', 'C', 'D', 'E', 'F', 'G'] }))).toBe('no: services-too-many');
    expect(told(world.issue('A', { rest: ['X'] }))).toBe('no: service-unknown');
  });
});

describe('priority', () => {
  const grant = (to: 'normal' | 'priority', reason = 'elderly', ticket = 't2'): Command => ({
    type: 'grant',
    ticket,
    class: to,
    reason,
  });

  it('is granted and taken back in the line, with the arrival kept', () => {
    const world = hall(3, { hall: { ...smallHall().hall, rule: 'strict' } });
    expect(told(world.give(grant('priority')))).toBe('ticket.class');
    expect(world.state.lines.get('A')?.priority.map(({ id }) => id)).toEqual(['t2']);
    expect(told(world.give(grant('priority')))).toBe('no: class-unchanged');
    expect(told(world.give(grant('normal')))).toBe('ticket.class');
    expect(world.state.lines.get('A')?.normal.map(({ id }) => id)).toEqual(['t1', 't2', 't3']);
    world.give(grant('priority'));
    expect(world.give(next)).toMatchObject({ ticket: 't2' });
    // While it is served, too: the next service of its visit counts by it.
    expect(told(world.give(grant('normal')))).toBe('ticket.class');
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('is refused without a reason of the list, and for who is not here', () => {
    const world = hall(2);
    expect(told(world.give(grant('priority', 'rich')))).toBe('no: reason-unknown');
    expect(told(world.give(grant('priority', 'ill', 't9')))).toBe('no: ticket-unknown');
    world.give({ type: 'cancel', ticket: 't2' });
    expect(told(world.give(grant('priority')))).toBe('no: ticket-ended');
    expect(told(world.issue('A', { class: 'priority', reason: 'rich' }, lead))).toBe('no: reason-unknown');
    expect(world.issue('A', { class: 'priority' }, lead)).toMatchObject({ events: [{ body: { reason: 'other' } }] });
    expect(told(world.issue('A', { class: 'priority', reason: 'ill' }, customer))).toBe('no: class-not-allowed');
  });

  it('of a resting ticket is changed where it rests', () => {
    const world = hall(2);
    world.give({ type: 'call', counter: 1, ticket: 't2' });
    world.give({ type: 'recycle', counter: 1 });
    world.give(grant('priority'));
    expect(world.state.resting.get('t2')?.class).toBe('priority');
    expect(brokenInvariants(world.state)).toEqual([]);
  });
});

describe('a walk-in', () => {
  it('gets a number without paper and is called at once; who was there is served', () => {
    const world = hall(1);
    world.give(next);
    world.advance(30_000);
    expect(told(world.give({ type: 'walk-in', counter: 1, service: 'K' }))).toBe(
      'ticket.finished rating.opened ticket.issued ticket.called',
    );
    expect(world.ticket('t2')).toMatchObject({
      ...{ no: 'K001', channel: 'counter', state: 'called', printer: null, print: 'none', wait: null, why: 'walk-in' },
    });
    expect(told(world.give({ type: 'walk-in', counter: 1, service: 'X' }))).toBe('no: service-unknown');
    expect(told(world.give({ type: 'walk-in', counter: 2, service: 'A' }))).toBe('no: counter-not-open');
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('is served in a closed service too: somebody stands there', () => {
    const world = hall(0);
    world.give({ type: 'close-service', service: 'A', reason: 'system' });
    world.give({ type: 'close-day' });
    expect(told(world.give({ type: 'walk-in', counter: 1, service: 'A' }))).toBe('ticket.issued ticket.called');
  });

  it('is refused when no number is left', () => {
    const services = smallHall().services.map((each) => ({ ...each, last: 1 }));
    const world = hall(1, { services });
    expect(told(world.give({ type: 'walk-in', counter: 1, service: 'A' }))).toBe('no: numbers-exhausted');
  });
});

describe('store next', () => {
  const arm = (on: boolean): Command => ({ type: 'store-next', counter: 1, on });
  const auto: Command = { type: 'auto-call', counter: 1 };

  it('calls the next who comes by itself', () => {
    const world = hall(0);
    expect(told(world.give(arm(true)))).toBe('counter.armed');
    expect(told(world.give(arm(true)))).toBe('no: counter-armed');
    expect(told(world.give(auto))).toBe('nothing');
    world.issue('A');
    expect(world.give(auto)).toMatchObject({ events: [{ body: { why: 'fifo' } }], ticket: 't1' });
    expect(world.state.counters.get(1)?.armed).toBeNull();
    expect(told(world.give(auto))).toBe('nothing');
  });

  it('ends what is there, and is refused while somebody waits or the counter is not open', () => {
    const world = hall(2);
    expect(told(world.give(arm(true)))).toBe('no: somebody-waits');
    expect(told(world.give(arm(false)))).toBe('no: counter-not-armed');
    world.give(next);
    world.give(next);
    expect(told(world.give(arm(true)))).toBe('ticket.finished rating.opened counter.armed');
    expect(told(world.give(arm(false)))).toBe('counter.disarmed');
    expect(told(world.give({ type: 'store-next', counter: 2, on: true }))).toBe('no: counter-not-open');
  });

  it('is over with a pause, a close and a call by hand', () => {
    for (const command of [
      { type: 'pause', counter: 1, reason: 'cash' },
      { type: 'close', counter: 1 },
      { type: 'walk-in', counter: 1, service: 'A' },
    ] satisfies Command[]) {
      const world = hall(0);
      world.give(arm(true));
      world.give(command);
      expect(world.state.counters.get(1)?.armed).toBeNull();
      world.issue('K');
      expect(told(world.give(auto))).toBe('nothing');
      expect(brokenInvariants(world.state)).toEqual([]);
    }
  });
});

describe('a paper roll', () => {
  const services = [
    ...smallHall().services,
    { id: 'R', name: { zh: '号卷', en: 'Roll' }, minutes: 3, paperRoll: true, first: 1, last: 3 },
  ];
  const rolled = () =>
    hall(0, {
      services,
      counters: [
        { no: 1, services: ['A', 'R'] },
        { no: 2, services: ['K'] },
      ],
    });

  it('gives its next number when nobody waits, begins anew after the last, and skips who is still here', () => {
    const world = rolled();
    world.issue('A');
    expect(world.give(next)).toMatchObject({ ticket: 't1' });
    const no = () => {
      world.give(next);
      return world.state.calls.at(-1)?.no;
    };
    expect([no(), no(), no(), no()]).toEqual(['R001', 'R002', 'R003', 'R001']);
    world.give({ type: 'park', counter: 1 });
    expect([no(), no(), no()]).toEqual(['R002', 'R003', 'R002']);
    expect(world.journal.at(-1)).toMatchObject({ type: 'ticket.called', body: { why: 'roll' } });
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('is set when a new one is in, within its range; it gives no tickets at a kiosk', () => {
    const world = rolled();
    expect(told(world.issue('R'))).toBe('no: service-paper-roll');
    const set = (service: string, n: number) => told(world.give({ type: 'set-roll', service, n }));
    expect(set('A', 2)).toBe('no: roll-none');
    expect(set('X', 2)).toBe('no: service-unknown');
    expect(set('R', 3)).toBe('series.set');
    world.give(next);
    expect(world.state.calls.at(-1)?.no).toBe('R003');
    expect(set('R', 99)).toBe('series.set');
    world.give(next);
    expect(world.state.calls.at(-1)?.no).toBe('R001');
    set('R', 1);
    world.give(next);
    expect(world.state.calls.at(-1)?.no).toBe('R002');
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(told(world.give({ type: 'call-next', counter: 2 }))).toBe('no: counter-not-open');
  });
});
