/** A notice that somebody wrote in one language only stands in both places with the same words, and is shown once. Pure. */
import type { Bilingual, Locale } from './texts-types.ts';

export function isOneLanguage({ title, text }: { readonly title: Bilingual; readonly text: Bilingual }): boolean {
  return title.zh === title.en && text.zh === text.en;
}

/** The language of words that are in one: Chinese where there is a Chinese character. */
export function languageOf(text: string): Locale {
  return /\p{Script=Han}/u.test(text) ? 'zh-CN' : 'en';
}
