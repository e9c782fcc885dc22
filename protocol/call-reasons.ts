/**
 * Why a ticket was called, in the words staff read. The keys stand in the journal (`why` of `ticket.called`) and are never
 * renamed; a key of another version has no words and is not shown. `whySentence` says it whole, with the figures.
 */
import type { CallCause } from './events.ts';
import type { Bilingual } from './texts-types.ts';

const words: ReadonlyMap<string, Bilingual> = new Map([
  ['fifo', { zh: '取号最早', en: 'Longest waiting' }],
  ['strict:priority', { zh: '优先号先叫', en: 'Priority goes first' }],
  ['strict:appointment', { zh: '预约已签到，先叫', en: 'Checked-in appointment goes first' }],
  ['strict:normal', { zh: '没有优先号等候，取号最早', en: 'No priority ticket waits; longest waiting' }],
  ['accumulating:normal', { zh: '等候积分最高', en: 'Most points from waiting' }],
  ['accumulating:priority', { zh: '优先号，等候积分最高', en: 'Priority ticket with the most points' }],
  ['accumulating:appointment', { zh: '预约号，等候积分最高', en: 'Appointment with the most points' }],
  ['accumulating:cap', { zh: '等候已到上限，先叫', en: 'Has waited up to the limit, goes first' }],
  ['interleave:priority', { zh: '轮到优先号', en: "It is the priority tickets' turn" }],
  ['interleave:normal', { zh: '轮到普通号', en: "It is the normal tickets' turn" }],
  ['interleave:alone', { zh: '取号最早', en: 'Longest waiting' }],
  ['service-order', { zh: '按本窗口业务顺序', en: "First of this counter's services" }],
  ['over-target', { zh: '超出目标等候时间最多', en: 'Furthest over its target wait' }],
  ['chosen', { zh: '工作人员点选', en: 'Chosen by staff' }],
  ['unparked', { zh: '从挂起中取回', en: 'Brought back from hold' }],
  ['walk-in', { zh: '无号直接办理', en: 'Served without a ticket' }],
  ['roll', { zh: '号卷下一号', en: 'Next number of the paper roll' }],
]);

/** Words of a `why`; null for none and for a key that is not known. */
export function callReason(why: string | null): Bilingual | null {
  return why === null ? null : (words.get(why) ?? null);
}

/** The reason of a call in whole sentences: what the rule saw, and who would have been called otherwise. */
export function whySentence(why: string, cause: CallCause | null): Bilingual {
  const reason = callReason(why) ?? { zh: why, en: why };
  if (!cause) return { zh: `${reason.zh}。`, en: `${reason.en}.` };
  const points = cause.rule === 'accumulating' && cause.score !== undefined;
  const score = (value: number | undefined) =>
    points && value !== undefined ? { zh: `，${round(value)} 分`, en: `, ${round(value)} points` } : { zh: '', en: '' };
  const own = score(cause.score);
  const { next } = cause;
  const then = score(next?.score);
  return {
    zh: `${reason.zh}。已等候 ${minutes(cause.waitedMs)} 分钟${own.zh}；本窗口可叫 ${cause.waiting} 人${
      next ? `，否则为 ${next.no}（等候 ${minutes(next.waitedMs)} 分钟${then.zh}）` : ''
    }。`,
    en: `${reason.en}. Waited ${minutes(cause.waitedMs)} min${own.en}; ${cause.waiting} could be called here${
      next ? `, otherwise ${next.no} (waited ${minutes(next.waitedMs)} min${then.en})` : ''
    }.`,
  };
}

const minutes = (ms: number): number => Math.max(0, Math.round(ms / 60_000));
const round = (value: number): number => Math.round(value * 10) / 10;
