/** What the devices of a counter should show: whole, not a change. A driver sends the difference to what it has sent. */
import type { PlaceState } from '../../../protocol/foreign-texts.ts';

export interface PlaceShow {
  readonly counter: number;
  readonly state: PlaceState;
  /** `A023`, or empty without a ticket. */
  readonly ticket: string;
  /** The line of a panel that shows Chinese: the number, or what the counter does. */
  readonly text: string;
  readonly below: string;
  /** The same in Latin letters, for displays that have no others. */
  readonly latin: string;
  readonly latinBelow: string;
  readonly light: 'green' | 'red' | 'amber' | 'dark';
  /** Differs for each call and recall of a ticket. */
  readonly again: number;
  readonly waiting: number;
  /** The rating that should be open, or null. */
  readonly session: number | null;
}

/** By address on the line. */
export type ForeignTarget = ReadonlyMap<number, PlaceShow>;

/** Differs for each call: the same number called again draws the eye again. */
export function callOf(show: PlaceShow | undefined): string | null {
  return show?.state === 'called' ? `${show.ticket} ${show.again}` : null;
}
