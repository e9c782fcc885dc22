/**
 * The truth a page holds about one view, as a pure reducer. A snapshot replaces it, a delta is laid over it, a delta that
 * does not follow the version held is a gap: nothing is guessed, the page reconnects. Losing the link never loses the view.
 *
 *   snapshot v41 ─► delta 41→42 ─► delta 42→43 ─► delta 44→45: gap ─► reconnect ─► snapshot v45
 */

/** After this long without a link the page says so; shorter breaks heal unnoticed. */
export const staleAfterMs = 5_000;
/** Longest pause between two tries to connect: a hall must not wait long after a restart of the daemon. */
export const retryMsMax = 5_000;
/** Where the stream sends beats, silence as long as so many of them means a dead link. */
const beatsMissedMax = 2.5;
/** Pace of the beats where they do not name it. */
const beatMs = 15_000;

export interface LiveState<View> {
  /** The last truth, kept whatever happens to the link; null before the first snapshot. */
  readonly view: View | null;
  readonly version: number | null;
  /** Page time at which each part arrived: ages inside a part count from then. */
  readonly partAtMs: Readonly<Record<string, number>>;
  readonly linked: boolean;
  /** Page time since which the link is down; null while it is up. */
  readonly lostAtMs: number | null;
  /** Page time of the last word from the daemon. */
  readonly truthAtMs: number | null;
  /** Failed tries since the last success. */
  readonly tries: number;
}

export type LiveInput =
  | { readonly kind: 'snapshot'; readonly text: string }
  | { readonly kind: 'delta'; readonly text: string }
  | { readonly kind: 'beat' }
  /** No word for too long: the link was gone since the last one. */
  | { readonly kind: 'silent' }
  | { readonly kind: 'lost' };

export interface LiveStep<View> {
  readonly state: LiveState<View>;
  readonly reconnect: boolean;
}

export function emptyLiveState<View>(nowMs: number): LiveState<View> {
  return { view: null, version: null, partAtMs: {}, linked: false, lostAtMs: nowMs, truthAtMs: null, tries: 0 };
}

/** Takes one input in; `nowMs` is the page's monotonic time. Malformed text counts as a gap. */
export function reduceLive<View extends object>(
  state: LiveState<View>,
  input: LiveInput,
  nowMs: number,
): LiveStep<View> {
  switch (input.kind) {
    case 'snapshot': {
      const data = record(input.text);
      const view = data?.view;
      if (!isRecord(view) || typeof data?.version !== 'number') return broken(state, nowMs);
      return live({ ...state, view: view as View, version: data.version, partAtMs: stamp({}, view, nowMs) }, nowMs);
    }
    case 'delta': {
      const data = record(input.text);
      const parts = data?.parts;
      if (!state.view || !isRecord(parts) || typeof data?.version !== 'number' || data.from !== state.version) {
        return broken(state, nowMs);
      }
      const partAtMs = stamp(state.partAtMs, parts, nowMs);
      return live({ ...state, view: { ...state.view, ...parts }, version: data.version, partAtMs }, nowMs);
    }
    case 'beat':
      return { state: state.linked ? { ...state, truthAtMs: nowMs } : state, reconnect: false };
    case 'silent':
      return broken({ ...state, lostAtMs: state.lostAtMs ?? state.truthAtMs }, nowMs);
    case 'lost':
      return broken(state, nowMs);
  }
}

/** Longest silence to believe in after a beat: `{ "everyMs": 5000 }` says when the next one is due. */
export function silenceMsMax(beatText: string): number {
  const everyMs = record(beatText)?.everyMs;
  return beatsMissedMax * (typeof everyMs === 'number' && everyMs >= 1_000 && everyMs <= 60_000 ? everyMs : beatMs);
}

/** True when a page must mark its view as old. */
export function isStale(state: LiveState<object>, nowMs: number): boolean {
  return state.lostAtMs !== null && nowMs - state.lostAtMs >= staleAfterMs;
}

/** Pause before the next try; `chance` 0..1 spreads the pages of a hall after a restart. */
export function retryDelayMs(tries: number, chance: number): number {
  const base = Math.min(400 * 2 ** Math.min(tries, 8), retryMsMax);
  return Math.round(base * (0.6 + 0.4 * chance));
}

function live<View>(state: LiveState<View>, nowMs: number): LiveStep<View> {
  return { state: { ...state, linked: true, lostAtMs: null, truthAtMs: nowMs, tries: 0 }, reconnect: false };
}

function broken<View>(state: LiveState<View>, nowMs: number): LiveStep<View> {
  const lostAtMs = state.lostAtMs ?? nowMs;
  return { state: { ...state, linked: false, lostAtMs, tries: state.tries + 1 }, reconnect: true };
}

function stamp(held: Readonly<Record<string, number>>, parts: object, nowMs: number): Readonly<Record<string, number>> {
  return { ...held, ...Object.fromEntries(Object.keys(parts).map((name) => [name, nowMs])) };
}

function record(text: string): Record<string, unknown> | null {
  try {
    const data: unknown = JSON.parse(text);
    return isRecord(data) ? data : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
