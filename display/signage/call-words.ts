/** How a call is drawn wherever it stands: number, arrow, counter with its words. One template, so that it is learnt once. */
import { html, type TemplateResult } from 'lit';
import { t, tBoth } from '../../protocol/board-texts.ts';
import type { CallPart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';

/** The words under or beside a counter's number. */
export function counterWords(): TemplateResult {
  return html`<span class="word">${both(tBoth('board.counter'))}</span>`;
}

/** The whole call in words, for readers. */
export function spokenCall(call: CallPart): string {
  const counter = tBoth('counter.name', { no: call.counter });
  return `${call.ticketNo} ${t('zh-CN', 'board.goTo')} ${counter.zh}. ${counter.en}`;
}
