/** The first page: doors to all others, in both languages at once, because nobody has chosen one yet. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement } from 'lit/decorators.js';
import { type PlainTextKey, tBoth, texts } from '../../protocol/texts.ts';
import type { HallView } from '../../protocol/views.ts';
import { both } from '../shared/bilingual.ts';
import '../shared/icon.ts';
import type { IconName } from '../shared/icon.ts';
import { LiveView } from '../shared/live-view.ts';
import { pageStyles } from '../shared/page-styles.ts';

interface Door {
  readonly href: string;
  readonly icon: IconName;
  readonly title: PlainTextKey;
  readonly about: PlainTextKey;
}

const kioskDoor: Door = { href: '/kiosk', icon: 'ticket', title: 'doors.kiosk', about: 'doors.kiosk.about' };
/** A hall that names no screens has one. */
const signageDoor: Door = { href: '/signage', icon: 'monitor', title: 'doors.signage', about: 'doors.signage.about' };
const mainScreen = 'main';
const adminDoor: Door = { href: '/admin', icon: 'server', title: 'doors.admin', about: 'doors.admin.about' };
const labDoor: Door = { href: '/lab', icon: 'flask-conical', title: 'doors.lab', about: 'doors.lab.about' };
/** Counters shown before the view is known: the first one always exists. */
const firstCounter = [1];

@customElement('hk-doors')
export class DoorsPage extends LitElement {
  readonly #live = new LiveView<HallView>(this, 'hall');

  static override styles = [
    pageStyles,
    css`
      :host {
        max-width: calc(2.2 * var(--column));
        margin: 0 auto;
        padding: var(--space-12) var(--space-4) var(--space-16);
      }
      h1 {
        font-size: var(--type-large);
      }
      h1 .en {
        display: block;
        font-size: var(--type-lead);
        font-weight: var(--weight-text);
        color: var(--ink-soft);
        margin-top: var(--space-1);
      }
      h2 {
        margin: var(--space-12) 0 var(--space-4);
        font-size: var(--type-body);
        color: var(--ink-soft);
      }
      .doors {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(100%, 20rem), 1fr));
        gap: var(--space-4);
      }
      .door {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        align-items: center;
        align-content: start;
        gap: var(--space-1) var(--space-4);
        padding: var(--space-6);
        color: inherit;
        text-decoration: none;
      }
      a.door:hover {
        outline: var(--stroke) solid var(--accent);
      }
      .door > hk-icon {
        grid-row: 1 / span 2;
        align-self: start;
        font-size: var(--type-title);
        color: var(--accent);
      }
      .title {
        font-size: var(--type-lead);
        font-weight: var(--weight-strong);
      }
      .title .en {
        font-weight: var(--weight-text);
      }
      .about {
        color: var(--ink-soft);
        font-size: var(--type-small);
      }
      .about span {
        display: block;
      }
      .duty {
        margin-top: var(--space-4);
        color: var(--ink-soft);
      }
      .numbers {
        grid-column: 2;
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-2);
        margin-top: var(--space-2);
      }
      .numbers a {
        display: grid;
        place-content: center;
        min-width: var(--target);
        min-height: var(--target);
        border: var(--stroke) solid var(--edge);
        border-radius: var(--radius-small);
        font-size: var(--type-lead);
        text-decoration: none;
        color: var(--ink);
      }
      .names a {
        padding: var(--space-1) var(--space-3);
        font-size: var(--type-body);
        overflow-wrap: anywhere;
      }
      .names .en {
        color: var(--ink-soft);
        font-size: var(--type-small);
      }
      .numbers a:hover {
        border-color: var(--accent);
        background: var(--accent-mist);
      }
      .note {
        margin-top: var(--space-6);
        color: var(--ink-soft);
        font-size: var(--type-small);
      }
    `,
  ];

  override render() {
    const { view } = this.#live;
    const counters = view?.counters.map((counter) => counter.no) ?? firstCounter;
    return html`<main>
      <h1>${both(view?.hall.name ?? texts['doors.title'])}</h1>
      ${view?.hall.duty ? html`<p class="duty" data-duty>${both(tBoth('board.duty', { name: view.hall.duty }))}</p>` : nothing}
      <h2>${both(texts['doors.public'])}</h2>
      <div class="doors">${this.#door(kioskDoor)}${this.#screens(view?.signage.screens ?? [])}${this.#many('/rate', 'star', 'doors.rate', 'doors.rate.about', counters)}</div>
      <h2>${both(texts['doors.staff'])}</h2>
      <div class="doors">${this.#many('/counter', 'users', 'doors.counter', 'doors.counter.about', counters)}${this.#door(adminDoor)}</div>
      ${
        view?.hall.demo
          ? html`<h2>${both(texts['doors.demo'])}</h2><div class="doors">${this.#door(labDoor)}</div>
            <p class="note">${both(tBoth('doors.demoBadges'))}</p>`
          : nothing
      }
    </main>`;
  }

  #door(door: Door) {
    return html`<a class="door card" href=${door.href}><hk-icon name=${door.icon}></hk-icon><span class="title">${both(texts[door.title])}</span><span class="about">${both(texts[door.about])}</span></a>`;
  }

  /** Each screen has its own address; one that is alone needs no name. */
  #screens(screens: NonNullable<HallView['signage']['screens']>) {
    const [first] = screens;
    if (!first || (screens.length === 1 && first.id === mainScreen)) return this.#door(signageDoor);
    const { icon, title, about } = signageDoor;
    const name = texts[title];
    return html`<div class="door card"><hk-icon name=${icon}></hk-icon><span class="title">${both(name)}</span><span class="about">${both(texts[about])}</span>
      <nav class="numbers names" aria-label=${`${name.zh} ${name.en}`}>${screens.map((one) => html`<a href=${one.id === mainScreen ? '/signage' : `/signage/${one.id}`} data-screen=${one.id}>${one.name ? both(one.name) : one.id}</a>`)}</nav></div>`;
  }

  #many(path: string, icon: IconName, title: PlainTextKey, about: PlainTextKey, numbers: readonly number[]) {
    return html`<div class="door card"><hk-icon name=${icon}></hk-icon><span class="title">${both(texts[title])}</span><span class="about">${both(texts[about])}</span>
      <nav class="numbers" aria-label=${`${texts[title].zh} ${texts[title].en}`}>${numbers.map((no) => html`<a class="number" href=${`${path}/${no}`} aria-label=${`${texts[title].zh} ${no} ${texts[title].en}`}>${no}</a>`)}</nav></div>`;
  }
}
