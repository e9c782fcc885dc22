import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  emptyLiveState,
  isStale,
  type LiveInput,
  type LiveState,
  reduceLive,
  retryDelayMs,
  retryMsMax,
  silenceMsMax,
  staleAfterMs,
} from './live-state.ts';

interface View {
  readonly a: number;
  readonly b: string;
}
const snapshot = (version: number, view: View): LiveInput => ({
  kind: 'snapshot',
  text: JSON.stringify({ version, view }),
});
const delta = (from: number, version: number, parts: Partial<View>): LiveInput => ({
  kind: 'delta',
  text: JSON.stringify({ from, version, parts }),
});

function run(inputs: readonly LiveInput[]): { state: LiveState<View>; reconnects: number } {
  let state = emptyLiveState<View>(0);
  let reconnects = 0;
  for (const [place, input] of inputs.entries()) {
    const step = reduceLive(state, input, place * 10);
    state = step.state;
    if (step.reconnect) reconnects += 1;
  }
  return { state, reconnects };
}

describe('live view', () => {
  it('lays deltas over a snapshot and remembers when each part arrived', () => {
    const { state, reconnects } = run([
      snapshot(41, { a: 1, b: 'x' }),
      delta(41, 42, { a: 2 }),
      delta(42, 43, { b: 'y' }),
    ]);
    expect(state.view).toEqual({ a: 2, b: 'y' });
    expect(state.version).toBe(43);
    expect(state.partAtMs).toEqual({ a: 10, b: 20 });
    expect(reconnects).toBe(0);
  });

  it('asks for a new snapshot on a gap and keeps the last truth', () => {
    const { state, reconnects } = run([snapshot(1, { a: 1, b: 'x' }), delta(2, 3, { a: 9 })]);
    expect(reconnects).toBe(1);
    expect(state.view).toEqual({ a: 1, b: 'x' });
    expect(state.linked).toBe(false);
  });

  it('is stale five seconds after the link was lost, and not before', () => {
    const { state } = run([snapshot(1, { a: 1, b: 'x' }), { kind: 'lost' }]);
    expect(isStale(state, 10 + staleAfterMs - 1)).toBe(false);
    expect(isStale(state, 10 + staleAfterMs)).toBe(true);
    const back = reduceLive(state, snapshot(7, { a: 2, b: 'z' }), 20_000).state;
    expect(isStale(back, 99_000)).toBe(false);
    expect(back.tries).toBe(0);
  });

  it('never throws and never loses the view, whatever the wire says', () => {
    const input = fc.oneof(
      fc.record({
        kind: fc.constantFrom('snapshot' as const, 'delta' as const),
        text: fc.oneof(fc.string(), fc.json()),
      }),
      fc.constant<LiveInput>({ kind: 'lost' }),
      fc.constant<LiveInput>({ kind: 'beat' }),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 20 }), (inputs) => {
        const { state } = run([snapshot(1, { a: 1, b: 'x' }), ...inputs]);
        expect(state.view).not.toBeNull();
      }),
    );
  });

  it('believes a silent link was gone since its last word', () => {
    const { state } = run([snapshot(1, { a: 1, b: 'x' }), { kind: 'beat' }]);
    const silent = reduceLive(state, { kind: 'silent' }, 12_500).state;
    expect(silent.lostAtMs).toBe(10);
    expect(isStale(silent, 12_500)).toBe(true);
    expect(silenceMsMax('{"everyMs":5000}')).toBe(12_500);
    expect(silenceMsMax('nonsense')).toBe(silenceMsMax('{"everyMs":-1}'));
  });

  it('waits longer with each try, up to a bound', () => {
    expect(retryDelayMs(1, 0)).toBeLessThan(retryDelayMs(3, 0));
    for (let tries = 0; tries < 50; tries += 1) expect(retryDelayMs(tries, 1)).toBeLessThanOrEqual(retryMsMax);
  });
});
