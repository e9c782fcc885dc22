/**
 * The mark of a lost link: icon, words, and the time of the last truth. It takes no room while the link is up; while it is
 * down what the page shows stays, and is only said to be old.
 */
import { css, html, LitElement, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import { formatClock } from './format.ts';
import './icon.ts';
import { pageStyles } from './page-styles.ts';

@customElement('hk-link-mark')
export class LinkMark extends LitElement {
  @property({ type: Boolean }) stale = false;
  /** Milliseconds since the last truth. */
  @property({ type: Number }) agoMs = 0;
  /** False: the time of day is not known to be right and an age is given instead. */
  @property({ type: Boolean }) clock = false;
  @property() zone: string | undefined;
  @property() locale: Locale = 'zh-CN';

  static override styles = [
    pageStyles,
    css`
      :host {
        display: contents;
      }
      p {
        display: inline-flex;
        align-items: center;
        gap: var(--space-2);
        padding: var(--space-1) var(--space-3);
        border: var(--stroke) solid var(--trouble);
        border-radius: var(--radius-round);
        background: var(--trouble-mist);
        color: var(--ink);
        font-size: var(--type-small);
        line-height: var(--line-tight);
      }
      hk-icon {
        color: var(--trouble-ink);
      }
    `,
  ];

  override render() {
    if (!this.stale) return nothing;
    const when = this.clock
      ? t(this.locale, 'link.asOf', { time: formatClock(Date.now() - this.agoMs, this.zone) })
      : t(this.locale, 'link.ago', { n: Math.round(this.agoMs / 1000) });
    return html`<p role="status"><hk-icon name="wifi-off"></hk-icon><span>${t(this.locale, 'link.lost')} · ${when}</span></p>`;
  }
}
