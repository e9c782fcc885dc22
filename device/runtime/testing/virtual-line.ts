/** A line on virtual time with a virtual device at its far end; it can be pulled out and put in again. */
import type { LinePeer, PeerOutput } from '../../../protocol/line-driver.ts';
import type { ClockPort } from '../../ports.ts';
import type { LineHandlers, LinePort } from '../../ports-line.ts';

export interface VirtualLine extends LinePort {
  /** Told when the host's end goes at another rate. */
  onRetune: ((baud: number) => void) | null;
  pull(): void;
  putIn(): void;
  /** Something done to the device by hand. */
  poke(act: (nowMs: number) => PeerOutput | undefined): void;
}

export function createVirtualLine(peer: LinePeer, clock: ClockPort, baud: number | null = null): VirtualLine {
  let handlers: LineHandlers | null = null;
  let up = false;
  let plugged = true;
  let cancelWake: (() => void) | null = null;

  function take({ writes, wakeAtMs }: PeerOutput): void {
    for (const bytes of writes) clock.soon(() => up && handlers?.onBytes(bytes));
    cancelWake?.();
    cancelWake = wakeAtMs === null ? null : clock.at(wakeAtMs, () => take(peer.onTick(clock.monoMs())));
  }

  function open(): void {
    clock.soon(() => {
      if (!handlers || !plugged || up) return;
      up = true;
      handlers.onOpen();
    });
  }

  function lose(reason: string): void {
    if (!up) return;
    up = false;
    handlers?.onClose(reason);
  }

  const line: VirtualLine = {
    onRetune: null,
    retune(next) {
      line.onRetune?.(next);
      line.reset('retuned');
    },
    name: 'virtual',
    baud,
    get state() {
      return up ? 'up' : handlers ? 'lost' : 'closed';
    },
    start(next) {
      handlers = next;
      open();
    },
    write(bytes) {
      if (!up) return false;
      const copy = bytes.slice();
      clock.soon(() => take(peer.onBytes(copy, clock.monoMs())));
      return true;
    },
    reset(reason) {
      clock.soon(() => lose(reason));
      open();
    },
    async stop() {
      lose('stopped');
      handlers = null;
    },
    pull() {
      plugged = false;
      lose('pulled out');
    },
    putIn() {
      plugged = true;
      open();
    },
    poke(act) {
      take(act(clock.monoMs()) ?? peer.onTick(clock.monoMs()));
    },
  };
  return line;
}
