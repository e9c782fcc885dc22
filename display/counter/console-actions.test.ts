import { describe, expect, it } from 'vitest';
import type { CounterDetail, CounterTicket } from '../../protocol/views.ts';
import { SmallHall } from '../testing/small-hall.ts';
import { actionOfKey, callableFacts, offerActions } from './console-actions.ts';

const states = ['closed', 'open', 'paused'] as const;

function counter(
  state: CounterDetail['state'],
  ticket: CounterTicket['state'] | null,
  change: Partial<CounterDetail> = {},
): CounterDetail {
  return {
    no: 1,
    name: null,
    state,
    pauseReason: null,
    clerk: '1001',
    services: ['A'],
    ticket: ticket && {
      ticketId: 't1',
      ticketNo: 'A001',
      service: 'A',
      state: ticket,
      class: 'normal',
      locale: 'zh-CN',
      waitedMs: 0,
      calledAgoMs: 0,
      startedAgoMs: null,
      times: 1,
      todo: [],
      recycled: 0,
      print: 'none',
    },
    waiting: 0,
    servedToday: 0,
    rating: null,
    armed: false,
    cover: null,
    undo: null,
    break: null,
    ...change,
  };
}
const offered = (detail: CounterDetail, callable = 0, roll = false) => offerActions(detail, { callable, roll });
const all = (detail: CounterDetail, callable = 0, roll = false) => {
  const offer = offered(detail, callable, roll);
  return [...offer.ticket, ...offer.counter, offer.undo];
};
const enabled = (detail: CounterDetail, callable = 0, roll = false) =>
  all(detail, callable, roll)
    .filter((one) => one.enabled)
    .map((one) => one.action);

describe('actions of the console', () => {
  it.each([
    ['closed', null, 3, 'open', ['open']],
    ['open', null, 3, 'call-next', ['call-next', 'walk-in', 'cover', 'pause', 'close']],
    ['open', null, 0, null, ['walk-in', 'store-next', 'cover', 'pause', 'close']],
    [
      'open',
      'called',
      2,
      'start',
      [
        'call-next',
        'recall',
        'start',
        'no-show',
        'recycle',
        'park',
        'transfer',
        'grant',
        'add-service',
        'cover',
        'why',
      ],
    ],
    ['open', 'serving', 0, 'finish', ['finish', 'park', 'transfer', 'grant', 'add-service', 'cover', 'why']],
    ['paused', null, 2, 'resume', ['cover', 'resume', 'close']],
  ] as const)('%s, %s, %d waiting', (state, ticket, callable, primary, actions) => {
    expect(offered(counter(state, ticket), callable).primary).toBe(primary);
    expect(enabled(counter(state, ticket), callable)).toEqual(actions);
  });

  it('turns an action into its opposite where that is what makes sense', () => {
    const priority = counter('open', 'called');
    const granted = { ...priority, ticket: priority.ticket && { ...priority.ticket, class: 'priority' as const } };
    expect(enabled(granted)).toContain('ungrant');
    expect(enabled(counter('open', null, { armed: true }), 0)).toContain('store-off');
    expect(enabled(counter('open', null, { cover: { services: ['F'], leftMs: 1000 } }))).toContain('uncover');
  });

  it('lets an armed counter be disarmed though somebody has come meanwhile', () => {
    expect(enabled(counter('open', null, { armed: true }), 2)).toContain('store-off');
  });

  it('offers to take back only what the daemon offers', () => {
    expect(enabled(counter('open', null))).not.toContain('undo');
    const undo = { what: 'finish', ticketId: 't1', ticketNo: 'A001', leftMs: 9_000 } as const;
    expect(enabled(counter('open', null, { undo }))).toContain('undo');
    expect(actionOfKey(offered(counter('open', null, { undo })), 'z')).toBe('undo');
  });

  it('calls the next number of a paper roll though nobody is known to wait', () => {
    expect(offered(counter('open', null), 0, true).primary).toBe('call-next');
    expect(enabled(counter('open', null), 0, true)).toContain('call-next');
  });

  it('gives every action its own key that never moves', () => {
    const keysOf = (detail: CounterDetail) => all(detail, 1).map((one) => one.key);
    const usual = keysOf(counter('open', null)).filter((key) => key !== 'O' && key !== 'C');
    for (const state of states) {
      for (const ticket of [null, 'called', 'serving'] as const) {
        const keys = keysOf(counter(state, ticket, { armed: state === 'open', cover: null }));
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.filter((key) => key !== 'O' && key !== 'C')).toEqual(usual);
      }
    }
  });

  it('never makes a primary action of one that is off', () => {
    for (const state of states)
      for (const ticket of [null, 'called', 'serving'] as const)
        for (const callable of [0, 1]) {
          const { primary } = offered(counter(state, ticket), callable);
          if (primary) expect(enabled(counter(state, ticket), callable)).toContain(primary);
        }
  });

  it('maps keys, either case, and lets Space and Enter do the primary one', () => {
    const offer = offered(counter('open', 'called'));
    expect(actionOfKey(offer, 's')).toBe('start');
    expect(actionOfKey(offer, 'L')).toBe('recycle');
    expect(actionOfKey(offer, ' ')).toBe('start');
    expect(actionOfKey(offer, 'Enter')).toBe('start');
    expect(actionOfKey(offer, 'N')).toBeNull();
    expect(actionOfKey(offer, 'q')).toBeNull();
  });
});

describe('who can be called', () => {
  it('does not count those who rest', () => {
    const hall = new SmallHall();
    hall.issue('A', 'r1');
    expect(callableFacts(hall.counter(1))).toEqual({ callable: 1, roll: false });
    hall.act(1, 'call-next', {});
    hall.act(1, 'recycle', {});
    const view = hall.counter(1);
    expect(view.waiting.map(({ resting }) => resting)).toEqual([true]);
    expect(callableFacts(view).callable).toBe(0);
  });

  it('knows a roll at this counter from one elsewhere', () => {
    const view = new SmallHall().counter(1);
    const services = view.services.map((one) => ({ ...one, closedBy: one.id === 'A' ? 'service-paper-roll' : null }));
    expect(callableFacts({ ...view, services }).roll).toBe(true);
    expect(callableFacts({ ...view, services, counter: { ...view.counter, services: ['F'] } }).roll).toBe(false);
  });
});
