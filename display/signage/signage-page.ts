/**
 * The board of the hall, one page for every layout: calls, film, waiting, notices, and a band with what is spoken. It shows the view
 * of its own screen and nothing else; losing the link greys it and says since when, it never goes black. An emergency stands
 * over everything but the calls.
 *
 *   landscape  ┌ calls ───────┬ film ──┐      portrait  ┌ calls ───┐      notices,  ┌ notices ─┐
 *              │              │ waiting│                │ film     │      second    │  (films) │
 *              ├ earlier ─────┤ notice │                │ waiting  │                ├ last call┤
 *              └ band ────────┴────────┘                └ band ────┘                └ band ────┘
 */
import { html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { tBoth } from '../../protocol/board-texts.ts';
import { boardType, layoutOf, longest } from '../../protocol/board-type.ts';
import type { ScreenView } from '../../protocol/screen-views.ts';
import { both } from '../shared/bilingual.ts';
import { HallClock } from '../shared/hall-clock.ts';
import { LiveView } from '../shared/live-view.ts';
import { pathTail } from '../shared/page-path.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { Ticker } from '../shared/ticker.ts';
import { boardBand } from './board-band.ts';
import { boardStyles } from './board-styles.ts';
import './call-board.ts';
import { type CallShow, emptyCallShow, showCalls } from './call-show.ts';
import './call-strip.ts';
import './emergency-notice.ts';
import { emptyFullShare, fullShare } from './full-screen-share.ts';
import { LanguageTurn } from './language-turn.ts';
import './notice-area.ts';
import { PageReload } from './page-reload.ts';
import { PlayLog } from './play-log.ts';
import type { PromoPlayer } from './promo-player.ts';
import './promo-player.ts';
import { ScreenHeart } from './screen-heart.ts';
import './service-waits.ts';
import { signagePageStyles } from './signage-page-styles.ts';
import { VoicePlayer } from './voice-player.ts';

/** After a minute without a link nobody should trust the board. */
const listenAfterMs = 60_000;
/** In a closed hall the last call has been answered by then. */
const callOverMs = 10 * 60_000;
const tickMs = 500;

@customElement('hk-signage')
export class SignagePage extends LitElement {
  readonly #screen = pathTail(location.pathname) || 'main';
  readonly #live = new LiveView<ScreenView>(this, `screen/${this.#screen}`, {
    unseen: true,
    onChange: () => this.#take(),
  });
  readonly #voice = new VoicePlayer(this, new URLSearchParams(location.search).has('mute'));
  readonly #clock = new HallClock(this);
  readonly #languages = new LanguageTurn(this);
  readonly #log = new PlayLog();
  readonly #heart = new ScreenHeart(this, {
    screen: this.#screen,
    log: this.#log,
    facts: () => ({
      revision: this.#live.view?.content.revision ?? 0,
      itemMs: this.#player?.positionMs ?? 0,
      dropped: this.#player?.dropped ?? 0,
      struck: [...(this.#player?.struck ?? [])],
    }),
    onAnswer: ({ reload }) => this.#reload.look(reload),
  });
  readonly #reload = new PageReload(() => ({
    linked: this.#live.state.linked,
    playing: this.#log.item !== null,
    sinceCallMs: performance.now() - this.#callMs(),
    emergency: this.#live.view?.content.emergency != null,
    lastWord: () => this.#heart.send(),
  }));
  readonly #onStand = (id: string) => this.#heart.stands(id);
  readonly #onBegin = () => {
    this.#begins = true;
    this.#advance();
    this.#reload.boundary();
    this.requestUpdate();
  };
  readonly #onResize = () => this.requestUpdate();
  #show: CallShow = emptyCallShow;
  #full = emptyFullShare;
  #begins = false;
  #rows = 0;
  #wasLinked = false;

  constructor() {
    super();
    new Ticker(this, tickMs, () => this.#advance());
  }

  static override styles = [pageStyles, boardStyles, signagePageStyles];

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('resize', this.#onResize);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('resize', this.#onResize);
  }

  override render() {
    const { view } = this.#live;
    if (!view && this.#live.refusal) return html`<main><p class="unknown">${both(tBoth('board.unknown'))}</p></main>`;
    const layout = layoutOf({ layout: view?.screen.layout ?? 'auto', width: innerWidth, height: innerHeight });
    const { type, signs } = this.#setType(view);
    const { stale } = this.#live;
    const old = stale && view !== null;
    const lost = this.#live.lostMs > listenAfterMs && view !== null;
    const fresh = this.#show.fresh && !stale;
    const steady = view?.screen.pulse === false;
    const emergency = view?.content.emergency ?? null;
    const notices = view?.content.notices ?? [];
    const urgent = notices.some(({ priority }) => priority === 'urgent');
    const calls = this.#isOver(view) ? emptyCallShow : this.#show;
    const isStrip = emergency !== null || layout === 'notices' || layout === 'second';
    const room = `${layout} ${innerWidth} ${innerHeight} ${type.text} ${this.#languages.words} ${urgent} ${notices.length}`;
    const wantsFilm = layout !== 'board' && layout !== 'notices' && !urgent && emergency === null;
    return html`<main data-layout=${layout} ?data-calling=${fresh} ?data-urgent=${urgent && emergency === null}
        ?data-emergency=${emergency !== null} ?data-full=${layout === 'second' && this.#full.sinceMs !== null}>
      <h1 class="heard">${view ? both(view.hall.name) : nothing}</h1>
      <hk-emergency-notice .both=${this.#languages.words === 'both'} .notice=${emergency} .room=${room} ?hidden=${emergency === null}></hk-emergency-notice>
      <hk-call-board .shown=${calls.shown} .earlier=${calls.rows} .hall=${view?.hall ?? null} ?fresh=${fresh} ?stale=${old}
        ?lost=${lost} ?steady=${steady} .rows=${urgent && layout === 'board' ? 0 : type.rows} .columns=${type.columns} .signs=${signs}
        ?hidden=${isStrip}></hk-call-board>
      <aside>
        <div class="film"><hk-promo-player .films=${wantsFilm ? (view?.content.films ?? []) : this.#films} .log=${this.#log} .onBegin=${this.#onBegin}
          ?ducked=${fresh || this.#voice.speaking} ?silent=${this.#voice.sound !== 'on'} .volume=${view?.screen.volume ?? 1}
          .paused=${!wantsFilm}></hk-promo-player></div>
        <hk-service-waits .services=${view?.services ?? []}></hk-service-waits>
        <hk-notice-area .notices=${emergency === null ? notices : []} .room=${room} .growth=${layout === 'notices' || urgent ? 3 : 1.3}
          .both=${this.#languages.words === 'both'} .onStand=${this.#onStand} ?hidden=${notices.length === 0}></hk-notice-area>
      </aside>
      <hk-call-strip .room=${room} .shown=${calls.shown} ?fresh=${fresh} ?steady=${steady} ?stale=${old} ?lost=${lost} ?hidden=${!isStrip}></hk-call-strip>
      ${this.#band(view)}
    </main>`;
  }

  override updated(): void {
    const emergency = this.#live.view?.content.emergency;
    if (emergency) this.#heart.stands(emergency.id);
  }

  #band(view: ScreenView | null) {
    const nowWallMs = this.#clock.nowMs();
    const { truthAtMs } = this.#live.state;
    return boardBand({
      view,
      caption: this.#voice.caption,
      soundIsBlocked: this.#voice.sound === 'blocked',
      stale: this.#live.stale,
      truthWallMs: truthAtMs === null ? null : nowWallMs - (performance.now() - truthAtMs),
      nowWallMs,
    });
  }

  /** Writes the sizes of this picture and this screen where the style sheet reads them. */
  #setType(view: ScreenView | null) {
    const letters = longest(view?.services.map(({ id }) => id) ?? []);
    const counterDigits = longest(view?.counters.map(({ no }) => String(no)) ?? []);
    const { layout = 'auto', panelInches = null, farthestMetres = null, theme = 'night' } = view?.screen ?? {};
    const { innerWidth: width, innerHeight: height } = window;
    const type = boardType({ width, height, layout, panelInches, farthestMetres, letters, counterDigits });
    const { style, dataset } = document.documentElement;
    style.setProperty('--type-number', `${type.number}px`);
    style.setProperty('--type-list', `${type.list}px`);
    style.setProperty('--type-text', `${type.text}px`);
    style.setProperty('--two', String(type.together[0]));
    style.setProperty('--three', String(type.together[1]));
    style.setProperty('--calls-share', String(type.share));
    dataset.theme = theme;
    this.#rows = type.rows;
    return { type, signs: letters + 3 + counterDigits };
  }

  #take(): void {
    const { view } = this.#live;
    const { linked } = this.#live.state;
    if (linked && !this.#wasLinked) this.#reload.linkedAnew();
    this.#wasLinked = linked;
    if (!view) return;
    this.#languages.languages = view.screen.languages;
    this.#voice.chime = view.screen.chime;
    // A screen that does not speak still shows in words what the hall says.
    if (!view.screen.voice) this.#voice.sound = 'muted';
    this.#voice.chimeWav = view.screen.chimeWav ?? null;
    this.#voice.volume = view.screen.volume;
    this.#voice.slow = view.screen.slow ?? false;
    this.#voice.take(view.calls, this.#live.since('calls'), view.announcements, this.#live.since('announcements'));
    this.#advance();
  }

  #advance(): void {
    const { view } = this.#live;
    if (!view) return;
    const nowMs = performance.now();
    this.#show = showCalls(this.#show, view.calls, this.#live.since('calls'), nowMs, this.#rows);
    const begins = this.#begins;
    this.#begins = false;
    const plays = this.#log.item !== null && !document.hidden;
    this.#full = fullShare(this.#full, { ms: nowMs, callMs: this.#callMs(), begins, plays }, tickMs);
  }

  /** Page time of the newest call. */
  #callMs(): number {
    const newest = this.#live.view?.calls[0];
    return newest ? performance.now() - this.#live.since('calls') - newest.ageMs : Number.NEGATIVE_INFINITY;
  }

  /** In a closed hall the board says so, once the last call has been answered. */
  #isOver(view: ScreenView | null): boolean {
    if (!view || (view.hall.open && !view.hall.dayClosed)) return false;
    return performance.now() - this.#callMs() > callOverMs;
  }

  get #player(): PromoPlayer | null {
    return this.renderRoot.querySelector('hk-promo-player');
  }
  get #films() {
    return this.#player?.films ?? [];
  }
}
