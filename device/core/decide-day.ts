/** The business day, and what staff switch on and off for it: services, a paper roll's number. */
import type { Command } from '../../protocol/commands.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { released } from './decide-counter.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { seriesOf } from './numbering.ts';
import { ageMs, type HallState, type Ticket } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

/** A ticket or a counter older than this belongs to the day that ends; a younger one is a person who is here now. */
const stayMsMax = 4 * 3_600_000;
/** No shift is longer: a counter open for so long was left open. */
const shiftMsMax = 14 * 3_600_000;

/**
 * The business day moves forward only. What is left of the old day expires; people who came a short while ago stay in their
 * lines, for the date may move because the clock has only now been set right. Counters that were left open are closed.
 */
export function decideOpenDay(state: HallState, { date }: Of<'open-day'>, { now, actor }: DecideContext): Decision {
  if (state.day !== null && date <= state.day) return actor.clerk === null ? accept([]) : no('day-not-next', { date });
  const events: HallEvent[] = [event('day.opened', { date })];
  const expired = new Set<string>();
  const expire = (ticket: string) => {
    expired.add(ticket);
    events.push(event('ticket.expired', { ticket }));
  };
  for (const ticket of state.tickets.values()) {
    const waits = ticket.state === 'waiting' || ticket.state === 'parked';
    if (waits && ageMs(ticket.issued, now) > stayMsMax) expire(ticket.id);
  }
  const leftOpen = [...state.counters.values()].filter(
    (counter) => counter.opened !== null && ageMs(counter.opened, now) > shiftMsMax,
  );
  for (const { ticket } of leftOpen) if (ticket !== null) expire(ticket);
  for (const counter of leftOpen)
    events.push(...released(state, counter, expired), event('counter.closed', { counter: counter.no }));
  return accept(events);
}

/** Tickets that wait or are parked: what closing the day ends. In the order of their issue. */
export function leftOver(state: HallState): readonly Ticket[] {
  return [...state.tickets.values()].filter(({ state: now }) => now === 'waiting' || now === 'parked');
}

/** No more tickets today. Those who still wait are listed by `leftOver` before, and expire; who is at a counter is served. */
export function decideCloseDay(state: HallState): Decision {
  if (state.dayClosed || state.day === null) return no('day-closed');
  const left = leftOver(state);
  return accept([
    event('day.closed', { date: state.day, left: left.length }),
    ...left.map(({ id }) => event('ticket.expired', { ticket: id })),
  ]);
}

export function decideReopenDay(state: HallState): Decision {
  if (!state.dayClosed || state.day === null) return no('day-not-closed');
  return accept([event('day.reopened', { date: state.day })]);
}

export function decideCloseService(state: HallState, command: Of<'close-service'>, { index }: DecideContext): Decision {
  const { service, reason } = command;
  if (!index.services.has(service)) return no('service-unknown', { service });
  if (!index.reasons.close.some(({ id }) => id === reason)) return no('reason-unknown');
  if (state.closedServices.get(service) === reason) return accept([]);
  return accept([event('service.closed', { service, reason })]);
}

export function decideOpenService(state: HallState, command: Of<'open-service'>, { index }: DecideContext): Decision {
  const { service } = command;
  if (!index.services.has(service)) return no('service-unknown', { service });
  if (!state.closedServices.has(service)) return no('service-not-closed', { service });
  return accept([event('service.opened', { service })]);
}

/** A new roll is in: its next number. */
export function decideSetRoll(_state: HallState, command: Of<'set-roll'>, { index }: DecideContext): Decision {
  const service = index.services.get(command.service);
  if (!service) return no('service-unknown', { service: command.service });
  if (!service.paperRoll) return no('roll-none', { service: command.service });
  const n = Math.min(service.last ?? limits.ticketNumberMax, Math.max(service.first ?? 1, command.n));
  return accept([event('series.set', { series: seriesOf(service), n })]);
}
