import { describe, expect, it } from 'vitest';
import type { CallPart } from '../../protocol/views.ts';
import { type CallShow, earlierCalls, emptyCallShow, freshMsMax, showCalls, showMsMin } from './call-show.ts';

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

  it('lists earlier calls newest first, one row a ticket, without what stands large', () => {
    const recall: CallPart = { ...call(9), ticketNo: 'A001', times: 2 };
    const calls = [call(3), recall, call(2), call(1)];
    const show = showCalls(emptyCallShow, [call(3)], 0, 0);
    expect(earlierCalls(show, calls, 5).map((one) => one.id)).toEqual([9, 2]);
    expect(earlierCalls(show, calls, 1)).toHaveLength(1);
  });
});
