/** The order of calling, and that the list shown is the order called. */
import { expect, it } from 'vitest';
import { callingOrder, chooseNext } from './calling-rule.ts';
import { createWorld, lead, smallHall, type World } from './testing/world.ts';

/** A001, K001, A002 (priority), K002 (appointment), A003: in order of arrival. */
function mixed(rule: 'fifo' | 'strict'): World {
  const hall = smallHall();
  const world = createWorld({ ...hall, hall: { ...hall.hall, rule } });
  world.issue('A');
  world.issue('K');
  world.issue('A', { class: 'priority' }, lead);
  world.issue('K', { class: 'appointment' }, lead);
  world.issue('A');
  return world;
}

it.each([
  ['fifo', ['A001', 'K001', 'A002', 'K002', 'A003'], 'fifo'],
  ['strict', ['A002', 'K002', 'A001', 'K001', 'A003'], 'strict:priority'],
] as const)('%s calls %s', (rule, order, why) => {
  const world = mixed(rule);
  const both = ['K', 'A'];
  expect(chooseNext(world.state, both, rule)?.why).toBe(why);
  expect(callingOrder(world.state, both, rule, 99).map((each) => each.no)).toEqual(order);
  expect(callingOrder(world.state, both, rule, 2).map((each) => each.no)).toEqual(order.slice(0, 2));
  world.give({ type: 'open', counter: 1 });
  for (const no of order) {
    world.give({ type: 'call-next', counter: 1 });
    expect(world.state.calls.at(-1)?.no).toBe(no);
  }
});

it('looks only at the services of the counter', () => {
  const world = mixed('strict');
  expect(chooseNext(world.state, ['K'], 'strict')?.ticket.no).toBe('K002');
  expect(chooseNext(world.state, ['K'], 'fifo')?.ticket.no).toBe('K001');
  expect(chooseNext(world.state, [], 'fifo')).toBeNull();
  expect(chooseNext(world.state, ['Z'], 'strict')).toBeNull();
});

it('takes a counter’s own rule before the rule of the hall', () => {
  const hall = smallHall();
  const counters = hall.counters.map((each) => (each.no === 2 ? { ...each, rule: 'strict' as const } : each));
  const world = createWorld({ ...hall, counters });
  world.issue('A');
  world.issue('A', { class: 'priority' }, lead);
  world.give({ type: 'open', counter: 2 });
  world.give({ type: 'call-next', counter: 2 });
  expect(world.state.calls.at(-1)?.no).toBe('A002');
});
