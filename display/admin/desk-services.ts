/** Services: do they give tickets, since when not and why, how many of their numbers are used; switched on and off, a paper roll's number. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { limits } from '../../protocol/limits.ts';
import { refusals } from '../../protocol/refusals.ts';
import { t, tBoth } from '../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../protocol/texts-types.ts';
import type { DeskView, ReasonPart, ServicePart } from '../../protocol/views.ts';
import { formatHours } from '../shared/format.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';
import { deskCall } from './desk-call.ts';
import { deskStyles } from './desk-styles.ts';

@customElement('hk-desk-services')
export class DeskServices extends LitElement {
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property({ attribute: false }) numbers: DeskView['numbers'] = [];
  @property({ attribute: false }) reasons: readonly ReasonPart[] = [];
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  /** The service whose reason is being asked for. */
  @state() private asking: string | null = null;

  static override styles = [
    pageStyles,
    deskStyles,
    css`
      li {
        display: grid;
        gap: var(--space-2);
        padding: var(--space-3) var(--space-4);
        border-bottom: var(--hair) solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .head {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-3);
      }
      .use {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--space-3);
        font-size: var(--type-small);
      }
      .use .bar {
        height: var(--space-2);
        border-radius: var(--radius-round);
        background: var(--mist-deep);
        overflow: hidden;
      }
      .use .bar span {
        display: block;
        width: var(--share);
        height: 100%;
        background: var(--accent);
      }
      .use[data-most] .bar span {
        background: var(--trouble);
      }
      form {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-2);
      }
      label {
        display: grid;
        font-size: var(--type-small);
      }
      input {
        width: 8rem;
        min-height: var(--target);
        padding: 0 var(--space-3);
        border: var(--stroke) solid var(--edge);
        border-radius: var(--radius-small);
      }
    `,
  ];

  override render() {
    return html`<h2>${t(this.locale, 'desk.services')}</h2><ul class="card">${this.services.map((one) => this.#service(one))}</ul>`;
  }

  #service(service: ServicePart) {
    const { locale } = this;
    const name = pick(service.name, locale);
    const isOff = service.closedReason !== null;
    return html`<li data-service=${service.id}>
      <div class="head"><div><h3>${name}</h3>${this.#state(service)}</div>
        ${
          isOff
            ? html`<button class="primary" ?disabled=${this.busy} @click=${() => this.#switchOn(service)}>${t(locale, 'desk.switchOn')}</button>`
            : html`<button ?disabled=${this.busy} aria-expanded=${this.asking === service.id} @click=${() => this.#ask(service)}>${t(locale, 'desk.switchOff')}</button>`
        }</div>
      ${
        this.asking === service.id && !isOff
          ? html`<div class="ask" role="group" aria-label=${t(locale, 'desk.offWhy', { name })}><h3>${t(locale, 'desk.offWhy', { name })}</h3><div class="buttons">
              ${this.reasons.map((reason) => html`<button data-reason=${reason.id} ?disabled=${this.busy} @click=${() => this.#switchOff(service, reason)}>${pick(reason.text, locale)}</button>`)}
              <button class="plain" @click=${this.#leave}><hk-icon name="x"></hk-icon>${t(locale, 'desk.keep')}</button></div></div>`
          : nothing
      }
      ${this.#use(service)}
      ${service.closedBy === 'service-paper-roll' ? this.#roll(service) : nothing}
    </li>`;
  }

  #state(service: ServicePart) {
    const { locale } = this;
    const facts = [
      t(locale, 'service.waiting', { n: service.waiting }),
      ...(service.hoursToday.length > 0 ? [t(locale, 'desk.hours', { hours: formatHours(service.hoursToday) })] : []),
    ];
    return html`${
      service.open
        ? html`<p class="mark good"><hk-icon name="circle-check"></hk-icon>${t(locale, 'desk.serviceOn')}</p>`
        : service.closedBy === 'service-paper-roll'
          ? html`<p class="mark"><hk-icon name="ticket"></hk-icon>${t(locale, 'desk.serviceRoll')}</p>`
          : html`<p class="mark warn"><hk-icon name="circle-x"></hk-icon>${t(locale, 'desk.serviceOff')}</p>
          <p class="quiet">${pick(whyClosed(service), locale)}</p>`
    }<p class="quiet digits">${facts.join(' · ')}</p>`;
  }

  #use({ id }: ServicePart) {
    const { locale } = this;
    const share = this.numbers.find((one) => one.service === id)?.usedShare ?? 0;
    const n = Math.round(share * 100);
    const isMost = share >= limits.seriesScarceShare;
    const words = isMost ? t(locale, 'desk.usedMost', { n }) : t(locale, 'desk.used', { n });
    return html`<div class="use digits" ?data-most=${isMost}><span class="bar"><span ${setStyle({ '--share': `${n}%` })}></span></span>
      <span class=${isMost ? 'late' : 'quiet'}>${isMost ? html`<hk-icon name="triangle-alert"></hk-icon>` : nothing}${words}</span></div>`;
  }

  #roll(service: ServicePart) {
    const { locale } = this;
    return html`<form @submit=${(event: SubmitEvent) => this.#setRoll(event, service)}>
      <label>${t(locale, 'desk.roll')}<input class="digits" name="n" type="number" inputmode="numeric" required min="1" max=${limits.ticketNumberMax} /></label>
      <button ?disabled=${this.busy}>${t(locale, 'desk.rollSet')}</button></form>`;
  }

  #ask(service: ServicePart): void {
    this.asking = this.asking === service.id ? null : service.id;
  }
  readonly #leave = (): void => {
    this.asking = null;
  };

  #switchOff(service: ServicePart, reason: ReasonPart): void {
    this.asking = null;
    const path = `services/${service.id}/close`;
    const undo = { path: `services/${service.id}/open`, body: {} };
    this.#fire(path, { reason: reason.id }, named('desk.offDone', service), undo);
  }

  #switchOn(service: ServicePart): void {
    const reason = this.reasons.find(({ text }) => text.zh === service.closedReason?.zh);
    const undo = reason && { path: `services/${service.id}/close`, body: { reason: reason.id } };
    this.#fire(`services/${service.id}/open`, {}, named('desk.onDone', service), undo);
  }

  #setRoll(event: SubmitEvent, service: ServicePart): void {
    event.preventDefault();
    if (!(event.target instanceof HTMLFormElement)) return;
    const n = Number(new FormData(event.target).get('n'));
    const done = {
      zh: t('zh-CN', 'desk.rollDone', { name: service.name.zh, n }),
      en: t('en', 'desk.rollDone', { name: service.name.en, n }),
    };
    this.#fire(`services/${service.id}/roll`, { n }, done);
  }

  #fire(path: string, body: object, done: Bilingual, undo?: { readonly path: string; readonly body: object }): void {
    this.dispatchEvent(deskCall(undo ? { path, body, done, undo } : { path, body, done }));
  }
}

function named(key: 'desk.offDone' | 'desk.onDone', { name }: ServicePart): Bilingual {
  return { zh: t('zh-CN', key, { name: name.zh }), en: t('en', key, { name: name.en }) };
}

/** The reason staff gave, or what keeps it closed: its hours, its quota, the roll. */
function whyClosed({ closedBy, closedReason }: ServicePart): Bilingual {
  if (closedReason) return closedReason;
  const known = closedBy !== null && closedBy in refusals;
  return known ? refusals[closedBy as keyof typeof refusals].text : tBoth('service.closed');
}
