/** The one layout that stands over everything: a single notice as large as the screen, until it is over. It takes no turns. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tBoth } from '../../protocol/board-texts.ts';
import type { ShownNotice } from '../../protocol/screen-views.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { boardStyles } from './board-styles.ts';
import './notice-card.ts';

@customElement('hk-emergency-notice')
export class EmergencyNotice extends LitElement {
  @property({ attribute: false }) notice: ShownNotice | null = null;
  @property() room = '';
  @property({ type: Boolean }) both = true;

  static override styles = [
    pageStyles,
    boardStyles,
    css`
      :host {
        --board-quiet: var(--alarm-text);
        --board-text: var(--alarm-text);
        --board-rise: var(--alarm);
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto minmax(0, 1fr);
        gap: calc(16 * var(--u));
        min-height: 0;
        padding: calc(32 * var(--u)) calc(64 * var(--u));
        background: var(--alarm);
        color: var(--alarm-text);
      }
      h1 {
        display: flex;
        align-items: center;
        gap: calc(20 * var(--u));
        font-size: var(--type-large);
        color: var(--alarm-number);
      }
    `,
  ];

  override render() {
    return html`<h1><hk-icon name="triangle-alert"></hk-icon>${both(tBoth('board.emergency'))}</h1>
      <hk-notice-card role="alert" .notice=${this.notice} .room=${this.room} .growth=${5} .both=${this.both}></hk-notice-card>`;
  }
}
