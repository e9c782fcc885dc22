/**
 * Numbers as people read them: waiting ranges, running times, clock times. Pure; time and zone come in.
 */

import { t } from '../../protocol/board-texts.ts';
import type { WaitRange } from '../../protocol/events.ts';
import type { Locale } from '../../protocol/texts-types.ts';

/** From half an hour on, single minutes promise more than anybody knows. */
const coarseFromMinutes = 30;

/** '5–10 分钟', 'under 2 min'; 'not known' for null. Rounded outwards, so that it promises too little rather than too much. */
export function formatWait(range: WaitRange | null, locale: Locale): string {
  if (!range) return t(locale, 'wait.unknown');
  const to = coarse(Math.ceil(range.toMs / 60_000), Math.ceil);
  const from = Math.min(to, coarse(Math.floor(range.fromMs / 60_000), Math.floor));
  if (to <= 0) return t(locale, 'wait.none');
  if (from <= 0) return t(locale, 'wait.under', { to });
  return from === to ? t(locale, 'wait.about', { to }) : t(locale, 'wait.range', { from, to });
}

/** Running time: '0:07', '12:40', '1:02:09'. Negative counts as zero. */
export function formatRunning(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`;
}

/** Whole minutes waited: '12 分', '12 min'. */
export function formatMinutes(ms: number, locale: Locale): string {
  return t(locale, 'time.minutes', { n: Math.max(0, Math.floor(ms / 60_000)) });
}

/** '09:12' in the hall's zone; an unknown zone falls back to the browser's. */
export function formatClock(wallMs: number, zone: string | undefined, seconds = false): string {
  const options: Intl.DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };
  if (seconds) options.second = '2-digit';
  return dateFormat('en-GB', options, zone).format(wallMs);
}

/** '11月22日 星期日', 'Sunday 22 November'. */
export function formatDay(wallMs: number, zone: string | undefined, locale: Locale): string {
  return dateFormat(
    locale === 'en' ? 'en-GB' : 'zh-CN',
    { weekday: 'long', month: 'long', day: 'numeric' },
    zone,
  ).format(wallMs);
}

/** Opening hours of a day: '09:00–12:00, 13:30–17:30'. */
export function formatHours(hours: readonly (readonly [string, string])[]): string {
  return hours.map(([from, to]) => `${from}–${to}`).join('  ');
}

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(
  language: string,
  options: Intl.DateTimeFormatOptions,
  zone: string | undefined,
): Intl.DateTimeFormat {
  const key = `${language} ${zone} ${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    try {
      format = new Intl.DateTimeFormat(language, zone ? { ...options, timeZone: zone } : options);
    } catch {
      format = new Intl.DateTimeFormat(language, options);
    }
    formats.set(key, format);
  }
  return format;
}

function coarse(minutes: number, round: (value: number) => number): number {
  return minutes < coarseFromMinutes ? minutes : round(minutes / 5) * 5;
}
