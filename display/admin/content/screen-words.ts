/** A screen in sentences: how it is and what to do; its power as three facts that are never mixed. Pure. */
import type { ScreenPower } from '../../../protocol/content.ts';
import type { ScreenState } from '../../../protocol/screen-views.ts';
import { t } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';

/** `time` is when it became so; null while the clock was not known. */
export function screenSentence(
  state: ScreenState['state'],
  { name, id, time }: { readonly name: string; readonly id: string; readonly time: string | null },
  locale: Locale,
): string {
  if (state === 'never') return t(locale, 'screen.never', { name, id });
  if (state === 'off') return t(locale, 'screen.off', { name });
  if (state === 'silent')
    return time === null ? t(locale, 'screen.silent', { name }) : t(locale, 'screen.silentSince', { name, time });
  if (state === 'stalled')
    return time === null ? t(locale, 'screen.stalled', { name }) : t(locale, 'screen.stalledSince', { name, time });
  return time === null ? t(locale, 'screen.alive', { name }) : t(locale, 'screen.aliveSince', { name, time });
}

/** Planned, last commanded, confirmed by the screen; then what can be known at all. */
export function powerWords({ planned, commanded, confirmed, way }: ScreenPower, locale: Locale): readonly string[] {
  return [
    t(locale, `screen.planned.${planned}`),
    t(locale, `screen.commanded.${commanded ?? 'null'}`),
    t(locale, `screen.confirmed.${confirmed ?? 'null'}`),
    t(locale, `screen.way.${way}`),
  ];
}
