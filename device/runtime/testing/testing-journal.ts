/** A journal in memory that can be told to refuse, as a full disk does, and that remembers each commit. */
import type { JournalEvent } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import type { JournalPort, RandomPort, StorageTrouble } from '../../ports.ts';

export interface TestingJournal extends JournalPort {
  readonly rows: readonly JournalEvent[];
  /** Rows of each commit that succeeded. */
  readonly commits: readonly (readonly JournalEvent[])[];
  /** Calls of `append`, also those that failed. */
  readonly tries: number;
  readonly snapshots: readonly { readonly seq: number; readonly state: string }[];
  /** From now on every commit fails like this; null: the disk is well again. */
  refuse(trouble: StorageTrouble | null): void;
}

/** `onAppend` sees each commit at the moment at which it is durable. */
export function createTestingJournal(
  first: readonly JournalEvent[] = [],
  onAppend: (rows: readonly JournalEvent[]) => void = () => {},
): TestingJournal {
  const rows = [...first];
  const commits: (readonly JournalEvent[])[] = [];
  const snapshots: { seq: number; state: string }[] = [];
  let trouble: StorageTrouble | null = null;
  let tries = 0;
  return {
    rows,
    commits,
    snapshots,
    get tries() {
      return tries;
    },
    refuse(next) {
      trouble = next;
    },
    head: () => rows.at(-1)?.seq ?? 0,
    append(events) {
      tries += 1;
      if (trouble) return { ok: false, trouble, detail: 'refused by the test' };
      if (events[0] && events[0].seq !== (rows.at(-1)?.seq ?? 0) + 1)
        throw new Error(`row ${events[0].seq} leaves a hole`);
      for (const { seq, actor, clock, body } of events)
        if (JSON.stringify({ actor, clock, data: body }).length > limits.eventBodyBytesMax)
          return { ok: false, trouble: 'event-too-long', detail: 'refused by its length', seq };
      // As text and back: nobody may go on changing a stored row.
      const stored = events.map((each) => JSON.parse(JSON.stringify(each)) as JournalEvent);
      rows.push(...stored);
      commits.push(stored);
      onAppend(stored);
      return { ok: true };
    },
    read: (from, to, limit) => rows.filter(({ seq }) => seq >= from && seq <= to).slice(0, limit),
    loadSnapshot: () => snapshots.at(-1) ?? null,
    saveSnapshot(seq, state) {
      snapshots.push({ seq, state });
    },
  };
}

/** Chance that is the same in each run; another daemon on the same journal begins its ids elsewhere. */
export function createTestingRandom(firstId = 0): RandomPort {
  let ids = firstId;
  let seed = 1;
  return {
    uuid() {
      ids += 1;
      return `01a20251-c570-7000-8000-${ids.toString(16).padStart(12, '0')}`;
    },
    unit() {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
  };
}
