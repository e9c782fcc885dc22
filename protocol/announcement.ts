/**
 * What is spoken for a call, in both languages. Digits are spoken one by one: 'two three' is understood across a hall
 * where 'twenty-three' is not.
 */
import type { Locale } from './texts-types.ts';

const zhDigits = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'] as const;
const enDigits = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'] as const;

/** One sentence, e.g. `请A零二三号到3号窗口` and `Ticket A, zero, two, three, please go to counter 3`. */
export function callSentence(ticketNo: string, counter: number, times: number, locale: Locale): string {
  const letters = ticketNo.replace(/\d/g, '');
  const digits = ticketNo.replace(/\D/g, '');
  if (locale === 'en') {
    const again = times > 1 ? 'Second call. ' : '';
    return `${again}Ticket ${letters.split('').join(' ')}, ${spoken(digits, enDigits, ', ')}, please go to counter ${counter}.`;
  }
  const again = times > 1 ? '再次呼叫，' : '';
  return `${again}请${letters}${spoken(digits, zhDigits, '')}号，到${counter}号窗口。`;
}

function spoken(digits: string, words: readonly string[], between: string): string {
  return [...digits].map((digit) => words[Number(digit)] ?? '').join(between);
}

/** File name of a spoken call: says all that the sentence depends on, and nothing that a path could be made of. */
export function callWavName(ticketNo: string, counter: number, times: number, locale: Locale): string {
  return `${locale}-${ticketNo}-${counter}${times > 1 ? '-again' : ''}`;
}

/** The sentence of a file name made by `callWavName`; null when it is none. */
export function sentenceOfWavName(name: string): { readonly locale: Locale; readonly text: string } | null {
  const match = /^(zh-CN|en)-([A-Z]{1,3}\d{1,4})-(1?\d{1,2})(-again)?$/.exec(name);
  if (!match) return null;
  const locale = match[1] as Locale;
  return { locale, text: callSentence(match[2] ?? '', Number(match[3]), match[4] ? 2 : 1, locale) };
}
