/**
 * Documents that the centre wants the hall to have. Those whose names the owner takes are handed to it, and what became of them is
 * reported; every other one is reported `rejected`, so that the centre never has to guess.
 *
 * A document of this hall wins over one of the same name for every hall, whatever their versions. Whether the hall has one of its own is
 * known once everything that the broker kept has come: ones for every hall wait for the answer to the birth, which comes after.
 */
import { documentsForAll } from '../../protocol/centre-documents.ts';
import { readDesiredTopic } from '../../protocol/mqtt.ts';
import { readDesired } from '../../protocol/mqtt-read.ts';
import type { Outbox } from './uplink-outbox.ts';
import type { DesiredDocument, DocumentEnd, UplinkReport } from './uplink-types.ts';

export interface Documents {
  /** A new connection: the broker tells again what there is. */
  reset(): void;
  /** Gives what the owner has to hear. */
  take(topic: string, payload: string): readonly UplinkReport[];
  /** The birth is answered: gives the documents for every hall that wait and that no own one stands before. */
  settled(): readonly UplinkReport[];
  report(document: DesiredDocument, end: DocumentEnd): void;
  /** Of what was applied since the start, by name. */
  readonly versions: ReadonlyMap<string, number>;
}

/** Topics that a hall hears but has no use for yet: the centre's time, for plausibility only. */
const unused = new Set(['hall/v1/all/time']);

export function createDocuments(hall: string, taken: readonly string[], outbox: Outbox): Documents {
  const versions = new Map<string, number>();
  /** Names of which this hall has a document of its own, as this connection has said. */
  const own = new Set<string>();
  /** The newest for every hall, by name. */
  const shared = new Map<string, DesiredDocument>();
  let isSettled = false;

  const handed = (document: DesiredDocument): UplinkReport => ({ kind: 'document', document });

  function withdrawn(name: string, isOwn: boolean): readonly UplinkReport[] {
    // An empty payload clears the broker; what was applied stays until another document says otherwise.
    if (!isOwn) shared.delete(name);
    else own.delete(name);
    const next = isOwn && isSettled ? shared.get(name) : undefined;
    return next ? [handed(next)] : [];
  }

  function take(topic: string, payload: string): readonly UplinkReport[] {
    const name = readDesiredTopic(hall, topic);
    if (name === null) return unused.has(topic) ? [] : [{ kind: 'dropped', what: 'topic' }];
    const isOwn = topic.startsWith(`hall/v1/${hall}/`);
    if (payload === '') return withdrawn(name, isOwn);
    const desired = readDesired(payload);
    if (desired === null) return [{ kind: 'dropped', what: 'document' }];
    const { version, sha256, data } = desired;
    const takes: readonly string[] = isOwn ? taken : documentsForAll.filter((each) => taken.includes(each));
    if (!takes.includes(name) || data === undefined) {
      const end = { version, sha256, status: 'rejected', error: 'unsupported' } as const;
      if (isOwn || !own.has(name)) outbox.reported(name, isOwn ? end : { ...end, for: 'all' });
      return [];
    }
    if (isOwn) {
      own.add(name);
      return [handed({ name, version, sha256, data })];
    }
    const document = { name, version, sha256, data, for: 'all' } as const;
    shared.set(name, document);
    return isSettled && !own.has(name) ? [handed(document)] : [];
  }

  return {
    take,
    reset() {
      own.clear();
      shared.clear();
      isSettled = false;
    },
    settled() {
      if (isSettled) return [];
      isSettled = true;
      return [...shared.values()].filter(({ name }) => !own.has(name)).map(handed);
    },
    report({ name, version, sha256, ...rest }, end) {
      if (end === null) versions.set(name, version);
      outbox.reported(name, { version, sha256, ...(rest.for ? { for: rest.for } : {}), ...statusOf(end) });
    },
    versions,
  };
}

function statusOf(end: DocumentEnd) {
  if (end === null) return { status: 'applied' } as const;
  if (typeof end === 'string') return { status: 'rejected', error: end } as const;
  return { status: 'downloading', progress: end } as const;
}
