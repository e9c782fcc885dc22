/**
 * Problems: what an HTTP answer says when it says no. All refusals of the hall, and the few a web server adds to them.
 * The codes are part of the public face: never rename one.
 */
import type { MediaFinding } from './media-findings.ts';
import { type RefusalCode, type RefusalText, refusals } from './refusals.ts';
import type { Bilingual } from './texts-types.ts';

export const httpProblems = {
  'method-not-allowed': {
    status: 405,
    text: { zh: '该地址不支持这种请求方法。', en: 'This address does not take that method.' },
  },
  'media-type-unknown': { status: 415, text: { zh: '请求内容必须是 JSON。', en: 'The body must be JSON.' } },
  'range-invalid': { status: 416, text: { zh: '请求的范围超出文件。', en: 'The file has no such range.' } },
  'host-refused': {
    status: 421,
    text: { zh: '请使用本机地址访问。', en: 'This hall does not answer to that host name.' },
  },
  'upload-unknown': {
    status: 404,
    text: { zh: '没有这个上传任务，请重新上传。', en: 'There is no such upload. Begin it again.' },
  },
  'upload-offset': {
    status: 409,
    text: { zh: '上传位置不一致，请从已收到的位置继续。', en: 'The upload goes on from another place.' },
  },
  'upload-incomplete': {
    status: 409,
    text: { zh: '文件还没有传完。', en: 'The file has not been sent to its end.' },
  },
  'upload-too-large': { status: 413, text: { zh: '文件过大。', en: 'The file is too large.' } },
  'uploads-full': {
    status: 503,
    text: { zh: '同时上传的文件过多，请稍候。', en: 'Too many files are being sent. Wait for one to end.' },
  },
  'media-full': {
    status: 507,
    text: {
      zh: '影片空间已满，请先删除不用的文件。',
      en: 'There is no room for more films. Remove some that are not used.',
    },
  },
  'media-damaged': {
    status: 422,
    text: {
      zh: '收到的文件与原文件不一致，请重新上传。',
      en: 'What arrived is not the file that was sent. Send it again.',
    },
  },
  'media-refused': {
    status: 422,
    text: { zh: '屏幕不能播放此文件。', en: 'The screens cannot show this file.' },
  },
  'streams-full': {
    status: 503,
    text: { zh: '同时查看的页面过多，请稍候。', en: 'Too many pages are open. Wait a little.' },
  },
} as const satisfies Record<string, RefusalText>;

export type HttpProblemCode = keyof typeof httpProblems;
export type ProblemCode = RefusalCode | HttpProblemCode;

export const problems: Readonly<Record<ProblemCode, RefusalText>> = { ...refusals, ...httpProblems };

/** RFC 9457 problem as the API sends it, `application/problem+json`. */
export interface Problem {
  /** Where the code is explained: `/docs/errors#CODE`. */
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  /** Where it is, what is wrong and what to do; absent when the title says it all. */
  readonly detail?: string;
  readonly text: Bilingual;
  /** Values of a refusal, e.g. `{ "counter": 3 }`. */
  readonly values?: Readonly<Record<string, string | number>>;
  /** Of `media-refused`: what is wrong with the file, and the line for a shell that mends it. */
  readonly findings?: readonly MediaFinding[];
  readonly mend?: string;
}

export function makeProblem(
  code: ProblemCode,
  detail?: string,
  values?: Readonly<Record<string, string | number>>,
): Problem {
  const { status, text } = problems[code];
  return {
    type: `/docs/errors#${code}`,
    title: text.en,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    text,
    ...(values === undefined ? {} : { values }),
  };
}
