/**
 * Pages for those who look after the hall, first for the phone. The team lead's desk; what the screens show, which is a part of its own
 * that comes only when it is asked for; and the health: sentences that say what is wrong and what to do, tickets whose paper is
 * uncertain, all devices, the notices as they are.
 */
import { html, LitElement, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import type { NoticeConfig } from '../../protocol/config.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import type { ContentView } from '../../protocol/screen-views.ts';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { DeskView, HallView, HealthView } from '../../protocol/views.ts';
import { callApi, RefusalError, wordsOf } from '../shared/api.ts';
import '../shared/icon.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/link-mark.ts';
import { formatClock } from '../shared/format.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { otherLocale, savedLocale, saveLocale } from '../shared/preferences.ts';
import { Session } from '../shared/session.ts';
import type { SignInDetail } from '../shared/sign-in.ts';
import '../shared/sign-in.ts';
import { Ticker } from '../shared/ticker.ts';
import { adminPageStyles } from './admin-page-styles.ts';
import { formatBytes } from './content/moments.ts';
import './desk-zone.ts';
import { deviceName, formatUptime, type HealthSentence, healthSentences } from './health-sentences.ts';

type DeviceState = HealthView['health']['devices'][number]['state'];
type Print = HealthView['prints'][number];
type Tab = 'desk' | 'content' | 'tickets' | 'devices' | 'bus';

/** What is wrong stands first. */
const stateRank: Readonly<Record<DeviceState, number>> = { ok: 0, warning: 1, offline: 2, fault: 3 };
const stateIcons: Readonly<Record<DeviceState, IconName>> = {
  ok: 'circle-check',
  warning: 'triangle-alert',
  fault: 'circle-x',
  offline: 'unplug',
};

@customElement('hk-admin')
export class AdminPage extends LitElement {
  readonly #session = new Session(this, (session) => {
    this.refusal = session.kind === 'out' && session.ended ? tBoth('signIn.ended') : null;
    this.#follow();
  });
  readonly #desk: LiveView<DeskView> = new LiveView<DeskView>(this, null, { onLost: () => void this.#session.ask() });
  readonly #content: LiveView<ContentView> = new LiveView<ContentView>(this, null, {
    onLost: () => void this.#session.ask(),
  });
  readonly #health: LiveView<HealthView> = new LiveView<HealthView>(this, null, {
    onLost: () => void this.#session.ask(),
  });
  readonly #hall: LiveView<HallView> = new LiveView<HallView>(this, null);
  @state() private locale: Locale = savedLocale();
  @state() private busy = false;
  @state() private refusal: Bilingual | null = null;

  constructor() {
    super();
    new Ticker(this, 1_000);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.#follow);
  }
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.#follow);
  }

  static override styles = [pageStyles, adminPageStyles];

  override render() {
    const { locale } = this;
    const session = this.#session.state;
    const live = this.#live;
    const hall = (this.#desk.view ?? this.#content.view ?? this.#hall.view)?.hall;
    return html`<header><h1>${t(locale, 'admin.title')}</h1>
        <hk-link-mark ?stale=${live.stale && !live.refusal && session.kind === 'in'} .agoMs=${this.#agoMs()} ?clock=${hall?.clockTrusted ?? false} .zone=${hall?.zone} .locale=${locale}></hk-link-mark>
        <button @click=${this.#switchLocale}><hk-icon name="languages"></hk-icon><span lang=${otherLocale(locale)}>${t(locale, 'language.other')}</span></button>
        ${session.kind === 'in' ? html`<button @click=${() => void this.#session.signOut()}><hk-icon name="log-out"></hk-icon>${t(locale, 'signIn.out')}</button>` : nothing}</header>
      ${session.kind === 'in' ? this.#tabs(session.role) : nothing}
      <main data-tab=${this.#tab}>${session.kind === 'in' ? this.#urgent() : nothing}${this.#body()}</main>`;
  }

  #body() {
    const { locale } = this;
    if (this.#session.state.kind === 'out') {
      return html`<hk-sign-in .locale=${locale} ?busy=${this.busy} .refusal=${this.refusal} @sign-in=${(event: CustomEvent<SignInDetail>) => void this.#signIn(event.detail)}></hk-sign-in>`;
    }
    const no = this.#live.refusal;
    if (no)
      return html`<p class="alone" role="alert" data-refused>${pick(no, locale)}${no.status === 403 ? html`<br />${t(locale, 'page.otherBadge')}` : nothing}</p>`;
    if (this.#tab === 'desk') {
      const { view } = this.#desk;
      return view
        ? html`<hk-desk-zone .view=${view} .rowsSinceMs=${this.#desk.since('left')} .countersSinceMs=${this.#desk.since('counters')} .locale=${locale} @signed-out=${() => void this.#session.ask()}></hk-desk-zone>`
        : html`<p class="alone">${t(locale, 'page.loading')}</p>`;
    }
    if (this.#tab === 'content') return this.#screens();
    if (this.#tab === 'tickets')
      return html`<hk-ticket-part .locale=${locale} .devices=${this.#health.view?.health.devices ?? []} @signed-out=${() => void this.#session.ask()}></hk-ticket-part>`;
    if (this.#tab === 'bus')
      return html`<hk-bus-zone .change=${this.#health.view?.health} .locale=${locale} @signed-out=${() => void this.#session.ask()}></hk-bus-zone>${this.#firmware()}`;
    const { view } = this.#health;
    return view ? this.#devices(view) : html`<p class="alone">${t(locale, 'page.loading')}</p>`;
  }

  #devices(view: HealthView) {
    const { locale } = this;
    const unsure = view.prints.filter((one) => one.state === 'unknown').map((one) => one.ticketNo);
    const sentences = healthSentences(
      view.health.faults,
      locale,
      this.#hall.view?.hall.zone,
      unsure,
      view.health.devices,
    );
    return html`${this.#health.stale ? this.#silence() : this.#summary(view, sentences)}
      ${this.refusal ? html`<p class="refusal" role="alert">${pick(this.refusal, locale)}</p>` : nothing}
      ${sentences.length > 0 ? html`<section><h2>${t(locale, 'admin.todo')}</h2>${sentences.map((one) => this.#sentence(one))}</section>` : nothing}
      ${view.prints.length > 0 ? html`<section><h2>${t(locale, 'admin.prints')}</h2>${view.prints.some((one) => one.state === 'unknown') ? html`<p>${t(locale, 'admin.prints.ask')}</p>` : nothing}${view.prints.map((one) => this.#print(one))}</section>` : nothing}
      <section><h2>${t(locale, 'admin.devices')}</h2><ul class="devices card">
        ${[...view.health.devices]
          .sort((a, b) => stateRank[b.state] - stateRank[a.state])
          .map(
            (
              device,
            ) => html`<li class="device" data-state=${device.state}><hk-icon name=${stateIcons[device.state]}></hk-icon>
          <span>${deviceName(device, locale)} <span class="quiet">${device.id}</span></span><span class="words">${t(locale, `admin.state.${device.state}`)}</span></li>`,
          )}</ul></section>
      ${this.#notices(this.#hall.view?.signage.notices ?? [])}
      ${this.#system(view)}`;
  }

  /** What the address names; without a name the lead's page for the lead, the devices for everybody else. */
  get #tab(): Tab {
    const session = this.#session.state;
    const named = location.hash.slice(1).split('/')[0];
    if (session.kind !== 'in') return 'devices';
    if (named === 'content' || named === 'devices') return named;
    if ((named === 'tickets' || named === 'bus') && session.role !== 'clerk') return named;
    if (session.role === 'facilities') return 'devices';
    return named === 'desk' || session.role === 'lead' ? 'desk' : 'devices';
  }
  get #live(): LiveView<DeskView> | LiveView<ContentView> | LiveView<HealthView> {
    return {
      desk: this.#desk,
      content: this.#content,
      tickets: this.#health,
      devices: this.#health,
      bus: this.#health,
    }[this.#tab];
  }

  readonly #follow = (): void => {
    const isIn = this.#session.state.kind === 'in';
    const tab = this.#tab;
    this.#desk.follow(isIn && tab === 'desk' ? 'desk' : null);
    this.#content.follow(isIn && tab === 'content' ? 'content' : null);
    this.#health.follow(isIn && (tab === 'devices' || tab === 'tickets' || tab === 'bus') ? 'health' : null);
    this.#hall.follow(isIn && tab === 'devices' ? 'hall' : null);
    if (isIn && tab === 'bus') void import('./bus/bus-zone.ts').then(() => this.requestUpdate());
    // Fetched as soon as somebody is signed in: an urgent notice must not wait for it.
    if (isIn) void import('./content/content-zone.ts').then(() => this.requestUpdate());
    if (isIn && tab === 'tickets') void import('./tickets/ticket-part.ts').then(() => this.requestUpdate());
    this.requestUpdate();
  };

  #tabs(role: string) {
    const { locale } = this;
    const tab = (id: Tab, words: string) =>
      html`<a href=${`#${id}`} aria-current=${this.#tab === id ? 'page' : 'false'}>${words}</a>`;
    return html`<nav aria-label=${t(locale, 'desk.parts')}>${role === 'facilities' ? nothing : tab('desk', t(locale, 'desk.tab'))}${tab('content', t(locale, 'content.tab'))}${role === 'clerk' ? nothing : tab('tickets', t(locale, 'paper.tab'))}${tab('devices', t(locale, 'desk.devices'))}${role === 'clerk' ? nothing : tab('bus', t(locale, 'bus.tab'))}</nav>`;
  }

  /** In three touches on the screens; on every page of this one, for there is no time to look for it. */
  #urgent() {
    const { locale } = this;
    if (location.hash === '#content/urgent') return nothing;
    return html`<a class="urgent" href="#content/urgent" data-act="urgent"><hk-icon name="megaphone"></hk-icon><span><strong>${t(locale, 'urgent.open')}</strong> ${t(locale, 'urgent.openHint')}</span></a>`;
  }

  #screens() {
    const { locale } = this;
    const { view } = this.#content;
    const session = this.#session.state;
    if (!view || session.kind !== 'in') return html`<p class="alone">${t(locale, 'page.loading')}</p>`;
    return html`<hk-content-zone .view=${view} .who=${session} .locale=${locale} @signed-out=${() => void this.#session.ask()}></hk-content-zone>`;
  }

  /** What stands below is old: nobody may be told that all is well. */
  #silence() {
    const { locale } = this;
    const hall = this.#hall.view?.hall;
    const words = hall?.clockTrusted
      ? t(locale, 'admin.silentSince', { time: formatClock(Date.now() - this.#agoMs(), hall.zone) })
      : t(locale, 'admin.silent');
    return html`<div class="summary card" data-status="fault" role="alert"><hk-icon name="wifi-off"></hk-icon><strong>${words}</strong><span>${t(locale, 'admin.silentHint')}</span></div>`;
  }

  #summary(view: HealthView, sentences: readonly HealthSentence[]) {
    const { locale } = this;
    const { status } = view.health;
    if (status === 'ok')
      return html`<div class="summary card" data-status="ok" role="status"><hk-icon name="circle-check"></hk-icon><strong>${t(locale, 'admin.allWell')}</strong><span>${t(locale, 'admin.allWellHint')}</span></div>`;
    const n = sentences.length;
    const words = status === 'fault' ? t(locale, 'admin.faults', { n }) : t(locale, 'admin.warnings', { n });
    return html`<div class="summary card" data-status=${status} role="status"><hk-icon name=${status === 'fault' ? 'circle-x' : 'triangle-alert'}></hk-icon><strong>${words}</strong></div>`;
  }

  #sentence(one: HealthSentence) {
    return html`<div class="sentence card" data-severity=${one.severity} data-fault=${one.key}><hk-icon name=${one.severity === 'error' ? 'circle-x' : 'triangle-alert'}></hk-icon>
      <strong>${one.what}</strong><span>${one.act}</span><span class="quiet">${one.detail}</span></div>`;
  }

  #print(one: Print) {
    const { locale } = this;
    return html`<div class="print card"><span class="number">${one.ticketNo}</span>${one.state === 'failed' ? nothing : html`<span class="quiet digits">${one.copies === 1 ? t(locale, 'admin.prints.once') : t(locale, 'admin.prints.copies', { n: one.copies })}</span>`}
      ${one.state === 'unknown' ? html`<button ?disabled=${this.busy} @click=${() => void this.#do(`tickets/${one.ticketId}/print`, { there: true })}><hk-icon name="circle-check"></hk-icon>${t(locale, 'admin.prints.there')}</button>` : html`<span>${t(locale, 'admin.prints.failed')}</span>`}
      <button class="primary" ?disabled=${this.busy} @click=${() => void this.#do(one.state === 'unknown' ? `tickets/${one.ticketId}/print` : `tickets/${one.ticketId}/reprint`, one.state === 'unknown' ? { there: false } : {})}><hk-icon name="printer"></hk-icon>${t(locale, 'admin.prints.again')}</button></div>`;
  }

  /** A part of its own that comes when there is a bus. */
  #firmware() {
    const buses = this.#health.view?.health.firmware;
    if (!buses) return nothing;
    void import('./firmware-part.ts');
    return html`<hk-firmware-part .buses=${buses} .locale=${this.locale}></hk-firmware-part>`;
  }

  #notices(notices: readonly NoticeConfig[]) {
    const { locale } = this;
    return html`<section><h2>${t(locale, 'admin.notices')}</h2>
      ${notices.length === 0 ? html`<p class="quiet">${t(locale, 'admin.notices.none')}</p>` : nothing}
      ${notices.map(
        (
          notice,
        ) => html`<article class="notice card"><strong>${notice.urgent ? `${t(locale, 'admin.urgent')} · ` : ''}${pick(notice.title, locale)}</strong>
        <p>${pick(notice.text, locale)}</p><p class="quiet">${this.#validity(notice)}</p></article>`,
      )}</section>`;
  }

  #validity(notice: NoticeConfig): string {
    const { locale } = this;
    const from = notice.from ? t(locale, 'admin.notices.from', { date: notice.from }) : '';
    const until = notice.until ? t(locale, 'admin.notices.until', { date: notice.until }) : '';
    return [from, until].filter(Boolean).join(locale === 'en' ? ', ' : '，') || t(locale, 'admin.notices.always');
  }

  #system(view: HealthView) {
    const { locale } = this;
    const { health } = view;
    return html`<section><h2>${t(locale, 'admin.system')}</h2><dl class="card digits">
      <dt>${t(locale, 'admin.version')}</dt><dd>${health.sw}</dd>
      <dt>${t(locale, 'admin.uptime')}</dt><dd>${formatUptime(health.uptimeMs + this.#health.since('health'), locale)}</dd>
      ${health.films ? this.#films(health.films) : nothing}
      <dt>${t(locale, 'admin.journal')}</dt><dd>${health.journal.seq}</dd>
      <dt>${t(locale, 'admin.acked')}</dt><dd>${health.journal.acked ?? t(locale, 'admin.ackedNone')}</dd></dl></section>`;
  }

  #films({ state, bytes, ofBytes }: FilmsProgress) {
    const { locale } = this;
    const key = state === 'waiting' ? 'admin.films.waiting' : 'admin.films.downloading';
    const words = t(locale, key, { bytes: formatBytes(bytes), ofBytes: formatBytes(ofBytes) });
    return html`<dt>${t(locale, 'admin.films')}</dt><dd data-films=${state}>${words}</dd>`;
  }

  async #signIn(detail: SignInDetail): Promise<void> {
    await this.#work(() => this.#session.signIn(detail.badge, detail.pin));
  }
  async #do(path: string, body: object): Promise<void> {
    await this.#work(() => callApi('POST', path, body));
  }
  async #work(call: () => Promise<unknown>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = null;
    try {
      await call();
    } catch (error) {
      this.refusal = wordsOf(error);
      if (error instanceof RefusalError && error.code === 'not-signed-in') void this.#session.ask();
    } finally {
      this.busy = false;
    }
  }

  readonly #switchLocale = (): void => {
    this.locale = otherLocale(this.locale);
    saveLocale(this.locale);
  };
  #agoMs(): number {
    const at = this.#live.state.truthAtMs;
    return at === null ? 0 : performance.now() - at;
  }
}
