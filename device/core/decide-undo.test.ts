/**
 * Taking back the last thing done at a counter: everything is as it was, in every part of the state but the history, and what
 * has moved on since, is too old or was before a restart stays.
 */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { brokenInvariants } from './invariants.ts';
import type { HallState } from './state.ts';
import { clerk, createWorld, lead, replay, smallHall, told, type World } from './testing/world.ts';
import { poolSize } from './waiting-line.ts';

const undo: Command = { type: 'undo', counter: 1 };
const at = (type: 'call-next' | 'start' | 'finish' | 'no-show' | 'recycle' | 'park', counter = 1): Command => ({
  type,
  counter,
});
const next = at('call-next');

/** Counters 1 and 2 open, five people in line, twelve seconds apart. */
function hall(config: HallConfig = smallHall()): World {
  const world = createWorld(config);
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  world.give({ type: 'open', counter: 2 }, clerk('1002'));
  for (const service of ['A', 'A', 'K', 'A', 'A']) {
    world.issue(service);
    world.advance(12_000);
  }
  for (const { id: ticket, job } of [...world.state.prints.values()])
    world.give({ type: 'printed', ticket, job, confirmed: true });
  return world;
}

/** The state without what only grows: the journal's place, the histories, the clocks, session numbers. */
function standing(state: HallState): unknown {
  const { seq, hallMs, last, ratingSession, lines, callTally, ...parts } = state;
  const text = JSON.stringify(
    // A line that has become empty is no line, and no calls are no calls.
    {
      ...parts,
      lines: new Map([...lines].filter(([pool]) => poolSize(state, pool) > 0)),
      callTally: new Map([...callTally].filter(([, calls]) => calls > 0)),
    },
    (key, value: unknown) =>
      grows.includes(key) ? undefined : value instanceof Map ? Object.fromEntries(value) : value,
  );
  return JSON.parse(text);
}
/** The band learns a small step of each call and finds its place again; counts of services only say how much is known. */
const grows = ['seqs', 'lastSeq', 'movedSeq', 'undo', 'band', 'rivals', 'served'];

/** Steps before, the action, and what it takes back. */
const actions: readonly (readonly [name: string, before: readonly Command[], action: Command, what: string])[] = [
  ['a call', [], next, 'call'],
  ['a chosen call', [], { type: 'call', counter: 1, ticket: 't3', reason: 'help' }, 'call'],
  ['a start', [next], at('start'), 'start'],
  ['a finish', [next, at('start')], at('finish'), 'finish'],
  ['a finish of a call only', [next], at('finish'), 'finish'],
  ['a no-show', [next], at('no-show'), 'no-show'],
  ['a recycle', [next], at('recycle'), 'recycle'],
  ['a park', [next, at('start')], at('park'), 'park'],
  ['an unpark', [next, at('park')], { type: 'unpark', counter: 1, ticket: 't1' }, 'call'],
  ['a transfer', [next], { type: 'transfer', counter: 1, service: 'K', back: true, reason: 'next-step' }, 'transfer'],
  ['a transfer to a counter', [next], { type: 'transfer', counter: 1, toCounter: 2 }, 'transfer'],
  ['a transfer to a clerk', [next], { type: 'transfer', counter: 1, toClerk: '1002' }, 'transfer'],
  ['a call that ended a service', [next, at('start')], next, 'call'],
  ['a chosen call that ended a service', [next], { type: 'call', counter: 1, ticket: 't4' }, 'call'],
  ['an unpark that ended a service', [next, at('park'), next], { type: 'unpark', counter: 1, ticket: 't1' }, 'call'],
  [
    'a call that ended one service of a visit',
    [next, { type: 'add-service', ticket: 't1', service: 'K' }, at('start')],
    next,
    'call',
  ],
  [
    'the end of one service of a visit',
    [next, { type: 'add-service', ticket: 't1', service: 'K' }],
    at('finish'),
    'finish',
  ],
  ['a call of a recycled ticket', [next, at('recycle'), next, at('no-show')], next, 'call'],
];

it('takes back only what the caller has seen', () => {
  const world = hall();
  world.give(next);
  world.give(at('no-show'));
  world.give(next);
  for (const seen of ['t1', null]) expect(told(world.give({ ...undo, expect: seen }))).toBe('no: ticket-stale');
  expect(world.give({ ...undo, expect: 't2' })).toMatchObject({ ok: true, events: [{ body: { ticket: 't2' } }] });
  expect(told(world.give({ ...undo, expect: 't2' }))).toBe('no: undo-nothing');
});

describe('puts back everything', () => {
  it.each(actions)('of %s', (_name, before, action, what) => {
    const world = hall();
    for (const command of before) {
      expect(told(world.give(command))).not.toMatch(/^no:/);
      world.advance(45_000);
    }
    const was = standing(world.state);
    expect(told(world.give(action))).not.toMatch(/^no:/);
    world.advance(9_999);
    expect(world.give(undo)).toMatchObject({ ok: true, events: [{ type: 'counter.undone', body: { what } }] });
    expect(standing(world.state)).toEqual(was);
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(replay(world.journal)).toEqual(world.state);
    expect(told(world.give(undo))).toBe('no: undo-nothing');
    // The same again is the same again.
    expect(told(world.give(action))).not.toMatch(/^no:/);
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('of a call that ended another as no-show after a short call', () => {
    const world = hall(smallHall({ calls: { shortCallSeconds: 20 } }));
    world.give(next);
    world.advance(19_999);
    const was = standing(world.state);
    expect(told(world.give(next))).toBe('ticket.no-show ticket.called');
    expect(world.state.counts.get('A')).toMatchObject({ called: 2, noShow: 1 });
    world.give(undo);
    expect(standing(world.state)).toEqual(was);
    expect(world.ticket('t1')).toMatchObject({ state: 'called', passed: null });
  });

  it('of the calls list, the turn of the rule, and what the counter has served', () => {
    const rule = { interleave: { priority: 1, normal: 1 } };
    const world = hall(smallHall({ hall: { ...smallHall().hall, rule } }));
    world.issue('A', { class: 'priority' }, lead);
    world.give(next);
    const { turn } = world.state.counters.get(1) ?? {};
    world.give(next);
    expect(world.state.calls.map(({ no }) => no)).toEqual(['A005', 'A001']);
    world.give(undo);
    expect(world.state.calls.map(({ no }) => no)).toEqual(['A005']);
    expect(world.state.counters.get(1)).toMatchObject({ turn, servedToday: 0, ticket: 't6' });
    world.give(next);
    expect(world.state.calls.map(({ no }) => no)).toEqual(['A005', 'A001']);
  });

  it('of one who has moved in the line meanwhile: it finds its own place', () => {
    const world = hall();
    world.give(at('call-next'));
    world.give(at('call-next', 2));
    world.issue('A');
    world.give(undo);
    expect(world.state.lines.get('A')?.normal.map(({ id }) => id)).toEqual(['t1', 't4', 't5', 't6']);
  });
});

describe('of a finish', () => {
  it('leaves the rating of the customer before closed: its window is over', () => {
    const world = hall();
    for (const command of [next, at('finish'), next, at('finish'), undo]) world.give(command);
    expect(world.state.ratings.get('t1')?.state).toBe('not-rated');
    expect(world.state.counters.get(1)?.rating).toBeNull();
  });

  it('closes its rating, and the next finish opens one again with a session of its own', () => {
    const world = hall();
    world.give(next);
    world.give(at('start'));
    world.give(at('finish'));
    const session = world.state.ratingSession;
    world.give(undo);
    expect(world.state.ratings.has('t1')).toBe(false);
    expect(world.state.counters.get(1)?.rating).toBeNull();
    expect(told(world.give({ type: 'rate', visit: 't1', level: 5, origin: 'page', reasons: [] }))).toBe(
      'no: rating-not-open',
    );
    expect(told(world.give(at('finish')))).toBe('ticket.finished rating.opened');
    expect(world.state.ratingSession).toBe(session + 1);
  });

  it('opens a rating again that nobody has answered in time', () => {
    const world = hall();
    world.give(next);
    world.give(at('finish'));
    world.give({ type: 'rating-timeout', visit: 't1' });
    expect(told(world.give(undo))).toBe('counter.undone');
    expect(told(world.give(at('finish')))).toBe('ticket.finished rating.opened');
  });

  it('is refused once the customer has rated', () => {
    const world = hall();
    world.give(next);
    world.give(at('finish'));
    world.give({ type: 'rate', visit: 't1', level: 2, origin: 'page', reasons: [] });
    expect(told(world.give(undo))).toBe('no: undo-moved-on');
  });

  it('forgets what was learned from it, and keeps what another counter has taught since', () => {
    const world = hall();
    const serve = (counter: number, ms: number) => {
      world.give(at('call-next', counter));
      world.give(at('start', counter));
      world.advance(ms);
      world.give(at('finish', counter));
    };
    serve(1, 100_000);
    const { meanMs, pace } = world.state;
    expect([meanMs.get('A'), pace.size]).toEqual([100_000, 0]);
    world.give(undo);
    expect([meanMs.has('A'), pace.size]).toEqual([false, 0]);
    world.give(at('finish'));
    world.give({ type: 'call', counter: 2, ticket: 't4' }, clerk('1002'));
    world.give({ type: 'call', counter: 1, ticket: 't2' }, clerk('1001'));
    world.advance(200_000);
    world.give(at('finish', 1));
    // The second of two weighs as much as the first.
    expect(meanMs.get('A')).toBe(150_000);
    expect(pace.get('1001')).toBe(1.01);
    world.give(at('finish', 2));
    expect(meanMs.get('A')).toBeCloseTo(166_667, 0);
    world.give(undo);
    // Without the first counter's 50 s more; what the other has taught since stays.
    expect(meanMs.get('A')).toBeCloseTo(116_667, 0);
    expect(pace.has('1001')).toBe(false);
    expect(pace.has('1002')).toBe(true);
    expect(brokenInvariants(world.state)).toEqual([]);
  });
});

describe('of a ticket made at the counter', () => {
  const roll = smallHall({
    services: [...smallHall().services, { id: 'R', name: { zh: '号卷', en: 'Roll' }, minutes: 3, paperRoll: true }],
    counters: smallHall().counters.map((each) => ({ ...each, services: [...each.services, 'R'] })),
  });
  const walkIn: Command = { type: 'walk-in', counter: 1, service: 'A' };

  it('cancels it: nobody waits with it; its number is not given again', () => {
    const world = hall();
    world.give(walkIn);
    expect(told(world.give(undo))).toBe('counter.undone ticket.cancelled');
    expect(world.ticket('t6')).toMatchObject({ no: 'A005', state: 'cancelled' });
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A006' } }] });
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('puts back the one it had ended', () => {
    const world = hall();
    world.give(next);
    world.advance(30_000);
    const was = world.ticket('t1');
    world.give(walkIn);
    world.give(undo);
    expect(was).toMatchObject({ state: 'called', counter: 1 });
    expect(world.state.counters.get(1)).toMatchObject({ ticket: 't1', servedToday: 0, rating: null });
  });

  it('of a paper roll gives the number again: its paper is still there', () => {
    const world = createWorld(roll);
    world.give({ type: 'open', counter: 1 });
    expect(told(world.give(next))).toBe('ticket.issued ticket.called');
    expect(told(world.give(undo))).toBe('counter.undone ticket.cancelled series.set');
    expect(world.give(next)).toMatchObject({ events: [{ body: { no: 'R001' } }, {}] });
    expect(brokenInvariants(world.state)).toEqual([]);
    expect(replay(world.journal)).toEqual(world.state);
  });

  it('of a paper roll that another counter has called on from leaves the roll where it is', () => {
    const world = createWorld(roll);
    world.give({ type: 'open', counter: 1 }, clerk('1001'));
    world.give({ type: 'open', counter: 2 }, clerk('1002'));
    world.give(next);
    world.give(at('call-next', 2));
    expect(told(world.give(undo))).toBe('counter.undone ticket.cancelled');
    expect(world.give(next)).toMatchObject({ events: [{ body: { no: 'R003' } }, {}] });
  });

  it('that was handed on keeps it: by then somebody waits with it', () => {
    const world = hall();
    world.give(walkIn);
    world.give({ type: 'transfer', counter: 1, toCounter: 2 });
    expect(told(world.give(at('call-next', 2)))).toBe('ticket.called');
    expect(world.state.counters.get(2)?.ticket).toBe('t1');
    world.give({ type: 'call', counter: 2, ticket: 't6' });
    expect(told(world.give({ type: 'undo', counter: 2 }))).toBe('counter.undone');
    expect(world.ticket('t6')).toMatchObject({ state: 'waiting', forCounter: 2 });
  });
});

describe('is refused', () => {
  it('with nothing to take back, at a counter that is not there, and after a pause', () => {
    const world = hall();
    expect(told(world.give(undo))).toBe('no: undo-nothing');
    expect(told(world.give({ type: 'undo', counter: 9 }))).toBe('no: counter-unknown');
    world.give(next);
    world.give(at('park'));
    world.give({ type: 'pause', counter: 1, reason: 'cash' });
    expect(told(world.give(undo))).toBe('no: undo-nothing');
  });

  it('after its seconds, and after a restart', () => {
    const world = hall(smallHall({ calls: { undoSeconds: 5 } }));
    world.give(next);
    world.advance(5_000);
    expect(told(world.give(undo))).toBe('no: undo-too-late');
    world.give(next);
    world.restart();
    expect(told(world.give(undo))).toBe('no: undo-too-late');
    const never = hall(smallHall({ calls: { undoSeconds: 0 } }));
    never.give(next);
    expect(told(never.give(undo))).toBe('no: undo-too-late');
  });

  it.each<readonly [string, readonly Command[], readonly Command[]]>([
    ['recalled', [next], [{ type: 'recall', counter: 1 }]],
    ['given priority', [next], [{ type: 'grant', ticket: 't1', class: 'priority', reason: 'ill' }]],
    ['given one more service', [next], [{ type: 'add-service', ticket: 't1', service: 'K' }]],
    ['called by another counter', [next, at('park')], [{ type: 'unpark', counter: 2, ticket: 't1' }]],
    [
      'called and served by another',
      [next, at('recycle')],
      [{ type: 'call', counter: 2, ticket: 't1' }, at('finish', 2)],
    ],
    ['called and parked by another', [next, at('park')], [{ type: 'unpark', counter: 2, ticket: 't1' }, at('park', 2)]],
    ['cancelled', [next, at('recycle')], [{ type: 'cancel', ticket: 't1' }]],
    ['brought back', [next, at('no-show')], [{ type: 'revive', ticket: 't1' }]],
    ['ended by the close of the day', [next, at('park')], [{ type: 'close-day' }]],
    [
      'brought back, though it is about the other',
      [next, at('park'), { type: 'unpark', counter: 1, ticket: 't1' }, next],
      [{ type: 'rate', visit: 't1', level: 1, origin: 'page', reasons: [] }],
    ],
  ])('when the ticket was %s since', (_says, before, since) => {
    const world = hall();
    for (const command of before) {
      world.advance(30_000);
      world.give(command);
    }
    for (const command of since) expect(told(world.give(command))).not.toMatch(/^no:/);
    const { seq } = world.state;
    expect(told(world.give(undo))).toBe('no: undo-moved-on');
    expect(world.state.seq).toBe(seq);
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('when its number is somebody else’s by now', () => {
    const services = smallHall().services.map((each) => ({ ...each, last: 1, wrap: true }));
    const world = createWorld(smallHall({ services }));
    world.give({ type: 'open', counter: 1 });
    world.issue('A');
    world.give(next);
    world.give(at('finish'));
    expect(world.issue('A')).toMatchObject({ events: [{ body: { no: 'A001' } }] });
    expect(told(world.give(undo))).toBe('no: undo-moved-on');
  });

  it('when the counter or the clerk it waited for has gone home', () => {
    for (const to of [{ toCounter: 2 }, { toClerk: '1002' }]) {
      const world = hall();
      world.give(next);
      world.give({ type: 'transfer', counter: 1, ...to });
      world.give({ type: 'call', counter: 1, ticket: 't1' });
      world.give({ type: 'close', counter: 2 });
      expect(told(world.give(undo))).toBe('no: undo-moved-on');
      expect(brokenInvariants(world.state)).toEqual([]);
    }
  });

  it('on another business day', () => {
    const world = hall();
    world.give(next);
    world.give({ type: 'open-day', date: '2026-03-03' });
    expect(told(world.give(undo))).toBe('no: undo-nothing');
  });

  it('not for news of its paper', () => {
    const world = hall();
    world.give(next);
    world.give({ type: 'reprint', ticket: 't1' });
    expect(told(world.give(undo))).toBe('counter.undone');
    expect(world.ticket('t1')).toMatchObject({ state: 'waiting', print: 'pending', copies: 2 });
  });
});

it('of a call that came by itself leaves the counter unarmed: it would come again at once', () => {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 });
  world.give({ type: 'store-next', counter: 1, on: true });
  world.issue('A');
  expect(told(world.give({ type: 'auto-call', counter: 1 }))).toBe('ticket.called');
  world.give(undo);
  expect(world.state.counters.get(1)).toMatchObject({ armed: null, ticket: null });
  expect(told(world.give({ type: 'auto-call', counter: 1 }))).toBe('nothing');
});

it('of a finish by store-next brings the ticket back and waits no more', () => {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 });
  world.issue('A');
  world.give(next);
  expect(told(world.give({ type: 'store-next', counter: 1, on: true }))).toBe(
    'ticket.finished rating.opened counter.armed',
  );
  expect(told(world.give(undo))).toBe('counter.undone');
  expect(world.state.counters.get(1)).toMatchObject({ armed: null, ticket: 't1' });
  expect(brokenInvariants(world.state)).toEqual([]);
});
