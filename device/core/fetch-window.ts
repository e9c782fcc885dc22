/**
 * Whether films of the centre may be fetched now, as a pure rule: at all times, outside the opening hours, or in a window of the day. A
 * window is half open and may run over midnight. While the time is not known only a hall without a window fetches.
 */
import type { HallConfig } from '../../protocol/config.ts';
import { mediaFetchDefaults } from '../../protocol/config-media.ts';
import { isOpen, type LocalMinute, minutesOf } from './opening-hours.ts';

export function mayFetch({ hall, mediaFetch }: HallConfig, local: LocalMinute | null): boolean {
  const when = mediaFetch?.when ?? mediaFetchDefaults.when;
  if (when === 'any') return true;
  if (local === null) return false;
  if (when === 'closed') return !isOpen(hall, local);
  const [from, to] = [minutesOf(when.daily.from), minutesOf(when.daily.to)];
  const { minutes } = local;
  return from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
}
