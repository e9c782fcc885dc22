/** What a node of the bus is, can and has suffered, in words. */
import type { BusNodeView } from '../../../protocol/bus-views.ts';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';

const listed = (words: readonly string[], locale: Locale): string => words.join(locale === 'en' ? ', ' : '，');

export function nodeTitle({ kind, counter, address }: BusNodeView, locale: Locale): string {
  const what = kind === null ? t(locale, 'bus.unconfigured') : t(locale, `bus.kind.${kind}`);
  const where = counter === null ? '' : `${t(locale, 'bus.counter', { n: counter })} · `;
  return `${where}${what} · ${t(locale, 'bus.address', { n: address })}`;
}

export function canWords(cap: NonNullable<BusNodeView['cap']>, locale: Locale): string {
  const { zones, columns, charset, leds, keys, ratingLevels, glyphs, features } = cap;
  const words: string[] = [];
  if (zones > 0) words.push(t(locale, 'bus.can.zones', { n: zones, columns, charset: charset.toUpperCase() }));
  if (leds > 0) words.push(t(locale, 'bus.can.leds', { n: leds }));
  if (keys > 0) words.push(t(locale, 'bus.can.keys', { n: keys }));
  if (ratingLevels > 0) words.push(t(locale, 'bus.can.levels', { n: ratingLevels }));
  if (glyphs > 0) words.push(t(locale, 'bus.can.glyphs', { n: glyphs }));
  for (const feature of features) words.push(t(locale, `bus.can.${feature}`));
  return listed(words, locale);
}

/** Silence under two seconds is the rhythm of the polls. */
export function heardWords({ silentMs }: BusNodeView, locale: Locale): string {
  if (silentMs === null) return t(locale, 'bus.heardNever');
  if (silentMs < 2_500) return t(locale, 'bus.heardNow');
  return t(locale, 'bus.heardAgo', { s: Math.round(silentMs / 1_000) });
}

export function errorWords({ silences, damaged, refused }: BusNodeView, locale: Locale): string {
  const words: string[] = [];
  if (silences > 0) words.push(t(locale, 'bus.silences', { n: silences }));
  if (damaged) words.push(t(locale, 'bus.damaged', { n: damaged }));
  if (refused > 0) words.push(t(locale, 'bus.refused', { n: refused }));
  return words.length === 0 ? t(locale, 'bus.errorsNone') : listed(words, locale);
}
