/**
 * What stands at a counter besides its ticket: it waits for the next arrival, it covers others for a while, a planned break.
 * Each with its word, its time and the way to end it. Fires `act`.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { CounterDetail, ServicePart } from '../../protocol/views.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { blurPressed } from './blur-pressed.ts';
import type { ConsoleAction } from './console-actions.ts';

@customElement('hk-counter-standing')
export class CounterStanding extends LitElement {
  @property({ attribute: false }) counter: CounterDetail | null = null;
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  /** Milliseconds since the counter part arrived; what is left has shrunk by this. */
  @property({ type: Number }) sinceMs = 0;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-2);
      }
      p {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-1) var(--space-1) var(--space-1) var(--space-3);
        border-left: var(--focus) solid var(--accent);
        background: var(--accent-mist);
        font-size: var(--type-small);
        line-height: 1.3;
        min-height: var(--target);
      }
      p[data-standing='break'] {
        border-left-color: var(--call);
        background: var(--call-mist);
      }
      button {
        padding: var(--space-1) var(--space-3);
        font-size: var(--type-small);
      }
    `,
  ];

  override render() {
    const { counter, locale } = this;
    if (!counter) return nothing;
    const { armed, cover } = counter;
    const coverLeftMs = cover ? cover.leftMs - this.sinceMs : 0;
    const rest = counter.break;
    const names = cover?.services.map((id) => {
      const service = this.services.find((one) => one.id === id);
      return service ? pick(service.name, locale) : id;
    });
    return html`
      ${armed ? this.#line('armed', 'zap', t(locale, 'console.armed'), 'store-off', 'A', 'console.armedCancel') : nothing}
      ${
        names && coverLeftMs > 0
          ? this.#line(
              'cover',
              'combine',
              `${t(locale, 'console.covering', { names: names.join(locale === 'en' ? ', ' : '、') })} · ${t(locale, 'console.coverLeft', { n: Math.ceil(coverLeftMs / 60_000) })}`,
              'uncover',
              'V',
              'console.act.uncover',
            )
          : nothing
      }
      ${
        rest?.now && counter.state === 'open'
          ? this.#line(
              'break',
              'coffee',
              t(locale, 'console.breakNow', { from: rest.from, to: rest.to }),
              counter.ticket ? null : 'pause',
              'P',
              'console.act.pause',
            )
          : nothing
      }`;
  }

  #line(
    kind: string,
    icon: IconName,
    words: string,
    action: ConsoleAction | null,
    key: string,
    label: 'console.armedCancel' | 'console.act.uncover' | 'console.act.pause',
  ) {
    return html`<p data-standing=${kind}><hk-icon name=${icon}></hk-icon><span>${words}</span>
      ${action ? html`<button ?disabled=${this.busy} @click=${(event: MouseEvent) => this.#press(event, action)}>${t(this.locale, label)} ${key}</button>` : nothing}</p>`;
  }

  #press(event: MouseEvent, action: ConsoleAction): void {
    blurPressed(event);
    this.dispatchEvent(new CustomEvent('act', { detail: action, bubbles: true, composed: true }));
  }
}
