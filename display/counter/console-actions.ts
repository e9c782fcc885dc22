/**
 * Which actions a counter offers now, as a pure function of what the daemon said. The first sensible one is the primary:
 * Space and Enter do it. Keys never move, and an action that makes no sense is shown but off, so that the hand learns.
 *
 *   closed ─O─► open, idle ─N─► called ─S─► serving ─F─► idle        P pauses and resumes
 */
import type { CounterDetail } from '../../protocol/views.ts';

export type ConsoleAction =
  | 'open'
  | 'close'
  | 'call-next'
  | 'recall'
  | 'start'
  | 'finish'
  | 'no-show'
  | 'pause'
  | 'resume'
  | 'park'
  | 'transfer';

export interface OfferedAction {
  readonly action: ConsoleAction;
  /** The key that does it, upper case. */
  readonly key: string;
  readonly enabled: boolean;
}

export interface ActionOffer {
  /** What Space and Enter do; null when there is nothing sensible to do. */
  readonly primary: ConsoleAction | null;
  /** In a fixed order. */
  readonly actions: readonly OfferedAction[];
}

/** What the counter may do now. `waiting` is the number of tickets this counter could call. */
export function offerActions(counter: CounterDetail, waiting: number): ActionOffer {
  const open = counter.state === 'open';
  const state = counter.ticket?.state;
  const called = open && state === 'called';
  const serving = open && state === 'serving';
  const idle = open && !called && !serving;
  const paused = counter.state === 'paused';
  const primary: ConsoleAction | null =
    counter.state === 'closed'
      ? 'open'
      : paused
        ? 'resume'
        : called
          ? 'start'
          : serving
            ? 'finish'
            : waiting > 0
              ? 'call-next'
              : null;
  const offer = (action: ConsoleAction, key: string, enabled: boolean): OfferedAction => ({ action, key, enabled });
  return {
    primary,
    actions: [
      offer('call-next', 'N', open && waiting > 0),
      offer('recall', 'R', called),
      offer('start', 'S', called),
      offer('finish', 'F', serving),
      offer('no-show', 'X', called),
      offer('park', 'H', serving || called),
      offer('transfer', 'T', serving || called),
      paused ? offer('resume', 'P', true) : offer('pause', 'P', idle),
      counter.state === 'closed' ? offer('open', 'O', true) : offer('close', 'C', idle || paused),
    ],
  };
}

/** The action a key asks for, or null. O and C both reach the one that is offered under its own letter. */
export function actionOfKey(offer: ActionOffer, key: string): ConsoleAction | null {
  if (key === ' ' || key === 'Enter') return offer.primary;
  return offer.actions.find((one) => one.key === key.toUpperCase() && one.enabled)?.action ?? null;
}
