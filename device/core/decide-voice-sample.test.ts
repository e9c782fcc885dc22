/** The sample of the voice: only a screen that is there and that speaks says it, and who asked is written down. */
import { expect, it } from 'vitest';
import { createWorld, lead, smallHall, told } from './testing/world.ts';

it('is said by a screen that speaks, and by no other', () => {
  const world = createWorld(smallHall({ screens: [{ id: 'main' }, { id: 'quiet', voice: false }] }));
  expect(told(world.give({ type: 'voice-sample', screen: 'moon' }, lead))).toBe('no: screen-unknown');
  expect(told(world.give({ type: 'voice-sample', screen: 'quiet' }, lead))).toBe('no: screen-without-voice');
  expect(world.give({ type: 'voice-sample', screen: 'main' }, lead)).toMatchObject({
    events: [{ type: 'voice.sampled', body: { screen: 'main', by: '2001' } }],
  });
});
