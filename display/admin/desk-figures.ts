/** Today's appointments with what became of them, and how true the promised waits were, service by service. Shows only. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import type { AccuracyPart, AppointmentPart, ServicePart } from '../../protocol/views.ts';
import { formatClock } from '../shared/format.ts';
import type { IconName } from '../shared/icon.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { accuracyWords } from './accuracy-words.ts';
import { deskStyles } from './desk-styles.ts';

const stateIcons: Readonly<Record<AppointmentPart['state'], IconName>> = {
  booked: 'clock',
  'checked-in': 'circle-check',
  missed: 'user-x',
};

@customElement('hk-desk-figures')
export class DeskFigures extends LitElement {
  @property({ attribute: false }) appointments: readonly AppointmentPart[] = [];
  @property({ attribute: false }) accuracy: readonly AccuracyPart[] = [];
  @property({ attribute: false }) services: readonly ServicePart[] = [];
  @property() zone: string | undefined;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    deskStyles,
    css`
      li {
        display: grid;
        gap: var(--space-1) var(--space-3);
        align-items: center;
        padding: var(--space-3) var(--space-4);
        border-bottom: var(--hair) solid var(--line);
      }
      li:last-child {
        border-bottom: 0;
      }
      .appointment {
        grid-template-columns: 3.4rem minmax(0, 1fr) auto;
      }
      .appointment[data-state='missed'] hk-icon {
        color: var(--trouble);
      }
      .appointment[data-state='checked-in'] hk-icon {
        color: var(--good);
      }
    `,
  ];

  override render() {
    const { locale, appointments, accuracy } = this;
    return html`<h2><span>${t(locale, 'desk.appointments')}</span><span class="digits">${appointments.length}</span></h2>
      ${appointments.length === 0 ? html`<p class="quiet">${t(locale, 'desk.noAppointments')}</p>` : html`<ul class="card" data-list="appointments">${appointments.map((one) => this.#appointment(one))}</ul>`}
      <h2>${t(locale, 'desk.accuracy')}</h2>
      ${accuracy.length === 0 ? html`<p class="quiet">${t(locale, 'desk.accuracyNone')}</p>` : html`<ul class="card" data-list="accuracy">${accuracy.map((one) => this.#accuracy(one))}</ul>`}`;
  }

  #appointment(one: AppointmentPart) {
    const { locale } = this;
    return html`<li class="appointment" data-state=${one.state}><strong class="digits">${formatClock(one.slotMs, this.zone)}</strong>
      <span>${this.#name(one.service)}</span>
      <span class="mark"><hk-icon name=${stateIcons[one.state]}></hk-icon>${t(locale, `desk.appointment.${one.state}`)}${one.ticketNo === null ? nothing : html` <span class="number">${one.ticketNo}</span>`}</span></li>`;
  }

  #accuracy(one: AccuracyPart) {
    const words = accuracyWords(one, this.locale);
    return html`<li><h3>${this.#name(one.service)}</h3><p class="digits">${words.held}${this.locale === 'en' ? '; ' : '；'}${words.off}</p><p class="quiet digits">${words.bias}</p></li>`;
  }

  #name(id: string): string {
    const service = this.services.find((one) => one.id === id);
    return service ? pick(service.name, this.locale) : id;
  }
}
