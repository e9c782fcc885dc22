/**
 * One notice at a time; several take turns, each for its own time. Urgent ones stay until they are gone and ordinary ones wait
 * behind them. Nothing scrolls.
 */
import { css, html, LitElement } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { ShownNotice } from '../../protocol/screen-views.ts';
import { pageStyles } from '../shared/page-styles.ts';
import './notice-card.ts';

@customElement('hk-notice-area')
export class NoticeArea extends LitElement {
  @property({ attribute: false }) notices: readonly ShownNotice[] = [];
  @property() room = '';
  @property({ type: Boolean }) both = true;
  @property({ type: Number }) growth = 1.3;
  @property({ attribute: false }) onStand: (id: string) => void = () => undefined;
  @state() private shown: ShownNotice | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sinceMs = 0;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: minmax(0, 1fr);
        min-height: 0;
        overflow: hidden;
        padding: calc(16 * var(--u)) calc(24 * var(--u));
        border: var(--stroke) solid var(--board-edge);
        border-left: calc(6 * var(--u)) solid var(--board-quiet);
        border-radius: var(--radius);
        background: var(--board-rise);
      }
      :host([data-urgent]) {
        --board-rise: var(--call);
        --board-text: var(--ink);
        --board-quiet: var(--ink);
        border-color: var(--call);
        color: var(--ink);
      }
    `,
  ];

  override willUpdate(): void {
    this.#turn();
    this.toggleAttribute('data-urgent', this.shown?.priority === 'urgent');
  }
  override render() {
    return html`<hk-notice-card .notice=${this.shown} .room=${this.room} .growth=${this.growth} .both=${this.both}></hk-notice-card>`;
  }
  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** The notice that stands now; told to the heart each time, for a screen confirms what stands on it. */
  #turn(): void {
    const urgent = this.notices.filter(({ priority }) => priority === 'urgent');
    const list = urgent.length > 0 ? urgent : this.notices;
    const nowMs = performance.now();
    const at = list.findIndex(({ id }) => id === this.shown?.id);
    const current = list[at];
    const isOver = !current || nowMs - this.#sinceMs >= current.seconds * 1000;
    if (isOver) this.#sinceMs = nowMs;
    this.shown = (isOver ? (list[(at + 1) % Math.max(1, list.length)] ?? null) : current) ?? null;
    if (this.shown) this.onStand(this.shown.id);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.shown || list.length < 2) return;
    const leftMs = this.shown.seconds * 1000 - (nowMs - this.#sinceMs);
    this.#timer = setTimeout(() => this.requestUpdate(), Math.max(50, leftMs));
  }
}
