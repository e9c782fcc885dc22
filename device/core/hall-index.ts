/**
 * The configuration, arranged for looking things up. Made once at start; the core never walks the raw lists.
 */
import {
  type CounterConfig,
  configDefaults,
  type ExceptionConfig,
  type HallConfig,
  type RuleConfig,
  type ScreenConfig,
  type ServiceConfig,
} from '../../protocol/config.ts';
import { loneAddress } from '../../protocol/foreign-config.ts';
import type { CallingRule, ClassPoints } from './calling-rule.ts';

export interface Reason {
  readonly id: string;
  readonly text: { readonly zh: string; readonly en: string };
}

export interface HallIndex {
  readonly config: HallConfig;
  readonly services: ReadonlyMap<string, ServiceConfig>;
  readonly counters: ReadonlyMap<number, Omit<CounterConfig, 'rule'> & { readonly rule: CallingRule }>;
  /** The rule of the hall: what customers are told goes by it. */
  readonly rule: CallingRule;
  readonly targetMs: ReadonlyMap<string, number>;
  /** Screens by id; a hall that names none has one called `main`. */
  readonly screens: ReadonlyMap<string, ScreenConfig>;
  readonly mediaBytesMax: number;
  /** Nobody approves a notice of their own. */
  readonly needsTwo: boolean;
  /** Counters that can serve a service, by service id. */
  readonly countersOf: ReadonlyMap<string, readonly number[]>;
  /** Counter by `bus/address` of its call keypad, and of its rating keypad. */
  readonly counterOfKeypad: ReadonlyMap<string, number>;
  readonly counterOfRating: ReadonlyMap<string, number>;
  readonly reasons: { readonly [List in ReasonList]: readonly Reason[] };
  readonly recallsMax: number;
  /** A call nobody answers is repeated after this; null: by hand. */
  readonly recallMs: number | null;
  readonly shortCallMs: number;
  readonly undoMs: number;
  readonly recycle: { readonly times: number; readonly afterCalls: number; readonly afterMs: number };
  readonly tolerance: { readonly calls: number; readonly ms: number };
  readonly coverMsMax: number;
  readonly appointment: { readonly earlyMs: number; readonly lateMs: number };
  readonly ratingSeconds: number;
  /** Printer that gives the hall's tickets unless a kiosk has its own; null in a hall without one. */
  readonly printer: string | null;
  /** Printers of kiosks, by the kiosk's device id. */
  readonly kioskPrinters: ReadonlyMap<string, string>;
}

/** Lists of reasons, by what they explain. */
export type ReasonList = 'pause' | 'park' | 'choose' | 'priority' | 'transfer' | 'close';

const minuteMs = 60_000;

export function indexHall(config: HallConfig): HallIndex {
  const rule = callingRule(config.hall.rule);
  const { calls = {}, appointments = {}, printers = [] } = config;
  const countersOf = new Map<string, number[]>();
  for (const service of config.services) countersOf.set(service.id, []);
  const counterOfKeypad = new Map<string, number>();
  const counterOfRating = new Map<string, number>();
  for (const counter of config.counters) {
    for (const service of counter.services) countersOf.get(service)?.push(counter.no);
    if (counter.keypad) counterOfKeypad.set(nodeKey(counter.keypad.bus, counter.keypad.address), counter.no);
    if (counter.rating) counterOfRating.set(nodeKey(counter.rating.bus, counter.rating.address), counter.no);
  }
  for (const { id, places } of config.foreign ?? [])
    for (const { counter, address = loneAddress } of places) {
      counterOfKeypad.set(nodeKey(id, address), counter);
      counterOfRating.set(nodeKey(id, address), counter);
    }
  return {
    config,
    services: new Map(config.services.map((service) => [service.id, service])),
    counters: new Map(
      config.counters.map((counter) => [
        counter.no,
        { ...counter, rule: counter.rule === undefined ? rule : callingRule(counter.rule) },
      ]),
    ),
    rule,
    screens: new Map((config.screens ?? [{ id: 'main' }]).map((screen) => [screen.id, screen])),
    mediaBytesMax: config.mediaBytesMax ?? configDefaults.mediaBytesMax,
    needsTwo: (config.notices?.approval ?? 'two') === 'two',
    targetMs: new Map(
      config.services.flatMap(({ id, targetWaitMinutes }) =>
        targetWaitMinutes === undefined ? [] : [[id, targetWaitMinutes * minuteMs] as const],
      ),
    ),
    countersOf,
    counterOfKeypad,
    counterOfRating,
    reasons: {
      pause: calls.pauseReasons ?? configDefaults.pauseReasons,
      park: calls.parkReasons ?? configDefaults.parkReasons,
      choose: calls.chooseReasons ?? configDefaults.chooseReasons,
      priority: calls.priorityReasons ?? configDefaults.priorityReasons,
      transfer: calls.transferReasons ?? configDefaults.transferReasons,
      close: calls.closeReasons ?? configDefaults.closeReasons,
    },
    recallsMax: calls.recallsMax ?? configDefaults.recallsMax,
    recallMs: calls.recallSeconds === undefined ? null : calls.recallSeconds * 1000,
    shortCallMs: (calls.shortCallSeconds ?? configDefaults.shortCallSeconds) * 1000,
    undoMs: (calls.undoSeconds ?? configDefaults.undoSeconds) * 1000,
    recycle: {
      times: calls.recycle?.times ?? configDefaults.recycleTimes,
      afterCalls: calls.recycle?.afterCalls ?? configDefaults.recycleAfterCalls,
      afterMs: (calls.recycle?.afterMinutes ?? configDefaults.recycleAfterMinutes) * minuteMs,
    },
    tolerance: {
      calls: calls.tolerance?.tickets ?? configDefaults.toleranceTickets,
      ms: (calls.tolerance?.minutes ?? configDefaults.toleranceMinutes) * minuteMs,
    },
    coverMsMax: (calls.coverMinutesMax ?? configDefaults.coverMinutesMax) * minuteMs,
    appointment: {
      earlyMs: (appointments.earlyMinutes ?? configDefaults.appointmentEarlyMinutes) * minuteMs,
      lateMs: (appointments.lateMinutes ?? configDefaults.appointmentLateMinutes) * minuteMs,
    },
    ratingSeconds: config.rating?.seconds ?? configDefaults.ratingSeconds,
    printer: (printers.find(({ kiosks }) => kiosks === undefined) ?? printers[0])?.id ?? null,
    kioskPrinters: new Map(printers.flatMap(({ id, kiosks = [] }) => kiosks.map((kiosk) => [kiosk, id] as const))),
  };
}

/** The same with the days that the centre says differ; for the dates that they cover the configuration's do not count. */
export function withCalendar(index: HallIndex, calendar: readonly ExceptionConfig[]): HallIndex {
  if (calendar.length === 0) return index;
  const { config } = index;
  // The first that covers a date counts, see `exceptionOn`.
  const exceptions = [...calendar, ...(config.hall.exceptions ?? [])];
  return { ...index, config: { ...config, hall: { ...config.hall, exceptions } } };
}

/** A rule as configured, with what it leaves out filled in. */
export function callingRule(config: RuleConfig | undefined): CallingRule {
  const own = config ?? configDefaults.rule;
  const { accumulating, interleave } = configDefaults;
  const kind =
    typeof own === 'string' ? own : 'accumulating' in own ? ('accumulating' as const) : ('interleave' as const);
  const points = typeof own === 'object' && 'accumulating' in own ? own.accumulating : {};
  return {
    kind,
    points: {
      normal: classPoints(points.normal ?? accumulating.normal),
      priority: classPoints(points.priority ?? accumulating.priority),
      appointment: classPoints(points.appointment ?? accumulating.appointment),
    },
    interleave: typeof own === 'object' && 'interleave' in own ? own.interleave : interleave,
  };
}

/** A head start of three minutes at three points a minute is nine points. */
function classPoints(own: { rate: number; headStartMinutes?: number; capMinutes?: number }): ClassPoints {
  return {
    rate: own.rate,
    head: own.rate * (own.headStartMinutes ?? 0),
    capMs: own.capMinutes === undefined ? Number.POSITIVE_INFINITY : own.capMinutes * minuteMs,
  };
}

/** Key of a bus node in the maps above. */
export function nodeKey(bus: string, address: number): string {
  return `${bus}/${address}`;
}
