/**
 * The report of one business day or of several: sums over the facts of those days, nothing else. A month is computed from the
 * facts of its days, so that its sums are the sums of the days and its medians are true medians.
 */
import type { ServiceConfig } from '../../protocol/config.ts';
import type { Report, ReportFigures, ReportWork } from '../../protocol/report-views.ts';
import type { DayFacts, Fact, Promised } from './day-facts.ts';

export interface ReportOptions {
  /** Target wait of each service that has one, milliseconds. */
  readonly targetsMs: ReadonlyMap<string, number>;
  /** Local hour of the hall, 0 to 23, at a wall time. */
  readonly hourOf: (wallMs: number) => number;
}

/** Target waits as a configuration names them. */
export function targetsOf(services: readonly ServiceConfig[]): ReadonlyMap<string, number> {
  return new Map(
    services.flatMap(({ id, targetWaitMinutes: minutes }) =>
      minutes === undefined ? [] : [[id, minutes * 60_000] as const],
    ),
  );
}

/** A service done faster was most likely for nobody. */
const shortServiceMs = 20_000;

type Of<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** Days in order; null without any. */
export function reportOf(days: readonly DayFacts[], options: ReportOptions): Report | null {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return null;
  const facts = days.flatMap((day) => day.facts.filter((fact) => !fact.isVoid));
  const services = groups(facts, (fact) =>
    'service' in fact ? [fact.service, ...('to' in fact ? [fact.to] : [])] : [],
  );
  const work = (fact: Fact) => ('counter' in fact ? [fact] : []);
  const atCounters = groups(facts, (fact) => work(fact).map(({ counter }) => counter));
  const byClerks = groups(facts, (fact) => work(fact).map(({ clerk }) => clerk ?? ''));
  return {
    from: first.date,
    to: last.date,
    days: days.length,
    running: last.running,
    total: figuresOf(facts, null, options),
    services: services.map(([service, own]) => ({ service, ...figuresOf(own, service, options) })),
    counters: atCounters.map(([counter, own]) => ({ counter, ...workOf(own) })),
    clerks: byClerks.map(([clerk, own]) => ({ clerk: clerk === '' ? null : clerk, ...workOf(own) })),
    hours: hoursOf(facts, options),
    unknown: days.reduce((sum, day) => sum + day.unknown, 0),
  };
}

/** Facts by key, keys ascending; a fact that has several keys is in each group. */
function groups<Key extends string | number>(facts: readonly Fact[], keysOf: (fact: Fact) => readonly Key[]) {
  const found = new Map<Key, Fact[]>();
  for (const fact of facts)
    for (const key of new Set(keysOf(fact))) {
      const group = found.get(key) ?? [];
      found.set(key, group);
      group.push(fact);
    }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** `service` null: of the whole hall. */
function figuresOf(facts: readonly Fact[], service: string | null, { targetsMs }: ReportOptions): ReportFigures {
  const all = <K extends Fact['kind']>(kind: K) => facts.filter((fact): fact is Fact & Of<K> => fact.kind === kind);
  const isOwn = (fact: { readonly service: string }) => service === null || fact.service === service;
  const isTo = (fact: { readonly to: string }) => service === null || fact.to === service;
  const issued = all('issued');
  const waits = all('wait');
  const served = all('served');
  const rated = all('rated');
  const withTarget = waits.filter((wait) => targetsMs.has(wait.service));
  const inTime = withTarget.filter((wait) => wait.ms <= (targetsMs.get(wait.service) ?? 0));
  const counted = (channel: Of<'issued'>['channel']) => issued.filter((each) => each.channel === channel).length;
  const ofClass = (name: Of<'issued'>['class']) => issued.filter((each) => each.class === name).length;
  return {
    issued: issued.length,
    channels: {
      kiosk: counted('kiosk'),
      button: counted('button'),
      phone: counted('phone'),
      staff: counted('staff'),
      counter: counted('counter'),
    },
    classes: { normal: ofClass('normal'), priority: ofClass('priority'), appointment: ofClass('appointment') },
    calls: all('call').length,
    recalls: all('recall').length,
    served: served.length,
    servedShort: served.filter(({ ms }) => ms < shortServiceMs).length,
    noShow: all('no-show').length,
    recycled: all('recycled').length,
    transferredIn: all('transfer').filter(isTo).length,
    transferredOut: all('transfer').filter(isOwn).length,
    visitIn: all('visit').filter(isTo).length,
    cancelled: all('cancelled').length,
    expired: all('expired').length,
    wait: spreadOf(waits.map(({ ms }) => ms)),
    withinTarget: withTarget.length === 0 ? null : share(inTime.length, withTarget.length),
    serviceMeanMs: meanOf(served.map(({ ms }) => ms)),
    levels: [1, 2, 3, 4, 5].map((level) => rated.filter((each) => each.level === level).length),
    notRated: rated.filter(({ level }) => level === null).length,
    promised: issued.filter(({ promised }) => promised).length,
    promise: promiseOf(waits.flatMap(({ promise }) => promise ?? [])),
  };
}

function workOf(facts: readonly Fact[]): ReportWork {
  let [openMs, pausedMs, noShow] = [0, 0, 0];
  const pauses = new Map<string, number>();
  const servedMs: number[] = [];
  for (const fact of facts) {
    if (fact.kind === 'open') openMs += fact.ms;
    else if (fact.kind === 'no-show') noShow += 1;
    else if (fact.kind === 'served') servedMs.push(fact.ms);
    else if (fact.kind === 'paused') {
      pausedMs += fact.ms;
      pauses.set(fact.reason, (pauses.get(fact.reason) ?? 0) + fact.ms);
    }
  }
  return {
    openMs: Math.round(openMs),
    pausedMs: Math.round(pausedMs),
    pauses: [...pauses].sort(([a], [b]) => (a < b ? -1 : 1)).map(([reason, ms]) => ({ reason, ms: Math.round(ms) })),
    served: servedMs.length,
    serviceMeanMs: meanOf(servedMs),
    noShow,
  };
}

function hoursOf(facts: readonly Fact[], { hourOf }: ReportOptions): Report['hours'] {
  const hours = Array.from({ length: 24 }, (_, hour) => ({ hour, arrivals: 0, served: 0 }));
  for (const fact of facts) {
    if (fact.kind !== 'issued' && fact.kind !== 'served') continue;
    const hour = hours[hourOf(fact.wallMs)];
    if (hour) hour[fact.kind === 'issued' ? 'arrivals' : 'served'] += 1;
  }
  return hours.filter(({ arrivals, served }) => arrivals + served > 0);
}

function spreadOf(values: readonly number[]): ReportFigures['wait'] {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? 0;
  const middle = sorted.length / 2;
  return {
    n: sorted.length,
    meanMs: meanOf(sorted) ?? 0,
    medianMs: Math.round((at(Math.ceil(middle) - 1) + at(Math.floor(middle))) / 2),
    p90Ms: Math.round(at(Math.ceil(0.9 * sorted.length) - 1)),
    maxMs: Math.round(at(sorted.length - 1)),
  };
}

function promiseOf(promises: readonly Promised[]) {
  const sizes = spreadOf(promises.map(({ errorMs }) => Math.abs(errorMs)));
  if (!sizes) return null;
  const spans = promises.filter(({ covered }) => covered !== null);
  return {
    n: sizes.n,
    meanAbsMs: sizes.meanMs,
    biasMs: meanOf(promises.map(({ errorMs }) => errorMs)) ?? 0,
    p90AbsMs: sizes.p90Ms,
    coverage: spans.length === 0 ? 1 : share(spans.filter(({ covered }) => covered).length, spans.length),
  };
}

function meanOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Math.round(values.reduce((sum, value) => sum + value, 0) / values.length) + 0;
}

const share = (part: number, whole: number): number => Math.round((1000 * part) / whole) / 1000;
