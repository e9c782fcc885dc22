/**
 * Keeps what the hall says besides calls: asks the rule once a minute, remembers what was said in this boot, and holds the
 * newest announcements for the pages as long as they are true. What is due at the first look after a start may have been said by the
 * start before and counts as said, so that nothing is heard twice. A sample of the voice is in the journal, for somebody asked
 * for it; that it was said is not replayed.
 */
import { limits } from '../../protocol/limits.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { dueAnnouncements, type HallAnnouncement, maybeSaid } from '../core/hall-voice.ts';
import type { HallState, Stamp } from '../core/state.ts';
import type { LocalTime } from '../ports.ts';

interface Held {
  readonly id: string;
  readonly at: Stamp;
}
export interface HeldAnnouncement extends HallAnnouncement, Held {}
/** Said on one screen alone. */
export interface HeldSample extends Held {
  readonly screen: string;
  readonly by: string;
}

export interface VoiceDesk {
  everyMinute(state: HallState, index: HallIndex, now: Stamp, local: LocalTime | null): void;
  /** Oldest first, those that are still to be heard. */
  held(nowMonoMs: number): readonly HeldAnnouncement[];
  /** True when no sample was asked for just now; counts as asked for from then on. */
  maySample(nowMonoMs: number): boolean;
  /** The journal has it: the screen says it. */
  sample(screen: string, by: string, at: Stamp): void;
  samples(nowMonoMs: number): readonly HeldSample[];
  /** What was made in this start, whether it is still to be heard or not; newest first. */
  lately(): readonly (HeldAnnouncement | HeldSample)[];
}

/** What was said longer ago than this is due again by any rule. */
const saidMsMax = 24 * 3_600_000;

export function createVoiceDesk(bootId: string): VoiceDesk {
  const said = new Map<string, number>();
  let made: readonly (HeldAnnouncement | HeldSample)[] = [];
  let count = 0;
  let looked = false;
  /** The time of day may become known later than the start. */
  let lookedAtTime = false;
  let sampledMs = Number.NEGATIVE_INFINITY;

  function hold(one: HallAnnouncement | Omit<HeldSample, keyof Held>, at: Stamp): void {
    count += 1;
    made = [...made, { ...one, id: `${bootId}-${count}`, at }].slice(-limits.voiceSaidMax);
  }
  const isNew = ({ at }: Held, nowMonoMs: number) => nowMonoMs - at.monoMs <= limits.hallAnnouncementAgeMsMax;

  return {
    everyMinute(state, index, now, local) {
      if (!looked || (local !== null && !lookedAtTime)) {
        for (const key of maybeSaid(state, index, now, local)) if (!said.has(key)) said.set(key, now.monoMs);
        looked = true;
        lookedAtTime = local !== null;
      }
      for (const [key, atMs] of said) if (now.monoMs - atMs > saidMsMax) said.delete(key);
      for (const due of dueAnnouncements(state, index, now, local, said)) {
        said.set(due.key, now.monoMs);
        hold(due, now);
      }
    },
    held: (nowMonoMs) =>
      made
        .filter((one) => 'moment' in one && isNew(one, nowMonoMs))
        .slice(-limits.hallAnnouncementsMax) as HeldAnnouncement[],
    maySample(nowMonoMs) {
      if (nowMonoMs - sampledMs < limits.voiceSampleMs) return false;
      sampledMs = nowMonoMs;
      return true;
    },
    sample: (screen, by, at) => hold({ screen, by }, at),
    samples: (nowMonoMs) => made.filter((one) => 'screen' in one && isNew(one, nowMonoMs)) as HeldSample[],
    lately: () => [...made].reverse(),
  };
}
