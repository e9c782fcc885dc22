/** The two languages of the product and the shape of a text in both. */
export type Locale = 'zh-CN' | 'en';
export const locales: readonly Locale[] = ['zh-CN', 'en'];
/** A text in both languages. Neither may be missing: the compiler says so. */
export interface Bilingual {
  readonly zh: string;
  readonly en: string;
}
/** Picks one language of a bilingual text. */
export function pick(text: Bilingual, locale: Locale): string {
  return locale === 'en' ? text.en : text.zh;
}
