import { describe, expect, it } from 'vitest';
import type { Birth } from '../../protocol/mqtt.ts';
import { createCentreLedger } from './centre-ledger.ts';

function batch(epoch: string, from: number, to: number, branch = 'a'): string {
  const events = [];
  for (let seq = from; seq <= to; seq += 1)
    events.push({
      specversion: '1.0',
      id: `${branch}-${seq}`,
      source: '/halls/h',
      type: 'hall.ticket.issued.v1',
      time: '2026-11-22T08:14:03.120Z',
      epoch,
      sequence: String(seq),
      mono: '1',
      clock: 'ntp',
      actor: 'kiosk-1',
      data: {},
    });
  return JSON.stringify(events);
}

function birth(epochs: [string, number][], more: Partial<Birth> = {}): string {
  const [epoch, first] = epochs.at(-1) ?? ['', 1];
  const whole: Birth = {
    state: 'ready',
    conn: 'c-1',
    epoch,
    first,
    epochs,
    oldest: 1,
    head: 100,
    acked: 0,
    boot: 'b',
    sw: '1',
    schema: 1,
    config: '',
    docs: {},
    caps: [],
    ...more,
  };
  return JSON.stringify(whole);
}

function centre() {
  const ledger = createCentreLedger();
  const send = (rest: string, text: string) => {
    const output = ledger.onMessage(`hall/v1/h/up/${rest}`, text);
    return {
      ...output,
      stored: output.stored.map((event) => event.id),
      said: output.publishes.map((item) => JSON.parse(item.payload)),
    };
  };
  return { ledger, evt: (text: string) => send('evt', text), birth: (text: string) => send('state', text) };
}

describe('the centre', () => {
  it('answers a birth with its connection, and knows no epoch before it', () => {
    const { evt, birth: say } = centre();
    expect(evt(batch('e-1', 1, 2))).toMatchObject({ stored: [], said: [], dropped: true });
    expect(say(birth([['e-1', 1]])).said).toEqual([{ epoch: 'e-1', acked: 0, id: null, conn: 'c-1' }]);
  });

  it('stores what is new, acknowledges repeats, and takes nothing beyond a gap', () => {
    const { ledger, evt, birth: say } = centre();
    say(birth([['e-1', 1]]));
    expect(evt(batch('e-1', 1, 3))).toMatchObject({ stored: ['a-1', 'a-2', 'a-3'], said: [{ acked: 3, id: 'a-3' }] });
    expect(evt(batch('e-1', 1, 3))).toMatchObject({ stored: [], said: [{ acked: 3, id: 'a-3' }] });
    expect(evt(batch('e-1', 5, 6))).toMatchObject({ stored: [], said: [{ acked: 3, expect: 4 }] });
    expect(evt(batch('e-1', 2, 5))).toMatchObject({ stored: ['a-4', 'a-5'], said: [{ acked: 5, id: 'a-5' }] });
    expect(ledger.acked('h')).toBe(5);
  });

  it('drops what two branches share and keeps both ends', () => {
    const { evt, birth: say } = centre();
    say(birth([['e-1', 1]]));
    evt(batch('e-1', 1, 10));
    say(
      birth([
        ['e-1', 1],
        ['e-2', 4],
      ]),
    );
    const shared = JSON.parse(batch('e-2', 4, 6));
    const own = JSON.parse(batch('e-2', 7, 12, 'b'));
    expect(evt(JSON.stringify([...shared, ...own])).stored).toEqual(['b-7', 'b-8', 'b-9', 'b-10', 'b-11', 'b-12']);
  });

  it('asks for what it lacks of an older epoch, and accepts a hole that nobody can fill', () => {
    const { evt, birth: say } = centre();
    const said = say(
      birth(
        [
          ['e-1', 1],
          ['e-2', 50],
        ],
        { oldest: 21 },
      ),
    ).said;
    expect(said[0]).toMatchObject({ type: 'replay', args: { from: 21, to: 49 } });
    expect(said[1]).toEqual({ epoch: 'e-2', acked: 49, id: null, conn: 'c-1' });
    expect(evt(batch('e-1', 21, 49)).stored).toHaveLength(29);
    expect(
      say(
        birth(
          [
            ['e-1', 1],
            ['e-2', 50],
          ],
          { oldest: 21 },
        ),
      ).said,
    ).toHaveLength(1);
  });

  it('is what it was when it begins with a copy of itself', () => {
    const { ledger, evt, birth: say } = centre();
    say(birth([['e-1', 1]]));
    evt(batch('e-1', 1, 3));
    const copy = createCentreLedger(ledger.image());
    evt(batch('e-1', 4, 9));
    expect([copy.acked('h'), ledger.acked('h')]).toEqual([3, 9]);
  });
});
