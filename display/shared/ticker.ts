/** Renders its host at a steady pace (clocks, ages, count-downs) and stops with it. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Ticker implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #everyMs: number;
  readonly #onTick: (() => void) | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost, everyMs: number, onTick?: () => void) {
    this.#host = host;
    this.#everyMs = everyMs;
    this.#onTick = onTick;
    host.addController(this);
  }
  hostConnected(): void {
    this.#timer = setInterval(() => {
      this.#onTick?.();
      this.#host.requestUpdate();
    }, this.#everyMs);
  }
  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
}
