/**
 * Follows the paper of one ticket until it is settled, by the ticket's own stream: the kiosk must say 'take your paper' only
 * when there is one. After a bound nobody knows, and the number is to be noted.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PrintState, TicketView } from '../../protocol/views.ts';
import { LiveView } from '../shared/live-view.ts';

/** A receipt printer needs 2 s; after this the customer should not wait for paper any more. */
const watchMsMax = 20_000;

export class PrintWatch implements ReactiveController {
  state: PrintState = 'none';
  readonly #host: ReactiveControllerHost;
  readonly #live: LiveView<TicketView>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.#live = new LiveView<TicketView>(host, null, { onChange: () => this.#take() });
    host.addController(this);
  }

  /** Begins with the state of the answer; `null` lets go. */
  watch(ticketId: string | null, state: PrintState = 'none'): void {
    clearTimeout(this.#timer);
    this.state = state;
    const going = ticketId !== null && isGoing(state);
    this.#live.follow(going ? `ticket/${ticketId}` : null);
    if (going) this.#timer = setTimeout(() => this.#settle('unknown'), watchMsMax);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #take(): void {
    const state = this.#live.view?.ticket.print;
    if (state === undefined || state === this.state || !isGoing(this.state)) return;
    if (isGoing(state)) this.state = state;
    else this.#settle(state);
  }

  #settle(state: PrintState): void {
    clearTimeout(this.#timer);
    this.state = state;
    this.#live.follow(null);
    this.#host.requestUpdate();
  }
}

export function isGoing(state: PrintState): boolean {
  return state === 'pending' || state === 'sent';
}
