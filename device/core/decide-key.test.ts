/** Keys of bus nodes: what each key does, that a repeat does nothing, and that a key without effect says why. */
import { describe, expect, it } from 'vitest';
import { decide } from './decide.ts';
import { brokenInvariants } from './invariants.ts';
import { clerk, createWorld, press, rateKey, smallHall, system, told, type World } from './testing/world.ts';

const key = {
  next: 0x01,
  recall: 0x02,
  skip: 0x04,
  hold: 0x05,
  resumeHeld: 0x06,
  pause: 0x08,
  start: 0x0a,
  finish: 0x0b,
  logIn: 0x0c,
  logOut: 0x0d,
};

/** Counter 1 open, `waiting` tickets in its line. */
function hall(waiting: number): World {
  const world = createWorld();
  world.give({ type: 'open', counter: 1 }, system);
  for (let i = 0; i < waiting; i++) world.issue('A');
  return world;
}

const doneOf = (world: World) => {
  const last = world.journal.findLast((each) => each.type === 'device.key');
  return last?.type === 'device.key' ? last.body.done : null;
};

describe('keys of a call keypad', () => {
  it('do what stands on them, and the key and its effect are one commit', () => {
    const world = createWorld();
    world.issue('A');
    world.issue('A');
    const rows: readonly (readonly [number, string, string])[] = [
      [key.next, 'device.key', 'counter-not-open'],
      [key.logOut, 'device.key', 'counter-not-open'],
      [key.logIn, 'device.key counter.opened', 'done'],
      [key.logIn, 'device.key', 'counter-already-open'],
      [key.recall, 'device.key', 'counter-idle'],
      [key.resumeHeld, 'device.key', 'ticket-not-parked'],
      [key.pause, 'device.key counter.paused', 'done'],
      [key.next, 'device.key', 'counter-paused'],
      [key.pause, 'device.key counter.resumed', 'done'],
      [key.next, 'device.key ticket.called', 'done'],
      [key.recall, 'device.key ticket.recalled', 'done'],
      [key.hold, 'device.key ticket.parked', 'done'],
      [key.resumeHeld, 'device.key ticket.called', 'done'],
      [key.start, 'device.key ticket.started', 'done'],
      [key.skip, 'device.key', 'ticket-not-called'],
      [key.pause, 'device.key', 'counter-busy'],
      [key.finish, 'device.key ticket.finished rating.opened', 'done'],
      [key.next, 'device.key ticket.called', 'done'],
      [key.skip, 'device.key ticket.no-show', 'done'],
      [key.logOut, 'device.key counter.closed', 'done'],
      [0x7f, 'device.key', 'ignored'],
    ];
    rows.forEach(([code, says, done], at) => {
      world.advance(2_000);
      expect([at, told(world.give(press(code, at + 1), system)), doneOf(world)]).toEqual([at, says, done]);
      expect(brokenInvariants(world.state)).toEqual([]);
    });
  });

  it('sent again do nothing: same node, same boot, same event', () => {
    const world = hall(3);
    expect(told(world.give(press(key.next, 5), system))).toBe('device.key ticket.called');
    world.advance(60_000);
    expect(told(world.give(press(key.next, 5), system))).toBe('nothing');
    world.restart();
    expect(told(world.give(press(key.next, 5), system))).toBe('nothing');
    expect(world.state.counters.get(1)?.ticket).toBe('t1');
    expect(told(world.give(press(key.next, 6), system))).toContain('ticket.called');
    world.advance(60_000);
    expect(told(world.give(press(key.next, 6, { boot: 2 }), system))).toContain('ticket.called');
    expect(world.state.counters.get(1)?.ticket).toBe('t3');
  });

  it('of two nodes with equal event ids are two keys', () => {
    const world = hall(2);
    world.give({ type: 'open', counter: 2 }, { id: 'op:9', clerk: '9', staff: true });
    world.give(press(key.next, 1), system);
    expect(told(world.give(press(key.next, 1, { uid: 'KEYPAD2', address: 12 }), system))).toContain('ticket.called');
    expect(world.ticket('t2').counter).toBe(2);
  });

  it('older than three seconds, held, stuck or of an unknown node are recorded and not acted upon', () => {
    const world = hall(2);
    expect(told(world.give(press(key.next, 1, { ageMs: 3_001 }), system))).toBe('device.key');
    expect(doneOf(world)).toBe('ignored');
    expect(told(world.give(press(key.next, 2, { key: { kind: 'call', code: 1, action: 'long' } }), system))).toBe(
      'device.key',
    );
    expect(told(world.give(press(key.next, 3, { key: { kind: 'call', code: 1, action: 'stuck' } }), system))).toBe(
      'device.key',
    );
    expect(told(world.give(press(key.next, 4, { address: 99 }), system))).toBe('device.key');
    expect(told(world.give(press(key.next, 5, { bus: 'other' }), system))).toBe('device.key');
    expect(told(world.give(press(key.next, 6, { ageMs: 3_000 }), system))).toBe('device.key ticket.called');
  });
});

describe('the next key', () => {
  it('is refused within 1.5 s of a call at that counter, and works at 1.5 s', () => {
    const world = hall(3);
    world.give(press(key.next, 1), system);
    world.advance(1_499);
    expect(told(world.give(press(key.next, 2), system))).toBe('device.key');
    expect(doneOf(world)).toBe('next-too-soon');
    world.advance(1);
    expect(told(world.give(press(key.next, 3), system))).toContain('ticket.called');
  });

  it('works after a restart even when the clock fell back to 1970', () => {
    const world = hall(2);
    world.give(press(key.next, 1), system);
    world.restart(0);
    world.advance(1_000);
    expect(told(world.give(press(key.next, 2), system))).toContain('ticket.called');
  });

  it('ends the service when nobody waits, and is refused when there is nothing to end', () => {
    const world = hall(1);
    world.give(press(key.next, 1), system);
    world.advance(2_000);
    expect(told(world.give(press(key.next, 2), system))).toBe('device.key ticket.finished rating.opened');
    world.advance(2_000);
    expect(told(world.give(press(key.next, 3), system))).toBe('device.key');
    expect(doneOf(world)).toBe('queue-empty');
  });
});

describe('other keys', () => {
  it('take back the ticket that was parked last at this counter', () => {
    const world = hall(2);
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'park', counter: 1 });
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'park', counter: 1 });
    // News of the other's paper does not make it the one parked last.
    world.give({ type: 'printed', ticket: 't1', job: world.ticket('t1').job, confirmed: true });
    world.give(press(key.resumeHeld, 1), system);
    expect(world.state.counters.get(1)?.ticket).toBe('t2');
  });

  it('pause with the first reason of the hall', () => {
    const reasons = [{ id: 'tea', text: { zh: '茶', en: 'Tea' } }];
    const world = createWorld(smallHall({ calls: { pauseReasons: reasons } }));
    world.give({ type: 'open', counter: 1 }, system);
    world.give(press(key.pause, 1), system);
    expect(world.state.counters.get(1)?.pauseReason).toBe('tea');
  });
});

describe('digits', () => {
  const enter = 0x23;
  const clear = 0x2a;
  const callNumber = 0x03;
  const transfer = 0x07;

  /** Counters 1 and 2 open; A001 to A003 and K001 wait. Types keys and says what the last one did. */
  function pad() {
    const world = createWorld();
    world.give({ type: 'open', counter: 1 }, clerk('1001'));
    world.give({ type: 'open', counter: 2 }, clerk('1002'));
    for (const service of ['A', 'A', 'A', 'K']) world.issue(service);
    let keys = 100;
    const type = (...codes: (number | string)[]) => {
      let said = '';
      for (const code of codes) {
        for (const each of typeof code === 'string' ? [...code].map((digit) => 0x30 + Number(digit)) : [code]) {
          keys += 1;
          said = told(world.give(press(each, keys), system));
        }
      }
      return said.replace('device.key', `${doneOf(world)}`);
    };
    return { world, type };
  }

  it('call the ticket with that number, the one this counter would call first of several', () => {
    const { world, type } = pad();
    expect(type(callNumber, '2', enter)).toBe('done ticket.called');
    expect(world.state.calls.at(-1)).toMatchObject({ no: 'A002' });
    expect(type(callNumber, '001', enter)).toBe('done ticket.finished ticket.called');
    expect(world.state.calls.at(-1)).toMatchObject({ no: 'A001' });
    expect(type(callNumber, '1', enter)).toContain('ticket.called');
    expect(world.state.calls.at(-1)).toMatchObject({ no: 'K001' });
    expect(type(callNumber, '7', enter)).toBe('ticket-unknown');
    expect(brokenInvariants(world.state)).toEqual([]);
  });

  it('send the ticket to a counter, or with a zero before them to a service', () => {
    const { world, type } = pad();
    world.give({ type: 'call-next', counter: 1 });
    expect(type(transfer, '2', enter)).toBe('done ticket.transferred');
    expect(world.ticket('t1')).toMatchObject({ state: 'waiting', forCounter: 2, service: 'A' });
    world.give({ type: 'call-next', counter: 1 });
    expect(type(transfer, '02', enter)).toBe('done ticket.transferred');
    expect(world.ticket('t2')).toMatchObject({ service: 'K', forCounter: null });
    world.give({ type: 'call-next', counter: 1 });
    expect(type(transfer, '03', enter)).toBe('service-unknown');
    expect(type(transfer, '00', enter)).toBe('service-unknown');
    expect(type(transfer, '9', enter)).toBe('counter-unknown');
    expect(type(transfer, '1', enter)).toBe('done ticket.transferred');
    expect(type(transfer, '2', enter)).toBe('counter-idle');
  });

  it('are forgotten by `clear` and by every other key; without digits `clear` takes back', () => {
    const { world, type } = pad();
    expect(type(callNumber, '2', clear)).toBe('done');
    expect(type(enter)).toBe('ignored');
    expect(type(callNumber, '2', key.next)).toBe('done ticket.called');
    expect(type(enter)).toBe('ignored');
    expect(type(clear)).toBe('done counter.undone');
    expect(world.ticket('t1').state).toBe('waiting');
    expect(type(clear)).toBe('undo-nothing');
    expect(type(callNumber, enter)).toBe('done');
    expect(world.state.entries.size).toBe(0);
  });

  it('are forgotten ten seconds after the last, and over a restart', () => {
    const { world, type } = pad();
    type(callNumber, '2');
    world.advance(10_000);
    expect(type(enter)).toBe('done ticket.called');
    type(callNumber, '1');
    world.advance(10_001);
    expect(type(enter)).toBe('ignored');
    type(callNumber, '1');
    world.advance(10_001);
    expect(type('3', enter)).toBe('ignored');
    type(callNumber, '1');
    world.restart();
    expect(type(enter)).toBe('ignored');
    expect(type('3')).toBe('ignored');
  });

  it('keep the last four, and begin anew with the key that begins them', () => {
    const { world, type } = pad();
    expect(type(callNumber, '990003', enter)).toContain('ticket.called');
    expect(world.state.calls.at(-1)).toMatchObject({ no: 'A003' });
    expect(type(transfer, '9', callNumber, '2', enter)).toContain('ticket.called');
  });

  it('that are held, stuck, late, sent again or of another keypad are none', () => {
    const { world, type } = pad();
    type(callNumber, '0');
    for (const [at, change] of [
      [1, { key: { kind: 'call', code: 0x31, action: 'long' } }],
      [2, { key: { kind: 'call', code: 0x31, action: 'stuck' } }],
      [3, { ageMs: 3_001 }],
      [4, { uid: 'KEYPAD9', address: 99 }],
      [5, { uid: 'KEYPAD2', address: 12 }],
    ] as const) {
      expect(told(world.give(press(0x31, at, change), system))).toBe('device.key');
      expect(doneOf(world)).toBe('ignored');
    }
    world.give(press(0x32, 9), system);
    expect(told(world.give(press(0x32, 9), system))).toBe('nothing');
    expect(world.state.entries.get('KEYPAD1')?.digits).toBe('02');
    expect(type(enter)).toContain('ticket.called');
    expect(world.state.calls.at(-1)).toMatchObject({ no: 'A002' });
  });
});

describe('rating keys', () => {
  /** A served ticket with an open rating; returns its session. */
  function served(): { world: World; session: number } {
    const world = hall(1);
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'finish', counter: 1 });
    return { world, session: world.state.ratingSession };
  }

  it('count once, for the session the host gave, at any age', () => {
    const { world, session } = served();
    expect(told(world.give(rateKey(session + 1, 5, 1), system))).toBe('device.key');
    expect(told(world.give(rateKey(0, 5, 2), system))).toBe('device.key');
    expect(told(world.give(rateKey(session, 6, 3), system))).toBe('device.key');
    expect(told(world.give(rateKey(session, 1.5, 4), system))).toBe('device.key');
    expect(told(world.give(rateKey(session, 2, 5, { ageMs: 600_000 }), system))).toBe('device.key visit.rated');
    expect(told(world.give(rateKey(session, 5, 5), system))).toBe('nothing');
    expect(told(world.give(rateKey(session, 5, 6), system))).toBe('device.key');
    expect(world.state.ratings.get('t1')).toMatchObject({ state: 'rated', level: 2 });
    expect(world.state.counts.get('A')?.rated).toBe(1);
  });

  it('of level 0 mean that the keypad waited in vain: not rated', () => {
    const { world, session } = served();
    expect(told(world.give(rateKey(session, 0, 1), system))).toBe('device.key visit.not-rated');
    expect(told(world.give(rateKey(session, 5, 2), system))).toBe('device.key');
    expect(world.state.ratings.get('t1')).toMatchObject({ state: 'not-rated', level: null });
  });

  it('get sessions from 1 to 65535, never 0', () => {
    const { world } = served();
    world.state.ratingSession = 65_535;
    world.issue('A');
    world.give({ type: 'call-next', counter: 1 });
    world.give({ type: 'finish', counter: 1 });
    expect(world.state.ratingSession).toBe(1);
  });
});

it('a decision changes nothing by itself', () => {
  const world = hall(2);
  const before = structuredClone(world.state);
  decide(world.state, press(key.next, 1), world.context(system));
  expect(world.state).toEqual(before);
});
