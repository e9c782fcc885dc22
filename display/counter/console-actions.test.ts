import { describe, expect, it } from 'vitest';
import type { CounterDetail, CounterTicket } from '../../protocol/views.ts';
import { actionOfKey, offerActions } from './console-actions.ts';

function counter(state: CounterDetail['state'], ticket: CounterTicket['state'] | null): CounterDetail {
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
    },
    waiting: 0,
    servedToday: 0,
    rating: null,
  };
}
const enabled = (state: CounterDetail['state'], ticket: CounterTicket['state'] | null, waiting: number) =>
  offerActions(counter(state, ticket), waiting)
    .actions.filter((one) => one.enabled)
    .map((one) => one.action);

describe('actions of the console', () => {
  it.each([
    ['closed', null, 3, 'open', ['open']],
    ['open', null, 3, 'call-next', ['call-next', 'pause', 'close']],
    ['open', null, 0, null, ['pause', 'close']],
    ['open', 'called', 2, 'start', ['call-next', 'recall', 'start', 'no-show', 'park', 'transfer']],
    ['open', 'serving', 0, 'finish', ['finish', 'park', 'transfer']],
    ['paused', null, 2, 'resume', ['resume', 'close']],
  ] as const)('%s, %s, %d waiting', (state, ticket, waiting, primary, actions) => {
    expect(offerActions(counter(state, ticket), waiting).primary).toBe(primary);
    expect(enabled(state, ticket, waiting)).toEqual(actions);
  });

  it('gives every action its own key, in every state', () => {
    for (const state of ['closed', 'open', 'paused'] as const) {
      const keys = offerActions(counter(state, null), 1).actions.map((one) => one.key);
      expect(new Set(keys).size).toBe(keys.length);
    }
  });

  it('maps keys, either case, and lets Space and Enter do the primary one', () => {
    const offer = offerActions(counter('open', 'called'), 0);
    expect(actionOfKey(offer, 's')).toBe('start');
    expect(actionOfKey(offer, ' ')).toBe('start');
    expect(actionOfKey(offer, 'Enter')).toBe('start');
    expect(actionOfKey(offer, 'N')).toBeNull();
    expect(actionOfKey(offer, 'q')).toBeNull();
  });
});
