/**
 * Keeps one view of the daemon true on a page, by Server-Sent Events. It reconnects by itself for as long as the page
 * lives, and never throws away the last truth. It owns its source and its timers and frees them with its host.
 *
 * A hidden tab lets go of its stream after a while (a browser allows six to one host, and a demo opens many tabs), unless
 * the page must work unseen: the board speaks, the phone vibrates.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Bilingual } from '../../protocol/texts-types.ts';
import { refusalOfStream } from './api.ts';
import {
  emptyLiveState,
  isStale,
  type LiveInput,
  type LiveState,
  reduceLive,
  retryDelayMs,
  silenceMsMax,
  staleAfterMs,
} from './live-state.ts';

/** A hidden tab keeps its stream this long. */
const hiddenMsMax = 8_000;
/** No snapshot in this time after connecting counts as a lost link. */
const snapshotMsMax = 10_000;
/** Answers that stay the same until somebody changes the configuration or the badge. */
const finalStatuses: readonly number[] = [403, 404];
/** A refused view is asked for again this often, in case the configuration has changed. */
const refusedRetryMs = 60_000;

export interface LiveOptions {
  /** True: the stream stays open while the page is hidden. */
  readonly unseen?: boolean;
  /** Called after each change, before the host renders. */
  readonly onChange?: () => void;
  /** Called each time a link could not be made or was lost; a staff page then asks whether it is still signed in. */
  readonly onLost?: () => void;
}

export class LiveView<View extends object> implements ReactiveController {
  state: LiveState<View> = emptyLiveState(performance.now());
  /** Why the daemon will not give this view at all; null while it does, or while there is no answer. */
  refusal: (Bilingual & { readonly status: number }) | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #options: LiveOptions;
  #name: string | null;
  #source: EventSource | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;
  #hideTimer: ReturnType<typeof setTimeout> | undefined;
  /** Longest silence of a stream that sends beats; null while it has sent none. */
  #silenceMsMax: number | null = null;
  #connected = false;

  /** `name` as in `GET /api/stream?view=`; null waits until `follow` is called. */
  constructor(host: ReactiveControllerHost, name: string | null, options: LiveOptions = {}) {
    this.#host = host;
    this.#name = name;
    this.#options = options;
    host.addController(this);
  }

  get view(): View | null {
    return this.state.view;
  }
  get stale(): boolean {
    return isStale(this.state, performance.now());
  }
  /** Milliseconds since the link was lost, 0 while it is up. */
  get lostMs(): number {
    return this.state.lostAtMs === null ? 0 : performance.now() - this.state.lostAtMs;
  }
  /** Milliseconds since a part arrived: what an age inside it has grown by. */
  since(part: keyof View & string): number {
    const at = this.state.partAtMs[part];
    return at === undefined ? 0 : performance.now() - at;
  }

  /** Changes what is followed; null lets go. The old view is dropped, for it is another thing's truth. */
  follow(name: string | null): void {
    if (name === this.#name && this.#source) return;
    this.#name = name;
    this.state = emptyLiveState(performance.now());
    this.refusal = null;
    this.#close();
    if (this.#connected && name !== null) this.#open();
    this.#host.requestUpdate();
  }

  hostConnected(): void {
    this.#connected = true;
    document.addEventListener('visibilitychange', this.#onVisibility);
    if (this.#name !== null) this.#open();
  }
  hostDisconnected(): void {
    this.#connected = false;
    document.removeEventListener('visibilitychange', this.#onVisibility);
    clearTimeout(this.#hideTimer);
    this.#close();
  }

  #open(): void {
    this.#close();
    if (this.#name === null) return;
    const source = new EventSource(`/api/stream?view=${this.#name}`);
    this.#source = source;
    const text = (event: Event) => (event instanceof MessageEvent && typeof event.data === 'string' ? event.data : '');
    source.addEventListener('snapshot', (event) => this.#take(source, { kind: 'snapshot', text: text(event) }));
    source.addEventListener('delta', (event) => this.#take(source, { kind: 'delta', text: text(event) }));
    source.addEventListener('ping', (event) => {
      this.#silenceMsMax = silenceMsMax(text(event));
      this.#take(source, { kind: 'beat' });
    });
    source.addEventListener('error', () => {
      // A dead line leaves the source trying; only an answer that is no stream closes it.
      const isAnswered = source.readyState === EventSource.CLOSED;
      this.#take(source, { kind: 'lost' });
      if (isAnswered) void this.#askWhy();
    });
    this.#watchFor(source, snapshotMsMax);
  }

  #take(source: EventSource, input: LiveInput): void {
    if (source !== this.#source) return;
    const step = reduceLive(this.state, input, performance.now());
    this.state = step.state;
    if (this.state.linked) this.refusal = null;
    if (step.reconnect) {
      this.#close();
      this.#retry = setTimeout(() => this.#open(), retryDelayMs(this.state.tries, Math.random()));
      this.#staleTimer = setTimeout(() => this.#host.requestUpdate(), staleAfterMs);
      this.#options.onLost?.();
    } else if (this.#silenceMsMax !== null) this.#watchFor(source, this.#silenceMsMax);
    else clearTimeout(this.#watch);
    this.#options.onChange?.();
    this.#host.requestUpdate();
  }

  async #askWhy(): Promise<void> {
    const name = this.#name;
    if (name === null) return;
    const refusal = await refusalOfStream(name);
    if (!refusal || !finalStatuses.includes(refusal.status) || name !== this.#name || this.state.linked) return;
    if (!this.#connected) return;
    this.refusal = { ...refusal.text, status: refusal.status };
    this.#close();
    this.#retry = setTimeout(() => this.#open(), refusedRetryMs);
    this.#host.requestUpdate();
  }

  #watchFor(source: EventSource, waitMs: number): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#take(source, { kind: 'silent' }), waitMs);
  }

  #close(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#watch);
    clearTimeout(this.#staleTimer);
    this.#source?.close();
    this.#source = null;
  }

  readonly #onVisibility = (): void => {
    clearTimeout(this.#hideTimer);
    if (this.#options.unseen === true || this.#name === null) return;
    if (document.hidden) this.#hideTimer = setTimeout(() => this.#close(), hiddenMsMax);
    else if (!this.#source) this.#open();
  };
}
