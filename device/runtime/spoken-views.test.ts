import { describe, expect, it } from 'vitest';
import { phrasebook, sentenceOfWavName } from '../../protocol/announcement.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { limits } from '../../protocol/limits.ts';
import type { Phrasebook } from '../../protocol/phrases.ts';
import { createWorld, smallHall, type World } from '../core/testing/world.ts';
import { announcementParts, callParts, type SpokenContext } from './spoken-views.ts';
import { createVoiceDesk, type VoiceDesk } from './voice-desk.ts';

function contextOf(world: World, change: Partial<SpokenContext> = {}): SpokenContext {
  const { index, now, local } = world.context();
  const { state } = world;
  return {
    state,
    index,
    local,
    now,
    speech: true,
    phrases: phrasebook(null),
    announcements: [],
    samples: [],
    ...change,
  };
}

function calledHall(config?: HallConfig): World {
  const world = createWorld(config);
  world.issue('A');
  world.give({ type: 'open', counter: 1 });
  world.give({ type: 'call-next', counter: 1 });
  return world;
}

/** The words that the files of a part would say. */
function heard(wavs: readonly string[], book: Phrasebook): readonly (string | undefined)[] {
  return wavs.map((wav) => sentenceOfWavName(book, wav.slice('/api/voice/'.length, -'.wav'.length))?.text);
}

describe('the spoken call', () => {
  it('has the same words for ear and eye, whole and in short', () => {
    const context = contextOf(calledHall());
    const [call] = callParts(context);
    expect(call?.say.map(({ text }) => text)).toEqual([
      '请A零零一号，到1号窗口。',
      'Ticket A, zero, zero, one, please go to counter 1.',
    ]);
    expect(heard(call?.wavs ?? [], context.phrases)).toEqual(call?.say.map(({ text }) => text));
    expect(call?.more?.say[0]?.text).toBe('A零零一号，到1号窗口。');
    expect(heard(call?.more?.wavs ?? [], context.phrases)).toEqual(call?.more?.say.map(({ text }) => text));
  });

  it('says that it is called again', () => {
    const world = calledHall();
    world.give({ type: 'recall', counter: 1 });
    expect(callParts(contextOf(world))[0]?.say[0]?.text).toContain('再次呼叫');
  });

  it('greets on a public holiday, and not on the day that is worked for it', () => {
    const base = smallHall();
    const hours = [{ days: [1], from: '09:00', to: '17:00' }];
    const spring = { zh: '春节', en: 'Spring Festival' };
    const at = (exception: { readonly like: number } | { readonly hours: { from: string; to: string }[] }) => {
      const exceptions = [{ date: '2026-03-02', name: spring, ...exception }];
      const world = calledHall({ ...base, hall: { ...base.hall, hours, exceptions } });
      return callParts(contextOf(world))[0]?.say[0]?.text;
    };
    expect(at({ like: 1 })).toMatch(/^请/);
    expect(at({ hours: [{ from: '09:00', to: '17:00' }] })).toMatch(/^新春好/);
  });
});

describe('an announcement', () => {
  it('is held with its words as long as it is true, and said once', () => {
    const base = smallHall();
    const world = createWorld({
      ...base,
      hall: { ...base.hall, hours: [{ days: [1], from: '09:00', to: '17:30' }] },
      voice: { announcements: { closingMinutes: [15] } },
    });
    world.issue('A');
    const desk = createVoiceDesk('boot');
    world.local = { date: '2026-03-02', minutes: 17 * 60 + 14, weekday: 1 };
    desk.everyMinute(world.state, world.index, world.context().now, world.local);
    world.local = { date: '2026-03-02', minutes: 17 * 60 + 15, weekday: 1 };
    for (let times = 0; times < 2; times += 1)
      desk.everyMinute(world.state, world.index, world.context().now, world.local);
    world.advance(5_000);
    const announcements = desk.held(world.context().now.monoMs);
    const [part, ...others] = announcementParts(contextOf(world, { announcements }));
    expect(others).toEqual([]);
    expect(part).toMatchObject({ id: 'boot-1', ageMs: 5_000 });
    expect(part?.say[0]?.text).toContain('15分钟后结束营业');
    expect(heard(part?.wavs ?? [], phrasebook(null))).toEqual(part?.say.map(({ text }) => text));
    world.advance(limits.hallAnnouncementAgeMsMax);
    expect(desk.held(world.context().now.monoMs)).toEqual([]);
  });

  it('is not said again by the next start of the daemon, while one that comes later is', () => {
    const base = smallHall();
    const world = createWorld({
      ...base,
      hall: { ...base.hall, hours: [{ days: [1], from: '09:00', to: '17:30' }] },
      services: base.services.map((service) => ({ ...service, targetWaitMinutes: 10 })),
      voice: { announcements: { closingMinutes: [30, 15], longWait: { factor: 1.5, everyMinutes: 20 } } },
    });
    const look = (desk: VoiceDesk, minutes: number) => {
      world.local = { date: '2026-03-02', minutes: 17 * 60 + minutes, weekday: 1 };
      const { now, local } = world.context();
      desk.everyMinute(world.state, world.index, now, local);
      return desk.held(now.monoMs).map(({ moment, values }) => [moment, ...Object.values(values)].join(' '));
    };
    const first = createVoiceDesk('one');
    look(first, -20);
    world.issue('A');
    world.advance(20 * 60_000);
    expect(look(first, 0)).toEqual(['closing-soon 30', 'long-wait A']);
    // Killed and started again within the minute: both may still stand on a page.
    const second = createVoiceDesk('two');
    expect([look(second, 0), look(second, 1)]).toEqual([[], []]);
    world.advance(15 * 60_000);
    expect(look(second, 15)).toEqual(['closing-soon 15']);
    world.advance(5 * 60_000);
    expect(look(second, 20)).toEqual(['long-wait A']);
  });

  it('waits for a time that is known later than the start', () => {
    const base = smallHall();
    const world = createWorld({
      ...base,
      hall: { ...base.hall, hours: [{ days: [1], from: '09:00', to: '17:30' }] },
      voice: { announcements: { closingMinutes: [30] } },
    });
    world.issue('A');
    const desk = createVoiceDesk('boot');
    const { now } = world.context();
    desk.everyMinute(world.state, world.index, now, null);
    desk.everyMinute(world.state, world.index, now, { date: '2026-03-02', minutes: 17 * 60, weekday: 1 });
    expect(desk.held(now.monoMs)).toEqual([]);
  });
});
