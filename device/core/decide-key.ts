/**
 * A key pressed on a bus node. The record of the key and its effect are one commit, so that a key that is sent again
 * after a restart does nothing. A key that could have no effect is recorded with the reason.
 */
import type { Command, NodeKey } from '../../protocol/commands.ts';
import { event, type RatingLevel } from '../../protocol/events.ts';
import { callingOrder } from './counter-queue.ts';
import { decideCall, decideCallNext, decideRecall, decideUnpark } from './decide-call.ts';
import { decideClose, decideOpen, decidePause, decideResume } from './decide-counter.ts';
import { decideFinish, decideNoShow, decidePark, decideStart, decideTransfer } from './decide-held.ts';
import { decideRate, decideRatingTimeout } from './decide-rating.ts';
import { decideUndo } from './decide-undo.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { nodeKey } from './hall-index.ts';
import { entryKeys, isOver } from './key-entry.ts';
import { counterOf, elapsedMs, type HallState, type Ticket } from './state.ts';

type KeyCommand = Extract<Command, { type: 'key' }>;

/** A call key older than this is recorded and not acted upon: the hall has moved on. */
const keyAgeMsMax = 3_000;
/** A second `next` within this time is a nervous finger. */
const nextGapMs = 1_500;

/** Key codes of a call keypad, as on the bus (docs/hall-bus.md). */
const codes = {
  next: 0x01,
  recall: 0x02,
  skip: 0x04,
  hold: 0x05,
  resumeHeld: 0x06,
  pause: 0x08,
  start: 0x0a,
  rate: 0x09,
  finish: 0x0b,
  logIn: 0x0c,
  logOut: 0x0d,
} as const;

export function decideKey(state: HallState, command: KeyCommand, context: DecideContext): Decision {
  const last = state.keys.get(command.uid);
  if (last && last.boot === command.boot && last.event === command.event) return accept([]);
  const effect =
    command.key.kind === 'call'
      ? callKey(state, command, context)
      : ratingKey(state, context.index.counterOfRating.get(nodeKey(command.bus, command.address)), command.key);
  const { bus, address, uid, boot } = command;
  const code = command.key.kind === 'call' ? `key:${command.key.code}` : `rating:${command.key.level}`;
  const hasEffect = effect.ok && (effect.events.length > 0 || isTyping(state, command, context));
  const done = effect.ok ? (hasEffect ? 'done' : 'ignored') : effect.refusal.code;
  const record = event('device.key', { bus, address, uid, boot, event: command.event, code, done });
  return effect.ok
    ? accept([record, ...effect.events], { ticket: effect.ticket, counter: effect.counter })
    : accept([record]);
}

/** The counter that a key speaks for; undefined for one that is held, stuck, old or of no counter. */
function counterOfKey({ bus, address, key, ageMs }: KeyCommand, { index }: DecideContext): number | undefined {
  const counts = key.kind === 'call' && key.action === 'press' && ageMs <= keyAgeMsMax;
  return counts ? index.counterOfKeypad.get(nodeKey(bus, address)) : undefined;
}

/** True for a key that begins, continues or ends an entry: `evolve` keeps those alone. */
function isTyping(state: HallState, command: KeyCommand, context: DecideContext): boolean {
  if (command.key.kind !== 'call' || counterOfKey(command, context) === undefined) return false;
  const { code } = command.key;
  const entry = state.entries.get(command.uid);
  return code === entryKeys.callNumber || code === entryKeys.transfer || (!!entry && !isOver(entry, context.now));
}

function callKey(state: HallState, command: KeyCommand, context: DecideContext): Decision {
  const key = command.key as Extract<NodeKey, { kind: 'call' }>;
  const counter = counterOfKey(command, context);
  if (counter === undefined) return accept([]);
  switch (key.code) {
    case codes.next:
      return nextKey(state, counter, context);
    case codes.recall:
      return decideRecall(state, { type: 'recall', counter }, context);
    case codes.skip:
      return decideNoShow(state, { type: 'no-show', counter }, context);
    case codes.hold:
      return decidePark(state, { type: 'park', counter }, context);
    case codes.resumeHeld: {
      const held = lastParkedAt(state, counter);
      return held
        ? decideUnpark(state, { type: 'unpark', counter, ticket: held.id }, context)
        : no('ticket-not-parked');
    }
    case codes.pause:
      return pauseKey(state, counter, context);
    case codes.start:
      return decideStart(state, { type: 'start', counter }, context);
    // A keypad's 'rate' is how its clerk ends a service: the window opens with it.
    case codes.rate:
    case codes.finish:
      return decideFinish(state, { type: 'finish', counter }, context);
    case codes.logIn:
      return decideOpen(state, { type: 'open', counter }, context);
    case codes.logOut:
      return decideClose(state, { type: 'close', counter }, context);
    case entryKeys.enter:
      return enterKey(state, command.uid, counter, context);
    case entryKeys.clear: {
      const entry = state.entries.get(command.uid);
      return entry && !isOver(entry, context.now) ? accept([]) : decideUndo(state, { type: 'undo', counter }, context);
    }
    default:
      return accept([]);
  }
}

/**
 * What was typed is done. `call number`: the waiting ticket with that number, the one this counter would call first of several.
 * `transfer`: one or two digits are a counter; a leading zero means the n-th service of the hall.
 */
function enterKey(state: HallState, uid: string, counter: number, context: DecideContext): Decision {
  const entry = state.entries.get(uid);
  if (!entry || isOver(entry, context.now) || entry.digits === '') return accept([]);
  const n = Number(entry.digits);
  if (entry.kind === 'call') {
    const order = callingOrder(state, context.index, counter, context.now, Number.POSITIVE_INFINITY);
    const ticket = order.find((each) => each.n === n);
    return ticket ? decideCall(state, { type: 'call', counter, ticket: ticket.id }, context) : no('ticket-unknown');
  }
  if (!entry.digits.startsWith('0')) return decideTransfer(state, { type: 'transfer', counter, toCounter: n }, context);
  const service = context.index.config.services[n - 1]?.id;
  return service === undefined
    ? no('service-unknown', { service: entry.digits })
    : decideTransfer(state, { type: 'transfer', counter, service }, context);
}

/** With nobody waiting, `next` at a counter with a ticket ends that service: a keypad clerk has no other way to say 'done'. */
function nextKey(state: HallState, counter: number, context: DecideContext): Decision {
  const { lastCallAt, ticket } = counterOf(state, counter);
  // Only within one boot: a nervous finger does not outlast a restart, and a wall clock that fell back would lock the key.
  const sameBoot = lastCallAt?.boot === context.now.boot;
  if (lastCallAt && sameBoot && elapsedMs(lastCallAt, context.now) < nextGapMs) return no('next-too-soon');
  const next = decideCallNext(state, { type: 'call-next', counter }, context);
  if (!next.ok && next.refusal.code === 'queue-empty' && ticket)
    return decideFinish(state, { type: 'finish', counter }, context);
  return next;
}

function pauseKey(state: HallState, counter: number, context: DecideContext): Decision {
  if (counterOf(state, counter).state === 'paused') return decideResume(state, { type: 'resume', counter }, context);
  const reason = context.index.reasons.pause[0]?.id ?? 'break';
  return decidePause(state, { type: 'pause', counter, reason }, context);
}

/** A rating counts at any age, once, and only for the session that the host gave to this very keypad. */
function ratingKey(state: HallState, counter: number | undefined, key: Extract<NodeKey, { kind: 'rating' }>): Decision {
  const rating = [...state.ratings.values()].find(
    (each) => each.session === key.session && each.counter === counter && each.state === 'open',
  );
  if (!rating || key.session === 0) return accept([]);
  if (key.level === 0) return decideRatingTimeout(state, { type: 'rating-timeout', visit: rating.visit });
  if (!isLevel(key.level)) return accept([]);
  return decideRate(state, { type: 'rate', visit: rating.visit, level: key.level, origin: 'keypad', reasons: [] });
}

function isLevel(level: number): level is RatingLevel {
  return Number.isInteger(level) && level >= 1 && level <= 5;
}

function lastParkedAt(state: HallState, counter: number): Ticket | null {
  let last: Ticket | null = null;
  for (const ticket of state.tickets.values()) {
    if (ticket.state === 'parked' && ticket.counter === counter && (!last || ticket.parkedSeq > last.parkedSeq))
      last = ticket;
  }
  return last;
}
