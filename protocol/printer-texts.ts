/** What staff are told about a printer beside the text of its fault; a detail is one line for both languages. */

export const lidMayBeOpen = '也可能是上盖未合 · or the lid is open';

/** About how many tickets are left, and what the number rests on; undefined while nothing is known. */
export function nearEndText(
  estimate: { readonly tickets: number; readonly isMeasured: boolean; readonly isLengthKnown: boolean } | null,
): string | undefined {
  if (estimate === null) return undefined;
  const { isMeasured, isLengthKnown } = estimate;
  // Nobody trusts a 37; above twenty only the tens are worth a word.
  const about = estimate.tickets > 20 ? Math.floor(estimate.tickets / 10) * 10 : estimate.tickets;
  const zh = `约还可打 ${about} 张`;
  const en = `about ${about} more tickets`;
  const unsure = [
    ...(isMeasured
      ? []
      : [{ zh: '余量按型号估计，尚未在本机测得', en: 'reserve guessed from the model, not measured here yet' }]),
    ...(isLengthKnown ? [] : [{ zh: '票长按常见长度', en: 'of usual length' }]),
  ];
  if (unsure.length === 0) return `${zh} · ${en}`;
  const why = (language: 'zh' | 'en') => unsure.map((each) => each[language]);
  return `${zh}（${why('zh').join('；')}） · ${en} (${why('en').join('; ')})`;
}
