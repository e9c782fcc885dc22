/**
 * The hall's rules in one function: state, command and context in, events or a refusal out. It changes nothing and
 * knows no clock; the same arguments give the same answer.
 */
import type { Command } from '../../protocol/commands.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import * as counter from './decide-counter.ts';
import { decideKey } from './decide-key.ts';
import * as ticket from './decide-ticket.ts';
import { accept, type DecideContext, type Decision } from './decision.ts';
import { ageMs, type HallState } from './state.ts';

export function decide(state: HallState, command: Command, context: DecideContext): Decision {
  switch (command.type) {
    case 'issue':
      return ticket.decideIssue(state, command, context);
    case 'open':
      return counter.decideOpen(state, command, context);
    case 'close':
      return counter.decideClose(state, command, context);
    case 'pause':
      return counter.decidePause(state, command, context);
    case 'resume':
      return counter.decideResume(state, command, context);
    case 'call-next':
      return counter.decideCallNext(state, command, context);
    case 'call':
      return counter.decideCall(state, command, context);
    case 'recall':
      return counter.decideRecall(state, command, context);
    case 'start':
      return counter.decideStart(state, command, context);
    case 'finish':
      return counter.decideFinish(state, command, context);
    case 'no-show':
      return counter.decideNoShow(state, command, context);
    case 'park':
      return counter.decidePark(state, command, context);
    case 'unpark':
      return counter.decideUnpark(state, command, context);
    case 'transfer':
      return counter.decideTransfer(state, command, context);
    case 'rate':
      return counter.decideRate(state, command);
    case 'rating-timeout':
      return counter.decideRatingTimeout(state, command);
    case 'cancel':
      return ticket.decideCancel(state, command, context);
    case 'printed':
      return ticket.decidePrinted(state, command);
    case 'print-interrupted':
      return ticket.decideInterrupted(state, command);
    case 'print-unknown':
      return ticket.decidePrintUnknown(state, command);
    case 'print-settled':
      return ticket.decidePrintSettled(state, command);
    case 'reprint':
      return ticket.decideReprint(state, command);
    case 'key':
      return decideKey(state, command, context);
    case 'open-day':
      return decideOpenDay(state, command.date, context);
    case 'device-state':
      return decideDeviceState(state, command);
    case 'session-opened':
      return accept([event('session.opened', { staff: command.staff, role: command.role })]);
    case 'session-refused':
      return accept([event('session.refused', { reason: command.reason })]);
    case 'session-closed':
      return accept([event('session.closed', { staff: command.staff })]);
  }
}

/** A ticket or a counter older than this belongs to the day that ends; a younger one is a person who is here now. */
const stayMsMax = 4 * 3_600_000;
/** No shift is longer: a counter open for so long was left open. */
const shiftMsMax = 14 * 3_600_000;

/**
 * The business day moves forward only. What is left of the old day expires; people who came a short while ago stay in their
 * lines, for the date may move because the clock has only now been set right. Counters that were left open are closed.
 */
function decideOpenDay(state: HallState, date: string, { now }: DecideContext): Decision {
  if (state.day !== null && date <= state.day) return accept([]);
  const events: HallEvent[] = [event('day.opened', { date })];
  const expire = (ticket: string) => void events.push(event('ticket.expired', { ticket }));
  for (const ticket of state.tickets.values()) {
    const waits = ticket.state === 'waiting' || ticket.state === 'parked';
    if (waits && ageMs(ticket.issued, now) > stayMsMax) expire(ticket.id);
  }
  const leftOpen = [...state.counters.values()].filter(
    (counter) => counter.opened !== null && ageMs(counter.opened, now) > shiftMsMax,
  );
  for (const { ticket } of leftOpen) if (ticket !== null) expire(ticket);
  for (const counter of leftOpen) events.push(event('counter.closed', { counter: counter.no }));
  return accept(events);
}

function decideDeviceState(state: HallState, command: Extract<Command, { type: 'device-state' }>): Decision {
  const known = state.devices.get(command.device);
  if (known && known.state === command.state && known.fault === command.fault) return accept([]);
  return accept([event('device.state', { device: command.device, state: command.state, fault: command.fault })]);
}
