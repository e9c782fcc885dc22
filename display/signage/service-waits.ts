/** People waiting and the waiting range, one fixed row a service; services that do not fit are counted in the last row. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { tBoth } from '../../protocol/texts.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import { formatWait } from '../shared/format.ts';
import { pageStyles } from '../shared/page-styles.ts';

@customElement('hk-service-waits')
export class ServiceWaits extends LitElement {
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ type: Number }) rows = 5;

  static override styles = [
    pageStyles,
    css`
      :host {
        min-height: 0;
        overflow: hidden;
      }
      ul {
        display: grid;
        gap: var(--space-1);
      }
      li {
        display: grid;
        grid-template-columns: calc(1.6 * var(--type-lead)) minmax(0, 1fr) auto auto;
        align-items: baseline;
        column-gap: var(--space-4);
        padding: var(--space-2) 0;
        border-bottom: var(--hair) solid var(--night-line);
        font-size: var(--type-small);
        line-height: var(--line-tight);
      }
      li:last-child {
        border-bottom: 0;
      }
      .letter {
        font-size: var(--type-lead);
        color: var(--night-number);
      }
      .name {
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .name .zh {
        font-size: var(--type-body);
        font-weight: var(--weight-strong);
      }
      .en,
      .wait,
      .more {
        color: var(--night-quiet);
      }
      .count {
        font-size: var(--type-lead);
        min-width: 2ch;
        text-align: right;
      }
    `,
  ];

  override render() {
    const { services } = this;
    const shown = services.length > this.rows ? services.slice(0, this.rows - 1) : services;
    return html`<ul>
      ${shown.map((service) => this.#row(service))}
      ${services.length > shown.length ? html`<li><span></span><span class="more">${both(tBoth('service.more', { n: services.length - shown.length }))}</span></li>` : nothing}
    </ul>`;
  }

  #row(service: ServicePart) {
    const name = html`<span class="letter number">${service.id}</span><span class="name">${both(service.name)}</span>`;
    if (!service.open) return html`<li>${name}<span class="wait">${both(tBoth('service.closed'))}</span></li>`;
    return html`<li>${name}
      <span class="wait"><span lang="zh-CN">${formatWait(service.wait, 'zh-CN')}</span></span>
      <span class="count number">${service.waiting}</span></li>`;
  }
}
