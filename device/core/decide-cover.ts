/** A counter takes the services of another for a while, and a counter that waits for the next ticket. */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { nextFor } from './counter-queue.ts';
import { about, calling, ending, known, working } from './decide-counter.ts';
import { accept, type DecideContext, type Decision, no } from './decision.ts';
import { counterOf, elapsedMs, type HallState } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function decideCover(state: HallState, command: Of<'cover'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  if (counter.state === 'closed') return no('counter-not-open', { counter: counter.no });
  const { index } = context;
  const own = index.counters.get(counter.no)?.services ?? [];
  const unknown = command.services.find((service) => !index.services.has(service));
  if (unknown !== undefined) return no('service-unknown', { service: unknown });
  const services = [...new Set(command.services)].filter((service) => !own.includes(service));
  if (services.length === 0) return no('cover-own', { counter: counter.no });
  const ms = Math.round(command.minutes * 60_000);
  if (ms > index.coverMsMax) return no('cover-too-long', { minutes: index.coverMsMax / 60_000 });
  return accept([event('counter.covering', { counter: counter.no, services, ms })], { counter: counter.no });
}

export function decideUncover(state: HallState, command: Of<'uncover'>, context: DecideContext): Decision {
  const counter = known(state, command, context);
  if ('ok' in counter) return counter;
  const isByItself = context.actor.clerk === null;
  if (!counter.cover) return isByItself ? accept([]) : no('cover-nothing', { counter: counter.no });
  // The hall ends what is over; a cover begun anew in the same commit is another one.
  if (isByItself && elapsedMs(counter.cover.since, context.now) < counter.cover.ms) return accept([]);
  return accept([event('counter.cover-ended', { counter: counter.no })], { counter: counter.no });
}

/** On: ends what is at the counter and waits for whoever comes next. Off: waits no more. */
export function decideStoreNext(state: HallState, command: Of<'store-next'>, context: DecideContext): Decision {
  const counter = working(state, command, context);
  if ('ok' in counter) return counter;
  const at = { counter: counter.no };
  if (!command.on) return counter.armed ? accept([event('counter.disarmed', at)], at) : no('counter-not-armed', at);
  if (counter.armed) return no('counter-armed', at);
  if (nextFor(state, context.index, counter.no, context.now)) return no('somebody-waits', at);
  return accept([...ending(state, counter, context, false), event('counter.armed', at)], at);
}

/** An armed counter gets the ticket that its rule chooses now; nothing when there is none (yet). */
export function decideAutoCall(state: HallState, command: Of<'auto-call'>, context: DecideContext): Decision {
  const counter = counterOf(state, command.counter);
  if (!counter.armed || counter.state !== 'open' || counter.ticket) return accept([]);
  const choice = nextFor(state, context.index, counter.no, context.now);
  if (!choice) return accept([]);
  return accept([calling(choice.ticket, counter, choice.why, choice.cause)], about(choice.ticket, counter));
}
