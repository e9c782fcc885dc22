/**
 * The ticket printer as a machine one can touch: paper slides out of its slot as the picture of the very dots it was sent,
 * and a switch for every mishap. Fires `lab` with an action and its body.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { LabView, LabPrinter as PrinterState } from '../../protocol/lab.ts';
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import '../shared/icon.ts';
import { pageStyles } from '../shared/page-styles.ts';
import { setStyle } from '../shared/set-style.ts';
import './lab-switch.ts';

type Paper = LabView['papers'][number];
/** Torn-off papers on the tray. */
const trayMax = 3;

@customElement('hk-lab-printer')
export class LabPrinter extends LitElement {
  @property({ attribute: false }) printer: PrinterState | null = null;
  @property({ attribute: false }) papers: readonly Paper[] = [];
  @property() locale: Locale = 'zh-CN';
  @state() private tornId = 0;

  static override styles = [
    pageStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-3);
        align-content: start;
      }
      .machine {
        position: relative;
        display: grid;
        grid-template-columns: 1fr auto;
        align-items: center;
        gap: var(--space-3);
        padding: var(--space-4);
        border-radius: var(--radius);
        background: var(--case);
        color: var(--on-accent);
      }
      .machine[data-cover='open'] {
        border-top: calc(2 * var(--space-1)) dashed var(--call);
      }
      .machine button {
        min-height: calc(0.72 * var(--target));
        color: var(--ink);
      }
      .slot {
        grid-column: 1 / -1;
        height: var(--space-3);
        border-radius: var(--radius-round);
        background: var(--case-dark);
      }
      .lamp {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        font-size: var(--type-small);
      }
      .lamp i {
        width: var(--space-3);
        height: var(--space-3);
        border-radius: var(--radius-round);
        background: var(--lamp-0);
      }
      .lamp[data-lamp='ready'] i {
        background: var(--lamp-2);
      }
      .lamp[data-lamp='trouble'] i {
        background: var(--lamp-1);
      }
      .out {
        height: calc(21 * var(--space-4));
        margin-top: calc(-1 * var(--space-6));
        padding: 0 var(--space-6);
        border-radius: 0 0 var(--radius) var(--radius);
        background: var(--mist-deep);
        overflow: hidden;
      }
      .strip {
        display: block;
        width: 100%;
        aspect-ratio: var(--shape);
        background: var(--paper-warm);
        box-shadow: var(--shadow);
        animation: slide 600ms ease-out;
      }
      .strip img {
        display: block;
        width: 100%;
      }
      @keyframes slide {
        from {
          transform: translateY(-100%);
        }
      }
      .none {
        padding: var(--space-16) var(--space-3);
        text-align: center;
        color: var(--ink-soft);
      }
      .tray {
        display: flex;
        gap: var(--space-2);
        align-items: end;
        height: calc(5 * var(--space-4));
        padding: var(--space-2) var(--space-2) 0;
        border-radius: var(--radius-small);
        background: var(--mist-deep);
        overflow: hidden;
      }
      .tray img {
        flex: 1;
        min-width: 0;
        max-width: 33%;
        align-self: start;
        background: var(--paper-warm);
        box-shadow: var(--shadow);
      }
      .switches {
        display: grid;
        gap: var(--space-1);
      }
      .choice {
        display: grid;
        grid-template-columns: auto 1fr;
        align-items: center;
        gap: var(--space-3);
        padding: 0 0 0 var(--space-3);
      }
      .choice div {
        display: grid;
        grid-template-columns: repeat(3, 1fr);
        gap: var(--space-1);
      }
      .choice button {
        padding: var(--space-1);
        border-color: var(--line);
        font-size: var(--type-small);
        font-weight: var(--weight-text);
      }
      .choice button[aria-pressed='true'] {
        border-color: var(--accent);
        background: var(--accent-mist);
        font-weight: var(--weight-strong);
      }
    `,
  ];

  override render() {
    const { printer, locale } = this;
    if (!printer) return nothing;
    const papers = [...this.papers].reverse();
    const newest = papers[0];
    const hanging = newest && newest.id > this.tornId ? newest : undefined;
    const tray = papers.filter((paper) => paper !== hanging).slice(0, trayMax);
    const ready = printer.power && printer.paper !== 'end' && printer.cover === 'closed' && printer.cutter === 'ok';
    return html`
      <div class="machine" data-cover=${printer.cover}>
        <strong>${t(locale, 'lab.printer')}</strong>
        <span class="lamp" data-lamp=${!printer.power ? 'dark' : ready ? 'ready' : 'trouble'}><i></i>${this.#lampWords(printer, ready)}</span>
        <span class="digits">${t(locale, 'lab.buffered', { n: printer.bufferedBytes })}</span>
        ${hanging ? html`<button @click=${() => this.#tear(hanging.id)}><hk-icon name="scissors"></hk-icon><span>${t(locale, 'lab.take')}</span></button>` : html`<span></span>`}
        <div class="slot"></div>
      </div>
      <div class="out" aria-live="polite">
        ${hanging ? this.#strip(hanging) : html`<p class="none">${t(locale, 'lab.noPaper')}</p>`}
      </div>
      ${tray.length > 0 ? html`<div class="tray">${tray.map((paper) => html`<img src=${urlOf(paper)} alt=${t(locale, 'lab.paperAlt', { id: paper.id })} />`)}</div>` : nothing}
      <div class="switches">${this.#switches(printer)}</div>`;
  }

  #strip(paper: Paper) {
    // Keyed by id through the map below, so that each new paper slides out anew while a growing one only grows.
    return [paper].map(
      (
        one,
      ) => html`<div class="strip" data-paper=${one.id} ${setStyle({ '--shape': `${one.widthDots} / ${Math.max(1, one.heightDots)}` })}>
        <img src=${urlOf(one)} alt=${t(this.locale, 'lab.paperAlt', { id: one.id })} /></div>`,
    );
  }

  #lampWords(printer: PrinterState, ready: boolean): string {
    const { locale } = this;
    if (!printer.power) return `${t(locale, 'lab.power')} ${t(locale, 'lab.off')}`;
    if (ready) return t(locale, 'admin.state.ok');
    if (printer.cover === 'open') return `${t(locale, 'lab.cover')} ${t(locale, 'lab.cover.open')}`;
    if (printer.paper === 'end') return `${t(locale, 'lab.paper')} ${t(locale, 'lab.paper.end')}`;
    return `${t(locale, 'lab.cutter')} ${t(locale, 'lab.cutter.jammed')}`;
  }

  #switches(printer: PrinterState) {
    const { locale } = this;
    const flip = (event: Event) => event instanceof CustomEvent && event.detail === true;
    return html`
      <hk-lab-switch data-switch="power" .label=${t(locale, 'lab.power')} .words=${t(locale, printer.power ? 'lab.on' : 'lab.off')} ?on=${printer.power} @flip=${(event: Event) => this.#send({ power: flip(event) })}></hk-lab-switch>
      <hk-lab-switch data-switch="cover" .label=${t(locale, 'lab.cover')} .words=${t(locale, `lab.cover.${printer.cover}`)} ?on=${printer.cover === 'closed'} @flip=${(event: Event) => this.#send({ cover: flip(event) ? 'closed' : 'open' })}></hk-lab-switch>
      <hk-lab-switch data-switch="cutter" .label=${t(locale, 'lab.cutter')} .words=${t(locale, `lab.cutter.${printer.cutter}`)} ?on=${printer.cutter === 'ok'} @flip=${(event: Event) => this.#send({ cutter: flip(event) ? 'ok' : 'jammed' })}></hk-lab-switch>
      <div class="choice"><span>${t(locale, 'lab.paper')}</span><div role="group" aria-label=${t(locale, 'lab.paper')}>
        ${(['ok', 'near-end', 'end'] as const).map((paper) => html`<button data-paper-state=${paper} aria-pressed=${printer.paper === paper ? 'true' : 'false'} @click=${() => this.#send({ paper })}>${t(locale, `lab.paper.${paper}`)}</button>`)}</div></div>`;
  }

  #tear(id: number): void {
    this.tornId = id;
  }

  #send(body: object): void {
    this.dispatchEvent(new CustomEvent('lab', { detail: { action: 'printer', body } }));
  }
}

/** A paper still coming out is fetched again as it grows. */
function urlOf(paper: Paper): string {
  return `/api/lab/paper/${paper.id}.svg?h=${paper.heightDots}`;
}
