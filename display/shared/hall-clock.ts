/**
 * The daemon's wall clock on a page: the offset is read from the `Date` header once after each new link, never from the
 * page's own clock alone, for a screen's computer may be wrong. Whole seconds are enough for a hall.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const askEveryMs = 15 * 60_000;

export class HallClock implements ReactiveController {
  #offsetMs = 0;
  #timer: ReturnType<typeof setInterval> | undefined;
  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }
  nowMs(): number {
    return Date.now() + this.#offsetMs;
  }
  hostConnected(): void {
    void this.#ask();
    this.#timer = setInterval(() => void this.#ask(), askEveryMs);
  }
  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
  async #ask(): Promise<void> {
    try {
      const response = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' });
      const sentMs = Date.parse(response.headers.get('date') ?? '');
      if (!Number.isFinite(sentMs)) return;
      const offsetMs = sentMs + 500 - Date.now();
      // The header has whole seconds: a smaller difference is noise.
      this.#offsetMs = Math.abs(offsetMs) > 2_000 ? offsetMs : 0;
    } catch {
      // No answer: the page's own clock goes on.
    }
  }
}
