/**
 * Problems: what an HTTP answer says when it says no. All refusals of the hall, and the few a web server adds to them.
 * The codes are part of the public face: never rename one.
 */
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
