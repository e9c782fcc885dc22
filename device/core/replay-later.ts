/**
 * Who joins the lines while a replay runs: priority people at the rate of this hall, booked appointments at their time, recycled
 * tickets after their rest; in order of time.
 */
import { expectedPriority } from './arrival-rates.ts';
import type { Later, Person } from './replay-desks.ts';
import type { HallState, Stamp } from './state.ts';

export interface LaterPeople {
  /** The next one, or null. */
  peek(): Later | null;
  take(): void;
  /** A ticket of this service was called: rests count calls. */
  called(service: string, atMs: number): void;
}

/** `isPassing` false: nobody who comes later goes before somebody who waits, so nobody need be thought of. */
export function laterPeople(
  state: HallState,
  now: Stamp,
  startMs: number,
  rests: readonly Later[],
  isPassing: boolean,
): LaterPeople {
  const resting = [...rests];
  const booked = isPassing ? bookedLater(state, now, startMs) : [];
  const nextPriority = isPassing ? expectedPriority(state.waits.arrivals, now.wallMs, startMs) : () => null;
  let bookedAt = 0;
  let priority = priorityLater();

  function priorityLater(): Later | null {
    const next = nextPriority();
    return next && later(next.service, 'priority', startMs + next.afterMs);
  }
  function firstRest(): Later | null {
    let first: Later | null = null;
    for (const rest of resting) if (!first || rest.atMs < first.atMs) first = rest;
    return first;
  }
  function peek(): Later | null {
    let first = priority;
    const appointment = booked[bookedAt];
    if (appointment && (!first || appointment.atMs < first.atMs)) first = appointment;
    const rest = resting.length === 0 ? null : firstRest();
    return rest && (!first || rest.atMs < first.atMs) ? rest : first;
  }
  return {
    peek,
    take() {
      const first = peek();
      if (!first) return;
      if (first === priority) priority = priorityLater();
      else if (first === booked[bookedAt]) bookedAt += 1;
      else resting.splice(resting.indexOf(first), 1);
    },
    called(service, atMs) {
      for (const rest of resting) {
        if (rest.person.service !== service) continue;
        rest.callsLeft -= 1;
        if (rest.callsLeft <= 0) rest.atMs = Math.min(rest.atMs, atMs);
      }
    },
  };
}

/** Appointments whose customers have not come yet, by time. Who is late already may not come at all. */
function bookedLater(state: HallState, now: Stamp, startMs: number): readonly Later[] {
  const booked: Later[] = [];
  for (const { service, slotMs, ticket, missed } of state.appointments.values()) {
    const afterMs = slotMs - now.wallMs;
    if (ticket === null && !missed && afterMs > 0) booked.push(later(service, 'appointment', startMs + afterMs));
  }
  return booked.sort((a, b) => a.atMs - b.atMs);
}

function later(service: string, ticketClass: Person['class'], atMs: number): Later {
  const person: Person = {
    id: '',
    service,
    class: ticketClass,
    kind: 'expected',
    arrivedMs: atMs,
    order: Number.MAX_VALUE,
  };
  return { atMs, person, callsLeft: Number.POSITIVE_INFINITY };
}
