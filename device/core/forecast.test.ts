import { describe, expect, it } from 'vitest';
import type { HallConfig } from '../../protocol/config.ts';
import { event, type TicketClass } from '../../protocol/events.ts';
import { forecast, meanMsOf } from './forecast.ts';
import { clerk, createWorld, customer, lead, smallHall, type World } from './testing/world.ts';

const minuteMs = 60_000;
const minutes = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms / 6_000) / 10);
const days = [1, 2, 3, 4, 5];

const of = (world: World) => forecast(world.state, world.index, world.context().now, world.local);
const newcomer = (world: World, service = 'A', ticketClass: TicketClass = 'normal') =>
  minutes(of(world).newcomer(service, ticketClass)?.p50Ms);
const open = (world: World, no: number) => world.give({ type: 'open', counter: no }, clerk(`100${no}`));
const call = (world: World, no: number) => world.give({ type: 'call-next', counter: no }, clerk(`100${no}`));

/** One counter, one service of 10 min (9.525 with those who do not come). */
function oneCounter(change: Partial<HallConfig['counters'][number]> = {}, rule: HallConfig['hall']['rule'] = 'fifo') {
  const hall = smallHall();
  return createWorld({
    ...hall,
    hall: { ...hall.hall, rule },
    services: [{ id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 10 }],
    counters: [{ no: 1, services: ['A'], ...change }],
  });
}

describe('a forecast', () => {
  it('knows nothing while no counter is open or planned', () => {
    const world = oneCounter();
    world.issue();
    expect(newcomer(world)).toBeNull();
    expect(of(world).ticket('t1')).toBeNull();
  });

  it('says at once where a counter is idle and nobody waits', () => {
    const world = oneCounter();
    open(world, 1);
    expect(of(world).newcomer('A', 'normal')).toMatchObject({ p10Ms: 0, p50Ms: 0, p80Ms: 0, p90Ms: 0 });
  });

  it('counts the running service less the longer it has lasted, and one service for each ahead', () => {
    const world = oneCounter();
    open(world, 1);
    for (let each = 0; each < 3; each += 1) world.issue();
    call(world, 1);
    expect(minutes(of(world).ticket('t2')?.p50Ms)).toBe(9.5);
    expect(minutes(of(world).ticket('t3')?.p50Ms)).toBe(19.1);
    expect(newcomer(world)).toBe(28.6);
    world.advance(5 * minuteMs);
    expect(minutes(of(world).ticket('t2')?.p50Ms)).toBe(6.5);
    world.advance(60 * minuteMs);
    expect(minutes(of(world).ticket('t2')?.p50Ms)).toBe(3.8);
  });

  it('draws by the rule of the counter, and tells each class its own wait', () => {
    const world = oneCounter({}, 'strict');
    open(world, 1);
    for (let each = 0; each < 3; each += 1) world.issue();
    call(world, 1);
    expect(newcomer(world, 'A', 'priority')).toBe(9.5);
    world.issue('A', { class: 'priority' }, lead);
    expect(minutes(of(world).ticket('t4')?.p50Ms)).toBe(9.5);
    expect(minutes(of(world).ticket('t2')?.p50Ms)).toBeGreaterThan(19);
  });

  it('lets expected priority people pass, where the rule does', () => {
    const waits = (['fifo', 'strict'] as const).map((rule) => {
      const world = oneCounter({}, rule);
      open(world, 1);
      for (let each = 0; each < 8; each += 1) {
        world.issue('A', { class: 'priority' }, lead);
        world.advance(15 * minuteMs);
        call(world, 1);
      }
      for (let each = 0; each < 6; each += 1) world.issue('A', {}, customer);
      return newcomer(world) ?? 0;
    });
    expect(waits[1] ?? 0).toBeGreaterThan((waits[0] ?? 0) + 20);
  });

  it('counts a booked appointment that comes before its turn', () => {
    const world = oneCounter({}, 'strict');
    open(world, 1);
    for (let each = 0; each < 3; each += 1) world.issue();
    call(world, 1);
    const before = newcomer(world) ?? 0;
    const slotMs = world.context().now.wallMs + 5 * minuteMs;
    world.give({ type: 'appointments', items: [{ id: 'x', code: 'X', service: 'A', slotMs }] });
    expect((newcomer(world) ?? 0) - before).toBeCloseTo(9.5, 0);
  });

  it('waits for a break to end and for a counter that opens later', () => {
    const world = oneCounter({ breaks: [{ days, from: '10:05', to: '10:45' }] });
    open(world, 1);
    world.issue();
    world.issue();
    call(world, 1);
    expect(minutes(of(world).ticket('t2')?.p50Ms)).toBe(45);
    const later = oneCounter({ plan: [{ days, from: '10:30', to: '12:00' }] });
    later.issue();
    expect(minutes(of(later).ticket('t1')?.p50Ms)).toBe(30);
  });

  it('a paused counter is away unless its plan says when it comes back', () => {
    const away = oneCounter({ plan: [{ days, from: '09:00', to: '17:00' }] });
    const resting = oneCounter({
      plan: [{ days, from: '09:00', to: '17:00' }],
      breaks: [{ days, from: '09:50', to: '10:20' }],
    });
    for (const world of [away, resting]) {
      open(world, 1);
      world.issue();
      world.give({ type: 'pause', counter: 1, reason: 'break' }, clerk('1001'));
    }
    expect(newcomer(away)).toBeNull();
    expect(minutes(of(resting).ticket('t1')?.p50Ms)).toBe(20);
  });

  it('keeps what waits for one counter to that counter', () => {
    const world = createWorld();
    for (const no of [1, 2]) open(world, no);
    for (let each = 0; each < 3; each += 1) world.issue();
    call(world, 1);
    world.advance(3 * minuteMs);
    call(world, 2);
    const anywhere = of(world).ticket('t3')?.p50Ms ?? 0;
    const sent = { ticket: 't3', counter: 1, service: 'A', toCounter: 2, back: false } as const;
    world.commit([event('ticket.transferred', sent)]);
    expect(of(world).ticket('t3')?.p50Ms).toBeCloseTo(anywhere + 0.6 * 3 * minuteMs, -2);
  });

  it('is slower with a slow clerk, and asks the configuration until the services say otherwise', () => {
    const world = oneCounter();
    open(world, 1);
    for (let each = 0; each < 3; each += 1) world.issue();
    call(world, 1);
    world.state.pace.set('1001', 2);
    expect(newcomer(world)).toBe(57.2);
    expect(meanMsOf(world.state, world.index, 'A')).toBe(10 * minuteMs);
    world.state.meanMs.set('A', 20 * minuteMs);
    world.state.waits.served.A = 10;
    expect(meanMsOf(world.state, world.index, 'A')).toBe(15 * minuteMs);
  });

  it('takes the length of the lines where that has been clearly better', () => {
    const world = oneCounter();
    open(world, 1);
    world.issue();
    world.issue();
    call(world, 1);
    const { replayMs, lineMs, p50Ms } = of(world).newcomer('A', 'normal') ?? {};
    expect(p50Ms).toBe(replayMs);
    Object.assign(world.state.waits.rivals, { n: 1_000, replayMs: 2 * minuteMs, lineMs: minuteMs });
    expect(of(world).newcomer('A', 'normal')?.p50Ms).toBe(lineMs);
  });
});
