/**
 * Documents that the centre wants the hall to have. Those whose names the owner takes are handed to it, and what became of them is
 * reported; every other one is reported `rejected`, so that the centre never has to guess.
 */
import { readDesiredTopic } from '../../protocol/mqtt.ts';
import { readDesired } from '../../protocol/mqtt-read.ts';
import type { Outbox } from './uplink-outbox.ts';
import type { DesiredDocument, UplinkReport } from './uplink-types.ts';

export interface Documents {
  /** Gives what the owner has to hear. */
  take(topic: string, payload: string): readonly UplinkReport[];
  report(document: DesiredDocument, error: string | null): void;
  /** Of what was applied since the start, by name. */
  readonly versions: ReadonlyMap<string, number>;
}

/** Topics that a hall hears but has no use for yet: the centre's time, for plausibility only. */
const unused = new Set(['hall/v1/all/time']);

export function createDocuments(hall: string, taken: readonly string[], outbox: Outbox): Documents {
  const versions = new Map<string, number>();

  function take(topic: string, payload: string): readonly UplinkReport[] {
    const name = readDesiredTopic(hall, topic);
    if (name === null) return unused.has(topic) ? [] : [{ kind: 'dropped', what: 'topic' }];
    // An empty payload clears the broker; what was applied stays until another document says otherwise.
    if (payload === '') return [];
    const desired = readDesired(payload);
    if (desired === null) return [{ kind: 'dropped', what: 'document' }];
    const { version, sha256, data } = desired;
    // What one hall has is never a document for every hall.
    const isOwn = taken.includes(name) && topic.startsWith(`hall/v1/${hall}/`);
    if (isOwn && data !== undefined) return [{ kind: 'document', document: { name, version, sha256, data } }];
    outbox.reported(name, { version, sha256, status: 'rejected', error: 'unsupported' });
    return [];
  }

  return {
    take,
    report({ name, version, sha256 }, error) {
      if (error === null) versions.set(name, version);
      const end = error === null ? ({ status: 'applied' } as const) : ({ status: 'rejected', error } as const);
      outbox.reported(name, { version, sha256, ...end });
    },
    versions,
  };
}
