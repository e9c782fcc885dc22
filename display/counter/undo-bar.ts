/**
 * What was done last and how long it can still be taken back: a calm bar with its key, no question. It keeps its place: while
 * there is nothing to take back it names the keys, so that nothing on the page moves when it comes and goes.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { CounterDetail } from '../../protocol/views.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';

/** What the bar of the time left is measured by: the hall's usual time to take back. */
const fullMs = 10_000;

@customElement('hk-undo-bar')
export class UndoBar extends LitElement {
  @property({ attribute: false }) undo: CounterDetail['undo'] = null;
  /** Milliseconds since the counter part arrived. */
  @property({ type: Number }) sinceMs = 0;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        align-items: center;
        min-height: calc(var(--target) + 2 * var(--space-1));
        padding: var(--space-1) var(--space-6);
        background: var(--paper);
        border-top: var(--hair) solid var(--line);
      }
      .keys {
        color: var(--ink-soft);
        font-size: var(--type-small);
        text-align: center;
      }
      .undo {
        display: flex;
        align-items: center;
        gap: var(--space-3);
      }
      .left {
        color: var(--ink-soft);
        font-size: var(--type-small);
      }
      .time {
        flex: 1;
        max-width: 12rem;
        height: var(--space-1);
        border-radius: var(--radius-round);
        background: var(--mist-deep);
        overflow: hidden;
      }
      .time span {
        display: block;
        width: var(--share);
        height: 100%;
        background: var(--accent);
      }
      button {
        margin-left: auto;
      }
      kbd {
        min-width: 2em;
        padding: 0 var(--space-2);
        border: var(--hair) solid var(--edge);
        border-radius: var(--radius-small);
        background: var(--mist);
        font-family: var(--face);
        font-size: var(--type-small);
        font-weight: var(--weight-text);
      }
    `,
  ];

  override render() {
    const { locale, undo } = this;
    const leftMs = undo ? undo.leftMs - this.sinceMs : 0;
    if (!undo || leftMs <= 0) return html`<p class="keys">${t(locale, 'console.keys')}</p>`;
    const share = `${Math.round(Math.min(1, leftMs / fullMs) * 100)}%`;
    return html`<p class="undo" data-undo=${undo.what}>
      <span>${t(locale, `console.undo.${undo.what}`, { no: undo.ticketNo })}</span>
      <span class="left digits">${t(locale, 'console.undoLeft', { n: Math.ceil(leftMs / 1000) })}</span>
      <span class="time"><span ${setStyle({ '--share': share })}></span></span>
      <button ?disabled=${this.busy} aria-keyshortcuts="Z" @click=${() => this.dispatchEvent(new CustomEvent('act', { detail: 'undo' }))}><hk-icon name="undo-2"></hk-icon>${t(locale, 'console.act.undo')}<kbd>Z</kbd></button></p>`;
  }
}
