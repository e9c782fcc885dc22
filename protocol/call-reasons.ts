/**
 * Why a ticket was called, in the words staff read at the counter. The keys stand in the journal (`why` of
 * `ticket.called`) and are never renamed; a key of another version has no words and is not shown.
 */
import type { Bilingual } from './texts-types.ts';

const words: ReadonlyMap<string, Bilingual> = new Map([
  ['fifo', { zh: '取号最早', en: 'Longest waiting' }],
  ['strict:priority', { zh: '优先号先叫', en: 'Priority goes first' }],
  ['strict:appointment', { zh: '预约已签到，先叫', en: 'Checked-in appointment goes first' }],
  ['strict:normal', { zh: '没有优先号等候，取号最早', en: 'No priority ticket waits; longest waiting' }],
  ['chosen', { zh: '工作人员点选', en: 'Chosen by staff' }],
  ['unparked', { zh: '从挂起中取回', en: 'Brought back from hold' }],
]);

/** Words of a `why`; null for none and for a key that is not known. */
export function callReason(why: string | null): Bilingual | null {
  return why === null ? null : (words.get(why) ?? null);
}
