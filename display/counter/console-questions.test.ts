import Value from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { apiCalls } from '../../protocol/api.ts';
import type { CounterView, WaitingPart } from '../../protocol/views.ts';
import { SmallHall } from '../testing/small-hall.ts';
import {
  beginAction,
  beginRow,
  type Call,
  choicesOfPage,
  type Question,
  rowMenu,
  type Step,
} from './console-questions.ts';

/** A hall with three waiting, the first of them called at counter 1. */
function busyHall(): SmallHall {
  const hall = new SmallHall();
  hall.badge = '1001';
  for (const service of ['A', 'F', 'K']) hall.issue(service, service);
  hall.act(1, 'call-next', {});
  return hall;
}

function question(step: Step | null): Question {
  if (step?.kind !== 'ask') throw new Error(`asks nothing: ${step?.kind}`);
  return step.question;
}
const ids = (step: Step | null) => question(step).choices.map(({ id }) => id);
const answer = (step: Step | null, id: string | null) => question(step).answered(id);
/** The calls that are sent; each is one that the API knows, with a body that it takes. */
function sent(step: Step | null): readonly Call[] | null {
  if (step?.kind !== 'send') return null;
  for (const { path, body } of step.calls) {
    const call = Object.values(apiCalls).find((one) =>
      new RegExp(`^${one.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(`/api/${path}`),
    );
    expect(call && 'body' in call ? [path, Value.Check(call.body, body)] : path).toEqual([path, true]);
  }
  return step.calls;
}
function rowOf(rows: readonly WaitingPart[], no: string): WaitingPart {
  const row = rows.find((one) => one.ticketNo === no);
  if (!row) throw new Error(`no row ${no}`);
  return row;
}

describe('actions of the counter', () => {
  it('carry the ticket that is seen, and none where none is', () => {
    const view = busyHall().counter(1);
    for (const action of ['call-next', 'recall', 'start', 'finish', 'no-show', 'recycle'] as const)
      expect(sent(beginAction(action, view))).toEqual([{ path: `counters/1/${action}`, body: { expect: 't1' } }]);
    expect(sent(beginAction('call-next', new SmallHall().counter(2)))).toEqual([
      { path: 'counters/2/call-next', body: { expect: null } },
    ]);
  });

  it('take back what the page offers to take back', () => {
    const call = (expect: string | null) => [{ path: 'counters/1/undo', body: { expect } }];
    expect(sent(beginAction('undo', new SmallHall().counter(1)))).toEqual(call(null));
    expect(sent(beginAction('undo', busyHall().counter(1)))).toEqual(call('t1'));
  });

  it('that need nothing are sent at once', () => {
    const view = busyHall().counter(1);
    for (const action of ['open', 'close', 'resume', 'uncover'] as const)
      expect(sent(beginAction(action, view))).toEqual([{ path: `counters/1/${action}`, body: {} }]);
    expect(sent(beginAction('store-next', view))).toEqual([
      { path: 'counters/1/store-next', body: { on: true, expect: 't1' } },
    ]);
    expect(sent(beginAction('store-off', view))).toEqual([
      { path: 'counters/1/store-next', body: { on: false, expect: 't1' } },
    ]);
  });

  it('ask why to pause, and need an answer', () => {
    const step = beginAction('pause', busyHall().counter(1));
    expect(ids(step)[0]).toBe('break');
    expect(question(step).skip).toBeNull();
    expect(answer(step, null)).toBeNull();
    expect(sent(answer(step, 'meeting'))).toEqual([{ path: 'counters/1/pause', body: { reason: 'meeting' } }]);
  });

  it('park with a reason or without one', () => {
    const step = beginAction('park', busyHall().counter(1));
    expect(question(step).about).toBe('t1');
    expect(sent(answer(step, null))).toEqual([{ path: 'counters/1/park', body: { expect: 't1' } }]);
    expect(sent(answer(step, 'papers'))).toEqual([
      { path: 'counters/1/park', body: { reason: 'papers', expect: 't1' } },
    ]);
  });

  it('transfer in two steps, the reason skipped with Enter', () => {
    const hall = busyHall();
    const third = hall.counters.get(3);
    if (third) Object.assign(third, { state: 'closed', clerk: null });
    const step = beginAction('transfer', hall.counter(1));
    expect(ids(step)).toEqual([
      'service F',
      'service H',
      'service K',
      'counter 2',
      'counter 4',
      'clerk 1001',
      'clerk 1001',
    ]);
    const why = answer(step, 'service F');
    expect(question(why).about).toBe('t1');
    expect(sent(answer(why, null))).toEqual([{ path: 'counters/1/transfer', body: { service: 'F', expect: 't1' } }]);
    expect(sent(answer(answer(step, 'counter 4'), 'specialist'))).toEqual([
      { path: 'counters/1/transfer', body: { toCounter: 4, reason: 'specialist', expect: 't1' } },
    ]);
    expect(sent(answer(answer(step, 'clerk 1001'), null))).toEqual([
      { path: 'counters/1/transfer', body: { toClerk: '1001', expect: 't1' } },
    ]);
  });

  it('asks for the group first in a hall with more places than digits', () => {
    const view = busyHall().counter(1);
    const others = Array.from({ length: 20 }, (_, place) => ({
      no: place + 2,
      name: null,
      state: 'open' as const,
      clerk: `20${place + 10}`,
      services: ['A'],
    }));
    const step = beginAction('transfer', { ...view, others });
    expect(ids(step)).toEqual(['service', 'counter', 'clerk']);
    const counters = question(answer(step, 'counter'));
    expect(choicesOfPage(counters, 0).choices.map(({ id }) => id)).toEqual(
      Array.from({ length: 9 }, (_, place) => `counter ${place + 2}`),
    );
    expect(choicesOfPage(counters, 2)).toMatchObject({ choices: [{ id: 'counter 20' }, { id: 'counter 21' }] });
    expect(choicesOfPage(counters, 3)).toEqual(choicesOfPage(counters, 0));
    expect(choicesOfPage(counters, 0).more).toBe(true);
    expect(choicesOfPage(question(step), 0).more).toBe(false);
  });

  it('walk in by service, and without a question where there is one service', () => {
    const view = new SmallHall().counter(1);
    expect(ids(beginAction('walk-in', view))).toEqual(['A', 'F', 'H', 'K']);
    const one: CounterView = { ...view, counter: { ...view.counter, services: ['F'] } };
    expect(sent(beginAction('walk-in', one))).toEqual([
      { path: 'counters/1/walk-in', body: { service: 'F', expect: null } },
    ]);
  });

  it('cover what others serve and this one does not, each set once, for a time', () => {
    const hall = new SmallHall();
    for (const [no, counter] of hall.counters) counter.services = no === 1 ? ['A'] : ['A', 'F', 'H'];
    const step = beginAction('cover', hall.counter(1));
    expect(ids(step)).toEqual(['F H']);
    const howLong = answer(step, 'F H');
    expect(ids(howLong)).toEqual(['15', '30', '60', '120']);
    expect(sent(answer(howLong, '30'))).toEqual([
      { path: 'counters/1/cover', body: { services: ['F', 'H'], minutes: 30 } },
    ]);
    for (const counter of hall.counters.values()) counter.services = ['A'];
    expect(beginAction('cover', hall.counter(1))).toBeNull();
  });

  it('grant priority with a reason, or take it back', () => {
    const hall = busyHall();
    const granted = answer(beginAction('grant', hall.counter(1)), 'elderly');
    expect(sent(granted)).toEqual([{ path: 'tickets/t1/class', body: { class: 'priority', reason: 'elderly' } }]);
    hall.ticketAct('t1', 'class', { class: 'priority' });
    const back = answer(beginAction('ungrant', hall.counter(1)), 'other');
    expect(sent(back)).toEqual([{ path: 'tickets/t1/class', body: { class: 'normal', reason: 'other' } }]);
  });

  it('add a service that the visit does not have yet', () => {
    const hall = busyHall();
    hall.ticketAct('t1', 'services', { service: 'H' });
    const step = beginAction('add-service', hall.counter(1));
    expect(ids(step)).toEqual(['F', 'K']);
    expect(sent(answer(step, 'K'))).toEqual([{ path: 'tickets/t1/services', body: { service: 'K' } }]);
  });

  it('about a ticket begin nothing where there is none', () => {
    const view = new SmallHall().counter(1);
    for (const action of ['grant', 'ungrant', 'add-service', 'why'] as const)
      expect(beginAction(action, view)).toBeNull();
  });
});

describe('rows', () => {
  it('are called with a reason, brought back and revived at once', () => {
    const view = busyHall().counter(1);
    const row = rowOf(view.waiting, 'F001');
    const step = beginRow('waiting', row, view);
    expect(question(step).about).toBeUndefined();
    expect(ids(step)[0]).toBe('help');
    expect(sent(answer(step, 'short'))).toEqual([
      { path: 'counters/1/call', body: { ticketId: 't2', reason: 'short', expect: 't1' } },
    ]);
    expect(sent(beginRow('parked', row, view))).toEqual([
      { path: 'counters/1/unpark', body: { ticketId: 't2', expect: 't1' } },
    ]);
    expect(sent(beginRow('passed', row, view))).toEqual([{ path: 'tickets/t2/revive', body: {} }]);
  });

  it('offer what makes sense for them', () => {
    const view = busyHall().counter(1);
    const row = rowOf(view.waiting, 'F001');
    expect(ids(rowMenu('waiting', row, view, true))).toEqual(['call', 'grant', 'add-service', 'why', 'cancel']);
    expect(ids(rowMenu('waiting', row, view, false))).toEqual(['grant', 'add-service', 'why', 'cancel']);
    expect(ids(rowMenu('parked', { ...row, class: 'priority' }, view, true))).toEqual([
      'unpark',
      'ungrant',
      'add-service',
      'why',
      'cancel',
    ]);
    expect(ids(rowMenu('passed', row, view, true))).toEqual(['revive', 'revive-call', 'why']);
    expect(ids(rowMenu('passed', row, view, false))).toEqual(['revive', 'why']);
  });

  it('cancel only with the word for it; Enter keeps the ticket', () => {
    const view = busyHall().counter(1);
    const step = answer(rowMenu('waiting', rowOf(view.waiting, 'F001'), view, true), 'cancel');
    expect(ids(step)).toEqual(['keep', 'cancel']);
    expect(answer(step, 'keep')).toBeNull();
    expect(sent(answer(step, 'cancel'))).toEqual([{ path: 'tickets/t2/cancel', body: {} }]);
  });

  it('come back and are called in one go', () => {
    const hall = busyHall();
    hall.act(1, 'no-show', {});
    const view = hall.counter(1);
    const step = answer(rowMenu('passed', rowOf(view.passed, 'A001'), view, true), 'revive-call');
    expect(ids(step)[0]).toBe('missed');
    expect(sent(answer(step, 'missed'))).toEqual([
      { path: 'tickets/t1/revive', body: {} },
      { path: 'counters/1/call', body: { ticketId: 't1', reason: 'missed', expect: null } },
    ]);
  });

  it('say why', () => {
    const view = busyHall().counter(1);
    const menu = rowMenu('waiting', rowOf(view.waiting, 'F001'), view, true);
    expect(answer(menu, 'why')).toEqual({ kind: 'why', ticketId: 't2', ticketNo: 'F001' });
  });
});
