/** Whatever arrives at the calls of the queue: the real hall answers below 500, with a code and a shape that its table knows. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

const queuePaths = [
  '/api/tickets',
  '/api/appointments/check-in',
  ...['class', 'services', 'revive', 'why', 'cancel'].map((action) => `/api/tickets/TICKET/${action}`),
  ...['A', 'R'].flatMap((id) => ['close', 'open', 'roll'].map((action) => `/api/services/${id}/${action}`)),
  ...['', '/close', '/reopen', '/confirm'].map((action) => `/api/day${action}`),
  ...['recycle', 'undo', 'walk-in', 'store-next', 'cover', 'uncover', 'transfer', 'call', 'call-next', 'open'].map(
    (action) => `/api/counters/199/${action}`,
  ),
];
const anyOr = <T>(...likely: T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...likely) }, { weight: 1, arbitrary: fc.jsonValue() });
const queueFields = {
  service: anyOr('A', 'F', 'R', 'Z'),
  rest: anyOr<unknown>(['F'], ['A', 'F'], [], ['F', 'F']),
  requestId: anyOr('one', 'two', 'three'),
  class: anyOr('normal', 'priority', 'appointment'),
  reason: anyOr('elderly', 'system', 'short', 'other', 'x'),
  code: anyOr('AB12', '0', ''),
  services: anyOr<unknown>(['F'], ['A'], ['R', 'R'], []),
  minutes: anyOr<unknown>(1, 480, 0.5, 1e300),
  on: anyOr<unknown>(true, false),
  n: anyOr(1, 999, 1_000, -1),
  date: anyOr('2027-01-05', '2027-02-31', '9999-99-99', '2020-01-01'),
  toCounter: anyOr(1, 199, 0, 200),
  toClerk: anyOr('1001', '12'),
  back: anyOr<unknown>(true, false),
  ticketId: anyOr('TICKET', 'x'),
  expect: anyOr('TICKET', null),
};
const queueBodies = fc.record(queueFields, { requiredKeys: [] });

it('answers any body of the queue as its documentation says', async () => {
  const real: RealHall = await startRealHall();
  const staff = await real.signIn('1001');
  const ticket = await real.take();
  await real.ask(staff, '/api/counters/199/open', {});
  // Most bodies have one field too many and are refused: the fields of each call alone come as often.
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...queuePaths),
      queueBodies,
      fc.subarray(Object.keys(queueFields), { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (path, whole, fields, signedIn) => {
        const body = Object.fromEntries(Object.entries(whole).filter(([key]) => fields.includes(key)));
        const text = JSON.stringify(body).replaceAll('TICKET', ticket);
        const reads = path.endsWith('/why') || path.endsWith('/day');
        const said = await real.ask(
          signedIn ? staff : {},
          path.replace('TICKET', ticket),
          reads ? undefined : (JSON.parse(text) as object),
        );
        expect(said.status, said.text).toBeLessThan(500);
        expect(said.text).not.toMatch(/\bat .*\.(ts|js):\d+|node_modules/);
      },
    ),
    { numRuns: 800, seed: 7 },
  );
  await real.stop();
}, 60_000);
