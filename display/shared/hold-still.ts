/** Holds what a list shows while a row of it is being pressed: nothing may move under the pointer. It catches up when let go. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class HoldStill<Shown> implements ReactiveController {
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #now: () => Shown;
  #held: { readonly shown: Shown } | null = null;

  constructor(host: ReactiveControllerHost & HTMLElement, now: () => Shown) {
    this.#host = host;
    this.#now = now;
    host.addController(this);
  }

  /** What to show: the latest, or what was there when the press began. */
  get shown(): Shown {
    return this.#held ? this.#held.shown : this.#now();
  }

  hostConnected(): void {
    this.#host.addEventListener('pointerdown', this.#hold);
    window.addEventListener('pointerup', this.#letGo);
    window.addEventListener('pointercancel', this.#letGo);
  }
  hostDisconnected(): void {
    this.#host.removeEventListener('pointerdown', this.#hold);
    window.removeEventListener('pointerup', this.#letGo);
    window.removeEventListener('pointercancel', this.#letGo);
  }

  readonly #hold = (): void => {
    this.#held = { shown: this.#now() };
  };
  /** After the click that belongs to this press. */
  readonly #letGo = (): void => {
    if (!this.#held) return;
    requestAnimationFrame(() => {
      this.#held = null;
      this.#host.requestUpdate();
    });
  };
}
