/**
 * What every surface of the hall should show now, in the hall's own words. Drivers compare it with what their devices
 * have confirmed and close the difference; after a power cut or a pulled plug everything heals by the same path.
 */
import { waitingFor } from './counter-queue.ts';
import type { HallIndex } from './hall-index.ts';
import { counterOf, type HallState, type Rating, type Ticket } from './state.ts';

/** A counter panel: a main line and a line below it. */
export interface PanelShow {
  readonly main: string;
  readonly below: string;
  /** True while the main line should draw the eye: a call. */
  readonly calling: boolean;
  /** Differs for each call and recall, so that the same number flashes again. */
  readonly again: number;
  readonly light: 'green' | 'red' | 'amber' | 'dark';
}

/** A call keypad: whether somebody waits for this counter. */
export interface KeypadShow {
  readonly light: 'green' | 'red' | 'dark';
  /** Tickets waiting for this counter. */
  readonly waiting: number;
}

export function panelShow(state: HallState, no: number): PanelShow {
  const counter = counterOf(state, no);
  const at = { main: '', below: `${no}号窗口`, calling: false, again: 0 } as const;
  if (counter.state !== 'open') return { ...at, main: '暂停服务', light: 'red' };
  const ticket = counter.ticket === null ? undefined : state.tickets.get(counter.ticket);
  if (!ticket) return { ...at, main: '欢迎光临', light: 'green' };
  return { ...at, main: ticket.no, calling: ticket.state === 'called', again: ticket.times, light: 'amber' };
}

export function keypadShow(state: HallState, index: HallIndex, no: number): KeypadShow {
  const counter = counterOf(state, no);
  if (counter.state !== 'open') return { light: counter.state === 'paused' ? 'red' : 'dark', waiting: 0 };
  const waiting = waitingFor(state, index, no);
  return { light: waiting > 0 ? 'green' : 'dark', waiting };
}

/** The rating session that a counter's keypad should have open, or null. */
export function ratingShow(state: HallState, no: number): Rating | null {
  const { rating } = counterOf(state, no);
  return rating === null ? null : (state.ratings.get(rating) ?? null);
}

/**
 * Tickets whose paper is owed by a printer, oldest job first, at most `max`. Those in doubt (`print` is `unknown`) are among
 * them: nothing is sent for them, but a late answer of the printer can still settle them.
 */
export function paperOwed(state: HallState, index: HallIndex, printer: string, max: number): readonly Ticket[] {
  const owed: Ticket[] = [];
  for (const ticket of state.prints.values()) {
    if (owed.length >= max) break;
    if (printerOf(ticket, index) === printer) owed.push(ticket);
  }
  return owed;
}

/**
 * The printer that owes a ticket's paper: the one it was issued for or moved to, or the hall's when that one was taken out of the
 * configuration or has another name now. Null for tickets without paper, and in a hall that has no printer any more.
 */
export function printerOf(ticket: Ticket, index: HallIndex): string | null {
  if (ticket.printer === null) return null;
  const isKnown = (index.config.printers ?? []).some(({ id }) => id === ticket.printer);
  return isKnown ? ticket.printer : index.printer;
}
