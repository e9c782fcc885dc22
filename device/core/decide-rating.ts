/** The rating of a visit: once, while its window is open. */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { accept, type Decision, no } from './decision.ts';
import type { HallState } from './state.ts';

type Of<T extends Command['type']> = Extract<Command, { type: T }>;

export function decideRate(state: HallState, command: Of<'rate'>): Decision {
  const rating = state.ratings.get(command.visit);
  if (!rating) return state.tickets.has(command.visit) ? no('rating-not-open') : no('visit-unknown');
  if (rating.state === 'rated') return no('rating-already-given');
  if (rating.state !== 'open') return no('rating-not-open');
  const { visit, counter, clerk } = rating;
  const { level, origin, reasons } = command;
  return accept([event('visit.rated', { visit, counter, clerk, level, origin, reasons })], { ticket: visit, counter });
}

export function decideRatingTimeout(state: HallState, command: Of<'rating-timeout'>): Decision {
  const rating = state.ratings.get(command.visit);
  if (rating?.state !== 'open') return accept([]);
  return accept([event('visit.not-rated', { visit: rating.visit, counter: rating.counter })], {
    counter: rating.counter,
  });
}
