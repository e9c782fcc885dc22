/**
 * The hall as a beginner would write it: one list of people, plain loops, no events. It is the judge of the core in the
 * random-day test, so it must never import from the core; where the two differ, one of them is wrong.
 *
 * Every method answers in a word: `ticket A001`, `called A001`, `yes`, `no`, or `same` when nothing had to be done.
 */
import { type Class, type Past, pick, type Rule } from './reference-rules.ts';

export interface Person {
  readonly id: string;
  readonly no: string;
  readonly series: string;
  readonly n: number;
  /** Made at a desk, for somebody without a ticket. */
  readonly made: boolean;
  request: string;
  service: string;
  cls: Class;
  arrived: number;
  place: number;
  at: 'line' | 'called' | 'serving' | 'parked' | 'served' | 'gone' | 'passed';
  counter: number;
  /** Only this desk, or only this clerk, calls it; 0 and '' for everybody. */
  forDesk: number;
  forClerk: string;
  rest: { readonly until: number; readonly calls: number } | null;
  recycled: number;
  todo: readonly string[];
  passed: { readonly at: number; readonly calls: number } | null;
  /** Code of the appointment this person came with; '' for a walk-in. */
  code: string;
  calls: number;
  parkedAs: number;
  rating: 'none' | 'open' | 'given' | 'missed';
  level: number;
  came: Moment;
  calledMs: number;
  /** How often something was done with this person: who has moved on since cannot be put back. */
  moves: number;
  /** Of an earlier day, kept for its rating only. */
  isPast: boolean;
}

/** The wall clock, and how many times the hall had been started: the wall clock may fall back at a start. */
export interface Moment {
  readonly life: number;
  readonly ms: number;
}

interface Undo {
  readonly what: string;
  readonly when: Moment;
  readonly people: readonly Person[];
  readonly desk: Pick<Desk, 'lastCallMs' | 'past' | 'served'>;
  readonly notes: readonly Note[];
}
interface Note {
  readonly what: 'issued' | 'called' | 'served' | 'noShow' | 'rated';
  readonly id: string;
  readonly service: string;
}

export interface Desk {
  readonly no: number;
  readonly services: readonly string[];
  readonly rule: Rule;
  state: 'closed' | 'open' | 'paused';
  lastCallMs: number;
  opened: Moment;
  /** The person whose rating is asked for here. */
  asks: string;
  clerk: string;
  past: Past;
  served: number;
  armed: boolean;
  cover: { readonly services: readonly string[]; readonly since: Moment; readonly ms: number } | null;
  undo: Undo | null;
}

export interface Booking {
  readonly code: string;
  readonly service: string;
  readonly slotMs: number;
  person: string;
}

/** What the hall is told to be. */
export interface Settings {
  readonly desks: readonly { readonly no: number; readonly services: readonly string[]; readonly rule: Rule }[];
  readonly seriesMax: number;
  readonly lineMax: number;
  readonly recallsMax: number;
  readonly shortCallMs: number;
  readonly wraps: readonly string[];
  readonly rolls: readonly string[];
  readonly quota: ReadonlyMap<string, number>;
  readonly bookings: Booking[];
}

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;

export function createReferenceQueue(settings: Settings) {
  const { seriesMax, lineMax, recallsMax, rolls } = settings;
  const never = Number.NEGATIVE_INFINITY;
  const nothing: Past = { classes: [], lastCapped: null };
  const desks: Desk[] = settings.desks.map((each) => ({
    ...each,
    ...{ state: 'closed', lastCallMs: never, opened: { life: 0, ms: 0 }, asks: '', clerk: '', past: nothing },
    ...{ served: 0, armed: false, cover: null, undo: null },
  }));
  let people: Person[] = [];
  let bookings = settings.bookings;
  let day = 1;
  let isClosed = false;
  let clock = 0;
  let life = 1;
  let nowMs = 0;
  let hallMs = 0;
  /** Today's, and the services of all calls ever. */
  let notes: Note[] = [];
  /** Services asked for today, as the first of a visit or a later one. */
  let wants: string[] = [];
  const calls: string[] = [];
  const lastNumber = new Map<string, number>();
  const lastKey = new Map<string, string>();
  const closedServices = new Set<string>();

  const now = (): Moment => ({ life, ms: nowMs });
  const living = (p: Person) => ['line', 'called', 'serving', 'parked'].includes(p.at);
  const person = (id: string) => people.find((p) => p.id === id && !p.isPast);
  const desk = (no: number) => desks.find((d) => d.no === no) as Desk;
  const atDesk = (no: number) => people.find((p) => p.counter === no && (p.at === 'called' || p.at === 'serving'));
  const open = (no: number) => (desk(no).state === 'open' ? desk(no) : null);
  const callsOf = (service: string) => calls.filter((each) => each === service).length;
  const inLine = () => people.filter((p) => p.at === 'line');

  function servicesOf(d: Desk, evenOver = false): string[] {
    const covered = d.cover && (evenOver || sinceMs(d.cover.since) < d.cover.ms) ? d.cover.services : [];
    const all = [...d.services, ...covered.filter((service) => !d.services.includes(service))];
    for (const { service, forDesk, forClerk } of inLine())
      if (!all.includes(service) && !desks.some((each) => each.services.includes(service)) && !forDesk && !forClerk)
        all.push(service);
    return all;
  }
  function allowed(d: Desk, evenOver = false): Person[] {
    const services = servicesOf(d, evenOver);
    return inLine().filter((p) => {
      if (p.forClerk) return p.forClerk === d.clerk;
      return p.forDesk ? p.forDesk === d.no : services.includes(p.service);
    });
  }
  const isDue = (p: Person) => !p.rest || hallMs >= p.rest.until || callsOf(p.service) >= p.rest.calls;
  const first = (d: Desk) => pick(allowed(d).filter(isDue), d.rule, servicesOf(d), d.past, hallMs);

  function order(no: number): string[] {
    const left = allowed(desk(no)).filter(isDue);
    const services = servicesOf(desk(no));
    const shown: string[] = [];
    let { past } = desk(no);
    for (;;) {
      const choice = pick(left, desk(no).rule, services, past, hallMs);
      if (!choice) return shown;
      shown.push(choice.one.no);
      past = choice.past;
      left.splice(left.indexOf(choice.one), 1);
    }
  }

  /** A clock that fell back over a start says nothing: whatever was before counts as ages ago. */
  function isOlder(than: number, { life: then, ms }: Moment): boolean {
    return (then !== life && nowMs < ms) || nowMs - ms > than;
  }
  function sinceMs({ ms }: Moment): number {
    return Math.max(0, nowMs - ms);
  }

  // -------------------------------------------------------------------------------------------- taking back

  /** Before somebody is changed at a desk: how everything was. */
  function keep(d: Desk, what: string, p: Person): void {
    const { lastCallMs, past, served } = d;
    d.undo = { what, when: now(), people: [{ ...p }], desk: { lastCallMs, past, served }, notes: [] };
    p.moves += 1;
  }
  function note(what: Note['what'], { id, service }: Person, d: Desk | null = null): void {
    const made = { what, id, service };
    notes.push(made);
    if (d?.undo) d.undo = { ...d.undo, notes: [...d.undo.notes, made] };
  }
  function isUnmoved(kept: Person): boolean {
    if (person(kept.id)?.moves !== kept.moves + 1) return false;
    if (people.some((p) => p.id !== kept.id && living(p) && p.no === kept.no)) return false;
    if (kept.forDesk && desk(kept.forDesk).state === 'closed') return false;
    return !kept.forClerk || desks.some((d) => d.clerk === kept.forClerk);
  }
  function undo(no: number): string {
    const d = desk(no);
    const kept = d.undo;
    if (!kept || kept.when.life !== life || nowMs - kept.when.ms >= 10 * secondMs || d.state !== 'open') return 'no';
    const about = kept.people.at(-1) as Person;
    const here = atDesk(no)?.id;
    if (kept.what === 'call' || kept.what === 'start' ? here !== about.id : here !== undefined) return 'no';
    if (!kept.people.every(isUnmoved)) return 'no';
    d.undo = null;
    d.armed = false;
    for (const was of kept.people) {
      const p = person(was.id) as Person;
      Object.assign(p, was, { moves: p.moves + 1 });
      if (d.asks === p.id) d.asks = '';
    }
    Object.assign(d, kept.desk);
    notes = notes.filter((each) => !kept.notes.includes(each));
    if (kept.what !== 'call') return 'yes';
    calls.splice(calls.lastIndexOf(about.service), 1);
    const p = person(about.id) as Person;
    if (!p.made || about.moves > 0) return 'yes';
    p.at = 'gone';
    if (rolls.includes(p.service) && lastNumber.get(p.series) === p.n) lastNumber.set(p.series, p.n - 1);
    return 'yes';
  }

  // -------------------------------------------------------------------------------------------- moves

  function backToLine(p: Person): void {
    p.at = 'line';
    p.counter = 0;
    p.calls = 0;
  }
  function passOver(d: Desk, p: Person): void {
    keep(d, 'no-show', p);
    p.at = 'passed';
    p.passed = { at: hallMs, calls: callsOf(p.service) };
    note('noShow', p, d);
  }
  /** True when somebody was there to end. `isNext`: the next is called, nobody said 'finished'. */
  function endService(d: Desk, isNext: boolean): boolean {
    const p = atDesk(d.no);
    if (!p) return false;
    const sinceCall = nowMs - p.calledMs;
    if (isNext && p.at === 'called' && sinceCall < settings.shortCallMs) {
      passOver(d, p);
      return true;
    }
    const asks = !(isNext && p.at === 'called' && sinceCall < 20 * secondMs);
    keep(d, 'finish', p);
    note('served', p, d);
    d.served += 1;
    const [next, ...rest] = p.todo;
    if (next !== undefined) {
      backToLine(p);
      p.service = next;
      p.todo = rest;
      return true;
    }
    p.at = 'served';
    const before = people.find((each) => each.id === d.asks);
    if (before?.rating === 'open') before.rating = 'missed';
    d.asks = '';
    if (asks) {
      p.rating = 'open';
      d.asks = p.id;
    }
    return true;
  }
  function bring(d: Desk, p: Person, past: Past = d.past): string {
    const had = endService(d, true) ? d.undo : null;
    keep(d, 'call', p);
    if (had && d.undo) d.undo = { ...had, what: 'call', people: [...had.people, ...d.undo.people] };
    p.at = 'called';
    p.calledMs = nowMs;
    p.counter = d.no;
    p.forDesk = 0;
    p.forClerk = '';
    p.rest = null;
    p.calls = 1;
    d.lastCallMs = nowMs;
    d.past = past;
    d.armed = false;
    note('called', p, d);
    calls.push(p.service);
    return `called ${p.no}`;
  }
  function released(d: Desk): void {
    for (const p of inLine()) {
      if (p.forDesk !== d.no && (p.forClerk === '' || p.forClerk !== d.clerk)) continue;
      p.forDesk = 0;
      p.forClerk = '';
      p.moves += 1;
    }
  }
  function shut(d: Desk): void {
    released(d);
    Object.assign(d, { state: 'closed', clerk: '', past: nothing, armed: false, cover: null, undo: null });
  }
  function freeNumber(service: string): number | null {
    const last = lastNumber.get(service) ?? 0;
    const isFree = (n: number) => !people.some((p) => living(p) && p.no === nameOf(service, n));
    for (let n = last + 1; n <= seriesMax; n++) if (isFree(n)) return n;
    if (settings.wraps.includes(service)) for (let n = 1; n <= last; n++) if (isFree(n)) return n;
    return null;
  }
  const nameOf = (series: string, n: number) => `${series}${'0'.repeat(3 - String(n).length)}${n}`;
  function make(id: string, request: string, service: string, cls: Class, made: boolean, arrived = hallMs) {
    const n = freeNumber(service);
    if (n === null) return null;
    lastNumber.set(service, n);
    clock += 1;
    const p: Person = {
      ...{ id, no: nameOf(service, n), series: service, n, made, request, service, cls, arrived, place: clock },
      ...{
        at: 'line',
        counter: 0,
        forDesk: 0,
        forClerk: '',
        rest: null,
        recycled: 0,
        todo: [],
        passed: null,
        code: '',
      },
      ...{ calls: 0, parkedAs: 0, rating: 'none', level: 0, came: now(), calledMs: 0, moves: 0, isPast: false },
    };
    people.push(p);
    note('issued', p);
    wants.push(p.service);
    return p;
  }
  function serveMade(d: Desk, id: string, service: string): string {
    // The number is chosen while the desk still has its last person.
    const p = make(id, `made ${id}`, service, 'normal', true);
    if (!p) return 'no';
    bring(d, p);
    return `ticket ${p.no}`;
  }

  const queue = {
    order,
    person,
    levels: () => people.filter((p) => p.rating === 'given').map((p) => `${p.no} ${p.level}`),
    waitingFor: (no: number) => allowed(desk(no), true).length,
    served: (no: number) => desk(no).served,
    count: (what: Note['what'], service: string) =>
      notes.filter((each) => each.what === what && each.service === service).length,
    setTime(wall: number, hall: number): void {
      nowMs = wall;
      hallMs = hall;
    },

    // ------------------------------------------------------------------------------------------ tickets
    issue(id: string, request: string, service: string, cls: Class, todo: readonly string[]): string {
      if (people.some((p) => p.request === request)) return 'same';
      for (const each of [service, ...todo]) {
        if (isClosed || rolls.includes(each) || closedServices.has(each)) return 'no';
        if (inLine().filter((p) => p.service === each).length >= lineMax) return 'no';
        const asked = wants.filter((want) => want === each).length;
        if (asked >= (settings.quota.get(each) ?? Number.POSITIVE_INFINITY)) return 'no';
      }
      if (todo.includes(service)) return 'no';
      const p = make(id, request, service, cls, false);
      if (p) p.todo = todo;
      if (p) wants.push(...todo);
      return p ? `ticket ${p.no}` : 'no';
    },
    checkIn(id: string, request: string, code: string): string {
      if (people.some((p) => p.request === request)) return 'same';
      const booking = bookings.find((each) => each.code === code);
      if (!booking) return 'no';
      if (booking.person) {
        const before = person(booking.person);
        if (!before) return 'no';
        if (living(before) || before.at === 'served') return 'same';
      }
      const late = nowMs - booking.slotMs;
      if (late > 12 * hourMs || late < -30 * minuteMs || isClosed) return 'no';
      const isLate = late > 15 * minuteMs;
      const { service } = booking;
      const p = make(id, request, service, isLate ? 'normal' : 'appointment', false, isLate ? hallMs : hallMs - late);
      if (!p) return 'no';
      booking.person = id;
      p.code = code;
      return `ticket ${p.no}`;
    },
    cancel(id: string, staff: boolean): string {
      const p = person(id);
      if (!p || !(p.at === 'line' || (p.at === 'parked' && staff))) return 'no';
      p.at = 'gone';
      p.moves += 1;
      return 'yes';
    },
    revive(id: string): string {
      const p = person(id);
      if (p?.at !== 'passed' || !p.passed || isClosed) return 'no';
      const isSoon = hallMs - p.passed.at <= 20 * minuteMs || callsOf(p.service) - p.passed.calls <= 10;
      if (!isSoon || people.some((each) => living(each) && each.no === p.no)) return 'no';
      // Who checked in again with the same appointment has another ticket: nobody waits twice.
      const booking = bookings.find((each) => each.code === p.code);
      if (booking && booking.person !== p.id && person(booking.person)) return 'no';
      backToLine(p);
      p.passed = null;
      p.moves += 1;
      const at = notes.findIndex((each) => each.what === 'noShow' && each.id === p.id);
      notes.splice(at, 1);
      return 'yes';
    },
    grant(id: string, cls: Class): string {
      const p = person(id);
      if (!p || !living(p) || p.cls === cls) return 'no';
      p.cls = cls;
      p.moves += 1;
      return 'yes';
    },
    addService(id: string, service: string): string {
      const p = person(id);
      if (!p || !living(p) || p.service === service || p.todo.includes(service) || p.todo.length >= 5) return 'no';
      p.todo = [...p.todo, service];
      wants.push(service);
      p.moves += 1;
      return 'yes';
    },
    rate(id: string, level: number): string {
      const p = people.find((each) => each.id === id);
      if (p?.rating !== 'open') return 'no';
      p.rating = 'given';
      p.level = level;
      p.moves += 1;
      if (!p.isPast) note('rated', p);
      return 'yes';
    },
    missRating(id: string): string {
      const p = people.find((each) => each.id === id);
      if (p?.rating !== 'open') return 'same';
      p.rating = 'missed';
      return 'yes';
    },

    // ------------------------------------------------------------------------------------------ desks
    open(no: number): string {
      if (desk(no).state !== 'closed') return 'no';
      Object.assign(desk(no), { state: 'open', opened: now(), clerk: `100${no}` });
      return 'yes';
    },
    close(no: number): string {
      if (desk(no).state === 'closed' || atDesk(no)) return 'no';
      shut(desk(no));
      return 'yes';
    },
    pause(no: number): string {
      if (!open(no) || atDesk(no)) return 'no';
      Object.assign(desk(no), { state: 'paused', armed: false, undo: null });
      return 'yes';
    },
    resume(no: number): string {
      if (desk(no).state !== 'paused') return 'no';
      desk(no).state = 'open';
      return 'yes';
    },
    next(no: number, id: string): string {
      const d = open(no);
      if (!d) return 'no';
      const choice = first(d);
      if (choice) return bring(d, choice.one, choice.past);
      const roll = d.services.find((service) => rolls.includes(service));
      return roll === undefined ? 'no' : serveMade(d, id, roll);
    },
    walkIn(no: number, id: string, service: string): string {
      const d = open(no);
      return d ? serveMade(d, id, service) : 'no';
    },
    call(no: number, id: string): string {
      const p = person(id);
      const d = open(no);
      return d && p?.at === 'line' ? bring(d, p) : 'no';
    },
    unpark(no: number, id: string): string {
      const p = person(id);
      const d = open(no);
      return d && p?.at === 'parked' ? bring(d, p) : 'no';
    },
    recall(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called' || p.calls > recallsMax) return 'no';
      p.calls += 1;
      p.moves += 1;
      return 'yes';
    },
    unanswered(no: number): string {
      if (atDesk(no)?.at !== 'called') return 'same';
      return queue.recall(no) === 'no' ? queue.noShow(no) : 'yes';
    },
    start(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called') return 'no';
      keep(desk(no), 'start', p);
      p.at = 'serving';
      return 'yes';
    },
    finish(no: number): string {
      return endService(desk(no), false) ? 'yes' : 'no';
    },
    noShow(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called') return 'no';
      passOver(desk(no), p);
      return 'yes';
    },
    recycle(no: number): string {
      const p = atDesk(no);
      if (p?.at !== 'called' || p.recycled >= 2) return 'no';
      keep(desk(no), 'recycle', p);
      backToLine(p);
      p.recycled += 1;
      p.rest = { until: hallMs + 5 * minuteMs, calls: callsOf(p.service) + 3 };
      return 'yes';
    },
    park(no: number): string {
      const p = atDesk(no);
      if (!p) return 'no';
      keep(desk(no), 'park', p);
      p.at = 'parked';
      clock += 1;
      p.parkedAs = clock;
      return 'yes';
    },
    transfer(no: number, service: string | null, back: boolean, toDesk: number, toClerk: number): string {
      const p = atDesk(no);
      if (!p || (toDesk && desk(toDesk).state === 'closed') || (toClerk && desk(toClerk).state === 'closed'))
        return 'no';
      keep(desk(no), 'transfer', p);
      backToLine(p);
      if (service) p.service = service;
      p.todo = p.todo.filter((each) => each !== service);
      p.forDesk = toDesk;
      p.forClerk = toClerk ? `100${toClerk}` : '';
      clock += 1;
      if (back) {
        p.place = clock;
        p.arrived = hallMs;
      }
      return 'yes';
    },
    undo,
    storeNext(no: number, on: boolean): string {
      const d = open(no);
      if (!d || d.armed === on || (on && first(d))) return 'no';
      if (on) endService(d, false);
      d.armed = on;
      return 'yes';
    },
    autoCall(no: number): string {
      const d = open(no);
      const choice = d?.armed && !atDesk(no) ? first(d) : null;
      return d && choice ? bring(d, choice.one, choice.past) : 'same';
    },
    cover(no: number, services: readonly string[], ms: number): string {
      const d = desk(no);
      const more = services.filter((service) => !d.services.includes(service));
      if (d.state === 'closed' || more.length === 0) return 'no';
      d.cover = { services: more, since: now(), ms };
      return 'yes';
    },
    uncover(no: number): string {
      if (!desk(no).cover) return 'no';
      desk(no).cover = null;
      return 'yes';
    },

    // ------------------------------------------------------------------------------------------ keys
    /** Keys of a keypad at a desk. */
    key(no: number, mark: string, what: 'next' | 'held' | 'start' | 'skip' | 'undo', old: boolean, id: string): string {
      const pad = String(no);
      if (lastKey.get(pad) === mark) return 'same';
      lastKey.set(pad, mark);
      if (old) return 'no';
      if (what === 'start') return queue.start(no);
      if (what === 'skip') return queue.noShow(no);
      if (what === 'undo') return undo(no);
      if (what === 'held') {
        const held = people
          .filter((p) => p.at === 'parked' && p.counter === no)
          .sort((a, b) => b.parkedAs - a.parkedAs);
        return held[0] ? queue.unpark(no, held[0].id) : 'no';
      }
      if (nowMs - desk(no).lastCallMs < 1_500) return 'no';
      const canCall = open(no) && (first(desk(no)) || desk(no).services.some((service) => rolls.includes(service)));
      if (canCall || !open(no)) return queue.next(no, id);
      return queue.finish(no);
    },
    /** A number typed at a keypad: the one this desk would call first of those who have it. */
    dial(no: number, mark: string, n: number): string {
      lastKey.set(String(no), mark);
      const found = order(no)
        .map((name) => inLine().find((p) => p.no === name))
        .find((p) => p?.n === n);
      return found ? queue.call(no, found.id) : 'no';
    },
    dialTransfer(no: number, mark: string, toDesk: number): string {
      lastKey.set(String(no), mark);
      return queue.transfer(no, null, false, toDesk, 0);
    },

    // ------------------------------------------------------------------------------------------ the hall
    closeService(service: string): string {
      if (closedServices.has(service)) return 'same';
      closedServices.add(service);
      return 'yes';
    },
    openService: (service: string): string => (closedServices.delete(service) ? 'yes' : 'no'),
    setRoll(service: string, n: number): string {
      if (!rolls.includes(service)) return 'no';
      lastNumber.set(service, Math.min(seriesMax, n) - 1);
      return 'yes';
    },
    closeDay(): string {
      if (isClosed) return 'no';
      isClosed = true;
      for (const p of people) {
        if (p.at !== 'line' && p.at !== 'parked') continue;
        p.at = 'gone';
        p.moves += 1;
      }
      return 'yes';
    },
    reopenDay(): string {
      if (!isClosed) return 'no';
      isClosed = false;
      return 'yes';
    },
    openDay(to: number): string {
      if (to <= day) return 'same';
      day = to;
      isClosed = false;
      lastNumber.clear();
      notes = [];
      wants = [];
      bookings = bookings.filter((each) => each.slotMs >= nowMs - 12 * hourMs);
      for (const p of people) {
        if (living(p)) continue;
        p.request = '';
        p.isPast = true;
      }
      people = people.filter((p) => living(p) || p.rating === 'open');
      for (const p of people) if ((p.at === 'line' || p.at === 'parked') && isOlder(4 * hourMs, p.came)) p.at = 'gone';
      for (const d of desks) {
        d.undo = null;
        d.served = 0;
        if (d.state === 'closed' || !isOlder(14 * hourMs, d.opened)) continue;
        const p = atDesk(d.no);
        if (p) p.at = 'gone';
        shut(d);
      }
      return 'yes';
    },
    restart() {
      life += 1;
      for (const d of desks) d.lastCallMs = never;
    },
  };
  return queue;
}
