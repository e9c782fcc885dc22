import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eventWireType, readDesiredTopic, readUpTopic, topicLevel } from './mqtt.ts';
import { readAck, readCommand, readDesired, readReplayArgs, readState } from './mqtt-read.ts';
import { readBatch } from './mqtt-read-batch.ts';

function envelope(seq: number, more: Record<string, unknown> = {}) {
  return {
    specversion: '1.0',
    id: `id-${seq}`,
    source: '/halls/hall-1',
    type: 'hall.ticket.issued.v1',
    time: '2026-11-22T08:14:03.120Z',
    epoch: 'e-1',
    sequence: String(seq),
    mono: '1834411',
    clock: 'ntp',
    actor: 'kiosk-1',
    data: {},
    ...more,
  };
}

describe('what comes from outside', () => {
  it('never throws', () => {
    const readers = [readAck, readCommand, readDesired, readState, (text: string) => readBatch(text, 'hall-1')];
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => text.slice(0, -1)),
        ),
        (text) => {
          for (const read of readers) read(text);
        },
      ),
    );
    expect(readAck(`"${'x'.repeat(200_000)}"`)).toBeNull();
  });

  it('may know more than we do', () => {
    expect(readAck('{"epoch":"e","acked":3,"id":null,"later":true}')).toMatchObject({ epoch: 'e', acked: 3 });
    expect(
      readBatch(JSON.stringify([envelope(5, { type: 'hall.robot.waved.v9', traceparent: 'x' })]), 'hall-1')?.to,
    ).toBe(5);
  });

  it.each([
    ['another hall', [envelope(1, { source: '/halls/hall-2' })]],
    ['a hole', [envelope(1), envelope(3)]],
    ['two epochs', [envelope(1), envelope(2, { epoch: 'e-2' })]],
    ['sequence nought', [envelope(0)]],
    ['a number where a decimal string belongs', [envelope(1, { sequence: 1 })]],
    ['nothing in it', []],
    ['201 events', Array.from({ length: 201 }, (_, index) => envelope(index + 1))],
  ])('a batch with %s is refused', (_what, events) => {
    expect(readBatch(JSON.stringify(events), 'hall-1')).toBeNull();
  });

  it('a birth whose epochs contradict each other is refused', () => {
    const birth = {
      state: 'ready',
      conn: 'c',
      epoch: 'e-2',
      first: 10,
      epochs: [
        ['e-1', 1],
        ['e-2', 10],
      ],
      oldest: 1,
      head: 20,
      acked: 9,
      boot: 'b',
      sw: '1',
      schema: 1,
      config: 'c',
      docs: {},
      caps: [],
    };
    expect(readState(JSON.stringify(birth))).toEqual(birth);
    expect(readState(JSON.stringify({ ...birth, first: 11 }))).toBeNull();
    expect(
      readState(
        JSON.stringify({
          ...birth,
          epochs: [
            ['e-1', 12],
            ['e-2', 10],
          ],
        }),
      ),
    ).toBeNull();
    expect(readState('{"state":"lost","conn":"c"}')).toEqual({ state: 'lost', conn: 'c' });
  });

  it('a replay of nothing is refused', () => {
    expect(readReplayArgs({ from: 3, to: 2 })).toBeNull();
    expect(readReplayArgs({ from: 0, to: 2 })).toBeNull();
    expect(readReplayArgs(undefined)).toBeNull();
    expect(readReplayArgs({ from: 2, to: 2 })).toEqual({ from: 2, to: 2 });
  });
});

describe('names', () => {
  it('of topics', () => {
    expect(readUpTopic('hall/v1/gz-07/up/dev/panel-1/state')).toEqual({ hall: 'gz-07', rest: 'dev/panel-1/state' });
    expect(readUpTopic('hall/v1/gz-07/down/ack')).toBeNull();
    expect(readUpTopic('hall/v1/GZ/up/evt')).toBeNull();
    expect(readDesiredTopic('h', 'hall/v1/h/down/desired/appointments/2026-11-22')).toBe('appointments/2026-11-22');
    expect(readDesiredTopic('h', 'hall/v1/all/desired/notices')).toBe('notices');
    expect(readDesiredTopic('h', 'hall/v1/h/down/desired/a/b/c')).toBeNull();
    expect(topicLevel('Bus-Main/5')).toBe('bus-main-5');
  });

  it('of events', () => {
    expect(eventWireType('ticket.no-show')).toBe('hall.ticket.no-show.v1');
  });
});
