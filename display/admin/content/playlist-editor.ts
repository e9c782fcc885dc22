/** Writing a playlist: its files in their order, moved by buttons, and when it plays. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import type { PlaylistContent } from '../../../protocol/content.ts';
import { pictureSecondsDefault } from '../../../protocol/playlist-round.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { contentStyles } from './content-styles.ts';
import { checkedOf, numberOf, typedIn } from './field-values.ts';
import './show-times-fields.ts';
import type { Times } from './show-times-fields.ts';
import './web-awesome.ts';

type Item = PlaylistContent['items'][number];

@customElement('hk-playlist-editor')
export class PlaylistEditor extends LitElement {
  @property() playlistId = '';
  @property({ attribute: false }) content: PlaylistContent = { name: '', items: [], order: 'listed', priority: 5 };
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    ...contentStyles,
    css`
      .item {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--space-2) var(--space-3);
        padding: var(--space-3) 0;
        border-top: var(--hair) solid var(--line);
      }
      .item .fields {
        grid-column: 1 / -1;
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--space-2) var(--space-4);
      }
      .item .fields wa-input {
        flex: 0 1 8rem;
      }
      .item button {
        padding-inline: var(--space-3);
      }
    `,
  ];

  override render() {
    const { locale, content, view, busy } = this;
    const isReady = content.name.trim() !== '' && content.items.length > 0;
    return html`<form class="card pad" @submit=${(event: Event) => event.preventDefault()}>
      <div class="pairs"><wa-input name="name" maxlength="60" label=${t(locale, 'list.name')} .value=${content.name} @input=${(event: Event) => this.#set({ name: typedIn(event) })}></wa-input>
        <wa-switch ?checked=${content.off !== true} @change=${(event: Event) => this.#set({ off: checkedOf(event) ? undefined : true })}>${t(locale, 'list.on')}</wa-switch></div>
      <h3>${t(locale, 'list.files')}</h3>
      <ol>${content.items.map((item, at) => this.#item(item, at))}</ol>
      <wa-select label=${t(locale, 'list.add')} .value=${''} data-add @change=${(event: Event) => this.#add(event)}>${(view?.media ?? []).map((file) => html`<wa-option value=${file.sha256}>${file.name}</wa-option>`)}</wa-select>
      <div class="pairs"><wa-select label=${t(locale, 'list.order')} .value=${content.order} @change=${(event: Event) => this.#set({ order: typedIn(event) === 'mixed' ? 'mixed' : 'listed' })}>
        <wa-option value="listed">${t(locale, 'list.listed')}</wa-option><wa-option value="mixed">${t(locale, 'list.mixed')}</wa-option></wa-select>
      <wa-input type="number" min="0" max="9" inputmode="numeric" label=${t(locale, 'list.priority')} .value=${String(content.priority)} @change=${(event: Event) => this.#set({ priority: numberOf(event, 0, 9) ?? 5 })}></wa-input></div>
      <hk-show-times .times=${timesOf(content)} .screens=${view?.screens ?? []} .locale=${locale} @times-change=${(event: CustomEvent<Times>) => this.#setTimes(event.detail)}></hk-show-times>
      <div class="row"><button type="button" class="primary" data-act="save-list" ?disabled=${busy || !isReady} @click=${() => this.#save()}>${t(locale, 'list.save')}</button>
        <button type="button" class="plain" @click=${() => this.#close()}>${t(locale, 'content.cancel')}</button></div></form>`;
  }

  #item(item: Item, at: number) {
    const { locale, content, view } = this;
    const file = view?.media.find(({ sha256 }) => sha256 === item.media);
    const name = file?.name ?? t(locale, 'list.gone');
    const move = (to: number) => {
      const items = content.items.filter((_, place) => place !== at);
      items.splice(to, 0, item);
      this.#set({ items });
    };
    return html`<li class="item" data-item=${at}><strong class="names">${at + 1}. ${name}</strong>
      <span class="row"><button type="button" aria-label=${t(locale, 'list.up', { name })} ?disabled=${at === 0} @click=${() => move(at - 1)}><hk-icon name="arrow-up"></hk-icon></button>
      <button type="button" aria-label=${t(locale, 'list.down', { name })} ?disabled=${at === content.items.length - 1} @click=${() => move(at + 1)}><hk-icon name="arrow-down"></hk-icon></button>
      <button type="button" aria-label=${t(locale, 'list.drop', { name })} @click=${() => this.#set({ items: content.items.filter((_, place) => place !== at) })}><hk-icon name="trash-2"></hk-icon></button></span>
      <div class="fields">${file?.kind === 'picture' ? html`<wa-input type="number" min="3" max="600" inputmode="numeric" placeholder=${pictureSecondsDefault} label=${t(locale, 'list.seconds')} .value=${String(item.seconds ?? '')} @change=${(event: Event) => this.#change(at, { seconds: numberOf(event, 3, 600) })}></wa-input>` : nothing}
      <wa-input type="number" min="1" max="10" inputmode="numeric" label=${t(locale, 'list.weight')} .value=${String(item.weight ?? 1)} @change=${(event: Event) => this.#change(at, { weight: numberOf(event, 1, 10) })}></wa-input>
      ${file?.sound ? html`<wa-switch ?checked=${item.sound !== false} @change=${(event: Event) => this.#change(at, { sound: checkedOf(event) ? undefined : false })}>${t(locale, 'list.sound')}</wa-switch>` : nothing}</div></li>`;
  }

  #add(event: Event): void {
    const media = typedIn(event);
    if (media === '') return;
    this.#set({ items: [...this.content.items, { media }] });
    if (event.target && 'value' in event.target) event.target.value = '';
  }
  #change(at: number, change: { readonly [Part in keyof Item]?: unknown }): void {
    this.#set({
      items: this.content.items.map((item, place) => (place === at ? (defined({ ...item, ...change }) as Item) : item)),
    });
  }
  #set(change: { readonly [Part in keyof PlaylistContent]?: unknown }): void {
    this.content = defined({ ...this.content, ...change }) as PlaylistContent;
  }
  #setTimes(times: Times): void {
    const { name, items, order, priority, off } = this.content;
    this.content = { name, items, order, priority, ...(off === undefined ? {} : { off }), ...times };
  }

  #save(): void {
    this.dispatchEvent(
      contentCall({
        path: `playlists/${this.playlistId}`,
        body: this.content,
        done: tBoth('list.saved'),
        after: () => this.#close(),
      }),
    );
  }
  #close(): void {
    this.dispatchEvent(new CustomEvent('playlist-closed'));
  }
}

function timesOf({ from, until, days, parts, calendar, screens }: PlaylistContent): Times {
  return defined({ from, until, days, parts, calendar, screens }) as Times;
}

/** What is undefined is left out: the hall knows no empty fields. */
function defined(all: object): object {
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}
