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

export interface Speaker<Texts extends Readonly<Record<string, Bilingual>>> {
  /** One text in one language, its parameters filled in. */
  readonly t: <Key extends keyof Texts>(locale: Locale, key: Key, ...rest: Rest<Texts[Key]>) => string;
  /** One text in both languages, its parameters filled in. */
  readonly tBoth: <Key extends keyof Texts>(key: Key, ...rest: Rest<Texts[Key]>) => Bilingual;
}

export function speaker<const Texts extends Readonly<Record<string, Bilingual>>>(texts: Texts): Speaker<Texts> {
  const textOf = (key: keyof Texts): Bilingual => texts[key] ?? { zh: '', en: '' };
  return {
    t: (locale, key, ...rest) => fill(pick(textOf(key), locale), rest[0]),
    tBoth: (key, ...rest) => ({ zh: fill(textOf(key).zh, rest[0]), en: fill(textOf(key).en, rest[0]) }),
  };
}

function fill(text: string, params: Readonly<Record<string, string | number>> | undefined): string {
  if (!params) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(params[name] ?? whole));
}
