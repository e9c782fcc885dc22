/**
 * Stable codes of every 'no' the hall can say, with their texts. A refusal is a domain answer shown to a person;
 * it changes nothing. `status` is the HTTP status of the answer; `act` says what to do next.
 * The codes are part of the public face: never rename one.
 */
import type { Bilingual } from './texts-types.ts';

export interface RefusalText {
  readonly status: number;
  readonly text: Bilingual;
}

export const refusals = {
  'service-unknown': {
    status: 404,
    text: { zh: '没有这项业务，请重新选择。', en: 'There is no such service. Please choose again.' },
  },
  'service-closed': {
    status: 409,
    text: { zh: '该业务暂停取号，请咨询工作人员。', en: 'This service is not open now. Please ask our staff.' },
  },
  'hall-closed': { status: 409, text: { zh: '大厅现在不在营业时间。', en: 'The hall is closed now.' } },
  'queue-full': {
    status: 409,
    text: { zh: '等候人数已满，请稍后再取号。', en: 'The queue is full. Please come back later.' },
  },
  'numbers-exhausted': {
    status: 409,
    text: { zh: '今天的号码已用完，请咨询工作人员。', en: 'No ticket numbers are left today. Please ask our staff.' },
  },
  'class-not-allowed': {
    status: 403,
    text: { zh: '优先号由工作人员核实后发放。', en: 'Priority is granted by our staff after a check.' },
  },
  'queue-empty': { status: 409, text: { zh: '没有人在等候。', en: 'Nobody is waiting.' } },
  'counter-unknown': { status: 404, text: { zh: '没有这个窗口。', en: 'There is no such counter.' } },
  'counter-not-open': {
    status: 409,
    text: { zh: '窗口未开放，请先开窗。', en: 'The counter is not open. Open it first.' },
  },
  'counter-paused': {
    status: 409,
    text: { zh: '窗口已暂停，请先恢复。', en: 'The counter is paused. Resume it first.' },
  },
  'counter-already-open': { status: 409, text: { zh: '窗口已开放。', en: 'The counter is open already.' } },
  'counter-taken': { status: 409, text: { zh: '窗口已由其他营业员使用。', en: 'Another clerk is at this counter.' } },
  'counter-busy': {
    status: 409,
    text: { zh: '窗口还有未办结的号票，请先办结。', en: 'The counter still has a ticket. Finish it first.' },
  },
  'counter-idle': { status: 409, text: { zh: '窗口当前没有号票。', en: 'There is no ticket at this counter.' } },
  'clerk-elsewhere': {
    status: 409,
    text: { zh: '您已在其他窗口登录，请先关闭该窗口。', en: 'You are at another counter. Close it first.' },
  },
  'ticket-unknown': { status: 404, text: { zh: '没有这张号票。', en: 'There is no such ticket.' } },
  'ticket-not-waiting': {
    status: 409,
    text: {
      zh: '该号票不在等候中，可能已被其他窗口呼叫。',
      en: 'The ticket is not waiting; another counter may have called it.',
    },
  },
  'ticket-not-called': { status: 409, text: { zh: '该号票未处于呼叫状态。', en: 'The ticket has not been called.' } },
  'ticket-not-serving': { status: 409, text: { zh: '该号票未在办理中。', en: 'The ticket is not being served.' } },
  'ticket-not-parked': { status: 409, text: { zh: '该号票未挂起。', en: 'The ticket is not parked.' } },
  'ticket-stale': {
    status: 409,
    text: {
      zh: '窗口的号票已变化，请看屏幕后重试。',
      en: 'The ticket at the counter has changed. Look at the screen and try again.',
    },
  },
  'recall-limit': {
    status: 409,
    text: { zh: '重呼次数已到上限，请标记过号。', en: 'Recalled often enough. Mark the ticket as no-show.' },
  },
  'next-too-soon': {
    status: 409,
    text: { zh: '请勿连续按键，稍候再呼叫下一位。', en: 'Pressed twice. Wait a moment before calling the next.' },
  },
  'reason-unknown': { status: 400, text: { zh: '请选择列表中的原因。', en: 'Choose a reason from the list.' } },
  'rating-not-open': { status: 409, text: { zh: '现在没有待评价的业务。', en: 'No rating is being asked for.' } },
  'rating-already-given': {
    status: 409,
    text: { zh: '本次业务已评价，谢谢。', en: 'This visit has been rated already. Thank you.' },
  },
  'visit-unknown': { status: 404, text: { zh: '没有这次业务记录。', en: 'There is no such visit.' } },
  'sign-in-failed': { status: 401, text: { zh: '工号或密码不正确。', en: 'Badge number or PIN is wrong.' } },
  'sign-in-paused': {
    status: 429,
    text: { zh: '尝试次数过多，请稍候再试。', en: 'Too many tries. Wait a little and try again.' },
  },
  'not-signed-in': { status: 401, text: { zh: '请先登录。', en: 'Sign in first.' } },
  'not-allowed': { status: 403, text: { zh: '您没有此操作的权限。', en: 'You are not allowed to do this.' } },
  'origin-refused': {
    status: 403,
    text: { zh: '请求来源不被接受。', en: 'The request came from another site and was refused.' },
  },
  'too-many-requests': { status: 429, text: { zh: '操作过于频繁，请稍候。', en: 'Too many requests. Wait a little.' } },
  'body-invalid': { status: 400, text: { zh: '请求内容有误。', en: 'The request is not valid.' } },
  'body-too-large': { status: 413, text: { zh: '请求内容过大。', en: 'The request is too large.' } },
  'not-found': { status: 404, text: { zh: '没有找到。', en: 'Not found.' } },
  busy: { status: 503, text: { zh: '系统繁忙，请稍候再试。', en: 'The system is busy. Try again in a moment.' } },
  'storage-failed': {
    status: 503,
    text: {
      zh: '系统暂时无法保存，请联系工作人员。',
      en: 'The system cannot save at the moment. Please ask our staff.',
    },
  },
  'shutting-down': {
    status: 503,
    text: { zh: '系统正在重启，请稍候。', en: 'The system is restarting. Please wait.' },
  },
  'internal-error': {
    status: 500,
    text: { zh: '系统出错，已记录。', en: 'Something went wrong; it has been recorded.' },
  },
} as const satisfies Record<string, RefusalText>;

export type RefusalCode = keyof typeof refusals;

/** A refusal: the code, and what it was about (no personal data). */
export interface Refusal {
  readonly code: RefusalCode;
  /** Values the person needs, e.g. `{ counter: 3 }`. */
  readonly detail?: Readonly<Record<string, string | number>>;
}

export function refuse(code: RefusalCode, detail?: Readonly<Record<string, string | number>>): Refusal {
  return detail ? { code, detail } : { code };
}
