/**
 * What somebody has typed for an urgent notice, as both languages: when only one was written it stands for both, and the screens show
 * it once. Pure.
 */
import type { Bilingual } from '../../../protocol/texts-types.ts';

export interface NoticeWords {
  readonly title: Bilingual;
  readonly text: Bilingual;
}

/** Null while something is missing: a language is written whole or not at all. */
export function noticeWords(title: Bilingual, text: Bilingual): NoticeWords | null {
  const zh = { title: title.zh.trim(), text: text.zh.trim() };
  const en = { title: title.en.trim(), text: text.en.trim() };
  if (isWhole(zh) && isWhole(en)) return together(zh, en);
  if (isWhole(zh) && isEmpty(en)) return together(zh, zh);
  return isWhole(en) && isEmpty(zh) ? together(en, en) : null;
}

interface OneLanguage {
  readonly title: string;
  readonly text: string;
}
function isWhole({ title, text }: OneLanguage): boolean {
  return title !== '' && text !== '';
}
function isEmpty({ title, text }: OneLanguage): boolean {
  return title === '' && text === '';
}
function together(zh: OneLanguage, en: OneLanguage): NoticeWords {
  return { title: { zh: zh.title, en: en.title }, text: { zh: zh.text, en: en.text } };
}
