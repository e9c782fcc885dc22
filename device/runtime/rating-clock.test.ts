import { describe, expect, it } from 'vitest';
import { clerk, createWorld, smallHall } from '../core/testing/world.ts';
import { createRatingClock } from './rating-clock.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

/** A visit that was just finished at counter 1; its keypad may answer for ten seconds. */
function rig() {
  const world = createWorld(smallHall({ rating: { seconds: 10 } }));
  const clock = createVirtualClock();
  const closed: string[] = [];
  const ratings = createRatingClock(
    clock,
    () => world.state,
    (visit) => {
      closed.push(visit);
      world.give({ type: 'rating-timeout', visit });
    },
  );
  const serve = (counter: number, badge: string) => {
    world.issue('A');
    world.give({ type: 'call-next', counter }, clerk(badge));
    world.give({ type: 'start', counter }, clerk(badge));
    world.give({ type: 'finish', counter }, clerk(badge));
    ratings.refresh();
  };
  const pass = (ms: number) => {
    world.advance(ms);
    clock.advance(ms);
  };
  world.give({ type: 'open', counter: 1 }, clerk('1001'));
  world.give({ type: 'open', counter: 2 }, clerk('1002'));
  return { world, clock, closed, ratings, serve, pass };
}

describe('a rating that nobody gives', () => {
  it('is closed after its time and a grace for the keypad, once', () => {
    const { closed, serve, pass, clock, world } = rig();
    serve(1, '1001');
    pass(12_999);
    expect(closed).toEqual([]);
    pass(1);
    expect(closed).toEqual(['t1']);
    expect(world.state.ratings.get('t1')?.state).toBe('not-rated');
    pass(60_000);
    expect([closed, clock.timers]).toEqual([['t1'], 0]);
  });

  it('does not keep another one open', () => {
    const { closed, serve, pass } = rig();
    serve(1, '1001');
    pass(5_000);
    serve(2, '1002');
    pass(8_000);
    expect(closed).toEqual(['t1']);
    pass(5_000);
    expect(closed).toEqual(['t1', 't2']);
  });
});

describe('a window of an earlier start', () => {
  it('is closed at once when the clock fell back: whoever comes now is somebody else', () => {
    const { world, closed, serve, ratings, clock } = rig();
    serve(1, '1001');
    world.restart();
    clock.setWall(world.context().now.wallMs - 3_600_000);
    ratings.refresh();
    clock.advance(1);
    expect(closed).toEqual(['t1']);
    expect(world.state.counters.get(1)?.rating).toBeNull();
  });
});

describe('a disk that refuses', () => {
  it('is asked to close a window once, not a thousand times a second', () => {
    const world = createWorld(smallHall({ rating: { seconds: 10 } }));
    const clock = createVirtualClock();
    const asked: string[] = [];
    const ratings = createRatingClock(
      clock,
      () => world.state,
      (visit) => asked.push(visit),
    );
    world.give({ type: 'open', counter: 1 }, clerk('1001'));
    world.issue('A');
    world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
    world.give({ type: 'start', counter: 1 }, clerk('1001'));
    world.give({ type: 'finish', counter: 1 }, clerk('1001'));
    ratings.refresh();
    world.advance(60_000);
    clock.advance(60_000);
    ratings.refresh();
    expect([asked, clock.timers]).toEqual([['t1'], 0]);
  });
});

describe('a rating that is given', () => {
  it('needs no clock', () => {
    const { world, closed, serve, pass, clock, ratings } = rig();
    serve(1, '1001');
    world.give({ type: 'rate', visit: 't1', level: 5, origin: 'page', reasons: [] });
    ratings.refresh();
    expect(clock.timers).toBe(0);
    pass(60_000);
    expect(closed).toEqual([]);
  });
});

describe('the end', () => {
  it('stops the clock', () => {
    const { closed, serve, pass, ratings } = rig();
    serve(1, '1001');
    ratings.stop();
    pass(60_000);
    expect(closed).toEqual([]);
  });
});
