/**
 * Follows the paper of one ticket until it is settled, by asking `GET /api/tickets/ID`: the kiosk must say 'take your paper'
 * only when there is one. Stops by itself after a bound; then nobody knows, and the number is to be noted.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PrintState, TicketDetail } from '../../protocol/views.ts';
import { callApi } from '../shared/api.ts';

const askEveryMs = 600;
/** A receipt printer needs 2 s; after this the customer should not wait for paper any more. */
const watchMsMax = 20_000;

export class PrintWatch implements ReactiveController {
  state: PrintState = 'none';
  readonly #host: ReactiveControllerHost;
  #ticketId: string | null = null;
  #untilMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Begins with the state of the answer; `null` lets go. */
  watch(ticketId: string | null, state: PrintState = 'none'): void {
    clearTimeout(this.#timer);
    this.#ticketId = ticketId;
    this.state = state;
    this.#untilMs = performance.now() + watchMsMax;
    if (ticketId && isGoing(state)) this.#timer = setTimeout(() => void this.#ask(ticketId), askEveryMs);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#ticketId = null;
  }

  async #ask(ticketId: string): Promise<void> {
    let state = this.state;
    try {
      state = (await callApi<TicketDetail>('GET', `tickets/${encodeURIComponent(ticketId)}`)).print.state;
    } catch {
      // No answer now: the next round asks again.
    }
    if (ticketId !== this.#ticketId) return;
    if (isGoing(state) && performance.now() > this.#untilMs) state = 'unknown';
    this.state = state;
    this.#host.requestUpdate();
    if (isGoing(state)) this.#timer = setTimeout(() => void this.#ask(ticketId), askEveryMs);
  }
}

export function isGoing(state: PrintState): boolean {
  return state === 'pending' || state === 'sent';
}
