/**
 * What is always true of the hall's state. Checked after every step in tests and by `hallkeeper journal verify`; each
 * broken one is named in words.
 */
import { isBefore } from './calling-rule.ts';
import { counterOf, type HallState, isAlive, isAtCounter, type Ticket } from './state.ts';
import { isOwnPool, poolOf, ticketClasses } from './waiting-line.ts';

/** Names of the invariants that do not hold; empty when all do. */
export function brokenInvariants(state: HallState): string[] {
  const broken: string[] = [];
  const say = (condition: boolean, text: string) => {
    if (!condition) broken.push(text);
  };
  const alive = new Set<string>();
  const todays = new Set<string>();
  for (const ticket of state.tickets.values()) {
    if (ticket.day === (state.day ?? '') && !state.wraps.has(ticket.series)) {
      say(!todays.has(ticket.no), `number ${ticket.no} was given twice on ${ticket.day}`);
      todays.add(ticket.no);
    }
    if (!isAlive(ticket)) continue;
    say(!alive.has(ticket.no), `number ${ticket.no} is carried by two live tickets`);
    alive.add(ticket.no);
    say(state.alive.get(ticket.no) === ticket.id, `live ticket ${ticket.no} is missing from the numbers in use`);
  }
  say(state.alive.size === alive.size, 'the numbers in use are more than the live tickets');
  checkLines(state, say);
  checkCounters(state, say);
  checkTickets(state, say);
  for (const ticket of state.prints.values()) {
    say(
      ticket.job > 0 && (ticket.print === 'pending' || ticket.print === 'unknown'),
      `paper of ${ticket.no} is owed without a job`,
    );
  }
  for (const counter of state.counters.values()) {
    if (counter.rating)
      say(
        state.ratings.get(counter.rating)?.state === 'open',
        `counter ${counter.no} asks for a rating that is not open`,
      );
  }
  return broken;
}

type Say = (condition: boolean, text: string) => void;

/** Somebody is there who calls the people of a counter's or a clerk's own pool. */
function isManned(state: HallState, pool: string): boolean {
  return pool.startsWith('@')
    ? counterOf(state, Number(pool.slice(1))).state !== 'closed'
    : isAtCounter(state, pool.slice(1));
}

function checkLines(state: HallState, say: Say): void {
  const inLines = new Set<string>();
  for (const [pool, lines] of state.lines) {
    for (const name of ticketClasses) {
      let last: Ticket | null = null;
      if (isOwnPool(pool) && lines[name].length > 0)
        say(isManned(state, pool), `people wait for ${pool}, who is not there`);
      for (const ticket of lines[name]) {
        say(!inLines.has(ticket.id), `${ticket.no} stands in two places`);
        inLines.add(ticket.id);
        say(ticket.state === 'waiting', `${ticket.no} stands in a line but is ${ticket.state}`);
        say(poolOf(ticket) === pool && ticket.class === name, `${ticket.no} stands in the line of ${pool}, ${name}`);
        say(!last || isBefore(last, ticket), `the line of ${pool}, ${name} is out of order at ${ticket.no}`);
        last = ticket;
      }
    }
  }
  for (const ticket of state.resting.values()) {
    say(!inLines.has(ticket.id), `${ticket.no} stands in two places`);
    inLines.add(ticket.id);
    say(ticket.state === 'waiting' && ticket.resting !== null, `${ticket.no} rests but is ${ticket.state}`);
  }
  const waiting = [...state.tickets.values()].filter((ticket) => ticket.state === 'waiting').length;
  say(inLines.size === waiting, `${waiting} tickets wait but ${inLines.size} stand in lines`);
}

/** A ticket says of itself what its state needs, and nothing that another state needs. */
function checkTickets(state: HallState, say: Say): void {
  for (const { no, state: now, counter, why, passed, resting } of state.tickets.values()) {
    const isAt = now === 'called' || now === 'serving';
    say(isAt === (why !== null), `${no} is ${now} and was called ${why === null ? 'for no reason' : `as ${why}`}`);
    say((now === 'no-show') === (passed !== null), `${no} is ${now} but ${passed ? 'was' : 'was not'} passed over`);
    say(now !== 'waiting' || counter === null, `${no} waits and is at counter ${counter}`);
    say(now !== 'parked' || counter !== null, `${no} is parked at no counter`);
    say(now === 'waiting' || resting === null, `${no} rests but is ${now}`);
  }
  for (const [service, count] of state.counts)
    for (const [what, n] of Object.entries(count)) say(n >= 0, `service ${service} has ${n} ${what}`);
  for (const [service, calls] of state.callTally) say(calls >= 0, `service ${service} has ${calls} calls`);
  let last = 0;
  for (const { id, no } of state.calls) {
    say(id > last, `the call of ${no} is out of order`);
    last = id;
  }
}

function checkCounters(state: HallState, say: Say): void {
  const held = new Map<string, number>();
  for (const counter of state.counters.values()) {
    say(!counter.armed || counter.state === 'open', `counter ${counter.no} waits for a ticket and is ${counter.state}`);
    say(!counter.undo || counter.state === 'open', `counter ${counter.no} could take back and is ${counter.state}`);
    if (!counter.ticket) continue;
    const ticket = state.tickets.get(counter.ticket);
    say(!held.has(counter.ticket), `ticket ${ticket?.no ?? counter.ticket} is at two counters`);
    held.set(counter.ticket, counter.no);
    say(!counter.armed, `counter ${counter.no} waits for a ticket and has one`);
    say(counter.state === 'open', `counter ${counter.no} is ${counter.state} with a ticket`);
    say(ticket?.counter === counter.no, `counter ${counter.no} and its ticket disagree`);
    say(
      ticket?.state === 'called' || ticket?.state === 'serving',
      `the ticket at counter ${counter.no} is ${ticket?.state ?? 'unknown'}`,
    );
  }
  for (const ticket of state.tickets.values()) {
    if (ticket.state === 'called' || ticket.state === 'serving') {
      say(held.get(ticket.id) === ticket.counter, `${ticket.no} is ${ticket.state} at no counter`);
    }
  }
}
