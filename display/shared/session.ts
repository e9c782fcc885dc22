/**
 * Who is signed in on a staff page. The cookie belongs to the daemon; the page only asks, and shows the sign-in when the
 * answer is 'nobody'. No PIN is kept after the call.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { callApi, RefusalError } from './api.ts';

export type SessionState =
  | { readonly kind: 'unknown' }
  /** `ended`: nobody signed out; the daemon does not know the session any more. */
  | { readonly kind: 'out'; readonly ended: boolean }
  | { readonly kind: 'in'; readonly badge: string; readonly role: string };

interface Who {
  readonly badge: string;
  readonly role: string;
}

/** How soon to ask again while the daemon does not answer. */
const askAgainMs = 3_000;

export class Session implements ReactiveController {
  state: SessionState = { kind: 'unknown' };
  readonly #host: ReactiveControllerHost;
  readonly #onChange: (state: SessionState) => void;
  #again: ReturnType<typeof setTimeout> | undefined;
  #alive = false;

  constructor(host: ReactiveControllerHost, onChange: (state: SessionState) => void) {
    this.#host = host;
    this.#onChange = onChange;
    host.addController(this);
  }

  hostConnected(): void {
    this.#alive = true;
    void this.ask();
  }
  hostDisconnected(): void {
    this.#alive = false;
    clearTimeout(this.#again);
  }

  /** Asks the daemon who is signed in. A daemon that does not answer changes nothing. */
  async ask(): Promise<void> {
    clearTimeout(this.#again);
    try {
      const who = await callApi<Who>('GET', 'session');
      this.#set({ kind: 'in', badge: who.badge, role: who.role });
    } catch (error) {
      if (error instanceof RefusalError && error.status === 401)
        this.#set({ kind: 'out', ended: this.state.kind === 'in' || (this.state.kind === 'out' && this.state.ended) });
      else if (this.#alive && this.state.kind === 'unknown')
        this.#again = setTimeout(() => void this.ask(), askAgainMs);
    }
  }

  /** Signs in; throws RefusalError when the badge or the PIN is wrong. */
  async signIn(badge: string, pin: string): Promise<void> {
    await callApi('POST', 'session', { badge, pin });
    await this.ask();
  }

  async signOut(): Promise<void> {
    try {
      await callApi('DELETE', 'session');
    } finally {
      this.#set({ kind: 'out', ended: false });
    }
  }

  #set(state: SessionState): void {
    if (!this.#alive) return;
    const before = this.state;
    this.state = state;
    const same =
      before.kind === state.kind && (before.kind !== 'in' || (state.kind === 'in' && before.badge === state.badge));
    if (!same) this.#onChange(state);
    this.#host.requestUpdate();
  }
}
