/**
 * The configuration, arranged for looking things up. Made once at start; the core never walks the raw lists.
 */
import { type CounterConfig, configDefaults, type HallConfig, type ServiceConfig } from '../../protocol/config.ts';

export type CallingRule = 'fifo' | 'strict';

export interface HallIndex {
  readonly config: HallConfig;
  readonly services: ReadonlyMap<string, ServiceConfig>;
  readonly counters: ReadonlyMap<number, CounterConfig & { readonly rule: CallingRule }>;
  /** Counters that can serve a service, by service id. */
  readonly countersOf: ReadonlyMap<string, readonly number[]>;
  /** Counter by `bus/address` of its call keypad, and of its rating keypad. */
  readonly counterOfKeypad: ReadonlyMap<string, number>;
  readonly counterOfRating: ReadonlyMap<string, number>;
  readonly pauseReasons: readonly {
    readonly id: string;
    readonly text: { readonly zh: string; readonly en: string };
  }[];
  readonly recallsMax: number;
  readonly ratingSeconds: number;
  /** Printer that gives the hall's tickets, or null. */
  readonly printer: string | null;
}

export function indexHall(config: HallConfig): HallIndex {
  const hallRule = config.hall.rule ?? configDefaults.rule;
  const countersOf = new Map<string, number[]>();
  for (const service of config.services) countersOf.set(service.id, []);
  const counterOfKeypad = new Map<string, number>();
  const counterOfRating = new Map<string, number>();
  for (const counter of config.counters) {
    for (const service of counter.services) countersOf.get(service)?.push(counter.no);
    if (counter.keypad) counterOfKeypad.set(nodeKey(counter.keypad.bus, counter.keypad.address), counter.no);
    if (counter.rating) counterOfRating.set(nodeKey(counter.rating.bus, counter.rating.address), counter.no);
  }
  return {
    config,
    services: new Map(config.services.map((service) => [service.id, service])),
    counters: new Map(config.counters.map((counter) => [counter.no, { ...counter, rule: counter.rule ?? hallRule }])),
    countersOf,
    counterOfKeypad,
    counterOfRating,
    pauseReasons: config.calls?.pauseReasons ?? configDefaults.pauseReasons,
    recallsMax: config.calls?.recallsMax ?? configDefaults.recallsMax,
    ratingSeconds: config.rating?.seconds ?? configDefaults.ratingSeconds,
    printer: config.printers?.[0]?.id ?? null,
  };
}

/** Key of a bus node in the maps above. */
export function nodeKey(bus: string, address: number): string {
  return `${bus}/${address}`;
}
