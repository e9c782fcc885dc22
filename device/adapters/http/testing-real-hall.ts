/**
 * The web server over the real hall: its rules, its views, a journal in memory, no devices. For tests of what a call really
 * does and of what a stranger can learn; the small hall of testing-hall.ts is for tests of the server itself.
 */
import { type ApiCall, apiCalls } from '../../../protocol/api.ts';
import type { Actor, Command } from '../../../protocol/commands.ts';
import type { HallConfig } from '../../../protocol/config.ts';
import type { JournalEvent } from '../../../protocol/events.ts';
import { explainSchema } from '../../../protocol/explain-schema.ts';
import type { CommandResult } from '../../ports.ts';
import { createHall } from '../../runtime/hall.ts';
import { createTestingJournal, createTestingRandom } from '../../runtime/testing/testing-journal.ts';
import { gb18030 } from '../charset-gb18030.ts';
import type { HttpOptions } from './http-options.ts';
import { createTestingClock, startTestingServer, type TestingClock } from './testing-server.ts';

export interface Said {
  readonly status: number;
  /** Code of a problem, '' for a good answer. */
  readonly code: string;
  readonly body: Record<string, unknown>;
  readonly text: string;
  readonly headers: Headers;
}

export interface RealHall {
  readonly url: string;
  readonly clock: TestingClock;
  /** The journal's rows so far. */
  readonly rows: readonly JournalEvent[];
  /** Straight to the hall, past the web server. */
  give(command: Command, actor?: Actor): Promise<CommandResult>;
  /** POST with a body, GET without; an answer that its documentation does not allow is an error. */
  ask(who: Readonly<Record<string, string>>, path: string, body?: object): Promise<Said>;
  signIn(badge: string): Promise<Record<string, string>>;
  /** A ticket of a kiosk: its id. */
  take(change?: object, who?: Readonly<Record<string, string>>): Promise<string>;
  stop(): Promise<void>;
}

const system: Actor = { id: 'system', clerk: null, staff: true };
const named = (id: string) => ({ id, name: { zh: id, en: id }, minutes: 5 });

/** Services A, F and a paper roll R; counters 1, 2 and 199. */
export const realServices: Pick<HallConfig, 'services' | 'counters'> = {
  services: [named('A'), named('F'), { ...named('R'), paperRoll: true, last: 99 }],
  counters: [
    { no: 1, services: ['A'] },
    { no: 2, services: ['F'] },
    { no: 199, services: ['A', 'F', 'R'] },
  ],
};

export async function startRealHall(
  config: Partial<HallConfig> = {},
  over: Partial<HttpOptions> = {},
): Promise<RealHall> {
  const clock = createTestingClock();
  const journal = createTestingJournal();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const whole = { ...realServices, ...config };
  const hall = createHall({
    config: { hall: { id: 'hall-1', name: { zh: '大厅', en: 'Hall' }, zone: 'Asia/Shanghai' }, ...whole },
    journal,
    clock,
    random: createTestingRandom(),
    log,
    charset: gb18030,
    line: () => {
      throw new Error('no devices here');
    },
    gpio: null,
    demo: false,
    speech: false,
    sw: '0',
    configHash: '',
  });
  hall.start();
  const testing = await startTestingServer({ hall, clock, ...over }, {}, whole);
  const { url } = testing.server;
  let taps = 0;

  async function ask(who: Readonly<Record<string, string>>, path: string, body?: object): Promise<Said> {
    const post =
      body === undefined
        ? {}
        : { method: 'POST', headers: { 'content-type': 'application/json', ...who }, body: JSON.stringify(body) };
    const answer = await fetch(url + path, { headers: who, ...post });
    const text = await answer.text();
    const read = JSON.parse(text) as Record<string, unknown>;
    const code = answer.status >= 400 ? String(read.code) : '';
    expectDocumented(body === undefined ? 'GET' : 'POST', path, code, read);
    return { status: answer.status, code, body: read, text, headers: answer.headers };
  }

  return {
    url,
    clock,
    rows: journal.rows,
    ask,
    give: (command, actor = system) => new Promise((resolve) => hall.submit(command, actor, resolve)),
    async signIn(badge) {
      const { body } = await ask({}, '/api/session', { badge, pin: badge });
      return { authorization: `Bearer ${String(body.token)}` };
    },
    async take(change = {}, who = {}) {
      taps += 1;
      const said = await ask(who, '/api/tickets', { service: 'A', requestId: `tap-${taps}`, ...change });
      if (said.status !== 201) throw new Error(said.text);
      return String(said.body.ticketId);
    },
    async stop() {
      await testing.stop();
      hall.stop();
    },
  };
}

const everywhere: ReadonlySet<string> = new Set(['body-invalid', 'origin-refused', 'too-many-requests', 'not-found']);

/** What the table of calls says of this address: its refusals and the schema of its answer. */
function expectDocumented(method: string, path: string, code: string, answer: object): void {
  const [address = ''] = path.split('?');
  const call = (Object.values(apiCalls) as ApiCall[]).find(
    (each) => each.method === method && new RegExp(`^${each.path.replace(/\{[a-z]+\}/g, '[^/]+')}$`).test(address),
  );
  if (!call) return;
  if (code !== '' && !everywhere.has(code) && !call.refusals.includes(code as ApiCall['refusals'][number]))
    throw new Error(`${method} ${path} answered ${code}, which its documentation does not know`);
  const faults = code === '' && call.answer ? explainSchema(call.answer, answer) : [];
  if (faults.length > 0) throw new Error(`${method} ${path}: ${JSON.stringify(faults)}`);
}
