import { describe, expect, it } from 'vitest';
import type { CallPart } from '../../protocol/views.ts';
import { type CallShow, emptyCallShow, freshMsMax, rowMsMin, showCalls, showMsMin } from './call-show.ts';

function call(id: number, ageMs = 0): CallPart {
  return {
    id,
    ticketNo: `A${String(id).padStart(3, '0')}`,
    counter: id,
    service: 'A',
    times: 1,
    locale: 'zh-CN',
    ageMs,
    wavs: [],
    say: [],
  };
}
const ids = (show: CallShow) => show.shown.map((one) => one.id);

describe('calls standing large', () => {
  it('shows a new call at once and lets it stand six seconds before the next', () => {
    let show = showCalls(emptyCallShow, [call(1)], 0, 0);
    expect(ids(show)).toEqual([1]);
    show = showCalls(show, [call(2), call(1)], 0, 1_000);
    expect(ids(show)).toEqual([1]);
    show = showCalls(show, [call(2), call(1)], 0, showMsMin - 1);
    expect(ids(show)).toEqual([1]);
    show = showCalls(show, [call(2), call(1)], 0, showMsMin);
    expect(ids(show)).toEqual([2]);
  });

  it('shows several together when they come faster than they can stand alone', () => {
    let show = showCalls(emptyCallShow, [call(1)], 0, 0);
    show = showCalls(show, [call(4), call(3), call(2), call(1)], 0, 1_000);
    show = showCalls(show, [call(4), call(3), call(2), call(1)], 0, showMsMin);
    expect(ids(show)).toEqual([2, 3, 4]);
  });

  it('is news for ten seconds, then stands quietly', () => {
    let show = showCalls(emptyCallShow, [call(1)], 0, 0);
    expect(show.fresh).toBe(true);
    show = showCalls(show, [call(1)], 0, freshMsMax);
    expect(show.fresh).toBe(false);
    expect(ids(show)).toEqual([1]);
  });

  it('takes old calls of the first view as history: the last one stands, without a pulse', () => {
    const show = showCalls(emptyCallShow, [call(2, 60_000), call(1, 90_000)], 0, 0);
    expect(ids(show)).toEqual([2]);
    expect(show.fresh).toBe(false);
  });

  it('lists the history of the first view newest first, one row a ticket, without what stands large', () => {
    const recall: CallPart = { ...call(9, 60_000), ticketNo: 'A001', times: 2 };
    const show = showCalls(emptyCallShow, [call(10), recall, call(2, 70_000), call(1, 90_000)], 0, 0);
    expect(ids(show)).toEqual([10]);
    expect(show.rows.map(({ call: one }) => one.id)).toEqual([9, 2]);
  });

  it('keeps each earlier call half a minute at least and never re-orders them', () => {
    let show = emptyCallShow;
    const calls: CallPart[] = [];
    const stood = new Map<number, [from: number, to: number]>();
    let order: number[] = [];
    for (let ms = 0; ms < 240_000; ms += 500) {
      // A burst of one call each two seconds, then quiet.
      if (ms < 60_000 && ms % 2_000 === 0) calls.unshift(call(ms / 2_000 + 1));
      show = showCalls(show, calls.slice(0, 12), 0, ms, 4);
      const now = show.rows.map(({ call: one }) => one.id);
      expect(now.length).toBeLessThanOrEqual(4);
      const still = order.filter((id) => now.includes(id));
      expect(now.filter((id) => still.includes(id))).toEqual(still);
      order = now;
      for (const id of now) stood.set(id, [stood.get(id)?.[0] ?? ms, ms]);
    }
    const short = [...stood].filter(([id, [from, to]]) => !order.includes(id) && to - from + 500 < rowMsMin);
    expect(short).toEqual([]);
    expect(stood.size).toBeGreaterThan(8);
  });

  it('takes a number out of the rows while it is called again', () => {
    let show = showCalls(emptyCallShow, [call(1)], 0, 0);
    show = showCalls(show, [call(2), call(1)], 0, showMsMin);
    expect(show.rows.map(({ call: one }) => one.ticketNo)).toEqual(['A001']);
    const again: CallPart = { ...call(3), ticketNo: 'A001', times: 2, counter: 9 };
    show = showCalls(show, [again, call(2), call(1)], 0, 3 * showMsMin);
    expect(ids(show)).toEqual([3]);
    expect(show.rows.map(({ call: one }) => one.ticketNo)).toEqual(['A002']);
  });

  it('begins anew when the calls of the day are gone', () => {
    const show = showCalls(emptyCallShow, [call(1)], 0, 0);
    expect(showCalls(show, [], 0, 1_000).shown).toEqual([]);
  });
});
