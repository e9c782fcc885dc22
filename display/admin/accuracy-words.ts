/** How true the promised waits of a service were today, in plain words. Pure. */
import { t } from '../../protocol/texts.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import type { AccuracyPart } from '../../protocol/views.ts';

export interface AccuracyWords {
  /** 'Of 42 promises, 81 % held'. */
  readonly held: string;
  /** 'usually 2 min off, nine times in ten at most 5'. */
  readonly off: string;
  /** 'on average 1 min too much was promised'. */
  readonly bias: string;
}

/** Whole minutes: nobody plans a wait by seconds. */
const minutes = (ms: number): number => Math.round(Math.abs(ms) / 60_000);

export function accuracyWords(part: AccuracyPart, locale: Locale): AccuracyWords {
  const held = Math.round(part.coverage * 100);
  const usual = minutes(part.meanAbsMs);
  const bias = minutes(part.biasMs);
  return {
    held: part.n === 1 ? t(locale, 'desk.promiseOne', { held }) : t(locale, 'desk.promises', { n: part.n, held }),
    off:
      usual === 0
        ? t(locale, 'desk.exactly')
        : t(locale, 'desk.off', { n: usual, most: Math.max(usual, minutes(part.p90AbsMs)) }),
    bias:
      bias === 0
        ? t(locale, 'desk.biasNone')
        : part.biasMs > 0
          ? t(locale, 'desk.biasMore', { n: bias })
          : t(locale, 'desk.biasLess', { n: bias }),
  };
}
