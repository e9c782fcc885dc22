/** How often each node of a bus is polled. The keypads in use share the line's time: the fewer they are, the sooner each key is noticed. */
import type { BusNodeKind } from './bus-node-kind.ts';
import type { BusTarget } from './bus-target.ts';

export interface PacedNode {
  readonly address: number;
  readonly kind: BusNodeKind;
}

export interface BusPace {
  /** A call keypad at which somebody works: its round is a cycle. */
  isFast(address: number): boolean;
  /** Length of a cycle. */
  cycleMs(): number;
  restPollMs(node: PacedNode): number;
  setResting(target: BusTarget): void;
}

export interface BusPaceOptions {
  readonly nodes: readonly PacedNode[];
  /** Least time between two polls of one call keypad; 0: as fast as the wire. */
  readonly keypadPollMs?: number;
  readonly panelPollMs?: number;
}

/** A key is noticed after half of this on average. */
export const KEYPAD_POLL_MS = 150;
/** Every frame wakes the process several times, which costs far more than the frame: some 80 keypad polls a second are enough. */
const KEYPAD_POLL_MS_PER_NODE = 12;
/** A call keypad at which nobody works can only be logged in at; this is still soon enough for that. */
const KEYPAD_RESTING_POLL_MS = 1_000;
/** A rating keypad on which nothing is open has nothing to say. */
const RATING_REST_POLL_MS = 1_000;
/** A panel has only its state to tell; it must hear a frame every 2 s. */
const PANEL_POLL_MS = 1_500;

export function createBusPace(options: BusPaceOptions): BusPace {
  const keypads = new Set(options.nodes.filter((node) => node.kind === 'call-keypad').map((node) => node.address));
  const resting = new Set<number>();
  let keypadPollMs = 0;

  function setPace(): void {
    const inUse = keypads.size - resting.size;
    keypadPollMs = options.keypadPollMs ?? Math.max(KEYPAD_POLL_MS, inUse * KEYPAD_POLL_MS_PER_NODE);
  }
  setPace();

  return {
    isFast: (address) => keypads.has(address) && !resting.has(address),
    cycleMs: () => keypadPollMs,
    restPollMs({ kind, address }) {
      if (kind === 'panel') return options.panelPollMs ?? PANEL_POLL_MS;
      if (kind === 'rating-keypad') return RATING_REST_POLL_MS;
      return resting.has(address) ? Math.max(KEYPAD_RESTING_POLL_MS, keypadPollMs) : keypadPollMs;
    },
    setResting(target) {
      resting.clear();
      for (const address of keypads) if (target.nodes.get(address)?.resting === true) resting.add(address);
      setPace();
    },
  };
}
