/**
 * How often priority tickets come: by half hour of the day over the days, and today. A forecast lets such people come into the
 * lines, because they will go before normal ones that wait already. It holds counts only, nothing about a person.
 */

/** Half hours of a UTC day: a zone shifts them all alike, and no local time is known where events are applied. */
const slots = 48;
const slotMs = 30 * 60_000;
/** Share of the newest day. */
const dayShare = 0.2;
/** Days after which history counts as much as today's own rate. */
const daysToTrust = 2;
/** Services that are told apart: as many as a hall may configure. */
const servicesMax = 60;

export interface ArrivalRates {
  /** Priority tickets of this business day, and of a usual one, by half hour. */
  readonly today: number[];
  readonly usual: number[];
  /** Business days that `usual` was learned from. */
  days: number;
  /** Hall time of the first ticket of the day, of whatever class; null before it. */
  sinceMs: number | null;
  /** Weight of each service among priority tickets; yesterday's count less. */
  readonly byService: Record<string, number>;
}

export function noArrivals(): ArrivalRates {
  return { today: zeros(), usual: zeros(), days: 0, sinceMs: null, byService: {} };
}

export function countArrival(rates: ArrivalRates, hallMs: number): void {
  rates.sinceMs ??= hallMs;
}

/** A ticket came as priority, or was granted it while it waits. */
export function countPriority(rates: ArrivalRates, service: string, wallMs: number): void {
  const slot = slotOf(wallMs);
  rates.today[slot] = (rates.today[slot] ?? 0) + 1;
  const known = rates.byService[service];
  if (known === undefined && Object.keys(rates.byService).length >= servicesMax) return;
  rates.byService[service] = (known ?? 0) + 1;
}

/** A business day is over: days without anybody teach nothing. */
export function endArrivalDay(rates: ArrivalRates): void {
  if (rates.sinceMs !== null) {
    const share = Math.max(dayShare, 1 / (rates.days + 1));
    for (let slot = 0; slot < slots; slot += 1) {
      const usual = rates.usual[slot] ?? 0;
      rates.usual[slot] = usual + share * ((rates.today[slot] ?? 0) - usual);
    }
    rates.days += 1;
  }
  for (const [service, weight] of Object.entries(rates.byService)) {
    if (weight < 0.5) delete rates.byService[service];
    else rates.byService[service] = weight * (1 - dayShare);
  }
  rates.today.fill(0);
  rates.sinceMs = null;
}

/** Times at which priority people are expected from now on, one after the other, and for which service. */
export function expectedPriority(
  rates: ArrivalRates,
  wallMs: number,
  hallMs: number,
): () => { readonly afterMs: number; readonly service: string } | null {
  const services = Object.entries(rates.byService);
  const weights = services.reduce((sum, [, weight]) => sum + weight, 0);
  let sum = 0;
  for (const count of rates.today) sum += count;
  const sinceMs = rates.sinceMs === null ? 0 : hallMs - rates.sinceMs;
  const own = sum / Math.max(slotMs, sinceMs);
  const trust = rates.days / (rates.days + daysToTrust);
  const rateAt = (ms: number) => (trust * (rates.usual[slotOf(ms)] ?? 0)) / slotMs + (1 - trust) * own;
  const given = new Map<string, number>();
  let afterMs = 0;
  let count = 0;
  return () => {
    if (services.length === 0) return null;
    // The first is expected after half the mean gap: it may come at any moment of it.
    let owed = count === 0 ? 0.5 : 1;
    for (let hops = 0; hops < slots; hops += 1) {
      const rate = rateAt(wallMs + afterMs);
      const leftMs = slotMs - positive((wallMs + afterMs) % slotMs, slotMs);
      if (rate * leftMs >= owed) {
        afterMs += owed / rate;
        count += 1;
        return { afterMs, service: mostOwed(services, weights, given, count) };
      }
      owed -= rate * leftMs;
      afterMs += leftMs;
    }
    return null;
  };
}

/** The service whose share of `count` people is least fulfilled. */
function mostOwed(services: [string, number][], weights: number, given: Map<string, number>, count: number): string {
  let most = '';
  let mostBy = Number.NEGATIVE_INFINITY;
  for (const [service, weight] of services) {
    const by = (weight / weights) * count - (given.get(service) ?? 0);
    if (by > mostBy) {
      most = service;
      mostBy = by;
    }
  }
  given.set(most, (given.get(most) ?? 0) + 1);
  return most;
}

const zeros = (): number[] => Array.from({ length: slots }, () => 0);
const slotOf = (wallMs: number): number => positive(Math.floor(wallMs / slotMs) % slots, slots);
const positive = (rest: number, of: number): number => (rest < 0 ? rest + of : rest);
