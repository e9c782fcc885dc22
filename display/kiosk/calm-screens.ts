/** Screens of the kiosk that only tell: closed, link lost, help. An icon, a title, a few lines. Styles are the kiosk page's. */
import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { HallPart } from '../../protocol/views.ts';
import { formatHours } from '../shared/format.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/icon.ts';

/** Whether the call for help has reached anybody: it is promised only after the answer. */
export type Told = 'asking' | 'told' | 'nobody';

export function calmScreen(
  kind: string,
  icon: IconName,
  title: string,
  lines: readonly string[],
  more: unknown = nothing,
): TemplateResult {
  return html`<div class="calm" data-kind=${kind}><hk-icon class="large" name=${icon}></hk-icon><h2>${title}</h2>
    ${lines.map((line) => html`<p>${line}</p>`)}${more}</div>`;
}

/** Why there are no tickets now, and when there are: the day's name stands before its hours, for it explains them. */
export function closedScreen(hall: HallPart, locale: Locale): TemplateResult {
  const hours = formatHours(hall.hoursToday);
  const lines = hall.dayName ? [t(locale, 'kiosk.today', { name: pick(hall.dayName, locale) })] : [];
  if (hall.dayClosed) {
    lines.push(t(locale, 'kiosk.dayClosed.next'));
    return calmScreen('day-closed', 'door-closed', t(locale, 'kiosk.dayClosed'), lines);
  }
  lines.push(hours ? t(locale, 'hall.hours', { hours }) : t(locale, 'hall.closedToday'));
  return calmScreen('closed', 'door-closed', t(locale, 'hall.closed'), lines);
}

export function helpScreen(told: Told, locale: Locale): TemplateResult {
  return calmScreen(
    told === 'nobody' ? 'refused' : 'help',
    'life-buoy',
    t(locale, helpTitles[told]),
    told === 'asking' ? [] : [t(locale, helpNext[told])],
  );
}

export function helpWords(told: Told, locale: Locale): string {
  return `${t(locale, helpTitles[told])} ${t(locale, helpNext[told])}`;
}

const helpTitles = {
  asking: 'kiosk.help.calling',
  told: 'kiosk.help.coming',
  nobody: 'kiosk.help.nobody',
} as const;
const helpNext = { asking: 'kiosk.help.calling', told: 'kiosk.help.stay', nobody: 'kiosk.help.desk' } as const;
