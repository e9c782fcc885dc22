/** A switch with its name and the word of its state; state is never colour alone. Fires `flip` with the wanted state. */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../shared/page-styles.ts';

@customElement('hk-lab-switch')
export class LabSwitch extends LitElement {
  @property() label = '';
  @property() words = '';
  @property({ type: Boolean }) on = false;

  static override styles = [
    pageStyles,
    css`
      button {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        gap: var(--space-3);
        width: 100%;
        min-height: calc(0.85 * var(--target));
        padding: 0 var(--space-3);
        border-color: var(--line);
        font-weight: var(--weight-text);
        text-align: left;
      }
      .words {
        color: var(--ink-soft);
        font-size: var(--type-small);
      }
      .track {
        position: relative;
        width: calc(2.4 * var(--type-body));
        height: calc(1.4 * var(--type-body));
        border-radius: var(--radius-round);
        background: var(--edge);
        transition: background-color var(--arrive);
      }
      .track::after {
        content: '';
        position: absolute;
        inset: calc(0.15 * var(--type-body)) auto calc(0.15 * var(--type-body)) calc(0.15 * var(--type-body));
        aspect-ratio: 1;
        border-radius: var(--radius-round);
        background: var(--paper);
        transition: transform var(--arrive);
      }
      [aria-checked='true'] .track {
        background: var(--good);
      }
      [aria-checked='true'] .track::after {
        transform: translateX(var(--type-body));
      }
    `,
  ];

  override render() {
    return html`<button role="switch" aria-checked=${this.on ? 'true' : 'false'} @click=${this.#flip}><span>${this.label}</span><span class="words">${this.words}</span><span class="track"></span></button>`;
  }

  readonly #flip = (): void => {
    this.dispatchEvent(new CustomEvent('flip', { detail: !this.on }));
  };
}
