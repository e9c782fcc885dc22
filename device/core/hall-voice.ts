/**
 * What the hall says besides calls, as a pure rule: that it closes soon while people wait, and that it is sorry when they
 * wait far too long. It decides no words and knows no clock; whoever asks keeps what has been said.
 */
import { voiceDefaults } from '../../protocol/voice-config.ts';
import type { HallIndex } from './hall-index.ts';
import { type LocalMinute, minutesOf, windowsOn } from './opening-hours.ts';
import { type HallState, hallTime, type Stamp } from './state.ts';
import { ticketClasses, waitingOf } from './waiting-line.ts';

export interface HallAnnouncement {
  /** Said once: the same key is not due again before its time. */
  readonly key: string;
  readonly moment: 'closing-soon' | 'long-wait';
  readonly values: { readonly minutes: string } | { readonly letters: string };
}

const minuteMs = 60_000;
/** The rule is asked once a minute; a minute that was missed is made up for, a later one would say what is no longer true. */
const lateMinutesMax = 2;
/** Between two apologies, whatever they are for: a hall that is sorry all the time is not listened to. */
const apologyGapMs = 5 * minuteMs;
const apologyKey = 'long-wait/';

/** What is to be said now; `said` holds the monotonic time at which each key was last said in this boot. */
export function dueAnnouncements(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  local: LocalMinute | null,
  said: ReadonlyMap<string, number>,
): readonly HallAnnouncement[] {
  const closing = local && closingSoon(state, index, local, said);
  const apology = longWait(state, index, now, said);
  return [closing, apology].filter((one) => one !== null);
}

/**
 * Keys of all that an earlier start of the daemon may have said by now. Whoever asks first after a start takes them as said:
 * an announcement is heard at most once, and one that a restart has swallowed is no loss.
 */
export function maybeSaid(
  state: HallState,
  index: HallIndex,
  now: Stamp,
  local: LocalMinute | null,
): readonly string[] {
  const { announcements = {} } = index.config.voice ?? {};
  const left = local && minutesLeft(index, local);
  const closing = (announcements.closingMinutes ?? []).filter((each) => left !== null && left > 0 && left <= each);
  const factor = announcements.longWait && (announcements.longWait.factor ?? voiceDefaults.longWaitFactor);
  const waits = index.config.services.filter(({ id }) => {
    const target = index.targetMs.get(id);
    return factor !== undefined && target !== undefined && longestWaitMs(state, id, now) / target >= factor;
  });
  return [
    ...closing.map((minutes) => closingKey(local?.date ?? '', minutes)),
    ...waits.map(({ id, series = id }) => `${apologyKey}${series}`),
  ];
}

function closingKey(date: string, minutes: number): string {
  return `closing/${date}/${minutes}`;
}

/** Until the end of the last window of the day; null when it has none. */
function minutesLeft({ config }: HallIndex, local: LocalMinute): number | null {
  const ends = windowsOn(config.hall, local.date, local.weekday).map(([, to]) => minutesOf(to));
  return ends.length === 0 ? null : Math.max(...ends) - local.minutes;
}

function closingSoon(
  state: HallState,
  index: HallIndex,
  local: LocalMinute,
  said: ReadonlyMap<string, number>,
): HallAnnouncement | null {
  const { config } = index;
  const before = config.voice?.announcements?.closingMinutes ?? [];
  const leftMinutes = minutesLeft(index, local);
  if (before.length === 0 || leftMinutes === null || state.dayClosed) return null;
  const minutes = before.find((each) => leftMinutes <= each && leftMinutes > each - lateMinutesMax && leftMinutes > 0);
  if (minutes === undefined || !config.services.some(({ id }) => waitingOf(state, id) > 0)) return null;
  const key = closingKey(local.date, minutes);
  return said.has(key) ? null : { key, moment: 'closing-soon', values: { minutes: String(minutes) } };
}

/** The service whose first in line is furthest over its target, if that is far enough and was not said lately. */
function longWait(
  state: HallState,
  { config, targetMs }: HallIndex,
  now: Stamp,
  said: ReadonlyMap<string, number>,
): HallAnnouncement | null {
  const rule = config.voice?.announcements?.longWait;
  if (!rule) return null;
  for (const [key, atMs] of said) if (key.startsWith(apologyKey) && now.monoMs - atMs < apologyGapMs) return null;
  const everyMs = (rule.everyMinutes ?? voiceDefaults.longWaitEveryMinutes) * minuteMs;
  const factor = rule.factor ?? voiceDefaults.longWaitFactor;
  let found: HallAnnouncement | null = null;
  let most = factor;
  for (const { id, series = id } of config.services) {
    const target = targetMs.get(id);
    if (target === undefined) continue;
    const key = `${apologyKey}${series}`;
    const over = longestWaitMs(state, id, now) / target;
    const last = said.get(key);
    if (over < most || (last !== undefined && now.monoMs - last < everyMs)) continue;
    most = over;
    found = { key, moment: 'long-wait', values: { letters: series } };
  }
  return found;
}

/** How long the first in line of a service waits; who was called and did not come is not waited for. */
function longestWaitMs(state: HallState, service: string, now: Stamp): number {
  let longestMs = 0;
  const atMs = hallTime(state, now);
  for (const lines of state.lines.values())
    for (const name of ticketClasses)
      for (const ticket of lines[name])
        if (ticket.service === service) longestMs = Math.max(longestMs, atMs - ticket.arrivedMs);
  return longestMs;
}
