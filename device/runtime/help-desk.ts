/**
 * Customers at a kiosk who ask for a person: staff see the mark for some minutes after the last touch. Whoever asks is told
 * that somebody comes, so a call is never dropped: when the list is full the oldest gives its place.
 */
import { limits } from '../../protocol/limits.ts';
import type { ClockPort, HealthPort } from '../ports.ts';

export interface HelpDesk {
  ask(device: string): void;
  stop(): void;
}

/** A call for help is shown so long after the last touch. */
const shownMs = 3 * 60_000;

export function createHelpDesk(clock: ClockPort, health: HealthPort): HelpDesk {
  /** By device, oldest first: what cancels the end of its mark. */
  const asked = new Map<string, () => void>();

  function end(device: string): void {
    asked.get(device)?.();
    asked.delete(device);
    health.clear('help-wanted', device);
  }

  return {
    ask(device) {
      asked.get(device)?.();
      asked.delete(device);
      const [oldest] = asked.keys();
      if (oldest !== undefined && asked.size >= limits.helpDevicesMax) end(oldest);
      health.raise('help-wanted', device);
      asked.set(
        device,
        clock.at(clock.monoMs() + shownMs, () => end(device)),
      );
    },
    stop() {
      for (const cancel of asked.values()) cancel();
    },
  };
}
