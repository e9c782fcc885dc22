/**
 * Follows the paper of one ticket for as long as its number is shown, by the ticket's own stream: the kiosk must say 'take
 * your paper' when there is one, and only then. After a bound nobody knows, and the number is to be noted; but a paper that
 * comes late (a new roll, a cleared cutter) is still told, or the next customer finds a stranger's ticket.
 *
 *   pending ─► sent ─► printed            settled as failed or unknown never goes back to 'printing'
 *      └───────┴─► failed, unknown ─► printed
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { PrintState, TicketView } from '../../protocol/views.ts';
import { LiveView } from '../shared/live-view.ts';

/** A receipt printer needs 2 s; after this the customer should not wait for paper any more. */
const watchMsMax = 20_000;

export class PrintWatch implements ReactiveController {
  state: PrintState = 'none';
  /** The printer that gives the paper, when it is not the kiosk's own; a move changes it. */
  place: Bilingual | null = null;
  readonly #host: ReactiveControllerHost;
  readonly #live: LiveView<TicketView>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.#live = new LiveView<TicketView>(host, null, { onChange: () => this.#take() });
    host.addController(this);
  }

  /** Begins with the state of the answer; `null` lets go. */
  watch(ticketId: string | null, state: PrintState = 'none', place: Bilingual | null = null): void {
    clearTimeout(this.#timer);
    this.state = state;
    this.place = place;
    const mayCome = ticketId !== null && state !== 'printed' && state !== 'none';
    this.#live.follow(mayCome ? `ticket/${ticketId}` : null);
    if (mayCome && isGoing(state)) this.#timer = setTimeout(() => this.#settle('unknown'), watchMsMax);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }

  #take(): void {
    const ticket = this.#live.view?.ticket;
    if (ticket === undefined) return;
    this.place = ticket.paperPlace;
    const state = ticket.print;
    if (state === this.state) return;
    if (!isGoing(state)) this.#settle(state);
    else if (isGoing(this.state)) this.state = state;
  }

  #settle(state: PrintState): void {
    clearTimeout(this.#timer);
    this.state = state;
    if (state === 'printed') this.#live.follow(null);
    this.#host.requestUpdate();
  }
}

export function isGoing(state: PrintState): boolean {
  return state === 'pending' || state === 'sent';
}
