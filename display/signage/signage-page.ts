/**
 * The board of the hall: calls, film, waiting, notices, and a band with what is spoken, the clock and the hours. It shows
 * the hall view and nothing else; losing the link greys it and says since when, it never goes black.
 *
 *   landscape  ┌ calls ───────┬ film ──┐      portrait  ┌ calls ───┐
 *              │              │ waiting│                │ film     │
 *              ├ earlier ─────┤ notice │                │ waiting  │
 *              └ band ────────┴────────┘                └ band ────┘
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { tBoth } from '../../protocol/texts.ts';
import type { HallView } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import { formatClock, formatDay, formatHours } from '../shared/format.ts';
import { HallClock } from '../shared/hall-clock.ts';
import '../shared/icon.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { Ticker } from '../shared/ticker.ts';
import './call-board.ts';
import { type CallShow, earlierCalls, emptyCallShow, showCalls } from './call-show.ts';
import './notice-area.ts';
import './promo-player.ts';
import './service-waits.ts';
import { VoicePlayer } from './voice-player.ts';

/** After a minute without a link nobody should trust the board. */
const listenAfterMs = 60_000;
/** Earlier calls in fixed rows. */
const rows = 5;

@customElement('hk-signage')
export class SignagePage extends LitElement {
  readonly #live = new LiveView<HallView>(this, 'hall', { unseen: true, onChange: () => this.#take() });
  readonly #voice = new VoicePlayer(this, new URLSearchParams(location.search).has('mute'));
  readonly #clock = new HallClock(this);
  #show: CallShow = emptyCallShow;

  constructor() {
    super();
    new Ticker(this, 500, () => this.#advance());
  }

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: 58fr 42fr;
        grid-template-rows: minmax(0, 1fr) auto;
        gap: var(--space-6) var(--space-8);
        width: 100vw;
        height: 100vh;
        padding: var(--space-8) var(--space-8) 0;
        overflow: hidden;
        background: var(--night);
      }
      aside {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        grid-template-rows: auto auto minmax(0, 1fr);
        gap: var(--space-4);
        min-height: 0;
      }
      .film {
        aspect-ratio: 16 / 9;
        border-radius: var(--radius);
        overflow: hidden;
        transform-origin: right top;
        transition: transform var(--arrive), opacity var(--arrive);
      }
      .film hk-promo-player {
        width: 100%;
        height: 100%;
      }
      :host([data-calling]) .film {
        transform: scale(0.94);
        opacity: 0.45;
      }
      footer {
        grid-column: 1 / -1;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto auto;
        align-items: center;
        gap: var(--space-8);
        min-height: calc(2.9 * var(--type-lead));
        margin: 0 calc(-1 * var(--space-8));
        padding: var(--space-3) var(--space-8);
        background: var(--night-rise);
      }
      .hall {
        font-size: var(--type-lead);
        font-weight: var(--weight-strong);
        white-space: nowrap;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .hall .en {
        font-weight: var(--weight-text);
        color: var(--night-quiet);
      }
      .caption {
        display: flex;
        align-items: center;
        gap: var(--space-4);
        font-size: var(--type-lead);
        line-height: var(--line-tight);
        color: var(--night-number);
      }
      .hours {
        color: var(--night-quiet);
        font-size: var(--type-small);
        text-align: right;
        line-height: 1.3;
      }
      .clock {
        font-size: var(--type-title);
      }
      .mark {
        display: inline-flex;
        align-items: center;
        gap: var(--space-3);
        color: var(--night-mark);
        font-size: var(--type-small);
        line-height: 1.25;
      }
      .mark span {
        display: inline-block;
      }
      @media (orientation: portrait) {
        :host {
          grid-template-columns: minmax(0, 1fr);
          grid-template-rows: minmax(0, 1fr) auto auto;
        }
        aside {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
          grid-template-rows: auto minmax(calc(10 * var(--type-body)), auto);
          gap: var(--space-6);
        }
        .film {
          grid-column: 1 / -1;
          transform-origin: center top;
        }
        hk-service-waits:has(+ [hidden]) {
          grid-column: 1 / -1;
        }
        footer {
          grid-template-columns: minmax(0, 1fr) auto;
        }
        .clock {
          grid-row: 1 / span 2;
          grid-column: 2;
        }
        footer .hours {
          text-align: left;
        }
      }
    `,
  ];

  override render() {
    const { view } = this.#live;
    const lostMs = this.#live.lostMs;
    const fresh = this.#show.fresh && !this.#live.stale;
    this.toggleAttribute('data-calling', fresh);
    return html`
      <hk-call-board .shown=${this.#show.shown} .earlier=${earlierCalls(this.#show, view?.calls ?? [], rows)} .hall=${view?.hall ?? null}
        ?fresh=${fresh} ?stale=${this.#live.stale && view !== null} ?lost=${lostMs > listenAfterMs && view !== null} .rows=${rows}></hk-call-board>
      <aside>
        <div class="film"><hk-promo-player .promos=${view?.signage.promos ?? []} ?ducked=${fresh || this.#voice.speaking}
          ?silent=${this.#voice.sound !== 'on'}></hk-promo-player></div>
        <hk-service-waits .services=${view?.services ?? []}></hk-service-waits>
        <hk-notice-area .notices=${view?.signage.notices ?? []} ?hidden=${(view?.signage.notices.length ?? 0) === 0}></hk-notice-area>
      </aside>
      ${this.#band(view)}
    `;
  }

  #band(view: HallView | null) {
    const hours = view ? formatHours(view.hall.hoursToday) : '';
    return html`<footer>
      <div>${this.#caption(view)}</div>
      <div class="hours">${this.#live.stale || !hours ? this.#mark(view) : both(tBoth('hall.hours', { hours }))}
        ${view?.hall.clockTrusted ? html`<div>${formatDay(this.#clock.nowMs(), view.hall.zone, 'zh-CN')}${view.hall.dayName ? html` · ${both(view.hall.dayName)}` : nothing}</div>` : nothing}</div>
      ${view?.hall.clockTrusted ? html`<div class="clock number">${formatClock(this.#clock.nowMs(), view.hall.zone)}</div>` : nothing}
    </footer>`;
  }

  /** What is spoken; else why nothing is heard; else whose hall this is. */
  #caption(view: HallView | null) {
    const { caption, sound } = this.#voice;
    if (caption)
      return html`<div class="caption" lang=${caption.locale}><hk-icon name="volume-2"></hk-icon><span>${caption.text}</span></div>`;
    if (sound === 'blocked') {
      return html`<div class="mark" data-blocked><hk-icon name="volume-x"></hk-icon><span>${both(tBoth('board.touchForSound'))}</span></div>`;
    }
    return html`<div class="hall">${view ? both(view.hall.name) : nothing}</div>`;
  }

  #mark(view: HallView | null) {
    if (!this.#live.stale) return nothing;
    const at = this.#live.state.truthAtMs;
    const time =
      at !== null && view?.hall.clockTrusted
        ? formatClock(this.#clock.nowMs() - (performance.now() - at), view.hall.zone)
        : '';
    return html`<div class="mark" role="status" data-lost><hk-icon name="wifi-off"></hk-icon>
      <span>${both(tBoth('link.lost'))}${time ? html`<br />${both(tBoth('link.asOf', { time }))}` : nothing}</span></div>`;
  }

  #take(): void {
    const { view } = this.#live;
    if (!view) return;
    this.#voice.chime = view.signage.chime;
    this.#voice.chimeWav = view.signage.chimeWav ?? null;
    this.#voice.take(view.calls, this.#live.since('calls'), view.announcements, this.#live.since('announcements'));
    this.#advance();
  }

  #advance(): void {
    const { view } = this.#live;
    if (view) this.#show = showCalls(this.#show, view.calls, this.#live.since('calls'), performance.now());
  }
}
