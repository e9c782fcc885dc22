/**
 * Tickets as they will come out: for a printer or a width, a service, a template, in both sizes of print, drawn from the
 * printer's own bytes; and a paper that tries a printer. What is shown is asked anew with every choice; an answer that
 * comes after a later choice is thrown away.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import type { PaperPreview, PaperView } from '../../../protocol/api-paper.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import { type Bilingual, type Locale, pick } from '../../../protocol/texts-types.ts';
import type { HealthView } from '../../../protocol/views.ts';
import { callApi, RefusalError, wordsOf } from '../../shared/api.ts';
import '../../shared/icon.ts';
import { contentStyles } from '../content/content-styles.ts';
import { checkedOf, typedIn } from '../content/field-values.ts';
import '../content/web-awesome.ts';

type Device = HealthView['health']['devices'][number];

interface Choice {
  /** A printer's id, or `80` or `58` for any of that width. */
  readonly printer: string;
  readonly service: string;
  /** Empty: that of the service. */
  readonly template: string;
  readonly large: boolean;
  readonly customer: Locale;
}

const widths = ['80', '58'] as const;
const dotsPerMm = 8;

@customElement('hk-ticket-part')
export class TicketPart extends LitElement {
  @property() locale: Locale = 'zh-CN';
  @property({ attribute: false }) devices: readonly Device[] = [];
  @state() private paper: PaperView | null = null;
  @state() private choice: Choice | null = null;
  @state() private preview: PaperPreview | null = null;
  @state() private refusal: Bilingual | null = null;
  @state() private sent: string | null = null;
  @state() private busy = false;

  static override styles = [
    ...contentStyles,
    css`
      .sheet {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        justify-items: center;
        gap: var(--space-3);
        margin: 0;
        padding: var(--space-4);
        background: var(--mist);
        border-radius: var(--radius);
      }
      .sheet img {
        max-width: 100%;
        height: auto;
        box-shadow: var(--shadow);
      }
      .refusal {
        color: var(--trouble-ink);
      }
      @media (min-width: 60rem) {
        .both {
          display: grid;
          grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
          gap: var(--space-4);
          align-items: start;
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#work(async () => {
      const paper = await callApi<PaperView>('GET', 'paper');
      this.paper = paper;
      const [printer] = paper.printers;
      const service = paper.services[0]?.id ?? '';
      this.#choose({ printer: printer?.id ?? '80', service, template: '', large: false, customer: this.locale });
    });
  }

  override render() {
    const { locale, paper, choice, refusal } = this;
    const failed = refusal ? html`<p class="refusal" role="alert" data-refusal>${pick(refusal, locale)}</p>` : nothing;
    if (!paper || !choice) return refusal ? failed : html`<p class="empty">${t(locale, 'page.loading')}</p>`;
    return html`<p class="quiet">${t(locale, 'paper.intro')}</p>
      <div class="both"><div class="stack">${keyed(locale, this.#fields(paper, choice))}${this.#trial(choice)}${failed}</div>${this.#sheet()}</div>`;
  }

  #fields(paper: PaperView, choice: Choice) {
    const { locale } = this;
    const service = paper.services.find(({ id }) => id === choice.service);
    const own = (choice.large ? service?.large : service?.template) ?? '';
    const set = (change: (value: string) => Partial<Choice>) => (event: Event) => {
      const value = typedIn(event);
      if (value !== '') this.#choose({ ...choice, ...change(value) });
    };
    return html`<div class="card pad"><div class="pairs">
      <wa-select label=${t(locale, 'paper.printer')} data-field="printer" .value=${choice.printer} @change=${set((printer) => ({ printer }))}>
        ${paper.printers.map(({ id, paperMm }) => html`<wa-option value=${id}>${id} · ${t(locale, 'paper.onPaper', { mm: paperMm })}</wa-option>`)}
        ${widths.map((mm) => html`<wa-option value=${mm}>${t(locale, 'paper.anyPrinter', { mm })}</wa-option>`)}</wa-select>
      <wa-select label=${t(locale, 'paper.service')} data-field="service" .value=${choice.service} @change=${set((id) => ({ service: id }))}>
        ${paper.services.map(({ id, name }) => html`<wa-option value=${id}>${id} ${pick(name, locale)}</wa-option>`)}</wa-select>
      <wa-select label=${t(locale, 'paper.template')} data-field="template" .value=${choice.template || 'own'} @change=${set((id) => ({ template: id === 'own' ? '' : id }))}>
        <wa-option value="own">${t(locale, 'paper.templateOwn', { name: this.#nameOf(own) })}</wa-option>
        ${paper.templates.map(({ id }) => html`<wa-option value=${id}>${this.#nameOf(id)}</wa-option>`)}</wa-select>
      <wa-select label=${t(locale, 'paper.language')} data-field="customer" .value=${choice.customer} @change=${set((value) => ({ customer: value === 'en' ? 'en' : 'zh-CN' }))}>
        <wa-option value="zh-CN" lang="zh-CN">中文</wa-option><wa-option value="en" lang="en">English</wa-option></wa-select>
      <wa-switch data-field="large" ?checked=${choice.large} @change=${(event: Event) => this.#choose({ ...choice, large: checkedOf(event) })}>${t(locale, 'paper.large')}</wa-switch></div></div>`;
  }

  #trial(choice: Choice) {
    const { locale, sent } = this;
    const device = this.devices.find(({ id }) => id === choice.printer);
    const isReady = device?.state === 'ok' || device?.state === 'warning';
    const isPrinter = this.paper?.printers.some(({ id }) => id === choice.printer) === true;
    const why = !isPrinter
      ? t(locale, 'paper.testNone')
      : isReady
        ? t(locale, 'paper.testHint')
        : t(locale, 'paper.testNotReady');
    return html`<div class="card pad"><button class="primary" data-act="test" ?disabled=${this.busy || !isReady} @click=${() => void this.#test(choice)}><hk-icon name="printer"></hk-icon>${t(locale, 'paper.test')}</button>
      <p class="quiet">${why}</p>${sent === null ? nothing : html`<p class="mark" data-mark="good" role="status" data-sent><hk-icon name="circle-check"></hk-icon>${t(locale, 'paper.tested', { printer: sent })}</p>`}</div>`;
  }

  #sheet() {
    const { locale, preview } = this;
    if (!preview) return html`<p class="empty">${t(locale, 'page.loading')}</p>`;
    const { png, widthDots, heightDots, lines, bytes, missing } = preview;
    // Half its dots: a screen has about half as many in a millimetre, and a fine one shows them all.
    return html`<figure class="sheet"><img data-preview src=${`data:image/png;base64,${png}`} width=${widthDots / 2} height=${heightDots / 2} alt=${`${t(locale, 'paper.preview')}: ${lines.join('\n')}`} />
      <figcaption class="quiet digits">${t(locale, 'paper.size', { mm: Math.round(heightDots / dotsPerMm), bytes })}</figcaption>
      ${missing.length > 0 ? html`<p class="mark" data-mark="warn"><hk-icon name="triangle-alert"></hk-icon>${t(locale, 'paper.missing', { chars: missing.join(' ') })}</p>` : nothing}</figure>`;
  }

  #nameOf(id: string): string {
    const name = this.paper?.templates.find((one) => one.id === id)?.name;
    return name ? pick(name, this.locale) : id;
  }

  #choose(choice: Choice): void {
    this.choice = choice;
    this.sent = null;
    void this.#work(async () => {
      const { printer, service, template, large, customer } = choice;
      const width = widths.find((mm) => mm === printer);
      const query = new URLSearchParams({ service, large: large ? 'yes' : 'no', locale: customer });
      query.set(width ? 'paper' : 'printer', printer);
      if (template !== '') query.set('template', template);
      const preview = await callApi<PaperPreview>('GET', `paper/preview?${query}`);
      if (this.choice === choice) this.preview = preview;
    });
  }

  async #test({ printer, service, template, large, customer }: Choice): Promise<void> {
    this.busy = true;
    this.sent = null;
    const own = template === '' ? {} : { template };
    await this.#work(async () => {
      await callApi('POST', `printers/${printer}/test`, { service, ...own, large, locale: customer });
      this.sent = printer;
    });
    this.busy = false;
  }

  async #work(call: () => Promise<void>): Promise<void> {
    this.refusal = null;
    try {
      await call();
    } catch (error) {
      const isSlow = error instanceof RefusalError && error.code === 'too-many-requests';
      this.refusal = isSlow ? tBoth('paper.slow') : wordsOf(error);
      if (error instanceof RefusalError && error.status === 401) this.dispatchEvent(new CustomEvent('signed-out'));
    }
  }
}
