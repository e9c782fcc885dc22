/**
 * The six calling rules by themselves: heads of lines in, one choice out. Then the same through a hall: the list shown is the
 * order called, and a counter's own rule goes before the hall's.
 */
import { describe, expect, it } from 'vitest';
import type { RuleConfig } from '../../protocol/config.ts';
import type { TicketClass } from '../../protocol/events.ts';
import { choose, firstTurn, nextTurn, type Stream, type Turn } from './calling-rule.ts';
import { callingOrder, nextFor } from './counter-queue.ts';
import { callingRule } from './hall-index.ts';
import { clerk, createWorld, lead, smallHall, type World } from './testing/world.ts';

interface Someone {
  readonly name: string;
  readonly arrivedMs: number;
  readonly order: number;
}
type Line = readonly [service: string, ticketClass: TicketClass, ...waited: number[]];

const minuteMs = 60_000;
const hallMs = 1_000 * minuteMs;

/** Lines by minutes waited; people are named by service, first letter of their class and place: `An1`. */
function streams(lines: readonly Line[]): Stream<Someone>[] {
  let order = 0;
  return lines.map(([service, ticketClass, ...waited]) => ({
    service,
    class: ticketClass,
    at: 0,
    line: waited.map((minutes, at) => {
      order += 1;
      return { name: `${service}${ticketClass[0]}${at + 1}`, arrivedMs: hallMs - minutes * minuteMs, order };
    }),
  }));
}

/** Everybody in the order of calls that follow each other at once, and why the first was called. */
function called(lines: readonly Line[], config: RuleConfig, turn: Turn = firstTurn, services = ['A', 'K']) {
  const all = streams(lines);
  const rule = callingRule(config);
  const targets = new Map([['A', 10 * minuteMs]]);
  const facts = {
    hallMs,
    placeOf: (service: string) => services.indexOf(service),
    targetMsOf: (service: string) => targets.get(service) ?? 15 * minuteMs,
  };
  const names: string[] = [];
  let why: string | null = null;
  let now = turn;
  for (;;) {
    const choice = choose(all, rule, { ...facts, turn: now });
    if (!choice) return { names, why };
    names.push(choice.ticket.name);
    why ??= choice.why;
    now = nextTurn(now, choice.stream.class, choice.why);
    choice.stream.at += 1;
  }
}

const three: readonly Line[] = [
  ['A', 'normal', 12, 8],
  ['A', 'priority', 3, 1],
  ['K', 'appointment', 5, -10],
  ['K', 'normal', 14],
];

describe('each rule', () => {
  it.each<readonly [RuleConfig, readonly string[], string]>([
    ['fifo', ['Kn1', 'An1', 'An2', 'Ka1', 'Ap1', 'Ap2', 'Ka2'], 'fifo'],
    ['strict', ['Ka1', 'Ap1', 'Ap2', 'Ka2', 'Kn1', 'An1', 'An2'], 'strict:appointment'],
    // Points: Ka1 9+15, Ap1 9+9, Kn1 14, An1 and Ap2 12 (An1 came first), An2 8, Ka2 9-30.
    ['accumulating', ['Ka1', 'Ap1', 'Kn1', 'An1', 'Ap2', 'An2', 'Ka2'], 'accumulating:appointment'],
    ['interleave', ['Ka1', 'Kn1', 'Ap1', 'An1', 'Ap2', 'An2', 'Ka2'], 'interleave:priority'],
    ['service-order', ['Ap1', 'Ap2', 'An1', 'An2', 'Ka1', 'Ka2', 'Kn1'], 'service-order'],
    // Over target: Ka1 5, Ap1 3, An1 2, Ap2 1, Kn1 -1, An2 -2, Ka2 -10.
    ['longest-over-target', ['Ka1', 'Ap1', 'An1', 'Ap2', 'Kn1', 'An2', 'Ka2'], 'over-target'],
  ])('%s', (rule, names, why) => {
    expect(called(three, rule)).toEqual({ names, why });
  });

  it('calls nobody when nobody waits', () => {
    for (const rule of [
      'fifo',
      'strict',
      'accumulating',
      'interleave',
      'service-order',
      'longest-over-target',
    ] as const)
      expect([rule, called([], rule).names, called([['A', 'normal']], rule).names]).toEqual([rule, [], []]);
  });
});

describe('accumulating', () => {
  const points = (head: number) => ({
    accumulating: { normal: { rate: 1 }, priority: { rate: 3, headStartMinutes: head } },
  });

  it.each([
    // One minute of a priority ticket is 3 points, and its head start counts at its own rate.
    ['no head start, fewer points', 0, 10, 3.3, 'An1'],
    ['no head start, more points', 0, 10, 3.4, 'Ap1'],
    ['a head start of three minutes', 3, 10, 0.3, 'An1'],
    ['a head start of three minutes, reached', 3, 10, 0.4, 'Ap1'],
    ['a tie goes to the earlier arrival', 0, 9, 3, 'An1'],
    ['a tie with a head start too, though a third of a minute is no binary number', 3, 10, 1 / 3, 'An1'],
    ['a head start that nobody has yet waited for', 3, 8.9, 0, 'Ap1'],
  ])('%s', (_says, head, normal, priority, first) => {
    const lines: Line[] = [
      ['A', 'priority', priority],
      ['A', 'normal', normal],
    ];
    expect(called(lines, points(head)).names[0]).toBe(first);
  });

  const capped: RuleConfig = {
    accumulating: {
      normal: { rate: 1, capMinutes: 60 },
      priority: { rate: 3, capMinutes: 15 },
      appointment: { rate: 3, capMinutes: 15 },
    },
  };

  it('calls who has waited up to the limit before all others, the classes in turn, the oldest first', () => {
    const lines: Line[] = [
      ['A', 'priority', 40, 39, 15, 14.9],
      ['A', 'normal', 62, 61, 59.9],
    ];
    expect(called(lines, capped)).toEqual({
      names: ['An1', 'Ap1', 'An2', 'Ap2', 'Ap3', 'An3', 'Ap4'],
      why: 'accumulating:cap',
    });
    expect(called(lines, capped, { ...firstTurn, capped: 'normal' }).names.slice(0, 3)).toEqual(['Ap1', 'An1', 'Ap2']);
  });

  it('remembers which class was last over its limit through calls of others between', () => {
    const turn = nextTurn({ ...firstTurn, capped: 'priority' }, 'normal', 'accumulating:normal');
    expect(turn.capped).toBe('priority');
    const lines: Line[] = [
      ['A', 'priority', 20],
      ['A', 'appointment', 16],
    ];
    expect(called(lines, capped, turn).names).toEqual(['Aa1', 'Ap1']);
  });

  it('leaves an appointment that is early behind everybody: it waits less than zero', () => {
    const lines: Line[] = [
      ['A', 'appointment', -20],
      ['A', 'normal', 0],
    ];
    expect(called(lines, 'accumulating').names).toEqual(['An1', 'Aa1']);
    expect(called(lines, 'fifo').names).toEqual(['An1', 'Aa1']);
    expect(called(lines, 'longest-over-target').names).toEqual(['An1', 'Aa1']);
  });
});

describe('interleave', () => {
  const both: Line[] = [
    ['A', 'priority', 1, 1, 1, 1],
    ['A', 'normal', 9, 9, 9, 9],
  ];
  it.each([
    [1, 1, 'p n p n p n p n'],
    [2, 1, 'p p n p p n n n'],
    [1, 2, 'p n n p n n p p'],
    [3, 2, 'p p p n n p n n'],
  ])('%i to %i', (priority, normal, order) => {
    const { names } = called(both, { interleave: { priority, normal } });
    expect(names.map((name) => name[1]).join(' ')).toBe(order);
  });

  it('counts on over a time when only one kind waited', () => {
    const rule = { interleave: { priority: 1, normal: 2 } };
    const next = (turn: Turn) => called(both, rule, turn).names[0];
    expect(next({ ...firstTurn, kind: 'plain', length: 7 })).toBe('Ap1');
    expect(next({ ...firstTurn, kind: 'plain', length: 1 })).toBe('An1');
    expect(next({ ...firstTurn, kind: 'favoured', length: 7 })).toBe('An1');
    expect(called([['A', 'normal', 3]], rule).why).toBe('interleave:alone');
  });

  it('counts appointments with priority', () => {
    const lines: Line[] = [
      ['A', 'appointment', 1],
      ['A', 'priority', 2],
      ['A', 'normal', 9],
    ];
    expect(called(lines, { interleave: { priority: 2, normal: 1 } }).names).toEqual(['Ap1', 'Aa1', 'An1']);
  });
});

it('of two that came together the earlier in the journal is called, by every rule', () => {
  for (const rule of ['fifo', 'strict', 'accumulating', 'interleave', 'longest-over-target'] as const) {
    const lines: Line[] = [
      ['K', 'normal', 20],
      ['K', 'normal', 20],
    ];
    const [first, second] = streams(lines);
    if (!first || !second) throw new Error('no lines');
    const facts = { hallMs, turn: firstTurn, placeOf: () => 0, targetMsOf: () => 0 };
    expect([rule, choose([second, first], callingRule(rule), facts)?.ticket.order]).toEqual([rule, 1]);
  }
});

// ---------------------------------------------------------------------------------------------- in a hall

/** A001, K001, A002 (priority), K002 (appointment), A003: in order of arrival, a minute apart. */
function mixed(rule: RuleConfig): World {
  const hall = smallHall();
  const world = createWorld({ ...hall, hall: { ...hall.hall, rule } });
  const people = [
    ['A', 'normal'],
    ['K', 'normal'],
    ['A', 'priority'],
    ['K', 'appointment'],
    ['A', 'normal'],
  ] as const;
  for (const [service, ticketClass] of people) {
    world.issue(service, { class: ticketClass }, lead);
    world.advance(minuteMs);
  }
  return world;
}

it.each<readonly [RuleConfig, readonly string[]]>([
  ['fifo', ['A001', 'K001', 'A002', 'K002', 'A003']],
  ['strict', ['A002', 'K002', 'A001', 'K001', 'A003']],
  ['accumulating', ['A002', 'K002', 'A001', 'K001', 'A003']],
  ['interleave', ['A002', 'A001', 'K002', 'K001', 'A003']],
  ['service-order', ['A002', 'A001', 'A003', 'K002', 'K001']],
  ['longest-over-target', ['A002', 'K002', 'A001', 'K001', 'A003']],
])('%s: the list shown is the order called', (rule, order) => {
  const world = mixed(rule);
  world.give({ type: 'open', counter: 1 });
  const shown = (max: number) => callingOrder(world.state, world.index, 1, world.context().now, max);
  expect(shown(99).map((each) => each.no)).toEqual(order);
  expect(shown(2).map((each) => each.no)).toEqual(order.slice(0, 2));
  const before = JSON.stringify([...world.state.lines]);
  nextFor(world.state, world.index, 1, world.context().now);
  expect(JSON.stringify([...world.state.lines])).toBe(before);
  for (const no of order) {
    world.give({ type: 'call-next', counter: 1 });
    expect(world.state.calls.at(-1)?.no).toBe(no);
  }
});

it('the journal keeps what the rule saw: who, how long, with how many points, and who would have been next', () => {
  const world = mixed('accumulating');
  world.give({ type: 'open', counter: 1 });
  expect(world.give({ type: 'call-next', counter: 1 })).toMatchObject({
    events: [
      {
        type: 'ticket.called',
        body: {
          why: 'accumulating:priority',
          cause: {
            ...{ rule: 'accumulating', class: 'priority', waitedMs: 3 * minuteMs, waiting: 5, score: 18 },
            next: { no: 'K002', class: 'appointment', waitedMs: 2 * minuteMs, score: 15 },
          },
        },
      },
    ],
  });
  expect(world.ticket('t3').why).toBe('accumulating:priority');
});

it('a counter’s own rule goes before the rule of the hall', () => {
  const hall = smallHall();
  const counters = hall.counters.map((each) => (each.no === 2 ? { ...each, rule: 'strict' as const } : each));
  const world = createWorld({ ...hall, counters });
  world.issue('A');
  world.issue('A', { class: 'priority' }, lead);
  world.give({ type: 'open', counter: 2 }, clerk('1002'));
  world.give({ type: 'call-next', counter: 2 });
  expect(world.state.calls.at(-1)?.no).toBe('A002');
});

it('a hall that names no rule gathers points', () => {
  const { rule, ...hall } = smallHall().hall;
  expect(rule).toBe('fifo');
  expect(createWorld(smallHall({ hall })).index.rule).toMatchObject({
    kind: 'accumulating',
    points: { normal: { rate: 1, head: 0 }, priority: { rate: 3, head: 9, capMs: 15 * minuteMs } },
  });
});
