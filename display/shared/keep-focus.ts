/** Gives the focus back to the button it was on when its row moved: a browser takes it away from an element that is moved. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export function keepFocus(host: ReactiveControllerHost & HTMLElement): void {
  host.addController(new FocusKeeper(host));
}

class FocusKeeper implements ReactiveController {
  readonly #host: HTMLElement;
  #before: HTMLElement | null = null;

  constructor(host: HTMLElement) {
    this.#host = host;
  }

  hostUpdate(): void {
    const active = this.#host.shadowRoot?.activeElement;
    this.#before = active instanceof HTMLElement ? active : null;
  }

  hostUpdated(): void {
    const before = this.#before;
    this.#before = null;
    if (!before?.isConnected || this.#host.shadowRoot?.activeElement) return;
    before.focus({ preventScroll: true });
  }
}
