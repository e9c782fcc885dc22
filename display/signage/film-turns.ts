/**
 * Whose turn it is in the list of films, and which are left out, as plain memory of the player: an item that fails three times is
 * left out until its file changes (a file has its sum as its address), or for an hour, in case it was the disk.
 */
import type { ShownFilm } from '../../protocol/screen-views.ts';

export const strikesMax = 3;
const retryMs = 60 * 60_000;

interface Strikes {
  count: number;
  atMs: number;
  why: string;
}

export class FilmTurns {
  films: readonly ShownFilm[] = [];
  #index = -1;
  readonly #strikes = new Map<string, Strikes>();

  /** Takes a new list; the item that is in front keeps its place in it. */
  take(films: readonly ShownFilm[], front: ShownFilm | null): void {
    this.films = films;
    this.#index = front ? films.findIndex(({ url }) => url === front.url) : -1;
    for (const url of this.#strikes.keys()) if (!films.some((film) => film.url === url)) this.#strikes.delete(url);
  }

  next(nowMs: number): ShownFilm | null {
    for (let step = 0; step < this.films.length; step += 1) {
      this.#index = (this.#index + 1) % this.films.length;
      const film = this.films[this.#index];
      if (film && !this.#isOut(film.url, nowMs)) return film;
    }
    return null;
  }

  strike(film: ShownFilm, why: string, nowMs: number): void {
    const before = this.#strikes.get(film.url);
    this.#strikes.set(film.url, { count: (before?.count ?? 0) + 1, atMs: nowMs, why });
  }
  plays(film: ShownFilm): void {
    this.#strikes.delete(film.url);
  }

  /** Items left out, with why: for whoever looks after the screens. */
  out(nowMs: number): readonly { readonly media: string; readonly why: string }[] {
    const out = new Map<string, string>();
    for (const { media, url } of this.films)
      if (media !== null && this.#isOut(url, nowMs)) out.set(media, this.#strikes.get(url)?.why ?? '');
    return [...out].map(([media, why]) => ({ media, why }));
  }

  #isOut(url: string, nowMs: number): boolean {
    const strikes = this.#strikes.get(url);
    if (!strikes || strikes.count < strikesMax) return false;
    if (nowMs - strikes.atMs < retryMs) return true;
    strikes.count = strikesMax - 1;
    return false;
  }
}
