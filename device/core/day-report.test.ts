/** The report against days worked out by hand, and against the hall's own counts over random days. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event, type HallEvent, type JournalEvent } from '../../protocol/events.ts';
import type { Report } from '../../protocol/report-views.ts';
import { createDayFold, type DayFacts } from './day-facts.ts';
import { type ReportOptions, reportOf } from './day-report.ts';
import { clerk, createWorld, customer, smallHall, system, type World } from './testing/world.ts';
import { accuracyOf } from './wait-score.ts';

const minuteMs = 60_000;
const options: ReportOptions = {
  targetsMs: new Map([['A', 5 * minuteMs]]),
  hourOf: (wallMs) => Math.floor(wallMs / 3_600_000) % 24,
};

function daysOf(rows: readonly JournalEvent[]): DayFacts[] {
  const days: DayFacts[] = [];
  const fold = createDayFold((day) => days.push(day));
  for (const row of rows) fold.take(row);
  fold.end();
  return days;
}
function reportFor(rows: readonly JournalEvent[], date: string): Report {
  const report = reportOf(
    daysOf(rows).filter((day) => day.date === date),
    options,
  );
  if (!report) throw new Error(`no day ${date}`);
  return report;
}
const serviceOf = (report: Report, id: string) => report.services.find(({ service }) => service === id);

/** Rows of events by their minute; the business day begins at minute 0, 00:00 UTC. */
function rowsAt(...events: readonly (readonly [minute: number, HallEvent])[]): JournalEvent[] {
  const first = [
    [0, event('system.started', { boot: 'b1', sw: '0', config: '' })],
    [0, event('day.opened', { date: '2027-01-04' })],
  ] as const;
  return [...first, ...events].map(([minute, each], at) => ({
    ...each,
    seq: at + 1,
    id: `e${at}`,
    wallMs: minute * minuteMs,
    monoMs: minute * minuteMs,
    clock: 'ntp',
    actor: 'test',
  }));
}
const issued = (ticket: string, service: string, change: object = {}) =>
  event('ticket.issued', {
    ticket,
    no: ticket,
    series: service,
    n: 1,
    service,
    class: 'normal',
    channel: 'kiosk',
    locale: 'zh-CN',
    request: ticket,
    ahead: 0,
    wait: null,
    printer: null,
    ...change,
  });
const called = (ticket: string, counter: number, after?: string) =>
  event('ticket.called', { ticket, counter, clerk: '1001', why: 'fifo', ...(after ? { after } : {}) });
const finished = (ticket: string, service: string, minutes: number) =>
  event('ticket.finished', { ticket, counter: 1, clerk: '1001', service, servedMs: minutes * minuteMs });
const expectation = (p10: number, p50: number, p90: number) => ({
  expect: { p10Ms: p10 * minuteMs, p50Ms: p50 * minuteMs, p80Ms: p90 * minuteMs, p90Ms: p90 * minuteMs },
});

describe('a small day, worked out by hand', () => {
  const report = reportFor(
    rowsAt(
      [60, event('counter.opened', { counter: 1, clerk: '1001' })],
      [60, issued('a1', 'A', expectation(0, 2, 8))],
      [61, issued('a2', 'A', { class: 'priority', ...expectation(1, 2, 5) })],
      [62, issued('f1', 'F', { channel: 'phone', rest: ['A'] })],
      [64, called('a1', 1)],
      [65, event('ticket.recalled', { ticket: 'a1', counter: 1, times: 2 })],
      [66, event('ticket.started', { ticket: 'a1', counter: 1 })],
      [72, finished('a1', 'A', 6)],
      [72, event('rating.opened', { visit: 'a1', counter: 1, clerk: '1001', session: 1, seconds: 15 })],
      [72, called('a2', 1, 'a1')],
      [72, event('visit.rated', { visit: 'a1', counter: 1, clerk: '1001', level: 5, origin: 'keypad', reasons: [] })],
      [73, event('ticket.no-show', { ticket: 'a2', counter: 1 })],
      [73, event('counter.paused', { counter: 1, reason: 'break' })],
      [83, event('counter.resumed', { counter: 1 })],
      [92, called('f1', 1)],
      [
        100,
        event('ticket.continued', {
          ticket: 'f1',
          counter: 1,
          clerk: '1001',
          service: 'F',
          servedMs: 8 * minuteMs,
          next: 'A',
        }),
      ],
      [130, called('f1', 1)],
      [131, event('ticket.transferred', { ticket: 'f1', counter: 1, service: 'K', back: false })],
      [132, event('ticket.cancelled', { ticket: 'f1', by: 'customer' })],
      [140, issued('k1', 'K')],
      [150, event('counter.closed', { counter: 1 })],
      [160, event('day.closed', { date: '2027-01-04', left: 1 })],
      [160, event('ticket.expired', { ticket: 'k1' })],
    ),
    '2027-01-04',
  );

  it('counts what came and what became of it', () => {
    expect(report).toMatchObject({ from: '2027-01-04', to: '2027-01-04', days: 1, running: true, unknown: 0 });
    expect(report.total).toMatchObject({
      issued: 4,
      channels: { kiosk: 3, button: 0, phone: 1, staff: 0, counter: 0 },
      classes: { normal: 3, priority: 1, appointment: 0 },
      calls: 4,
      recalls: 1,
      served: 2,
      servedShort: 0,
      noShow: 1,
      cancelled: 1,
      expired: 1,
      levels: [0, 0, 0, 0, 1],
      notRated: 0,
    });
    expect(serviceOf(report, 'A')).toMatchObject({ issued: 2, calls: 3, served: 1, visitIn: 1, transferredOut: 1 });
    expect(serviceOf(report, 'K')).toMatchObject({ issued: 1, transferredIn: 1, cancelled: 1, expired: 1, calls: 0 });
  });

  it('measures waits to the first call, and what was promised', () => {
    // a1 waited 4 min, a2 11 min, f1 30 min; its second wait is no first one.
    expect(report.total.wait).toEqual({
      n: 3,
      meanMs: 15 * minuteMs,
      medianMs: 11 * minuteMs,
      p90Ms: 30 * minuteMs,
      maxMs: 30 * minuteMs,
    });
    expect(serviceOf(report, 'A')?.wait).toMatchObject({ n: 2, medianMs: 7.5 * minuteMs });
    expect([serviceOf(report, 'A')?.withinTarget, serviceOf(report, 'F')?.withinTarget]).toEqual([0.5, null]);
    // Expected 2 and 2 minutes, real 4 and 11; the first lies from 0 to 8, the second not from 1 to 5.
    expect(report.total.promised).toBe(2);
    expect(report.total.promise).toEqual({
      n: 2,
      meanAbsMs: 5.5 * minuteMs,
      biasMs: -5.5 * minuteMs,
      p90AbsMs: 9 * minuteMs,
      coverage: 0.5,
    });
    expect(serviceOf(report, 'K')).toMatchObject({ wait: null, promise: null, serviceMeanMs: null });
  });

  it('tells the work of counters and clerks, and the hours', () => {
    const work = {
      openMs: 90 * minuteMs,
      pausedMs: 10 * minuteMs,
      pauses: [{ reason: 'break', ms: 10 * minuteMs }],
      served: 2,
      serviceMeanMs: 7 * minuteMs,
      noShow: 1,
    };
    expect(report.counters).toEqual([{ counter: 1, ...work }]);
    expect(report.clerks).toEqual([{ clerk: '1001', ...work }]);
    expect(report.hours).toEqual([
      { hour: 1, arrivals: 3, served: 2 },
      { hour: 2, arrivals: 1, served: 0 },
    ]);
  });
});

describe('promises', () => {
  const soon = expectation(0, 4, 9);
  const promiseOf = (...events: readonly (readonly [minute: number, HallEvent])[]) =>
    reportFor(rowsAt(...events), '2027-01-04').total;

  it('are not scored for an appointment, and not for a ticket that was handed on or given another class meanwhile', () => {
    const total = promiseOf(
      [1, issued('a1', 'A', soon)],
      [1, issued('a2', 'A', { class: 'appointment', ...soon })],
      [1, issued('a3', 'A', soon)],
      [1, issued('a4', 'A', soon)],
      [2, event('ticket.class', { ticket: 'a3', class: 'priority', reason: 'ill' })],
      [2, event('ticket.transferred', { ticket: 'a4', counter: 1, service: 'K', back: false })],
      [6, called('a1', 1)],
      ...['a2', 'a3', 'a4'].map((ticket) => [31, called(ticket, 2)] as const),
    );
    expect(total).toMatchObject({ promised: 4, wait: { n: 4 }, promise: { n: 1, biasMs: -minuteMs, coverage: 1 } });
  });

  it('of no wait have an error, but no span to be in', () => {
    const none = [1, issued('a1', 'A', expectation(0, 0, 0))] as const;
    expect(promiseOf(none, [4, called('a1', 1)]).promise).toMatchObject({ n: 1, biasMs: -3 * minuteMs, coverage: 1 });
    const total = promiseOf(none, [1, issued('a2', 'A', soon)], [4, called('a1', 1)], [31, called('a2', 1)]);
    expect(total.promise).toMatchObject({ n: 2, coverage: 0 });
  });
});

describe('what was taken back', () => {
  const start = (): World => {
    const world = createWorld(smallHall());
    world.give({ type: 'open', counter: 1 }, clerk('1001'));
    return world;
  };
  const total = (world: World) => reportFor(world.journal, '2026-03-02').total;

  it('is not counted: a call with the service that it ended', () => {
    const world = start();
    for (let taps = 0; taps < 2; taps += 1) world.issue();
    world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
    world.advance(minuteMs);
    world.give({ type: 'start', counter: 1 }, clerk('1001'));
    world.advance(minuteMs);
    world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
    expect(total(world)).toMatchObject({ calls: 2, served: 1, wait: { n: 2 } });
    world.give({ type: 'undo', counter: 1 }, clerk('1001'));
    expect(total(world)).toMatchObject({ calls: 1, served: 0, wait: { n: 1 } });
    world.advance(minuteMs);
    world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
    // The wait goes on to the call that stood.
    expect(total(world)).toMatchObject({ calls: 2, served: 1, wait: { n: 2, maxMs: 3 * minuteMs } });
  });

  it('is not counted: a no-show, a recycle, a transfer, and somebody who was never there', () => {
    const world = start();
    world.issue();
    for (const type of ['no-show', 'recycle', 'transfer'] as const) {
      world.give({ type: 'call-next', counter: 1 }, clerk('1001'));
      world.advance(1_000);
      const command =
        type === 'transfer' ? ({ type, counter: 1, service: 'K' } as const) : ({ type, counter: 1 } as const);
      expect(world.give(command, clerk('1001')).ok).toBe(true);
      expect(world.give({ type: 'undo', counter: 1 }, clerk('1001')).ok).toBe(true);
      expect(world.give({ type: 'finish', counter: 1 }, clerk('1001')).ok).toBe(true);
      world.issue();
    }
    const none = { noShow: 0, recycled: 0, transferredIn: 0, transferredOut: 0, cancelled: 0 };
    expect(total(world)).toMatchObject({ ...none, served: 3, issued: 4 });
    world.give({ type: 'walk-in', counter: 1, service: 'A' }, clerk('1001'));
    expect(total(world)).toMatchObject({ issued: 5, channels: { counter: 1 } });
    expect(world.give({ type: 'undo', counter: 1 }, clerk('1001')).ok).toBe(true);
    expect(total(world)).toMatchObject({ ...none, served: 3, issued: 4, channels: { counter: 0 } });
  });
});

describe('a change of day', () => {
  it('leaves what it ends to the day that ends, and cuts the time of counters', () => {
    const opened = [event('ticket.expired', { ticket: 'a1' })] as const;
    const rows = rowsAt(
      [10, issued('a1', 'A')],
      [20, event('counter.opened', { counter: 1, clerk: null })],
      [50, issued('a2', 'A')],
      [60, event('day.opened', { date: '2027-01-05' })],
      [60, ...opened],
      [90, called('a2', 1)],
      [95, finished('a2', 'A', 5)],
      [100, event('counter.closed', { counter: 1 })],
    );
    const [first, second] = ['2027-01-04', '2027-01-05'].map((date) => reportFor(rows, date));
    expect(first).toMatchObject({ running: false, total: { issued: 2, expired: 1, served: 0 } });
    expect(first?.counters).toMatchObject([{ counter: 1, openMs: 40 * minuteMs }]);
    expect(second).toMatchObject({ running: true, unknown: 0, total: { issued: 0, expired: 0, served: 1 } });
    expect(second?.total.wait).toMatchObject({ n: 1, maxMs: 40 * minuteMs });
    expect(second?.counters).toMatchObject([{ openMs: 40 * minuteMs }]);
    expect(second?.clerks).toMatchObject([{ clerk: '1001', served: 1 }, { clerk: null }].reverse());
    // Without the day before, the second says what it does not know.
    const alone = reportFor(rows.slice(5), '2027-01-05');
    expect(alone.unknown).toBeGreaterThan(0);
  });

  it('goes on over a restart', () => {
    const rows = rowsAt(
      [10, event('counter.opened', { counter: 1, clerk: '1001' })],
      [20, issued('a1', 'A')],
      [30, event('system.started', { boot: 'b2', sw: '0', config: '' })],
      [30, called('a1', 1)],
      [35, event('counter.closed', { counter: 1 })],
    );
    // The monotonic clock begins anew with the second start.
    const whole = rows.map(
      (row, at): JournalEvent => (at < 4 ? row : Object.assign(row, { monoMs: row.monoMs - 30 * minuteMs })),
    );
    const report = reportFor(whole, '2027-01-04');
    expect(report.total.wait?.maxMs).toBe(10 * minuteMs);
    expect(report.counters).toMatchObject([{ openMs: 25 * minuteMs }]);
  });
});

// ---------------------------------------------------------------------------------------------- random days

const kinds = [
  ...['issue', 'issue', 'issue', 'next', 'next', 'next', 'start', 'finish', 'no-show', 'recycle', 'park', 'unpark'],
  ...['transfer', 'undo', 'undo', 'walk-in', 'revive', 'cancel', 'visit', 'rate', 'timeout', 'pause', 'resume'],
  ...['close', 'open', 'restart', 'grant', 'call'],
] as const;
const step = fc.record({
  kind: fc.constantFrom(...kinds),
  counter: fc.constantFrom(1, 2),
  back: fc.nat(5),
  service: fc.constantFrom('A', 'K'),
  ms: fc.constantFrom(0, 500, 4_000, 30_000, 3 * minuteMs),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function play(world: World, { kind, counter, back, service, ms }: Step): void {
  world.advance(ms);
  const by = clerk(`100${counter}`);
  const ids = [...world.state.tickets.keys()];
  const ticket = ids.at(-1 - back) ?? 'none';
  const at = { counter } as const;
  if (kind === 'issue') world.issue(service, {}, customer);
  else if (kind === 'visit') world.issue(service, { rest: [service === 'A' ? 'K' : 'A'] }, customer);
  else if (kind === 'restart') world.restart();
  else if (kind === 'next') world.give({ type: 'call-next', ...at }, by);
  else if (kind === 'call') world.give({ type: 'call', ...at, ticket }, by);
  else if (kind === 'unpark') world.give({ type: 'unpark', ...at, ticket }, by);
  else if (kind === 'transfer') world.give({ type: 'transfer', ...at, service }, by);
  else if (kind === 'walk-in') world.give({ type: 'walk-in', ...at, service }, by);
  else if (kind === 'pause') world.give({ type: 'pause', ...at, reason: 'break' }, by);
  else if (kind === 'revive' || kind === 'cancel') world.give({ type: kind, ticket }, by);
  else if (kind === 'grant') world.give({ type: 'grant', ticket, class: 'priority', reason: 'ill' }, by);
  else if (kind === 'rate')
    world.give({ type: 'rate', visit: ticket, level: 4, origin: 'page', reasons: [] }, customer);
  else if (kind === 'timeout') world.give({ type: 'rating-timeout', visit: ticket }, system);
  else world.give({ type: kind, ...at }, by);
}

/** Sums that can be counted without knowing what an undo is: the hall's own state has them. */
function compare(world: World, report: Report): void {
  const { state, journal } = world;
  const rows = <T extends JournalEvent['type']>(type: T) => journal.filter((row) => row.type === type).length;
  // Made for a call that was taken back: cancelled with the undo, and called but this once.
  const neverThere = journal.filter((row, at) => {
    const undone = journal[at - 1];
    if (row.type !== 'ticket.cancelled' || undone?.type !== 'counter.undone') return false;
    const { ticket } = row.body;
    const isMade = journal.some(
      (each) => each.type === 'ticket.issued' && each.body.ticket === ticket && each.body.channel === 'counter',
    );
    if (!isMade || undone.body.ticket !== ticket) return false;
    return journal.filter((each) => each.type === 'ticket.called' && each.body.ticket === ticket).length === 1;
  }).length;
  const own = (service: string) => serviceOf(report, service);
  for (const [service, { called: calls, served, noShow }] of state.counts)
    expect([service, own(service)?.calls ?? 0, own(service)?.served ?? 0, own(service)?.noShow ?? 0]).toEqual([
      service,
      calls,
      served,
      noShow,
    ]);
  // How true the promises were is the same here and on the desk; the desk knows its ninth tenth by bins only.
  for (const { service, p90AbsMs, ...live } of accuracyOf(state))
    expect([service, own(service)?.promise]).toMatchObject([service, live]);
  expect(report.services.flatMap(({ service, promise }) => (promise ? [service] : [])).sort()).toEqual(
    accuracyOf(state).map(({ service }) => service),
  );
  expect(report.total.issued + neverThere).toBe(rows('ticket.issued'));
  expect(report.total.cancelled + neverThere).toBe(rows('ticket.cancelled'));
  expect(report.total.levels[3]).toBe(rows('visit.rated'));
  for (const counter of state.counters.values())
    expect(report.counters.find((each) => each.counter === counter.no)?.served ?? 0).toBe(counter.servedToday);
  expectSums(report);
}

/** Parts and wholes agree, whatever happened. */
function expectSums({ total, services, counters, clerks, hours }: Report): void {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  for (const key of ['issued', 'calls', 'recalls', 'served', 'noShow', 'recycled', 'cancelled', 'expired'] as const)
    expect([key, sum(services.map((each) => each[key]))]).toEqual([key, total[key]]);
  expect(sum(Object.values(total.channels))).toBe(total.issued);
  expect(sum(Object.values(total.classes))).toBe(total.issued);
  expect(sum(services.map((each) => each.wait?.n ?? 0))).toBe(total.wait?.n ?? 0);
  expect(sum(services.map((each) => each.transferredIn))).toBe(sum(services.map((each) => each.transferredOut)));
  for (const list of [counters, clerks]) {
    expect(sum(list.map((each) => each.served))).toBe(total.served);
    expect(sum(list.map((each) => each.noShow))).toBe(total.noShow);
    for (const each of list) expect(each.pausedMs).toBeLessThanOrEqual(each.openMs);
  }
  expect([sum(hours.map((hour) => hour.arrivals)), sum(hours.map((hour) => hour.served))]).toEqual([
    total.issued,
    total.served,
  ]);
}

it('agrees with the counts of the hall over random days', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 10, maxLength: 120 }), (steps) => {
      const world = createWorld(smallHall());
      for (const counter of [1, 2]) world.give({ type: 'open', counter }, clerk(`100${counter}`));
      for (const each of steps) play(world, each);
      compare(world, reportFor(world.journal, '2026-03-02'));
    }),
    { numRuns: 300, seed: 7 },
  );
});

it('sums a month from its days', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 60, maxLength: 150 }), (steps) => {
      const world = createWorld(smallHall(), '2026-03-01');
      for (const counter of [1, 2]) world.give({ type: 'open', counter }, clerk(`100${counter}`));
      steps.forEach((each, at) => {
        play(world, each);
        if (at % 30 === 29) world.give({ type: 'open-day', date: `2026-03-0${2 + Math.floor(at / 30)}` }, system);
      });
      const days = daysOf(world.journal);
      const month = reportOf(days, options);
      const each = days.map((day) => reportOf([day], options));
      if (!month) throw new Error('no month');
      expectSums(month);
      const sum = (of: (report: Report) => number) => each.reduce((all, day) => all + (day ? of(day) : 0), 0);
      for (const key of ['issued', 'served', 'noShow', 'expired', 'promised', 'notRated'] as const)
        expect(sum((day) => day.total[key])).toBe(month.total[key]);
      expect(sum((day) => day.total.wait?.n ?? 0)).toBe(month.total.wait?.n ?? 0);
      expect(Math.max(...each.map((day) => day?.total.wait?.maxMs ?? 0))).toBe(month.total.wait?.maxMs ?? 0);
      expect([month.from, month.to, month.days]).toEqual([days[0]?.date, days.at(-1)?.date, days.length]);
    }),
    { numRuns: 60, seed: 7 },
  );
});
