/**
 * The band at the foot: what is spoken, else whose hall this is; hours and what makes today different; who is on duty; a clock while
 * it can be believed. When the link is lost it says so here, with the time of the last truth.
 */
import { html, nothing, type TemplateResult } from 'lit';
import { tBoth } from '../../protocol/board-texts.ts';
import type { ScreenView } from '../../protocol/screen-views.ts';
import type { Bilingual, Locale } from '../../protocol/texts-types.ts';
import { both } from '../shared/bilingual.ts';
import { formatClock, formatDay, formatHours } from '../shared/format.ts';
import '../shared/icon.ts';

export interface BandFacts {
  readonly view: ScreenView | null;
  readonly caption: { readonly locale: Locale; readonly text: string } | null;
  readonly soundIsBlocked: boolean;
  readonly stale: boolean;
  /** Wall time of the last truth, and of now, as the hall's clock has them. */
  readonly truthWallMs: number | null;
  readonly nowWallMs: number;
}

const nameChars = { zh: 18, en: 36 } as const;

export function boardBand(facts: BandFacts): TemplateResult {
  const { view, nowWallMs } = facts;
  const hall = view?.hall;
  return html`<footer>
    <div>${spoken(facts)}</div>
    <div class="facts">${facts.stale ? lostMark(facts) : hours(view)}
      ${hall?.clockTrusted && !facts.stale ? html`<div data-date>${both({ zh: formatDay(nowWallMs, hall.zone, 'zh-CN'), en: formatDay(nowWallMs, hall.zone, 'en') })}</div>` : nothing}</div>
    ${hall?.clockTrusted ? html`<div class="clock number">${formatClock(nowWallMs, hall.zone)}</div>` : nothing}
  </footer>`;
}

function spoken({ view, caption, soundIsBlocked }: BandFacts) {
  if (caption)
    return html`<div class="caption" lang=${caption.locale}><hk-icon name="volume-2"></hk-icon><span>${caption.text}</span></div>`;
  if (soundIsBlocked)
    return html`<div class="mark" data-blocked><hk-icon name="volume-x"></hk-icon><span>${both(tBoth('board.touchForSound'))}</span></div>`;
  const name = view?.hall.name;
  return html`<div class="hall" ?data-long=${name ? isLong(name) : false}>${name ? both(name) : nothing}</div>`;
}

/** Too long for one line a language in the larger type, beside facts of the usual length. */
function isLong({ zh, en }: Bilingual): boolean {
  return zh.length > nameChars.zh || en.length > nameChars.en;
}

function hours(view: ScreenView | null) {
  if (!view) return nothing;
  const { hall, screen } = view;
  const times = formatHours(hall.hoursToday);
  const exception = hall.dayName;
  const today: Bilingual = times ? tBoth('board.hours') : tBoth('hall.closedToday');
  const isPlain = !times && !exception;
  return html`${isPlain ? nothing : html`<div data-hours>${exception ? html`${both(exception)} ` : nothing}${exception && times ? nothing : both(today)} ${times}</div>`}
    ${screen.duty ? html`<div data-duty>${both(tBoth('board.duty', { name: screen.duty }))}</div>` : nothing}`;
}

function lostMark({ view, truthWallMs }: BandFacts) {
  const zone = view?.hall.clockTrusted ? view.hall.zone : null;
  const time = truthWallMs !== null && zone !== null ? formatClock(truthWallMs, zone) : '';
  return html`<div class="mark" role="status" data-lost><hk-icon name="wifi-off"></hk-icon>
    <span>${both(tBoth('link.lost'))}${time ? html`<br />${both(tBoth('link.asOf', { time }))}` : nothing}</span></div>`;
}
