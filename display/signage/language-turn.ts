/**
 * Which language the board speaks now: both, one, or each in its turn, long enough to be read. The turn is written on `<html>`,
 * where the style sheet reads it; numbers are in no language and stand always.
 */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ScreenPart } from '../../protocol/screen-views.ts';

/** At least six seconds; eight read calmly. */
export const turnMs = 8_000;

export class LanguageTurn implements ReactiveController {
  words: 'both' | 'zh' | 'en' = 'both';
  readonly #host: ReactiveControllerHost;
  #languages: ScreenPart['languages'] = 'together';
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }
  set languages(languages: ScreenPart['languages']) {
    if (languages === this.#languages) return;
    this.#languages = languages;
    this.#begin();
  }
  hostConnected(): void {
    this.#begin();
  }
  hostDisconnected(): void {
    clearInterval(this.#timer);
  }
  #begin(): void {
    clearInterval(this.#timer);
    const languages = this.#languages;
    this.#set(languages === 'together' ? 'both' : languages === 'en' ? 'en' : 'zh');
    if (languages === 'alternating')
      this.#timer = setInterval(() => this.#set(this.words === 'zh' ? 'en' : 'zh'), turnMs);
  }
  #set(words: 'both' | 'zh' | 'en'): void {
    this.words = words;
    document.documentElement.dataset.words = words;
    this.#host.requestUpdate();
  }
}
