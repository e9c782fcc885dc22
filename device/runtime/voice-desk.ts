/**
 * Keeps what the hall says besides calls: asks the rule once a minute, remembers what was said in this boot, and holds the
 * newest announcements for the pages as long as they are true. Nothing of it is in the journal: what is due at the first look after a
 * start may have been said by the start before and counts as said, so that nothing is heard twice.
 */
import { limits } from '../../protocol/limits.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { dueAnnouncements, type HallAnnouncement, maybeSaid } from '../core/hall-voice.ts';
import type { HallState, Stamp } from '../core/state.ts';
import type { LocalTime } from '../ports.ts';

export interface HeldAnnouncement extends HallAnnouncement {
  readonly id: string;
  readonly atMonoMs: number;
}

export interface VoiceDesk {
  everyMinute(state: HallState, index: HallIndex, now: Stamp, local: LocalTime | null): void;
  /** Oldest first, those that are still to be heard. */
  held(nowMonoMs: number): readonly HeldAnnouncement[];
}

/** What was said longer ago than this is due again by any rule. */
const saidMsMax = 24 * 3_600_000;

export function createVoiceDesk(bootId: string): VoiceDesk {
  const said = new Map<string, number>();
  let made: readonly HeldAnnouncement[] = [];
  let count = 0;
  let looked = false;
  /** The time of day may become known later than the start. */
  let lookedAtTime = false;

  return {
    everyMinute(state, index, now, local) {
      if (!looked || (local !== null && !lookedAtTime)) {
        for (const key of maybeSaid(state, index, now, local)) if (!said.has(key)) said.set(key, now.monoMs);
        looked = true;
        lookedAtTime = local !== null;
      }
      for (const [key, atMs] of said) if (now.monoMs - atMs > saidMsMax) said.delete(key);
      for (const due of dueAnnouncements(state, index, now, local, said)) {
        count += 1;
        said.set(due.key, now.monoMs);
        const next = { ...due, id: `${bootId}-${count}`, atMonoMs: now.monoMs };
        made = [...made, next].slice(-limits.hallAnnouncementsMax);
      }
    },
    held: (nowMonoMs) => made.filter(({ atMonoMs }) => nowMonoMs - atMonoMs <= limits.hallAnnouncementAgeMsMax),
  };
}
