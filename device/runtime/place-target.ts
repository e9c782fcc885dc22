/** What the devices of a counter that speak some other language should show, from the same rules as panels and keypads of the bus. */
import type { ForeignPlaceConfig } from '../../protocol/foreign-config.ts';
import { loneAddress } from '../../protocol/foreign-config.ts';
import { type PlaceState, placeName, placeWords } from '../../protocol/foreign-texts.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { counterOf, type HallState } from '../core/state.ts';
import { keypadShow, panelShow, ratingShow } from '../core/target.ts';
import type { ForeignTarget, PlaceShow } from '../drivers/foreign/place-show.ts';

export function placeTarget(places: readonly ForeignPlaceConfig[], state: HallState, index: HallIndex): ForeignTarget {
  return new Map(places.map((place) => [place.address ?? loneAddress, placeShow(place.counter, state, index)]));
}

function placeShow(no: number, state: HallState, index: HallIndex): PlaceShow {
  const panel = panelShow(state, no);
  const counter = counterOf(state, no);
  const ticket = counter.state === 'open' && counter.ticket !== null ? state.tickets.get(counter.ticket) : undefined;
  const place: PlaceState =
    counter.state !== 'open' ? counter.state : !ticket ? 'free' : panel.calling ? 'called' : 'serving';
  const at = {
    counter: no,
    state: place,
    light: panel.light,
    again: panel.again,
    waiting: keypadShow(state, index, no).waiting,
    session: ratingShow(state, no)?.session ?? null,
    below: placeName(no).zh,
    latinBelow: placeName(no).en,
  };
  if (ticket) return { ...at, ticket: ticket.no, text: ticket.no, latin: ticket.no };
  const words = placeWords[place === 'closed' || place === 'paused' ? place : 'free'];
  return { ...at, ticket: '', text: words.zh, latin: words.en };
}
