/** Both languages at once, each marked with its language so that glyphs and voices are right. */
import { html, type TemplateResult } from 'lit';
import type { Bilingual } from '../../protocol/texts-types.ts';

export function both(text: Bilingual): TemplateResult {
  return html`<span class="zh" lang="zh-CN">${text.zh}</span> <span class="en" lang="en">${text.en}</span>`;
}
