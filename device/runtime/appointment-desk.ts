/**
 * Takes the newest list of appointments into the journal: a disk that refuses is asked again until the list is stored, or until
 * a newer one has come.
 */
import type { AppointmentItem, Command } from '../../protocol/commands.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { ClockPort, CommandResult } from '../ports.ts';
import { isStoredLater } from './fact-store.ts';

export interface AppointmentDesk {
  /** `done` hears null when the list is stored, else why it was refused; nothing when a newer list has come before. */
  take(items: readonly AppointmentItem[], done: (refusal: Refusal | null) => void): void;
  stop(): void;
}

const againMs = 1_000;

export function createAppointmentDesk(
  clock: ClockPort,
  submit: (command: Command, done: (result: CommandResult) => void) => void,
): AppointmentDesk {
  let cancel: (() => void) | null = null;
  let stopped = false;
  let newest = 0;

  function offer(items: readonly AppointmentItem[], own: number, done: (refusal: Refusal | null) => void): void {
    submit({ type: 'appointments', items }, (result) => {
      if (own !== newest || stopped) return;
      if (isStoredLater(result)) cancel = clock.at(clock.monoMs() + againMs, () => offer(items, own, done));
      else done(result.ok ? null : result.refusal);
    });
  }

  return {
    take(items, done) {
      cancel?.();
      newest += 1;
      offer(items, newest, done);
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
