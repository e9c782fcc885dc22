/**
 * One text zone of a counter panel as a matrix of lamps: the very text the node was sent, in its colour, flashing when it
 * was told to flash. Lamps are drawn by a mask over ordinary text, so that every character the node may get can be shown.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';

/** Colour 0 of a zone means the panel's own; most counter panels are red. */
const ownColour = 1;

@customElement('hk-led-panel')
export class LedPanel extends LitElement {
  @property() text = '';
  @property({ type: Number }) colour = 0;
  @property({ type: Boolean }) flashing = false;
  /** False: no power or no line, all lamps are dark. */
  @property({ type: Boolean }) lit = true;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: block;
        overflow: hidden;
        background: var(--panel-ground);
        border-radius: var(--radius-small);
      }
      .zone {
        --dot: calc(3 * var(--u));
        height: calc(1.7 * var(--type-title));
        display: grid;
        place-content: center;
        color: var(--lamp);
        font-family: var(--face-code);
        font-size: calc(1.2 * var(--type-title));
        font-weight: var(--weight-number);
        line-height: 1;
        white-space: pre;
        mask-image: radial-gradient(circle at center, currentColor 62%, transparent 68%);
        mask-size: var(--dot) var(--dot);
      }
      .zone[data-off] {
        color: transparent;
      }
      .zone[data-flashing] {
        animation: flash 1s steps(1) infinite;
      }
      @keyframes flash {
        50% {
          opacity: 0.12;
        }
      }
    `,
  ];

  override render() {
    const lamp = `var(--lamp-${this.colour >= 1 && this.colour <= 7 ? this.colour : ownColour})`;
    return html`<div class="zone" ?data-off=${!this.lit} ?data-flashing=${this.flashing && this.lit} ${setStyle({ '--lamp': lamp })}>${this.lit ? this.text : ''}</div>`;
  }
}
