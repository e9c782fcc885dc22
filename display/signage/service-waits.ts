/** People waiting and the waiting range, one fixed place a service; services that do not fit are counted in the last place. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t, tBoth } from '../../protocol/board-texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import { formatHours, formatWait } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { boardStyles } from './board-styles.ts';

/** As many rows as stand under the film; more services stand in two columns without their range. */
const rowsMax = 4;
const placesMax = 2 * rowsMax;

@customElement('hk-service-waits')
export class ServiceWaits extends LitElement {
  @property({ attribute: false }) services: readonly ServicePart[] = [];

  static override styles = [
    pageStyles,
    boardStyles,
    css`
      :host {
        min-width: 0;
        min-height: 0;
        overflow: hidden;
      }
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      li {
        display: grid;
        grid-template-columns: var(--type-title) minmax(0, 1fr) auto auto;
        align-items: center;
        column-gap: var(--space-3);
        height: calc(1.85 * var(--type-body));
        border-bottom: var(--hair) solid var(--board-line);
        font-size: var(--type-small);
        line-height: var(--line-tight);
      }
      ul:not([data-many]) li:last-child {
        border-bottom: 0;
      }
      .letter {
        font-size: var(--type-lead);
        color: var(--board-number);
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
        line-height: var(--line-text);
      }
      .name .zh {
        font-size: var(--type-body);
        font-weight: var(--weight-strong);
      }
      .en,
      .wait,
      .more {
        color: var(--board-quiet);
      }
      .more {
        grid-column: 2 / -1;
        white-space: nowrap;
      }
      .count hk-icon {
        margin-right: var(--space-2);
        font-size: var(--type-small);
        color: var(--board-quiet);
      }
      .count {
        display: flex;
        align-items: center;
        justify-content: flex-end;
        font-size: var(--type-lead);
        min-width: 2ch;
        text-align: right;
      }
      ul[data-many] {
        grid-template-columns: repeat(2, minmax(0, 1fr));
        column-gap: var(--space-8);
      }
      /* Said shorter beside the Chinese than alone. */
      .beside {
        display: var(--show-en-beside);
        color: inherit;
      }
      .alone {
        display: var(--show-en-alone);
      }
      ul[data-many] .wait {
        display: none;
      }
      /* No room for both: English only when it is its turn, or the language of the screen. */
      ul[data-many] .name .en {
        display: var(--show-en-alone);
      }
      @media (orientation: portrait) {
        .name .en,
        .wait .en,
        .more .en {
          display: var(--show-en-alone);
        }
        .beside,
        ul[data-many] hk-icon {
          display: none;
        }
        li {
          height: calc(2 * var(--type-body));
        }
      }
    `,
  ];

  override render() {
    const { services } = this;
    const shown = services.length > placesMax ? services.slice(0, placesMax - 1) : services;
    const left = services.length - shown.length;
    return html`<ul aria-label=${t('zh-CN', 'board.waiting')} ?data-many=${services.length > rowsMax}>
      ${shown.map((service) => this.#row(service))}
      ${left > 0 ? html`<li><span></span><span class="more">${both(tBoth('service.more', { n: left }))}</span></li>` : nothing}
    </ul>`;
  }

  #row(service: ServicePart) {
    const name = html`<span class="letter number">${service.id}</span><span class="name">${both(service.name)}</span>`;
    if (!service.open) return html`<li>${name}<span class="wait">${both(shutWords(service))}</span></li>`;
    return html`<li>${name}
      <span class="wait">${service.wait ? rangeWords(service.wait) : both(tBoth('wait.unknown'))}</span>
      <span class="count number"><hk-icon name="users"></hk-icon>${service.waiting}</span></li>`;
  }
}

/** The figures stand once: beside the Chinese only the word for minutes follows in English. */
function rangeWords(wait: NonNullable<ServicePart['wait']>) {
  const [zh, en] = [formatWait(wait, 'zh-CN'), formatWait(wait, 'en')];
  return html`<span class="zh" lang="zh-CN">${zh}</span> <span class="beside" lang="en">${/\d/.test(zh) ? 'min' : en}</span><span class="alone" lang="en">${en}</span>`;
}

/** Why no tickets are given, as short as a row is: the reason staff chose, or its hours. */
function shutWords({ closedBy, closedReason, hoursToday }: ServicePart): Bilingual {
  const hours = closedBy === 'service-hours' ? formatHours(hoursToday) : '';
  if (hours) return tBoth('hall.hours', { hours });
  return closedReason ?? tBoth(closedBy === 'service-paper-roll' ? 'service.roll' : 'service.closed');
}
