import { afterEach, expect, it, vi } from 'vitest';
import { makeProblem, type ProblemCode } from '../../protocol/problems.ts';
import { callApi, LinkError, RefusalError, wordsOf } from './api.ts';

afterEach(() => vi.unstubAllGlobals());

/** What a call throws when the daemon answers with this refusal. */
async function refusedWith(code: ProblemCode, values?: Readonly<Record<string, string | number>>): Promise<unknown> {
  const problem = makeProblem(code, 'body.x: words for programmers', values);
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify(problem), { status: problem.status })));
  return callApi('POST', 'counters/1/open', {}).catch((error: unknown) => error);
}

it('hands the values of a refusal to the page, and names the other counter', async () => {
  const error = await refusedWith('clerk-elsewhere', { counter: 4 });
  expect(error).toBeInstanceOf(RefusalError);
  expect(error).toMatchObject({ code: 'clerk-elsewhere', status: 409, values: { counter: 4 } });
  expect(wordsOf(error)).toEqual({
    zh: '您已在其他窗口登录，请先关闭该窗口。（4 号窗口）',
    en: 'You are at another counter. Close it first. (Counter 4)',
  });
});

it('has words without values too', async () => {
  const error = await refusedWith('queue-empty');
  expect(error).toMatchObject({ values: {} });
  expect(wordsOf(error)).toEqual(makeProblem('queue-empty').text);
  expect(wordsOf(new LinkError('gone')).en).toMatch(/No answer/);
});
