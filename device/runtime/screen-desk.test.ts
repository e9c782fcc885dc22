/** Screens that live, fall silent, stand still, are off on purpose, confirm notices and leave proof of what they played. */
import { describe, expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import type { ScreenBeat } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import { createWorld, smallHall } from '../core/testing/world.ts';
import { createHealth } from './health.ts';
import { createScreenDesk } from './screen-desk.ts';
import { createVirtualClock } from './testing/virtual-clock.ts';

const film = 'a'.repeat(64);
const beat = (change: Partial<ScreenBeat> = {}): ScreenBeat => ({
  page: 'p1',
  revision: 1,
  item: null,
  itemMs: 0,
  frames: 300,
  dropped: 0,
  heapBytes: 20_000_000,
  width: 1920,
  height: 1080,
  notices: [],
  plays: [],
  struck: [],
  visible: true,
  ...change,
});

function rig(change: Partial<HallConfig> = {}) {
  const clock = createVirtualClock();
  const world = createWorld({ ...smallHall(), ...change });
  const health = createHealth(clock, { device: (_device, _fault, done) => done(true), changed: () => {} });
  const stored: Command[] = [];
  const desk = createScreenDesk({
    index: () => world.index,
    clock,
    health,
    state: () => world.state,
    local: () => clock.local(clock.wallMs()),
    store: (command) => {
      stored.push(command);
      world.give(command);
    },
    changed: () => {},
  });
  const codes = () => health.faults().map(({ code, device }) => `${code} ${device}`);
  return { clock, world, desk, stored, codes };
}

describe('a screen', () => {
  it('lives while it beats, and is silent after four lost beats', () => {
    const { clock, desk, codes } = rig();
    expect(desk.now('main')?.life).toBe('never');
    desk.beat('main', beat());
    clock.advance(limits.screenSilentMsMax - 1);
    expect(desk.now('main')?.life).toBe('alive');
    clock.advance(limits.screenBeatMs + 1);
    expect(desk.now('main')?.life).toBe('silent');
    expect(codes()).toEqual(['screen-silent screen:main']);
    desk.beat('main', beat());
    expect(desk.now('main')?.life).toBe('alive');
    expect(codes()).toEqual([]);
    expect(desk.beat('moon', beat())).toBeNull();
  });

  it('whose film stands still and that draws nothing is stalled', () => {
    const { clock, desk, codes } = rig();
    for (let n = 0; n < 6; n += 1) {
      desk.beat('main', beat({ item: film, itemMs: 1_000, frames: n === 0 ? 300 : 0 }));
      clock.advance(limits.screenBeatMs);
    }
    expect(desk.now('main')?.life).toBe('stalled');
    expect(codes()).toEqual(['screen-stalled screen:main']);
    desk.beat('main', beat({ item: film, itemMs: 1_200, frames: 250 }));
    expect(codes()).toEqual([]);
  });

  it('that is off on purpose is no fault: planned, commanded and confirmed are told apart', () => {
    const hours = [{ days: [1, 2, 3, 4, 5, 6, 7], from: '09:00', to: '10:30' }];
    const plain = smallHall();
    const { clock, desk, codes } = rig({
      hall: { ...plain.hall, hours },
      screens: [{ id: 'main', power: { way: 'cec', offAfterMinutes: 0 } }],
    });
    desk.beat('main', beat());
    expect(desk.now('main')?.power).toEqual({ planned: 'on', commanded: null, confirmed: null, way: 'cec' });
    clock.advance(30 * 60_000);
    expect(desk.now('main')).toMatchObject({ life: 'off', power: { planned: 'off', commanded: null } });
    desk.power('main', { commanded: 'off', confirmed: 'off' });
    expect(desk.now('main')?.power).toMatchObject({ planned: 'off', commanded: 'off', confirmed: 'off' });
    clock.advance(60_000);
    expect(codes()).toEqual([]);
    expect(desk.power('moon', { commanded: 'off', confirmed: null })).toBe(false);
  });

  it('loads itself again once when it is asked to', () => {
    const { desk } = rig();
    expect(desk.reload('main')).toBe(true);
    expect(desk.reload('moon')).toBe(false);
    expect(desk.beat('main', beat())).toEqual({ reload: true });
    expect(desk.beat('main', beat())).toEqual({ reload: false });
  });

  it('confirms a notice to the journal once, and only one that stands there', () => {
    const { world, desk, stored } = rig();
    const words = { zh: '疏散', en: 'Leave' };
    const urgent = { title: words, text: words, priority: 'urgent' as const, minutes: 5 };
    world.give({ type: 'urgent-notice', notice: 'u1', urgent });
    desk.beat('main', beat({ notices: ['u1', 'invented'] }));
    desk.beat('main', beat({ notices: ['u1'] }));
    expect(stored).toEqual([{ type: 'screen-confirmed', screen: 'main', notice: 'u1' }]);
  });

  it('leaves proof of play in sums, at most so often, and at the end', () => {
    const { clock, desk, stored } = rig();
    const plays = [{ media: film, ms: 5_000.4, whole: true }].map((play) => ({ ...play, ms: 5_000 }));
    for (let n = 0; n < 3; n += 1) desk.beat('main', beat({ plays }));
    expect(stored).toEqual([]);
    clock.advance(limits.playsRecordedMs + limits.screenBeatMs);
    expect(stored).toEqual([{ type: 'screen-played', screen: 'main', plays: [{ media: film, times: 3, ms: 15_000 }] }]);
    desk.beat('main', beat({ plays }));
    desk.stop();
    expect(stored).toHaveLength(2);
    expect(clock.timers).toBe(0);
  });

  it('names the file it cannot play', () => {
    const { desk, codes } = rig();
    desk.beat('main', beat({ struck: [{ media: film, why: 'no frame' }] }));
    expect(codes()).toEqual(['media-struck screen:main']);
    desk.beat('main', beat());
    expect(codes()).toEqual([]);
  });
});
