/** Several services on one ticket: tick the cards in the order wanted, then one touch. Fires `pick` with the ids, and `take`. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { limits } from '../../protocol/limits.ts';
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { pageStyles } from '../shared/page-styles.ts';
import './service-choice.ts';

@customElement('hk-visit-choice')
export class VisitChoice extends LitElement {
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ attribute: false }) picked: readonly string[] = [];
  @property() locale: Locale = 'zh-CN';
  @property({ type: Boolean }) busy = false;
  @property({ type: Boolean }) roomy = false;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: var(--space-6);
        min-height: 0;
      }
      .take {
        justify-self: center;
        min-width: calc(600 * var(--u));
        min-height: calc(1.3 * var(--target));
        font-size: var(--type-lead);
      }
    `,
  ];

  override render() {
    const { locale, picked, busy } = this;
    const words = picked.length > 0 ? t(locale, 'kiosk.several.take', { n: picked.length }) : null;
    return html`<hk-service-choice .services=${this.services} .picked=${picked} .locale=${locale} ?locked=${busy} ?roomy=${this.roomy}
        @choose=${(event: CustomEvent<string>) => this.#toggle(event.detail)}></hk-service-choice>
      <button class="take primary" data-act="take" ?disabled=${busy || words === null} @click=${() => this.dispatchEvent(new CustomEvent('take'))}>
        ${busy ? t(locale, 'kiosk.busy') : (words ?? t(locale, 'kiosk.several.none'))}</button>`;
  }

  #toggle(service: string): void {
    const { picked } = this;
    const next = picked.includes(service) ? picked.filter((one) => one !== service) : [...picked, service];
    if (next.length <= limits.servicesPerVisitMax) this.dispatchEvent(new CustomEvent('pick', { detail: next }));
  }
}
