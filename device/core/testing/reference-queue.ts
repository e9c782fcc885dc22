/**
 * The hall as a beginner would write it: one list of people, plain loops, no events. It is the judge of the core in the
 * random-day test, so it must never import from the core; where the two differ, one of them is wrong.
 *
 * Every method answers in a word: `ticket A001`, `called A001`, `yes`, `no`, or `same` when nothing had to be done.
 */
export interface Person {
  readonly id: string;
  readonly no: string;
  readonly first: boolean;
  request: string;
  service: string;
  place: number;
  at: 'line' | 'called' | 'serving' | 'parked' | 'served' | 'gone';
  counter: number;
  calls: number;
  parkedAs: number;
  rating: 'none' | 'open' | 'given' | 'missed';
  level: number;
  came: Moment;
  calledMs: number;
}

/** The wall clock, and how many times the hall had been started: the wall clock may fall back at a start. */
export interface Moment {
  readonly life: number;
  readonly ms: number;
}

export interface Desk {
  readonly no: number;
  readonly services: readonly string[];
  readonly strict: boolean;
  state: 'closed' | 'open' | 'paused';
  lastCallMs: number;
  opened: Moment;
  /** The person whose rating is asked for here. */
  asks: string;
}

const hourMs = 3_600_000;

export function createReferenceQueue(desks: Desk[], seriesMax: number, lineMax: number, recallsMax: number) {
  let people: Person[] = [];
  let day = 1;
  let clock = 0;
  let life = 1;
  const lastNumber = new Map<string, number>();
  const lastKey = new Map<string, string>();

  const living = (p: Person) => ['line', 'called', 'serving', 'parked'].includes(p.at);
  const person = (id: string) => people.find((p) => p.id === id);
  const desk = (no: number) => desks.find((d) => d.no === no) as Desk;
  const atDesk = (no: number) => people.find((p) => p.counter === no && (p.at === 'called' || p.at === 'serving'));
  const isNobodys = (service: string) => !desks.some((d) => d.services.includes(service));
  const lineFor = (d: Desk) =>
    people
      .filter((p) => p.at === 'line' && (d.services.includes(p.service) || isNobodys(p.service)))
      .sort((a, b) => (d.strict && a.first !== b.first ? (a.first ? -1 : 1) : a.place - b.place));

  /** A clock that fell back over a start says nothing: whatever was before counts as ages ago. */
  function isOlder(than: number, { life: then, ms }: Moment, nowMs: number): boolean {
    return (then !== life && nowMs < ms) || nowMs - ms > than;
  }
  function endService(d: Desk, asks: boolean) {
    const p = atDesk(d.no);
    if (!p) return;
    p.at = 'served';
    const before = person(d.asks);
    if (before?.rating === 'open') before.rating = 'missed';
    d.asks = '';
    if (!asks) return;
    p.rating = 'open';
    d.asks = p.id;
  }
  function bring(d: Desk, p: Person, nowMs: number): string {
    const last = atDesk(d.no);
    endService(d, !(last?.at === 'called' && nowMs - last.calledMs < 20_000));
    p.at = 'called';
    p.calledMs = nowMs;
    p.counter = d.no;
    p.calls = 1;
    d.lastCallMs = nowMs;
    return `called ${p.no}`;
  }

  const queue = {
    order: (no: number) => lineFor(desk(no)).map((p) => p.no),
    levels: () => people.filter((p) => p.rating === 'given').map((p) => `${p.no} ${p.level}`),
    waiting: () => people.filter((p) => p.at === 'line').length,
    person,
    issue(id: string, request: string, service: string, first: boolean, nowMs: number): string {
      if (people.some((p) => p.request === request)) return 'same';
      if (people.filter((p) => p.at === 'line' && p.service === service).length >= lineMax) return 'no';
      let n = lastNumber.get(service) ?? 0;
      const name = () => `${service}${'0'.repeat(3 - String(n).length)}${n}`;
      do n += 1;
      while (people.some((p) => living(p) && p.no === name()));
      if (n > seriesMax) return 'no';
      lastNumber.set(service, n);
      clock += 1;
      const fresh = {
        service,
        place: clock,
        at: 'line',
        counter: 0,
        calls: 0,
        parkedAs: 0,
        rating: 'none',
        level: 0,
        came: { life, ms: nowMs },
        calledMs: 0,
      } as const;
      people.push({ id, no: name(), request, first, ...fresh });
      return `ticket ${name()}`;
    },
    open(no: number, nowMs: number): string {
      if (desk(no).state !== 'closed') return 'no';
      desk(no).state = 'open';
      desk(no).opened = { life, ms: nowMs };
      return 'yes';
    },
    close(no: number): string {
      if (desk(no).state === 'closed' || atDesk(no)) return 'no';
      desk(no).state = 'closed';
      return 'yes';
    },
    pause(no: number): string {
      if (desk(no).state !== 'open' || atDesk(no)) return 'no';
      desk(no).state = 'paused';
      return 'yes';
    },
    resume(no: number): string {
      if (desk(no).state !== 'paused') return 'no';
      desk(no).state = 'open';
      return 'yes';
    },
    next(no: number, nowMs: number): string {
      const p = lineFor(desk(no))[0];
      return desk(no).state === 'open' && p ? bring(desk(no), p, nowMs) : 'no';
    },
    call(no: number, id: string, nowMs: number): string {
      const p = person(id);
      return desk(no).state === 'open' && p?.at === 'line' ? bring(desk(no), p, nowMs) : 'no';
    },
    unpark(no: number, id: string, nowMs: number): string {
      const p = person(id);
      return desk(no).state === 'open' && p?.at === 'parked' ? bring(desk(no), p, nowMs) : 'no';
    },
    recall(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called' || p.calls > recallsMax) return 'no';
      p.calls += 1;
      return 'yes';
    },
    start(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called') return 'no';
      p.at = 'serving';
      return 'yes';
    },
    finish(no: number): string {
      if (!atDesk(no)) return 'no';
      endService(desk(no), true);
      return 'yes';
    },
    noShow(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called') return 'no';
      p.at = 'gone';
      return 'yes';
    },
    park(no: number): string {
      const p = atDesk(no);
      if (!p) return 'no';
      p.at = 'parked';
      clock += 1;
      p.parkedAs = clock;
      return 'yes';
    },
    transfer(no: number, service: string, back: boolean): string {
      const p = atDesk(no);
      if (!p) return 'no';
      clock += 1;
      p.at = 'line';
      p.service = service;
      if (back) p.place = clock;
      return 'yes';
    },
    cancel(id: string, staff: boolean): string {
      const p = person(id);
      if (!p || !(p.at === 'line' || (p.at === 'parked' && staff))) return 'no';
      p.at = 'gone';
      return 'yes';
    },
    rate(id: string, level: number): string {
      const p = person(id);
      if (p?.rating !== 'open') return 'no';
      p.rating = 'given';
      p.level = level;
      return 'yes';
    },
    missRating(id: string): string {
      const p = person(id);
      if (p?.rating !== 'open') return 'same';
      p.rating = 'missed';
      return 'yes';
    },
    /** Keys of a keypad at a desk: 'next' and 'held' are the two that mean more than a command. */
    key(no: number, mark: string, what: 'next' | 'held' | 'start' | 'skip', old: boolean, nowMs: number): string {
      const pad = String(no);
      if (lastKey.get(pad) === mark) return 'same';
      lastKey.set(pad, mark);
      if (old) return 'no';
      if (what === 'start') return queue.start(no);
      if (what === 'skip') return queue.noShow(no);
      if (what === 'held') {
        const held = people
          .filter((p) => p.at === 'parked' && p.counter === no)
          .sort((a, b) => b.parkedAs - a.parkedAs);
        return held[0] ? queue.unpark(no, held[0].id, nowMs) : 'no';
      }
      if (nowMs - desk(no).lastCallMs < 1_500) return 'no';
      const said = queue.next(no, nowMs);
      return said === 'no' && desk(no).state === 'open' ? queue.finish(no) : said;
    },
    openDay(to: number, nowMs: number): string {
      if (to <= day) return 'same';
      day = to;
      lastNumber.clear();
      for (const p of people) if (!living(p)) p.request = '';
      people = people.filter((p) => living(p) || p.rating === 'open');
      for (const p of people) {
        if ((p.at === 'line' || p.at === 'parked') && isOlder(4 * hourMs, p.came, nowMs)) p.at = 'gone';
      }
      for (const d of desks) {
        if (d.state === 'closed' || !isOlder(14 * hourMs, d.opened, nowMs)) continue;
        const p = atDesk(d.no);
        if (p) p.at = 'gone';
        d.state = 'closed';
      }
      return 'yes';
    },
    restart() {
      life += 1;
      for (const d of desks) d.lastCallMs = Number.NEGATIVE_INFINITY;
    },
  };
  return queue;
}
