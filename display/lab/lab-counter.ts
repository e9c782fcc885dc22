/**
 * The devices of one counter at the far end of the bus: panel, call keypad, rating keypad, each with its plug. Keys click
 * down when pressed; the five faces are lit only while the keypad is asking. Fires `lab` with an action and its body.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { LabNode } from '../../protocol/lab.ts';
import { type PlainTextKey, t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';
import './led-panel.ts';

const keys: readonly { readonly key: number; readonly text: PlainTextKey }[] = [
  { key: 1, text: 'lab.key.1' },
  { key: 2, text: 'lab.key.2' },
  { key: 10, text: 'lab.key.10' },
  { key: 11, text: 'lab.key.11' },
  { key: 4, text: 'lab.key.4' },
  { key: 8, text: 'lab.key.8' },
  { key: 9, text: 'lab.key.9' },
];
const faces: readonly { readonly level: number; readonly icon: IconName; readonly text: PlainTextKey }[] = [
  { level: 5, icon: 'laugh', text: 'rate.level.5' },
  { level: 4, icon: 'smile', text: 'rate.level.4' },
  { level: 3, icon: 'meh', text: 'rate.level.3' },
  { level: 2, icon: 'frown', text: 'rate.level.2' },
  { level: 1, icon: 'angry', text: 'rate.level.1' },
];

@customElement('hk-lab-counter')
export class LabCounter extends LitElement {
  @property({ type: Number }) no = 0;
  @property({ attribute: false }) nodes: readonly LabNode[] = [];
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        align-content: start;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4) var(--space-4);
      }
      h3 {
        font-size: var(--type-body);
      }
      .device {
        display: grid;
        gap: var(--space-1);
      }
      .head {
        display: flex;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--type-small);
        color: var(--ink-soft);
      }
      .head .words {
        flex: 1;
      }
      .head button {
        min-height: calc(0.66 * var(--target));
        padding: 0 var(--space-2);
        font-size: var(--type-small);
        font-weight: var(--weight-text);
        border-color: var(--line);
        color: var(--ink);
      }
      .case {
        padding: var(--space-3);
        border-radius: var(--radius);
        background: var(--case);
        transition: opacity var(--arrive);
      }
      .device[data-plugged='false'] .case {
        opacity: 0.45;
      }
      .panel {
        display: grid;
        gap: var(--space-1);
      }
      .keys {
        display: grid;
        grid-template-columns: repeat(7, minmax(0, 1fr));
        gap: var(--space-1);
      }
      .keys button,
      .faces button {
        min-height: var(--target);
        padding: var(--space-1);
        border: 0;
        border-bottom: var(--focus) solid var(--case-dark);
        background: var(--mist-deep);
        color: var(--ink);
        font-size: var(--type-small);
      }
      .keys button:active:not(:disabled),
      .faces button:active:not(:disabled) {
        transform: translateY(var(--stroke));
        border-bottom-color: transparent;
      }
      .faces {
        display: grid;
        grid-template-columns: repeat(5, 1fr);
        gap: var(--space-2);
      }
      .faces button {
        display: grid;
        justify-items: center;
        gap: 0;
        background: var(--case-dark);
        color: var(--line);
        font-weight: var(--weight-text);
        line-height: 1.2;
      }
      .faces button hk-icon {
        font-size: var(--type-lead);
      }
      .faces[data-lit] button {
        background: var(--call);
        color: var(--ink);
      }
      .lamp {
        width: var(--space-3);
        height: var(--space-3);
        border-radius: var(--radius-round);
        border: var(--hair) solid var(--edge);
        background: var(--lamp, transparent);
      }
      .lamp[data-blinking] {
        animation: blink 600ms steps(1) infinite;
      }
      @keyframes blink {
        50% {
          background: transparent;
        }
      }
    `,
  ];

  override render() {
    return html`<h3>${t(this.locale, 'counter.name', { no: this.no })}</h3>
      ${this.nodes.map((node) => html`<div class="device" data-node=${node.address} data-plugged=${node.plugged ? 'true' : 'false'}>${this.#head(node)}<div class="case">${this.#body(node)}</div></div>`)}`;
  }

  #head(node: LabNode) {
    const { locale } = this;
    const name = node.kind === 'panel' ? 'lab.panel' : node.kind === 'call-keypad' ? 'lab.keypad' : 'lab.rating';
    return html`<div class="head">
      ${node.leds.map((led) => html`<i class="lamp" ?data-blinking=${led.blinking} ${setStyle({ '--lamp': led.on > 0 && led.on <= 7 ? `var(--lamp-${led.on})` : 'transparent' })}></i>`)}
      <span class="words digits">${t(locale, name)} · ${node.address} · ${t(locale, node.linked ? 'lab.linked' : 'lab.unlinked')}</span>
      <button data-plug=${node.address} aria-pressed=${node.plugged ? 'true' : 'false'} @click=${() => this.#send('plug', { address: node.address, plugged: !node.plugged })}>
        <hk-icon name=${node.plugged ? 'plug' : 'unplug'}></hk-icon>${t(locale, node.plugged ? 'lab.plugged' : 'lab.unplugged')}</button></div>`;
  }

  #body(node: LabNode) {
    if (node.kind === 'panel') return this.#panel(node);
    return node.kind === 'call-keypad' ? this.#keypad(node) : this.#faces(node);
  }

  #panel(node: LabNode) {
    const zones = node.zones.length > 0 ? node.zones : [{ text: '', flashing: false, colour: 0 }];
    return html`<div class="panel">${zones.map((zone) => html`<hk-led-panel .text=${zone.text} .colour=${zone.colour} ?flashing=${zone.flashing} .lit=${node.plugged}></hk-led-panel>`)}</div>`;
  }

  #keypad(node: LabNode) {
    return html`<div class="keys">${keys.map(({ key, text }) => html`<button data-key=${key} ?disabled=${!node.plugged} @click=${() => this.#send('key', { address: node.address, key })}>${t(this.locale, text)}</button>`)}</div>`;
  }

  #faces(node: LabNode) {
    const lit = node.plugged && node.rating !== null;
    return html`<div class="faces" ?data-lit=${lit}>${faces.map(
      ({
        level,
        icon,
        text,
      }) => html`<button data-level=${level} ?disabled=${!node.plugged} aria-label=${t(this.locale, text)} @click=${() => this.#send('rate', { address: node.address, level })}>
        <hk-icon name=${icon}></hk-icon></button>`,
    )}</div>${nothing}`;
  }

  #send(action: 'plug' | 'key' | 'rate', body: object): void {
    this.dispatchEvent(new CustomEvent('lab', { detail: { action, body } }));
  }
}
