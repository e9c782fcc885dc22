/**
 * Which actions a counter offers now, as a pure function of what the daemon said. The first sensible one is the primary:
 * Space and Enter do it. Keys never move, and an action that makes no sense is shown but off, so that the hand learns.
 *
 *   closed ─O─► open, idle ─N─► called ─S─► serving ─F─► idle        P pauses and resumes, Z takes back
 */
import type { CounterDetail, CounterView } from '../../protocol/views.ts';

export type ConsoleAction =
  | 'open'
  | 'close'
  | 'call-next'
  | 'recall'
  | 'start'
  | 'finish'
  | 'no-show'
  | 'recycle'
  | 'pause'
  | 'resume'
  | 'park'
  | 'transfer'
  | 'grant'
  | 'ungrant'
  | 'add-service'
  | 'why'
  | 'walk-in'
  | 'store-next'
  | 'store-off'
  | 'cover'
  | 'uncover'
  | 'undo';

export interface OfferedAction {
  readonly action: ConsoleAction;
  /** The key that does it, upper case. */
  readonly key: string;
  readonly enabled: boolean;
}

export interface ActionOffer {
  /** What Space and Enter do; null when there is nothing sensible to do. */
  readonly primary: ConsoleAction | null;
  /** About the ticket at the counter, in a fixed order. */
  readonly ticket: readonly OfferedAction[];
  /** About the counter itself, in a fixed order. */
  readonly counter: readonly OfferedAction[];
  /** Takes back the last thing; it has its own bar, for it is offered for some seconds only. */
  readonly undo: OfferedAction;
}

/** What the rest of the view adds: is there somebody to call? */
export interface CallableFacts {
  /** Tickets that this counter would call now; those that rest are not among them. */
  readonly callable: number;
  /** True when a service here has a paper roll: its next number can be called though nobody is known to wait. */
  readonly roll: boolean;
}

export function callableFacts({ counter, waiting, services }: CounterView): CallableFacts {
  return {
    callable: waiting.filter((one) => !one.resting).length,
    roll: services.some((one) => one.closedBy === 'service-paper-roll' && counter.services.includes(one.id)),
  };
}

export function offerActions(counter: CounterDetail, { callable, roll }: CallableFacts): ActionOffer {
  const open = counter.state === 'open';
  const paused = counter.state === 'paused';
  const state = counter.ticket?.state;
  const called = open && state === 'called';
  const serving = open && state === 'serving';
  const held = called || serving;
  const idle = open && !held;
  const canCall = open && (callable > 0 || roll);
  const offer = (action: ConsoleAction, key: string, enabled: boolean): OfferedAction => ({ action, key, enabled });
  return {
    primary: primaryOf(counter, canCall),
    ticket: [
      offer('call-next', 'N', canCall),
      offer('recall', 'R', called),
      offer('start', 'S', called),
      offer('finish', 'F', serving),
      offer('no-show', 'X', called),
      offer('recycle', 'L', called),
      offer('park', 'H', held),
      offer('transfer', 'T', held),
      offer(counter.ticket?.class === 'priority' ? 'ungrant' : 'grant', 'G', held),
      offer('add-service', 'M', held),
    ],
    counter: [
      offer('walk-in', 'W', idle),
      counter.armed ? offer('store-off', 'A', open) : offer('store-next', 'A', idle && callable === 0),
      counter.cover ? offer('uncover', 'V', open || paused) : offer('cover', 'V', open || paused),
      offer('why', 'Y', held),
      paused ? offer('resume', 'P', true) : offer('pause', 'P', idle),
      counter.state === 'closed' ? offer('open', 'O', true) : offer('close', 'C', idle || paused),
    ],
    undo: offer('undo', 'Z', counter.undo !== null),
  };
}

function primaryOf(counter: CounterDetail, canCall: boolean): ConsoleAction | null {
  if (counter.state === 'closed') return 'open';
  if (counter.state === 'paused') return 'resume';
  if (counter.ticket?.state === 'called') return 'start';
  if (counter.ticket?.state === 'serving') return 'finish';
  return canCall ? 'call-next' : null;
}

/** The action a key asks for, or null. O and C both reach the one that is offered under its own letter. */
export function actionOfKey(offer: ActionOffer, key: string): ConsoleAction | null {
  if (key === ' ' || key === 'Enter') return offer.primary;
  const wanted = key.toUpperCase();
  const all = [...offer.ticket, ...offer.counter, offer.undo];
  return all.find((one) => one.key === wanted && one.enabled)?.action ?? null;
}
