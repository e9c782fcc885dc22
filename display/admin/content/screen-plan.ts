/** What a screen will show on a day, stretch by stretch, and why. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PlanRow } from '../../../protocol/screen-views.ts';
import { t } from '../../../protocol/texts.ts';
import { type Locale, pick } from '../../../protocol/texts-types.ts';
import { contentStyles } from './content-styles.ts';

@customElement('hk-screen-plan')
export class ScreenPlan extends LitElement {
  @property({ attribute: false }) rows: readonly PlanRow[] = [];
  @property() caption = '';
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      .scroll {
        overflow-x: auto;
      }
      table {
        width: 100%;
        min-width: 34rem;
        border-collapse: collapse;
        font-variant-numeric: tabular-nums;
      }
      caption {
        padding-bottom: var(--space-2);
        text-align: start;
        font-weight: var(--weight-strong);
      }
      th,
      td {
        padding: var(--space-2) var(--space-3) var(--space-2) 0;
        border-top: var(--hair) solid var(--line);
        text-align: start;
        vertical-align: top;
      }
      th {
        white-space: nowrap;
      }
    `,
  ];

  override render() {
    const { locale } = this;
    const heads = [
      'screen.planTime',
      'screen.planHall',
      'screen.planPower',
      'screen.planNotices',
      'screen.planLists',
    ] as const;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.caption}><table data-plan><caption>${this.caption}</caption>
      <thead><tr>${heads.map((head) => html`<th scope="col">${t(locale, head)}</th>`)}</tr></thead>
      <tbody>${this.rows.map((row) => this.#row(row))}</tbody></table></div>`;
  }

  #row({ from, to, open, power, notices, playlists, why }: PlanRow) {
    const { locale } = this;
    const list = (names: readonly string[]) =>
      names.length === 0 ? t(locale, 'screen.planNothing') : names.join(t(locale, 'content.listSeparator'));
    return html`<tr><th scope="row">${from}–${to}</th>
      <td>${t(locale, open ? 'screen.planOpen' : 'screen.planClosed')}<div class="quiet" data-why>${pick(why, locale)}</div></td>
      <td>${t(locale, power === 'on' ? 'screen.planOn' : 'screen.planOff')}</td>
      <td>${list(notices.map(({ title }) => pick(title, locale)))}</td><td>${list(playlists.map(({ name }) => name))}</td></tr>`;
  }
}
