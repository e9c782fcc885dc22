/** The calm picture that stands in the film's place when there is no film: a hall with counters, benches and daylight. */
import { css, html, LitElement } from 'lit';
import { customElement } from 'lit/decorators.js';

@customElement('hk-hall-picture')
export class HallPicture extends LitElement {
  static override styles = css`
    :host,
    svg {
      display: block;
      width: 100%;
      height: 100%;
    }
    .wall { fill: var(--board-rise); }
    .floor { fill: var(--board-line); opacity: 0.55; }
    .pane { fill: var(--accent); opacity: 0.5; }
    .light { fill: var(--board-number); opacity: 0.16; }
    .desk { fill: var(--board-quiet); opacity: 0.32; }
    .top { fill: var(--board-quiet); opacity: 0.6; }
    .sign { fill: var(--board-number); opacity: 0.82; }
    .glass { fill: var(--board-text); opacity: 0.07; }
    .bench { fill: var(--accent); opacity: 0.72; }
    .leg { fill: var(--board-quiet); opacity: 0.5; }
    .leaf { fill: var(--good); opacity: 0.75; }
    .pot { fill: var(--call); opacity: 0.6; }
  `;

  override render() {
    return html`<svg viewBox="0 0 1600 900" preserveAspectRatio="xMidYMid slice" aria-hidden="true">
      <rect class="wall" width="1600" height="900" />
      <path class="pane" d="M90 110h250v330H90zM370 110h250v330H370z" />
      <path class="glass" d="M90 270h250v6H90zM370 270h250v6H370zM212 110h6v330h-6zM492 110h6v330h-6z" />
      <path class="light" d="M90 440h530l420 460H330z" />
      <path class="floor" d="M0 620h1600v280H0z" />
      <path class="light" d="M230 620h560l250 280H330z" />
      ${[760, 1030, 1300].map(
        (x) => html`<svg x=${x} y="0" width="240" height="660" viewBox="0 0 240 660">
          <rect class="sign" x="78" y="150" width="84" height="52" rx="10" />
          <rect class="glass" x="0" y="240" width="240" height="220" rx="8" />
          <rect class="top" x="-8" y="460" width="256" height="18" rx="6" />
          <rect class="desk" x="0" y="478" width="240" height="160" rx="4" />
        </svg>`,
      )}
      ${[150, 520].map(
        (x) => html`<svg x=${x} y="640" width="320" height="200" viewBox="0 0 320 200">
          <rect class="bench" x="0" y="0" width="320" height="62" rx="18" />
          <rect class="bench" x="0" y="78" width="320" height="40" rx="16" />
          <path class="leg" d="M34 118h14v70H34zM272 118h14v70h-14z" />
        </svg>`,
      )}
      <path class="pot" d="M1400 640h96l-14 110h-68z" />
      <path class="leaf" d="M1448 640c-60-40-86-96-78-160 48 22 76 76 78 160zM1448 640c6-96 34-156 92-184 8 74-22 142-92 184zM1446 640c-14-90-8-164 18-214 34 58 32 130-18 214z" />
    </svg>`;
  }
}
