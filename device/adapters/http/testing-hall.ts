/**
 * A small hall in memory for the web server's tests: real numbering, queue, counters and streams behind `HallPort`,
 * without rules it does not need. Answers come after a turn of the loop, as after a commit. Not for production.
 */
import { randomUUID } from 'node:crypto';
import type { Actor, Command } from '../../../protocol/commands.ts';
import type { EventBodies, EventType, JournalEvent } from '../../../protocol/events.ts';
import type { Fault } from '../../../protocol/faults.ts';
import { type RefusalCode, refuse } from '../../../protocol/refusals.ts';
import type {
  CallPart,
  CounterDetail,
  HallView,
  HealthPart,
  HealthView,
  TicketDetail,
} from '../../../protocol/views.ts';
import type { VoicePart } from '../../../protocol/voice-views.ts';
import type { BusesPort, CommandResult, HallPort, ServiceCounts, StreamName, StreamSink } from '../../ports.ts';

/** A hall with one bus and nothing on it. */
const testingBuses: BusesPort = {
  view: () => ({ buses: [] }),
  scan: (bus, _scope, done) => done(bus === 'main' ? null : 'bus-unknown'),
  setAddress: (bus, _uid, address, done) =>
    done(bus !== 'main' ? 'bus-unknown' : address === 1 ? 'address-taken' : null),
  identify: (bus, _address, done) => done(bus === 'main' ? 'node-silent' : 'bus-unknown'),
  installKey: (bus, _address, done) => done(bus === 'main' ? 'node-refuses' : 'bus-unknown'),
  setSpeed: (bus, _baud, done) => done(bus === 'main' ? 'bus-down' : 'bus-unknown'),
};

const testingVoice: VoicePart = {
  pack: { name: 'test', stamp: '00000000', file: null },
  moments: [],
  forbidden: { always: [], pack: [] },
  languages: ['zh-CN', 'en'],
  chime: true,
  slow: false,
  volume: { day: 1, evening: 1, eveningFrom: '18:00', now: 1 },
  clips: null,
  espeak: false,
  problems: [],
};

export interface TestingHall extends HallPort {
  /** Every command with its actor, in order. */
  readonly submitted: { readonly command: Command; readonly actor: Actor }[];
  /** Sends a delta of this many characters to every open stream. */
  push(chars: number): void;
  readonly streamsOpen: number;
  /** Adds a call with these sound files to the hall view. */
  show(call: Pick<CallPart, 'wavs' | 'more'>): void;
  /** Refuses every command with this code until null again. */
  refuseAll(code: RefusalCode | null): void;
}

interface Counter {
  state: 'closed' | 'open' | 'paused';
  clerk: string | null;
  ticket: string | null;
  pauseReason: string | null;
}

type Outcome = RefusalCode | { readonly ticket: string | null; readonly counter: number | null };
type Changeable<T> = { -readonly [Key in keyof T]: T[Key] };

export function createTestingHall(services: readonly string[], counterCount: number): TestingHall {
  const tickets = new Map<string, Changeable<TicketDetail>>();
  const byRequest = new Map<string, string>();
  const counters = new Map<number, Counter>();
  for (let no = 1; no <= counterCount; no += 1)
    counters.set(no, { state: 'closed', clerk: null, ticket: null, pauseReason: null });
  const waiting: string[] = [];
  const visits = new Map<string, number | null>();
  const journal: JournalEvent[] = [];
  const listeners = new Set<(events: readonly JournalEvent[]) => void>();
  const sinks = new Map<StreamSink, StreamName>();
  const submitted: TestingHall['submitted'] = [];
  const faults: Fault[] = [];
  const numbers = new Map<string, number>();
  const shown: Pick<CallPart, 'wavs' | 'more'>[] = [];
  let version = 0;
  let refusal: RefusalCode | null = null;

  function add<T extends EventType>(type: T, body: EventBodies[T], actor: Actor): void {
    const row = {
      type,
      body,
      seq: journal.length + 1,
      id: randomUUID(),
      wallMs: 0,
      monoMs: 0,
      clock: 'ntp',
      actor: actor.id,
    } as unknown as JournalEvent;
    journal.push(row);
    for (const listener of listeners) listener([row]);
  }

  function decide(command: Command, actor: Actor): Outcome {
    switch (command.type) {
      case 'issue':
        return issue(command, actor);
      case 'session-opened':
        add('session.opened', { staff: command.staff, role: command.role }, actor);
        return { ticket: null, counter: null };
      case 'session-closed':
        add('session.closed', { staff: command.staff }, actor);
        return { ticket: null, counter: null };
      case 'session-refused':
        add('session.refused', { reason: command.reason }, actor);
        return { ticket: null, counter: null };
      case 'rate':
        if (!visits.has(command.visit)) return 'visit-unknown';
        if (visits.get(command.visit) !== null) return 'rating-already-given';
        visits.set(command.visit, command.level);
        return { ticket: null, counter: null };
      case 'add-media':
        add('media.added', { media: command.media, by: actor.clerk ?? '' }, actor);
        return { ticket: null, counter: null };
      case 'cancel':
      case 'reprint':
      case 'print-settled':
        return changeTicket(command);
      default:
        return 'counter' in command ? act(command, actor) : 'internal-error';
    }
  }

  function issue(command: Extract<Command, { type: 'issue' }>, actor: Actor): Outcome {
    const { service, request, channel, class: ticketClass, locale } = command;
    const known = byRequest.get(request);
    if (known !== undefined) return { ticket: known, counter: null };
    if (!services.includes(service)) return 'service-unknown';
    const n = (numbers.get(service) ?? 0) + 1;
    numbers.set(service, n);
    const ticketId = randomUUID();
    const ticketNo = `${service}${String(n).padStart(3, '0')}`;
    const ahead = waiting.length;
    const history = [{ seq: journal.length + 1, type: 'ticket.issued', wallMs: 0, counter: null }];
    tickets.set(ticketId, {
      ticketId,
      ticketNo,
      service,
      ahead,
      wait: { fromMs: 0, toMs: 60_000 },
      print: { state: 'pending' },
      state: 'waiting',
      class: ticketClass,
      channel,
      counter: null,
      history,
    });
    byRequest.set(request, ticketId);
    waiting.push(ticketId);
    add(
      'ticket.issued',
      {
        ticket: ticketId,
        no: ticketNo,
        series: service,
        n,
        service,
        class: ticketClass,
        channel,
        locale,
        request,
        ahead,
        wait: null,
        printer: null,
      },
      actor,
    );
    return { ticket: ticketId, counter: null };
  }

  function changeTicket(command: Extract<Command, { type: 'cancel' | 'reprint' | 'print-settled' }>): Outcome {
    const ticket = tickets.get(command.ticket);
    if (!ticket) return 'ticket-unknown';
    if (command.type === 'cancel') {
      if (ticket.state !== 'waiting') return 'ticket-not-waiting';
      ticket.state = 'cancelled';
      waiting.splice(waiting.indexOf(command.ticket), 1);
    } else ticket.print = { state: command.type === 'reprint' || !command.there ? 'pending' : 'printed' };
    return { ticket: command.ticket, counter: null };
  }

  function act(command: Extract<Command, { counter: number }>, actor: Actor): Outcome {
    const counter = counters.get(command.counter);
    if (!counter) return 'counter-unknown';
    const done = { ticket: counter.ticket, counter: command.counter };
    if (command.type === 'open') {
      counter.state = 'open';
      counter.clerk = actor.clerk;
      return done;
    }
    if (counter.state === 'closed') return 'counter-not-open';
    if (command.type === 'close') counter.state = 'closed';
    if (command.type === 'pause') {
      counter.state = 'paused';
      counter.pauseReason = command.reason;
    }
    if (command.type === 'resume') counter.state = 'open';
    if (command.type === 'call-next') {
      const next = waiting.shift();
      const ticket = next === undefined ? undefined : tickets.get(next);
      if (!ticket) return 'queue-empty';
      counter.ticket = ticket.ticketId;
      ticket.state = 'called';
      ticket.counter = command.counter;
      add(
        'ticket.called',
        { ticket: ticket.ticketId, counter: command.counter, clerk: actor.clerk, why: 'fifo' },
        actor,
      );
    }
    if (command.type === 'finish') {
      if (counter.ticket === null) return 'counter-idle';
      visits.set(counter.ticket, null);
      counter.ticket = null;
    }
    return done;
  }

  function counterDetail(no: number): CounterDetail | null {
    const counter = counters.get(no);
    if (!counter) return null;
    const ticket = counter.ticket === null ? undefined : tickets.get(counter.ticket);
    const shown =
      ticket &&
      ({
        ticketId: ticket.ticketId,
        ticketNo: ticket.ticketNo,
        service: ticket.service,
        state: ticket.state,
        class: ticket.class ?? 'normal',
        locale: 'zh-CN',
        waitedMs: 0,
        calledAgoMs: 0,
        startedAgoMs: null,
        times: 1,
        todo: [],
        recycled: 0,
        print: 'none',
      } as const);
    return {
      no,
      name: null,
      state: counter.state,
      pauseReason: counter.pauseReason,
      clerk: counter.clerk,
      services,
      ticket: shown ?? null,
      waiting: waiting.length,
      servedToday: 0,
      rating: null,
      armed: false,
      cover: null,
      undo: null,
      break: null,
    };
  }

  function hallView(): HallView {
    return {
      hall: {
        id: 'hall-1',
        name: { zh: '大厅', en: 'Hall' },
        zone: 'Asia/Shanghai',
        businessDate: '2027-01-04',
        open: true,
        hoursToday: [],
        dayName: null,
        duty: null,
        dayClosed: false,
        clockTrusted: true,
        demo: true,
      },
      services: services.map((id) => ({
        id,
        name: { zh: id, en: id },
        about: null,
        bring: [],
        waiting: waiting.filter((ticket) => tickets.get(ticket)?.service === id).length,
        wait: null,
        open: true,
        closedBy: null,
        closedReason: null,
        hoursToday: [],
      })),
      counters: [...counters].map(([no, { state }]) => ({
        no,
        name: null,
        state,
        services,
        ticketNo: null,
        ticketState: null,
        rating: false,
      })),
      calls: shown.map((sounds, id) => ({
        id,
        ticketNo: 'A001',
        counter: 1,
        service: 'A',
        times: 1,
        locale: 'zh-CN',
        ageMs: 0,
        ...sounds,
        say: [],
      })),
      signage: { notices: [], promos: [], chime: true },
      kiosk: { paper: true, trouble: null, publicUrl: null, checkIn: false },
    };
  }

  function viewOf(name: StreamName): unknown {
    if (name === 'hall') return hallView();
    if (name === 'health') return { health: healthPart(), prints: [] } satisfies HealthView;
    const [kind, id = ''] = name.split('/');
    if (kind === 'counter' || kind === 'rate')
      return counters.has(Number(id)) ? { counter: counterDetail(Number(id)) } : null;
    return kind === 'ticket' && tickets.has(id) ? { ticket: tickets.get(id) } : null;
  }

  const healthPart = (): HealthPart => ({
    status: 'ok',
    devices: [{ id: 'printer-1', kind: 'printer', state: 'ok' }],
    faults,
    journal: { seq: journal.length, acked: null },
    sw: 'test',
    uptimeMs: 1,
  });

  return {
    submitted,
    healthPart,
    buses: testingBuses,
    submit(command, actor, done) {
      submitted.push({ command, actor });
      if (submitted.length > 1_000) submitted.shift();
      setImmediate(() => {
        const outcome = refusal ?? decide(command, actor);
        const result: CommandResult =
          typeof outcome === 'string' ? { ok: false, refusal: refuse(outcome) } : { ok: true, events: [], ...outcome };
        done(result);
      });
    },
    hallView,
    seq: () => journal.length,
    counterDetail,
    ticketDetail: (id) => tickets.get(id) ?? null,
    why(id) {
      const ticket = tickets.get(id);
      return ticket ? { ticketNo: ticket.ticketNo, calls: [] } : null;
    },
    day: () => ({ date: '2027-01-04', closed: false, held: null, waiting: waiting.length, parked: 0, left: [] }),
    lines: () => [{ device: 'button-17', level: 1, figures: { presses: 3, bounceMsP95: null } }],
    accuracy: () => [{ service: 'F', n: 4, meanAbsMs: 90_000, biasMs: -30_000, p90AbsMs: 240_000, coverage: 0.75 }],
    counts() {
      const counts = new Map<string, ServiceCounts>();
      for (const [service, issued] of numbers)
        counts.set(service, { issued, called: 0, served: 0, noShow: 0, rated: 0 });
      return counts;
    },
    screenBeat: (screen) => (screen === 'main' ? { reload: false } : null),
    screenPower: (screen) => screen === 'main',
    screenReload: (screen) => screen === 'main',
    screenPlan: (screen) => (screen === 'main' ? [] : null),
    contentView: () => ({
      hall: hallView().hall,
      notices: [],
      playlists: [],
      media: [],
      disk: { usedBytes: 0, maxBytes: 1 },
      screens: [],
      needsTwo: true,
    }),
    voiceView: () => ({ hall: hallView().hall, voice: testingVoice, said: [], screens: [], made: [] }),
    sayVoiceSample: (screen, _actor, done) =>
      done(
        screen === 'main'
          ? { ok: true, events: [], ticket: null, counter: null }
          : { ok: false, refusal: refuse('screen-unknown') },
      ),
    calendar: () => ({
      source: { centre: null, entries: 0, week: false, roster: false },
      days: [],
    }),
    readEvents: (from, limit) => journal.slice(from - 1, from - 1 + limit),
    stream(name, sink) {
      const view = viewOf(name);
      if (view === null) return null;
      sinks.set(sink, name);
      sink('snapshot', version, JSON.stringify({ version, view }));
      return { close: () => sinks.delete(sink) };
    },
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    health: {
      device: () => {},
      raise: (code, device) => faults.push({ code, device, sinceMs: null }),
      clear: () => {},
      faults: () => faults,
      acked: () => {},
    },
    push(chars) {
      version += 1;
      const data = JSON.stringify({ from: version - 1, version, parts: { pad: 'x'.repeat(chars) } });
      for (const sink of [...sinks.keys()]) if (!sink('delta', version, data)) sinks.delete(sink);
    },
    show: (call) => void shown.push(call),
    get streamsOpen() {
      return sinks.size;
    },
    refuseAll(code) {
      refusal = code;
    },
  };
}
