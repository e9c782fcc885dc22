/** Playlists: what plays now, each list with its round, switched on and off, written anew. */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { isOfCentre } from '../../../protocol/centre-ids.ts';
import type { PlaylistContent } from '../../../protocol/content.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';
import { t, tBoth } from '../../../protocol/texts.ts';
import type { Locale } from '../../../protocol/texts-types.ts';
import { freshId } from '../../shared/api.ts';
import '../../shared/icon.ts';
import { contentCall } from './content-call.ts';
import { mayLookAfter, type Who } from './content-rights.ts';
import { contentStyles } from './content-styles.ts';
import { formatLength } from './moments.ts';
import { screenNamer, timesSentence } from './notice-words.ts';
import './playlist-editor.ts';
import { roundRows, roundSeconds } from './playlist-round.ts';
import './web-awesome.ts';

type Playlist = ContentView['playlists'][number];

@customElement('hk-playlists-part')
export class PlaylistsPart extends LitElement {
  @property({ attribute: false }) view: ContentView | null = null;
  @property({ attribute: false }) who: Who = { badge: '', role: 'clerk' };
  @property({ type: Boolean }) busy = false;
  @property() locale: Locale = 'zh-CN';
  @state() private writing: { readonly id: string; readonly content: PlaylistContent } | null = null;

  static override styles = [
    ...contentStyles,
    css`
      .round {
        display: grid;
        gap: var(--space-1);
      }
      .round li {
        display: grid;
        grid-template-columns: 4rem minmax(0, 1fr) auto;
        gap: var(--space-2);
      }
    `,
  ];

  override render() {
    const { view, locale, writing, busy } = this;
    if (!view) return nothing;
    if (writing)
      return html`<hk-playlist-editor .playlistId=${writing.id} .content=${writing.content} .view=${view} ?busy=${busy} .locale=${locale} @playlist-closed=${() => {
        this.writing = null;
      }}></hk-playlist-editor>`;
    const may = mayLookAfter(this.who);
    const showing = view.playlists.filter((one) => one.showing).map(({ name }) => name);
    return html`${may ? html`<div class="row"><button class="primary" data-act="new-list" @click=${() => this.#write(freshId(), { name: '', items: [], order: 'listed', priority: 5 })}><hk-icon name="plus"></hk-icon>${t(locale, 'list.new')}</button></div>` : html`<p class="quiet">${t(locale, 'list.notClerk')}</p>`}
      <p class="mark" data-mark=${showing.length > 0 ? 'good' : 'none'} data-playing><hk-icon name=${showing.length > 0 ? 'play' : 'pause'}></hk-icon>${showing.length > 0 ? t(locale, 'list.nowPlaying', { names: showing.join(t(locale, 'content.listSeparator')) }) : t(locale, 'list.nowNothing')}</p>
      ${view.playlists.length === 0 ? html`<p class="empty card">${t(locale, 'list.none')}</p>` : view.playlists.map((one) => this.#list(one, view, may))}`;
  }

  #list(list: Playlist, view: ContentView, may: boolean) {
    const { locale } = this;
    const rows = roundRows(list.items, view.media);
    const [mark, words] = list.off
      ? ['none', t(locale, 'list.off')]
      : list.showing
        ? ['good', t(locale, 'list.showing')]
        : ['none', t(locale, 'list.waiting')];
    return html`<article class="card pad" data-list=${list.id}><h2 class="names">${list.name}</h2>
      <span class="mark" data-mark=${mark}><hk-icon name=${list.showing && !list.off ? 'play' : 'pause'}></hk-icon>${words}</span>
      <span class="quiet digits">${t(locale, 'list.items', { n: list.items.length, time: formatLength(roundSeconds(rows)) })} · ${timesSentence(list, locale, screenNamer(view.screens, locale))}</span>
      <wa-details summary=${t(locale, 'list.round')} lang=${locale}><ol class="round digits">${rows.map(
        ({ file, startsAtSeconds, seconds }) =>
          html`<li><span class="quiet">${formatLength(startsAtSeconds)}</span><span class="names">${file?.name ?? t(locale, 'list.gone')}</span><span class="quiet">${formatLength(seconds)}</span></li>`,
      )}</ol>${list.order === 'mixed' ? html`<p class="quiet">${t(locale, 'list.roundMixed')}</p>` : nothing}</wa-details>
      ${may ? this.#actions(list) : nothing}</article>`;
  }

  #actions(list: Playlist) {
    const { locale, busy } = this;
    const { id, showing, ...content } = list;
    const { off, ...on } = content;
    const isOff = off === true;
    const done = tBoth(isOff ? 'list.turnedOn' : 'list.turnedOff', { name: list.name });
    const path = `playlists/${id}`;
    const undo = { path, body: content };
    const turn = () => this.dispatchEvent(contentCall({ path, body: isOff ? on : { ...on, off: true }, done, undo }));
    const remove = () =>
      this.dispatchEvent(
        contentCall({ path: `${path}/remove`, body: {}, done: tBoth('list.removed', { name: list.name }), undo }),
      );
    const isCentre = isOfCentre(id);
    return html`<div class="row">${
      isCentre
        ? nothing
        : html`<button data-act="edit-list" @click=${() => this.#write(id, content)}><hk-icon name="pencil"></hk-icon>${t(locale, 'list.edit')}</button>
      <button data-act="turn" ?disabled=${busy} @click=${turn}><hk-icon name=${isOff ? 'play' : 'pause'}></hk-icon>${t(locale, isOff ? 'list.turnOn' : 'list.turnOff')}</button>`
    }
      <button data-act="copy-list" @click=${() => this.#copy(content, isCentre)}><hk-icon name="copy"></hk-icon>${t(locale, 'content.copy')}</button>
      ${isCentre ? nothing : html`<button class="danger" data-act="remove-list" ?disabled=${busy} @click=${remove}><hk-icon name="trash-2"></hk-icon>${t(locale, 'list.remove')}</button>`}</div>
      ${isCentre ? html`<p class="quiet" data-why>${t(locale, 'list.centreHint')}</p>` : nothing}`;
  }

  /** A copy of the centre's list is meant to play in its place. */
  #copy({ off, ...content }: PlaylistContent, isCentre: boolean): void {
    const priority = isCentre ? Math.min(9, content.priority + 1) : content.priority;
    const name = t(this.locale, 'list.copyName', { name: content.name }).slice(0, 60);
    this.#write(freshId(), { ...content, name, priority });
  }

  #write(id: string, content: PlaylistContent): void {
    this.writing = { id, content };
  }
}
