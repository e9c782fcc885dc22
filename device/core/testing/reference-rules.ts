/**
 * The six calling rules as a beginner would write them: look at everybody who may be called, pick one. Part of the reference
 * queue, the judge of the core: it must never import from the core.
 */
export type Class = 'normal' | 'priority' | 'appointment';

/** What a rule may know of one person. */
export interface Waiter {
  readonly id: string;
  service: string;
  cls: Class;
  /** Since when it waits, and who came first of two that came together. */
  arrived: number;
  place: number;
}

interface Gathering {
  readonly rate: number;
  readonly headMinutes: number;
  readonly capMinutes: number;
}
export type Rule =
  | { readonly kind: 'fifo' | 'strict' | 'service-order' }
  | { readonly kind: 'accumulating'; readonly by: { readonly [C in Class]: Gathering } }
  | { readonly kind: 'interleave'; readonly favoured: number; readonly plain: number }
  | { readonly kind: 'longest-over-target'; readonly targetMinutes: ReadonlyMap<string, number> };

/** The calls a desk has made by its rule, newest last, and the class it called last for having waited too long. */
export interface Past {
  readonly classes: readonly Class[];
  readonly lastCapped: Class | null;
}
export interface Pick<W extends Waiter> {
  readonly one: W;
  readonly past: Past;
}

const minuteMs = 60_000;
const isFavoured = (w: Waiter) => w.cls !== 'normal';

/** Who is called of these at this time, and the desk's past after it. `services` is the desk's list in its order. */
export function pick<W extends Waiter>(
  people: readonly W[],
  rule: Rule,
  services: readonly string[],
  past: Past,
  nowMs: number,
): Pick<W> | null {
  const [first] = people;
  if (!first) return null;
  const called = (one: W, capped = past.lastCapped): Pick<W> => ({
    one,
    past: { classes: [...past.classes, one.cls], lastCapped: capped },
  });
  const oldest = (some: readonly W[]): W =>
    some.reduce((a, b) => (b.arrived < a.arrived || (b.arrived === a.arrived && b.place < a.place) ? b : a));
  /** The oldest of those for whom the number is the largest. */
  const most = (some: readonly W[], number: (w: W) => number): W => {
    const top = Math.max(...some.map(number));
    return oldest(some.filter((w) => number(w) === top));
  };
  switch (rule.kind) {
    case 'fifo':
      return called(oldest(people));
    case 'strict': {
      const favoured = people.filter(isFavoured);
      return called(oldest(favoured.length > 0 ? favoured : people));
    }
    case 'service-order': {
      const placeOf = (w: W) => (services.includes(w.service) ? services.indexOf(w.service) : services.length);
      const ofFirst = people.filter((w) => placeOf(w) === Math.min(...people.map(placeOf)));
      const favoured = ofFirst.filter(isFavoured);
      return called(oldest(favoured.length > 0 ? favoured : ofFirst));
    }
    case 'accumulating': {
      const { by } = rule;
      const tooLong = people.filter((w) => nowMs - w.arrived >= by[w.cls].capMinutes * minuteMs);
      const others = tooLong.filter((w) => w.cls !== past.lastCapped);
      if (tooLong.length > 0) {
        const one = oldest(others.length > 0 ? others : tooLong);
        return called(one, one.cls);
      }
      // Whole numbers: minutes would not be.
      return called(most(people, (w) => by[w.cls].rate * (by[w.cls].headMinutes * minuteMs + nowMs - w.arrived)));
    }
    case 'interleave': {
      const favoured = people.filter(isFavoured);
      const plain = people.filter((w) => !isFavoured(w));
      if (favoured.length === 0 || plain.length === 0) return called(oldest(people));
      const newest = past.classes.at(-1);
      let inRow = 0;
      for (const cls of [...past.classes].reverse()) {
        if ((cls === 'normal') !== (newest === 'normal')) break;
        inRow += 1;
      }
      if (newest === undefined) return called(oldest(favoured));
      if (newest === 'normal') return called(oldest(inRow >= rule.plain ? favoured : plain));
      return called(oldest(inRow >= rule.favoured ? plain : favoured));
    }
    case 'longest-over-target': {
      const target = (w: W) => (isFavoured(w) ? 0 : (rule.targetMinutes.get(w.service) ?? 15) * minuteMs);
      return called(most(people, (w) => nowMs - w.arrived - target(w)));
    }
  }
}
