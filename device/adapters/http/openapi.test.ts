/** The document and the server say the same. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiCall, apiCalls } from '../../../protocol/api.ts';
import { buildOpenApi } from '../../../protocol/openapi.ts';
import { startTestingServer, type TestingServer } from './testing-server.ts';

interface Document {
  readonly openapi: string;
  readonly paths: Record<
    string,
    Record<
      string,
      { responses: Record<string, unknown>; operationId: string; parameters?: { name: string; in: string }[] }
    >
  >;
  readonly components: { schemas: Record<string, unknown> };
}

let testing: TestingServer;
beforeAll(async () => {
  testing = await startTestingServer({
    demo: true,
    lab: {
      stream: () => ({ close() {} }),
      act: () => true,
      paperSvg: () => '<svg xmlns="http://www.w3.org/2000/svg"/>',
    },
    voice: { wav: async () => null },
  });
});
afterAll(() => testing.stop());

it('is served, and every reference resolves', async () => {
  const text = await (await fetch(`${testing.server.url}/api/openapi.json`)).text();
  const document = JSON.parse(text) as Document;
  expect(document).toEqual(JSON.parse(JSON.stringify(buildOpenApi({ version: '0.1.0' }))));
  expect(document.openapi).toBe('3.1.0');
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '');
  expect(references.length).toBeGreaterThan(30);
  for (const name of references) expect(Object.keys(document.components.schemas)).toContain(name);
  for (const [path, operations] of Object.entries(document.paths))
    for (const operation of Object.values(operations)) {
      const named = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name);
      expect(
        operation.parameters?.filter((parameter) => parameter.in === 'path').map(({ name }) => name) ?? [],
      ).toEqual(named);
      expect(Object.keys(operation.responses).length).toBeGreaterThan(0);
    }
  const ids = Object.values(document.paths).flatMap((operations) =>
    Object.values(operations).map(({ operationId }) => operationId),
  );
  expect(new Set(ids).size).toBe(Object.keys(apiCalls).length);
});

it('documents calls that answer: never an unknown address, never a wrong method', async () => {
  for (const call of Object.values(apiCalls) as ApiCall[]) {
    const path = call.path.replace('{no}', '1').replace(/\{[a-z]+\}/, 'x');
    const stop = new AbortController();
    const answer = await fetch(`${testing.server.url}${path}${call.query ? '?view=hall' : ''}`, {
      method: call.method,
      signal: stop.signal,
    });
    const code = answer.status >= 400 ? ((await answer.json()) as { code: string }).code : '';
    if (call.media === 'text/event-stream') stop.abort();
    const allowed = new Set<string>(['', 'body-invalid', ...call.refusals]);
    expect(allowed, `${call.method} ${call.path} answered ${code}`).toContain(code);
    if (answer.status < 400) expect(answer.status, call.path).toBe(call.status);
  }
});

it('shows the lab in a demo only, and checks what is done there', async () => {
  const { url } = testing.server;
  const act = (path: string, body: unknown): Promise<Response> =>
    fetch(`${url}/api/lab/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  expect((await act('printer', { paper: 'end' })).status).toBe(202);
  expect((await act('noise', { share: 0.9 })).status).toBe(400);
  expect((await act('key', { address: 3, key: 1 })).status).toBe(202);
  const paper = await fetch(`${url}/api/lab/paper/4.svg?h=80`);
  expect([paper.status, paper.headers.get('content-type')]).toEqual([200, 'image/svg+xml; charset=utf-8']);
  expect(paper.headers.get('content-security-policy')).toContain('sandbox');
  expect((await fetch(`${url}/lab`)).status).toBe(200);
  const real = await startTestingServer();
  expect((await fetch(`${real.server.url}/api/lab/paper/4.svg`)).status).toBe(404);
  expect((await fetch(`${real.server.url}/api/lab/key`, { method: 'POST' })).status).toBe(404);
  await real.stop();
});
