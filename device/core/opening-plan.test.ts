import { describe, expect, it } from 'vitest';
import type { CounterConfig, HallConfig } from '../../protocol/config.ts';
import { openingPlan } from './opening-plan.ts';
import { clerk, createWorld, smallHall } from './testing/world.ts';

const days = [1, 2, 3, 4, 5];
type Plan = Pick<CounterConfig, 'plan' | 'breaks'>;

/** Minutes of work of counter 1 from Monday 10:00 on; counter 2 is planned until 18:00. */
function periods(own: Plan, is: 'open' | 'paused' | 'closed', hall: Partial<HallConfig['hall']> = {}, minutes = 600) {
  const small = smallHall();
  const world = createWorld({
    ...small,
    hall: { ...small.hall, ...hall },
    counters: [
      { no: 1, services: ['A'], ...own },
      { no: 2, services: ['A'], plan: [{ days, from: '09:00', to: '18:00' }] },
    ],
  });
  world.local = { date: '2026-03-02', weekday: 1, minutes };
  if (is !== 'closed') world.give({ type: 'open', counter: 1 }, clerk('1001'));
  if (is === 'paused') world.give({ type: 'pause', counter: 1, reason: 'break' }, clerk('1001'));
  const { now, local } = world.context();
  return openingPlan(
    world.state,
    world.index,
    now,
    local,
  )(1).map(({ fromMs, toMs }) => [fromMs / 60_000, toMs / 60_000]);
}
const shift = (from: string, to: string) => ({ days, from, to });
const always = Number.POSITIVE_INFINITY;

describe('the opening plan', () => {
  it.each<readonly [string, Plan, 'open' | 'paused' | 'closed', number[][]]>([
    ['open without a plan: until further notice', {}, 'open', [[0, always]]],
    ['closed without a plan: not counted on', {}, 'closed', []],
    ['paused without a plan: away', {}, 'paused', []],
    ['open: until the end of its shift', { plan: [shift('09:00', '12:00')] }, 'open', [[0, 120]]],
    [
      'open until the last end of the day: until the lines are empty',
      { plan: [shift('09:00', '18:00')] },
      'open',
      [[0, always]],
    ],
    ['open outside its plan: staff know better', { plan: [shift('08:00', '09:00')] }, 'open', [[0, always]]],
    ['closed: from the next shift on', { plan: [shift('11:00', '12:00')] }, 'closed', [[60, 120]]],
    ['late by less than half an hour: in five minutes', { plan: [shift('09:45', '12:00')] }, 'closed', [[5, 120]]],
    [
      'later than that: not this shift',
      { plan: [shift('09:00', '12:00'), shift('14:00', '16:00')] },
      'closed',
      [[240, 360]],
    ],
    [
      'a break to come',
      { breaks: [shift('10:30', '11:00')] },
      'open',
      [
        [0, 30],
        [60, always],
      ],
    ],
    ['paused in a break: back at its end', { breaks: [shift('09:30', '10:20')] }, 'paused', [[20, always]]],
    [
      'paused in its shift: only with the next',
      { plan: [shift('09:00', '12:00'), shift('13:00', '15:00')] },
      'paused',
      [[180, 300]],
    ],
    [
      'open in a break, nobody called since: away until its end',
      { breaks: [shift('09:30', '10:20')] },
      'open',
      [[20, always]],
    ],
  ])('%s', (_what, own, is, expected) => {
    expect(periods(own, is)).toEqual(expected);
  });

  it('knows the calendar: a closed day has no shifts', () => {
    const closed = { exceptions: [{ date: '2026-03-02', closed: true }] };
    expect(periods({ plan: [shift('11:00', '12:00')] }, 'closed', closed)).toEqual([]);
  });
});
