/**
 * Speaks a catalogue of texts: gives one text in one language or in both, its parameters filled in. A key that the catalogue has
 * not, or parameters that the text has not, do not compile.
 */
import { type Bilingual, type Locale, pick } from './texts-types.ts';

/** Names of the `{placeholders}` of a text. */
type Names<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<Text extends Bilingual> = Names<Text['zh']> | Names<Text['en']>;
export type ParamsOf<Text extends Bilingual> = { readonly [Name in NamesOf<Text>]: string | number };
export type IsPlain<Text extends Bilingual> = [NamesOf<Text>] extends [never] ? true : false;
type Rest<Text extends Bilingual> = IsPlain<Text> extends true ? [] : [params: ParamsOf<Text>];
/** What a text in both languages is filled with may itself be in both, e.g. the name of a day. */
export type BothParamsOf<Text extends Bilingual> = { readonly [Name in NamesOf<Text>]: string | number | Bilingual };
type BothRest<Text extends Bilingual> = IsPlain<Text> extends true ? [] : [params: BothParamsOf<Text>];
type Params = Readonly<Record<string, string | number | Bilingual>>;

export interface Speaker<Texts extends Readonly<Record<string, Bilingual>>> {
  /** One text in one language, its parameters filled in. */
  readonly t: <Key extends keyof Texts>(locale: Locale, key: Key, ...rest: Rest<Texts[Key]>) => string;
  /** One text in both languages, its parameters filled in. */
  readonly tBoth: <Key extends keyof Texts>(key: Key, ...rest: BothRest<Texts[Key]>) => Bilingual;
}

export function speaker<const Texts extends Readonly<Record<string, Bilingual>>>(texts: Texts): Speaker<Texts> {
  const textOf = (key: keyof Texts): Bilingual => texts[key] ?? { zh: '', en: '' };
  return {
    t: (locale, key, ...rest) => fill(locale, textOf(key), rest[0]),
    tBoth: (key, ...rest) => ({ zh: fill('zh-CN', textOf(key), rest[0]), en: fill('en', textOf(key), rest[0]) }),
  };
}

function fill(locale: Locale, text: Bilingual, params: Params | undefined): string {
  const words = pick(text, locale);
  if (!params) return words;
  return words.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name] ?? whole;
    return typeof value === 'object' ? pick(value, locale) : String(value);
  });
}
