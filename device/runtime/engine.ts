/**
 * The engine: one inbox, one writer. Everything that waits is decided together and stored in one commit; only then are
 * answers given and listeners told. Nothing leaves the process before that.
 *
 *   submit ─► inbox ─soon─► decide · evolve … ─► journal.append ─┬─ ok ─► answers, listeners
 *                                                                └─ no ─► state from the journal again, refusal `storage-failed`
 *
 * A command whose event does not fit into a row is refused alone, and the others are decided again without it.
 *
 * Invariant: outside `drain`, the state is exactly what a replay of the journal gives.
 */
import type { Actor, Command } from '../../protocol/commands.ts';
import type { HallEvent, JournalEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { refuse } from '../../protocol/refusals.ts';
import { decide } from '../core/decide.ts';
import type { DecideContext, Decision } from '../core/decision.ts';
import { evolve } from '../core/evolve.ts';
import { type HallIndex, withCalendar } from '../core/hall-index.ts';
import { readSnapshot, writeSnapshot } from '../core/snapshot.ts';
import { emptyState, type HallState } from '../core/state.ts';
import type { AppendResult, ClockPort, CommandResult, JournalPort, RandomPort, StorageTrouble } from '../ports.ts';
import { createForecastKeeper, type ForecastKeeper } from './forecast-keeper.ts';

export interface EngineOptions {
  readonly index: HallIndex;
  readonly journal: JournalPort;
  readonly clock: ClockPort;
  readonly random: RandomPort;
  /** Told when a commit fails, and with null when one has worked again. */
  readonly onStorage: (trouble: StorageTrouble | null, detail: string) => void;
  /** Told when an event did not fit into a row: a bound at some edge is missing. Nothing of its command was stored. */
  readonly onTooLong?: (detail: string) => void;
  /** Called right after a commit and before any answer: a panel should not wait for the pages. */
  readonly onDurable: () => void;
}

export interface Engine {
  readonly state: HallState;
  /** The configuration with the calendar of the centre, as it is now. */
  readonly index: HallIndex;
  /** Expected waits, shared by decisions and views. */
  readonly forecasts: ForecastKeeper;
  submit(command: Command, actor: Actor, done: (result: CommandResult) => void): void;
  /** Stores events of the daemon's own life (start, epoch) at once. False when the disk refuses. */
  record(events: readonly HallEvent[], actor: string): boolean;
  /** Decides with a rule of the core that is no command, and stores the result at once. */
  apply(rule: (state: HallState, context: DecideContext) => Decision, actor: Actor): boolean;
  onCommit(listener: (events: readonly JournalEvent[]) => void): () => void;
  /** Refuses everything from now on and snapshots the state. */
  stop(): void;
}

type Moment = Pick<DecideContext, 'now' | 'local' | 'expect'>;

interface Waiting {
  readonly command: Command;
  readonly actor: Actor;
  readonly done: (result: CommandResult) => void;
}

/** While the disk refuses, one real try a second is enough to notice that it works again. */
const retryGapMs = 1_000;
/** A snapshot waits for a quiet moment of this length. */
const quietMs = 1_000;

export function createEngine(options: EngineOptions): Engine {
  const { journal, clock, random } = options;
  let state = replay(journal);
  let dated = { calendar: state.calendar, index: withCalendar(options.index, state.calendar) };
  const forecasts = createForecastKeeper(indexNow);
  let snapshotSeq = state.seq;
  let inbox: Waiting[] = [];
  let scheduled = false;
  let stopped = false;
  let trouble: StorageTrouble | null = null;
  let triedAtMs = Number.NEGATIVE_INFINITY;
  let lastBusyMs = 0;
  let cancelSnapshot: (() => void) | null = null;
  const listeners = new Set<(events: readonly JournalEvent[]) => void>();

  /** Made anew when the calendar has changed, or was taken back with a commit that failed. */
  function indexNow(): HallIndex {
    const { calendar } = state;
    if (dated.calendar !== calendar) dated = { calendar, index: withCalendar(options.index, calendar) };
    return dated.index;
  }

  function submit(command: Command, actor: Actor, done: Waiting['done']): void {
    if (stopped || inbox.length >= limits.inboxMax) {
      done({ ok: false, refusal: refuse(stopped ? 'shutting-down' : 'busy') });
      return;
    }
    inbox.push({ command, actor, done });
    schedule();
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    clock.soon(drain);
  }

  function drain(): void {
    scheduled = false;
    const batch = inbox.splice(0, limits.commandsPerCommitMax);
    if (inbox.length > 0) schedule();
    if (batch.length > 0) work(batch);
  }

  function work(batch: readonly Waiting[]): void {
    if (trouble && clock.monoMs() - triedAtMs < retryGapMs) {
      for (const { done } of batch) done({ ok: false, refusal: refuse('storage-failed') });
      return;
    }
    const stamp = stamper();
    const answers: (() => void)[] = [];
    const events: JournalEvent[] = [];
    /** Whose events end before which sequence. */
    const owners: { readonly waiting: Waiting; readonly toSeq: number }[] = [];
    const time = moment();
    for (const waiting of batch) {
      const { command, actor, done } = waiting;
      const context = contextOf(actor, time);
      const decision = decide(state, command, context);
      if (!decision.ok) {
        answers.push(() => done({ ok: false, refusal: decision.refusal }));
        continue;
      }
      const stored = decision.events.map((each) => stamp(each, actor.id));
      for (const each of stored) evolve(state, each);
      events.push(...stored);
      owners.push({ waiting, toSeq: stored.at(-1)?.seq ?? 0 });
      const { ticket, counter } = decision;
      answers.push(() => done({ ok: true, events: stored, ticket, counter }));
    }
    const result = commit(events);
    if (!result.ok) {
      const owner = result.trouble === 'event-too-long' && owners.find(({ toSeq }) => toSeq >= result.seq);
      if (!owner) {
        for (const { done } of batch) done({ ok: false, refusal: refuse('storage-failed') });
        return;
      }
      owner.waiting.done({ ok: false, refusal: refuse('event-too-long') });
      const others = batch.filter((each) => each !== owner.waiting);
      if (others.length > 0) work(others);
      return;
    }
    if (events.length > 0) options.onDurable();
    for (const answer of answers) answer();
    tell(events);
  }

  /** Stores what the state already holds. On failure the state is made again from what the journal really has. */
  function commit(events: readonly JournalEvent[]): AppendResult {
    if (events.length === 0) return { ok: true };
    const result = journal.append(events);
    if (!result.ok && result.trouble === 'event-too-long') {
      state = replay(journal);
      options.onTooLong?.(result.detail);
      return result;
    }
    triedAtMs = clock.monoMs();
    if (!result.ok) {
      state = replay(journal);
      trouble = result.trouble;
      options.onStorage(trouble, result.detail);
      return result;
    }
    if (trouble) {
      trouble = null;
      options.onStorage(null, '');
    }
    lastBusyMs = clock.monoMs();
    planSnapshot();
    return result;
  }

  function tell(events: readonly JournalEvent[]): void {
    if (events.length > 0) for (const listener of listeners) listener(events);
  }

  function record(own: readonly HallEvent[], actor: string): boolean {
    const stamp = stamper();
    const events = own.map((each) => stamp(each, actor));
    for (const each of events) evolve(state, each);
    if (!commit(events).ok) return false;
    options.onDurable();
    tell(events);
    return true;
  }

  function apply(rule: (state: HallState, context: DecideContext) => Decision, actor: Actor): boolean {
    const decision = rule(state, contextOf(actor));
    return decision.ok && record(decision.events, actor.id);
  }

  /** Gives events their place in the journal; one reading of the clock serves the whole commit. */
  function stamper(): (event: HallEvent, actor: string) => JournalEvent {
    const wallMs = clock.wallMs();
    const monoMs = clock.monoMs();
    const quality = clock.quality();
    let seq = journal.head();
    return (each, actor) => {
      seq += 1;
      return { ...each, seq, id: random.uuid(wallMs), wallMs, monoMs, clock: quality, actor };
    };
  }

  /** Time and forecast for the decisions of one commit: looked at once, however many there are. */
  function moment(): Moment {
    const wallMs = clock.wallMs();
    const now = { boot: state.boot, monoMs: clock.monoMs(), wallMs };
    const local = clock.quality() === 'unset' ? null : clock.local(wallMs);
    return { now, local, expect: forecasts.expectations({ state, now, local }) };
  }

  function contextOf(actor: Actor, time: Moment = moment()): DecideContext {
    return { index: indexNow(), actor, ...time, id: random.uuid(time.now.wallMs) };
  }

  function planSnapshot(): void {
    if (cancelSnapshot || state.seq - snapshotSeq < limits.eventsPerSnapshotMax) return;
    cancelSnapshot = clock.at(clock.monoMs() + quietMs, () => {
      cancelSnapshot = null;
      const busy = clock.monoMs() - lastBusyMs < quietMs;
      if (busy && state.seq - snapshotSeq < 5 * limits.eventsPerSnapshotMax) planSnapshot();
      else saveSnapshot();
    });
  }

  function saveSnapshot(): void {
    snapshotSeq = state.seq;
    journal.saveSnapshot(state.seq, writeSnapshot(state));
  }

  return {
    get state() {
      return state;
    },
    get index() {
      return indexNow();
    },
    forecasts,
    submit,
    record,
    apply,
    onCommit(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    stop() {
      stopped = true;
      cancelSnapshot?.();
      for (const { done } of inbox) done({ ok: false, refusal: refuse('shutting-down') });
      inbox = [];
      if (state.seq > snapshotSeq) saveSnapshot();
    },
  };
}

/** The state that the journal holds: the newest snapshot and every row after it. */
export function replay(journal: JournalPort): HallState {
  const snapshot = journal.loadSnapshot();
  let state = (snapshot && readSnapshot(snapshot.state)) ?? emptyState();
  const head = journal.head();
  while (state.seq < head) {
    const rows = journal.read(state.seq + 1, head, 5_000);
    if (rows.length === 0) throw new Error(`journal has no row after ${state.seq} although its head is ${head}`);
    for (const row of rows) {
      if (row.seq !== state.seq + 1) throw new Error(`journal has a hole between ${state.seq} and ${row.seq}`);
      state = evolve(state, row);
    }
  }
  return state;
}
