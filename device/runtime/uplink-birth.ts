/** What the hall says of itself on `up/state`: the birth of a connection, and its end, planned or as will. */
import type { Birth, Gone, HallTopics } from '../../protocol/mqtt.ts';
import type { Place } from './uplink-place.ts';
import type { Farewell, UplinkOptions } from './uplink-types.ts';

export function birthOf(
  options: UplinkOptions,
  place: Place,
  conn: string,
  documents: ReadonlyMap<string, number>,
): Birth {
  const { epochs, present, head, acked } = place;
  return {
    state: 'ready',
    conn,
    epoch: present.epoch,
    first: present.first,
    epochs: epochs.map((start): [string, number] => [start.epoch, start.first]),
    oldest: place.oldest(),
    head,
    acked,
    boot: options.boot,
    sw: options.sw,
    schema: 1,
    config: options.config,
    // Versions of the documents that were applied since this start.
    docs: Object.fromEntries(documents),
    caps: options.deflate === undefined ? ['replay'] : ['deflate', 'replay'],
  };
}

export function farewellOf(topics: HallTopics, conn: string, state: Gone['state']): Farewell {
  const gone: Gone = { state, conn };
  return { topic: topics.state, payload: JSON.stringify(gone) };
}
