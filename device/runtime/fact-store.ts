/**
 * What the world has said (paper came out, a key was pressed, a rating ran out) must not be lost to a full disk: it is
 * offered to the engine again until it is stored.
 *
 *   keep ─► offered ─┬─ stored, or refused for what it says ─► done
 *                    └─ the disk refuses ─► waits a second, together with all others ─► offered …
 *
 * Invariant: one fact waits once, however often it is told; so what waits is bounded by the devices and tickets there are.
 */
import type { Command } from '../../protocol/commands.ts';
import type { ClockPort, CommandResult } from '../ports.ts';

export interface FactStore {
  /** `done` hears how it ended. `forMs` is how long the fact is worth offering; for ever when left out. */
  keep(command: Command, actor: string, done?: (result: CommandResult) => void, forMs?: number): void;
  /** Facts that are not stored yet. */
  readonly waiting: number;
  /** Nothing is offered any more: what was not stored is kept by its device for the next daemon. */
  stop(): void;
}

interface Fact {
  readonly command: Command;
  readonly actor: string;
  readonly done: (result: CommandResult) => void;
  readonly untilMs: number;
}

/** While the disk refuses, what waits is offered this often. */
const againMs = 1_000;
/** Refusals that say nothing about the command itself. */
const storedLater: ReadonlySet<string> = new Set(['storage-failed', 'busy', 'shutting-down']);

export function createFactStore(
  clock: ClockPort,
  submit: (command: Command, actor: string, done: (result: CommandResult) => void) => void,
): FactStore {
  const facts = new Map<string, Fact>();
  const refused = new Set<string>();
  let cancel: (() => void) | null = null;
  let stopped = false;

  function offer(key: string, fact: Fact): void {
    submit(fact.command, fact.actor, (result) => {
      if (isStoredLater(result) && clock.monoMs() < fact.untilMs) {
        refused.add(key);
        plan();
        return;
      }
      facts.delete(key);
      fact.done(result);
    });
  }

  function plan(): void {
    if (stopped) return;
    cancel ??= clock.at(clock.monoMs() + againMs, () => {
      cancel = null;
      const keys = [...refused];
      refused.clear();
      for (const key of keys) {
        const fact = facts.get(key);
        if (fact) offer(key, fact);
      }
    });
  }

  return {
    keep(command, actor, done = () => {}, forMs = Number.POSITIVE_INFINITY) {
      const key = `${command.type} ${subjectOf(command)}`;
      if (facts.has(key) || stopped) return;
      const fact = { command, actor, done, untilMs: clock.monoMs() + forMs };
      facts.set(key, fact);
      offer(key, fact);
    },
    get waiting() {
      return facts.size;
    },
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}

/** True when the disk or the daemon refused, not the hall: the same command may succeed later. */
export function isStoredLater(result: CommandResult): boolean {
  return !result.ok && storedLater.has(result.refusal.code);
}

/** What a fact is about: two facts of one type about one subject are the same fact, told twice. */
function subjectOf(command: Command): string {
  switch (command.type) {
    case 'rating-timeout':
      return command.visit;
    case 'printed':
    case 'print-interrupted':
    case 'print-unknown':
    case 'print-move':
      return `${command.ticket} ${command.job}`;
    case 'key':
      return `${command.uid} ${command.boot} ${command.event}`;
    case 'issue':
      return command.request;
    default:
      return JSON.stringify(command);
  }
}
