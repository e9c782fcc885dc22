/** The last stored event of every UID seen on a bus, so that a repeat is not counted twice. Bounded: the UID told of longest ago goes first. */
import type { EventMark } from './node-link-types.ts';

export interface EventMarks {
  of(uid: string): EventMark | undefined;
  remember(uid: string, mark: EventMark): void;
}

/** All addresses, replaced several times over. */
const REMEMBERED_UIDS_MAX = 1_024;

export function createEventMarks(first: ReadonlyMap<string, EventMark> | undefined): EventMarks {
  const marks = new Map(first ?? []);
  return {
    of: (uid) => marks.get(uid),
    remember(uid, mark) {
      marks.delete(uid);
      marks.set(uid, mark);
      if (marks.size <= REMEMBERED_UIDS_MAX) return;
      const [oldest] = marks.keys();
      if (oldest !== undefined) marks.delete(oldest);
    },
  };
}
