/** The duty on pages and screens of a running hall: it turns with the business day, with the calendar, and never by looking again. */
import { describe, expect, it } from 'vitest';
import type { HallConfig } from '../../protocol/config.ts';
import type { DutyConfig } from '../../protocol/duty-config.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import type { StreamName } from '../ports.ts';
import { createTestingWorld, deviceHall, type TestingWorld } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';

const words = (zh: string, en: string) => ({ zh, en });
const duty: DutyConfig = {
  groups: [
    { id: 'fees', name: words('收费组', 'Fee clerks'), clerks: ['1001'] },
    { id: 'cards', name: words('制卡组', 'Card clerks'), clerks: ['1003'] },
  ],
  rules: [
    { days: [6, 7, 1, 2, 3], group: 'fees' },
    { days: [4, 5], group: 'cards' },
  ],
};
const fees = words('收费组 1001 号', 'Fee clerks, No. 1001');
const cards = words('制卡组 1003 号', 'Card clerks, No. 1003');
const hourMs = 3_600_000;

/** A hall without devices: days go by quickly. */
const { hall, services } = deviceHall;
const counters = [{ no: 1, services: ['A'] }];

function start(over: Partial<HallConfig>): TestingWorld {
  const world = createTestingWorld(gb18030, createTestingJournal(), { hall, services, counters, ...over });
  world.hall.start();
  world.clock.settle();
  return world;
}

type Parts = Readonly<Record<string, unknown>>;
/** What a page holds: the snapshot with every delta laid over it. `times` counts how often `part` came. */
function follow(world: TestingWorld, name: StreamName, part: string) {
  const page: { view: Parts; times: number } = { view: {}, times: 0 };
  world.hall.stream(name, (_kind, _version, data) => {
    const { view, parts } = JSON.parse(data) as { readonly view?: Parts; readonly parts?: Parts };
    const news = view ?? parts ?? {};
    if (part in news) page.times += 1;
    page.view = { ...page.view, ...news };
    return true;
  });
  return page;
}

describe('the duty of a running hall', () => {
  it('is on the screen, the public view, the console and the desk', () => {
    const world = start({ duty });
    const whole = {
      group: duty.groups[0]?.name,
      badge: '1001',
      why: words('星期一由收费组值班', 'Monday: Fee clerks'),
    };
    expect(follow(world, 'screen/main', 'screen').view).toMatchObject({ screen: { duty: fees }, hall: { duty: fees } });
    expect(world.hall.hallView().hall.duty).toEqual(fees);
    expect(follow(world, 'counter/1', 'duty').view.duty).toEqual(whole);
    expect(follow(world, 'desk', 'duty').view.duty).toEqual(whole);
  });

  it('turns when the business day begins, not at midnight, and only then', () => {
    const world = start({ duty });
    const screen = follow(world, 'screen/main', 'screen');
    const desk = follow(world, 'desk', 'duty');
    const shown = () => (screen.view.screen as { readonly duty: unknown }).duty;
    world.clock.advance(2 * 24 * hourMs + 17 * hourMs);
    expect([shown(), world.clock.local(world.clock.wallMs()).weekday]).toEqual([fees, 4]);
    const before = screen.times;
    world.clock.advance(hourMs - 1_000);
    expect([shown(), screen.times]).toEqual([fees, before]);
    world.clock.advance(1_000);
    expect([shown(), screen.times]).toEqual([cards, before + 1]);
    expect(desk.view.duty).toMatchObject({ badge: '1003' });
    world.clock.advance(20 * hourMs);
    expect(screen.times).toBe(before + 1);
  });

  it('follows the calendar of the centre at once', () => {
    const world = start({ duty });
    const screen = follow(world, 'screen/main', 'screen');
    const centre = { id: 'centre', clerk: null, staff: true };
    world.give({ type: 'centre-calendar', exceptions: [{ date: '2026-03-02', like: 4 }] }, centre);
    expect(screen.view.screen).toMatchObject({ duty: cards });
    world.give({ type: 'centre-calendar', exceptions: [{ date: '2026-03-02', closed: true }] }, centre);
    expect(screen.view.screen).toMatchObject({ duty: null });
  });

  it('shows the public a group alone when the roster says so; staff know the badge', () => {
    const world = start({ duty: { ...duty, show: 'group' } });
    const publicly = JSON.stringify([world.hall.hallView(), follow(world, 'screen/main', 'screen').view]);
    expect(publicly).toContain('Fee clerks');
    expect(publicly).not.toContain('1001');
    expect(follow(world, 'counter/1', 'duty').view.duty).toMatchObject({ badge: '1001' });
  });

  it('is not there without a roster, nor while the clock is not believed', () => {
    expect(follow(start({}), 'desk', 'duty').view.duty).toBeNull();
    expect(follow(start({}), 'screen/main', 'screen').view.screen).toMatchObject({ duty: null });
    const world = start({ duty });
    const screen = follow(world, 'screen/main', 'screen');
    world.clock.setQuality('unset');
    world.clock.advance(60_000);
    expect(screen.view.screen).toMatchObject({ duty: null });
    world.clock.setQuality('ntp');
    world.clock.advance(60_000);
    expect(screen.view.screen).toMatchObject({ duty: fees });
  });
});
