/** Each invariant notices the damage it is there for: a check that never saw a fault is not trusted. */
import { expect, it } from 'vitest';
import { brokenInvariants } from './invariants.ts';
import type { HallState } from './state.ts';
import { createWorld } from './testing/world.ts';

type Damage = readonly [name: string, harm: (state: HallState) => void, says: RegExp];

/** t1 called at counter 1, t2 and t3 wait, t4 was served and its rating is open. */
function hall() {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 });
  world.issue('A');
  world.give({ type: 'call-next', counter: 1 });
  world.give({ type: 'finish', counter: 1 });
  for (let i = 0; i < 3; i++) world.issue('A');
  world.give({ type: 'call-next', counter: 1 });
  world.give({ type: 'open', counter: 2 }, { id: 'op:2', clerk: '2', staff: true });
  return world;
}

function get<K, V>(map: ReadonlyMap<K, V>, key: K): V {
  const value = map.get(key);
  if (value === undefined) throw new Error('missing');
  return value;
}

const damages: readonly Damage[] = [
  ['a number twice', (s) => Object.assign(get(s.tickets, 't3'), { no: 'A001' }), /A001 was given twice/],
  [
    'a number at two live tickets',
    (s) => Object.assign(get(s.tickets, 't3'), { no: 'A004', day: 'x' }),
    /A004 is carried by two/,
  ],
  ['a number not in use', (s) => s.alive.delete('A003'), /A003 is missing/],
  ['a dead number in use', (s) => s.alive.set('A999', 't9'), /more than the live tickets/],
  ['a waiting ticket in no line', (s) => get(s.lines, 'A').normal.pop(), /2 tickets wait but 1/],
  ['a called ticket in a line', (s) => get(s.lines, 'A').normal.push(get(s.tickets, 't2')), /A002 stands in a line/],
  ['a wrong line', (s) => s.lines.set('K', get(s.lines, 'A')), /stands in the line of K/],
  ['a line out of order', (s) => get(s.lines, 'A').normal.reverse(), /out of order/],
  ['two counters with one ticket', (s) => Object.assign(get(s.counters, 2), { ticket: 't2' }), /at two counters/],
  [
    'a closed counter with a ticket',
    (s) => Object.assign(get(s.counters, 1), { state: 'closed' }),
    /closed with a ticket/,
  ],
  ['a ticket that names another counter', (s) => Object.assign(get(s.tickets, 't2'), { counter: 2 }), /disagree/],
  ['a served ticket at a counter', (s) => Object.assign(get(s.tickets, 't2'), { state: 'served' }), /is served/],
  ['a called ticket at no counter', (s) => Object.assign(get(s.counters, 1), { ticket: null }), /called at no counter/],
  ['owed paper without a job', (s) => Object.assign(get(s.tickets, 't3'), { job: 0 }), /owed without a job/],
  ['a called ticket without a reason', (s) => Object.assign(get(s.tickets, 't2'), { why: null }), /for no reason/],
  ['a no-show nobody passed over', (s) => Object.assign(get(s.tickets, 't1'), { state: 'no-show' }), /was not passed/],
  ['a waiting ticket at a counter', (s) => Object.assign(get(s.tickets, 't3'), { counter: 1 }), /waits and is at/],
  [
    'a ticket parked nowhere',
    (s) => Object.assign(get(s.tickets, 't1'), { state: 'parked', counter: null }),
    /parked at no/,
  ],
  [
    'a called ticket that rests',
    (s) => Object.assign(get(s.tickets, 't2'), { resting: { untilMs: 0, calls: 0 } }),
    /rests but is called/,
  ],
  [
    'a ticket that rests and stands in a line',
    (s) => void s.resting.set('t3', get(s.tickets, 't3')),
    /stands in two places/,
  ],
  [
    'people who wait for a closed counter',
    (s) =>
      void s.lines.set('@7', {
        ...get(s.lines, 'A'),
        normal: [Object.assign(get(s.tickets, 't4'), { forCounter: 7 })],
      }),
    /wait for @7/,
  ],
  [
    'people who wait for a clerk who has gone',
    (s) =>
      void s.lines.set('#9', {
        ...get(s.lines, 'A'),
        normal: [Object.assign(get(s.tickets, 't4'), { forClerk: '9' })],
      }),
    /wait for #9/,
  ],
  ['a count below zero', (s) => Object.assign(get(s.counts, 'A'), { called: -1 }), /A has -1 called/],
  ['fewer calls than none', (s) => void s.callTally.set('A', -1), /A has -1 calls/],
  ['calls out of order', (s) => s.calls.reverse(), /call of .* out of order/],
  ['a counter that waits with a ticket', (s) => Object.assign(get(s.counters, 1), { armed: s.last }), /and has one/],
  [
    'a closed counter that waits',
    (s) => Object.assign(get(s.counters, 2), { armed: s.last, state: 'closed' }),
    /and is closed/,
  ],
  [
    'a closed counter that could take back',
    (s) => Object.assign(get(s.counters, 2), { undo: get(s.counters, 1).undo, state: 'closed' }),
    /could take back/,
  ],
  ['a rating asked for that is closed', (s) => Object.assign(get(s.ratings, 't1'), { state: 'rated' }), /not open/],
];

it('a sound hall breaks none', () => {
  expect(brokenInvariants(hall().state)).toEqual([]);
});

it.each(damages)('%s is noticed', (_name, harm, says) => {
  const { state } = hall();
  harm(state);
  expect(brokenInvariants(state).join('\n')).toMatch(says);
});
