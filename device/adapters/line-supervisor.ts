/**
 * Keeps one line open: the state machine, the back-off, the bounded queue and the write deadline, shared by serial and
 * TCP. It knows no ports; an adapter gives it `open`, which makes ONE connection that is never opened again.
 *
 * ```
 *  write ─►│queue ≤ bound│─piece─► connection ─► wire
 *                             └ written? else after 2 x wire time + grace: lost
 *  closed ──► opening ──► up ──► lost ── old one closed, then 0.25 … 5 s with jitter ──► opening
 * ```
 * It must never queue while the line is not up, never hold more than the bound, and never open a new connection before
 * the old one has let go of its handle (the port is locked until then, and stuck closes would pile up).
 */
import type { LineHandlers, LinePort, LineState } from '../ports-line.ts';
import {
  BACK_OFF_FIRST_MS,
  BACK_OFF_LONGEST_MS,
  OPEN_DEADLINE_MS,
  STABLE_AFTER_MS,
  STOP_DEADLINE_MS,
} from './line-limits.ts';
import { type LineConnection, WriteQueue, type WriteSpec, within } from './write-queue.ts';

/** What a connection tells its supervisor. May be called at any time, also after `close`: late calls are ignored. */
export interface ConnectionEvents {
  /** The connection carries bytes; `warning` is something worth a log line, such as a flag that could not be set. */
  onUp(warning: string | null): void;
  /** The attempt failed or the connection ended. */
  onDown(reason: string): void;
  onBytes(bytes: Uint8Array): void;
}

export interface LineSpec extends WriteSpec {
  readonly name: string;
  readonly baud: number | null;
  /** Chance for the jitter, in [0, 1). */
  readonly random: () => number;
  readonly open: (events: ConnectionEvents) => LineConnection;
  /** The next connection is opened at this rate; absent where no wire paces the bytes. */
  readonly retune?: (baud: number) => void;
}

/** Wait before attempt `failures` (0 = first retry): doubles from 0.25 to 5 s, then spread by a quarter both ways. */
export function backOffMs(failures: number, random: () => number): number {
  const plainMs = Math.min(BACK_OFF_LONGEST_MS, BACK_OFF_FIRST_MS * 2 ** Math.min(failures, 16));
  return Math.min(BACK_OFF_LONGEST_MS, Math.max(BACK_OFF_FIRST_MS, plainMs * (0.75 + random() / 2)));
}

/** A line port over `spec.open`. */
export function superviseLine(spec: LineSpec): LinePort {
  return new SupervisedLine(spec);
}

class SupervisedLine implements LinePort {
  readonly name: string;
  readonly baud: number | null;
  readonly #spec: LineSpec;
  #state: LineState = 'closed';
  #handlers: LineHandlers | null = null;
  #connection: LineConnection | null = null;
  #closing: Promise<void> = Promise.resolve();
  #stopping: Promise<void> | null = null;
  #failures = 0;
  #upSinceMs = 0;
  #heard = false;
  /** Handlers were told `onOpen` and not yet `onClose`. */
  #announced = false;
  /** Rises with every connection given up: what an older one says is dropped. */
  #epoch = 0;
  #timer: NodeJS.Timeout | null = null;
  readonly #queue: WriteQueue;

  constructor(spec: LineSpec) {
    this.#spec = spec;
    this.name = spec.name;
    this.baud = spec.baud;
    this.#queue = new WriteQueue(spec, (reason) => this.#lose(reason));
  }

  get state(): LineState {
    return this.#state;
  }

  start(handlers: LineHandlers): void {
    if (this.#state !== 'closed' || this.#stopping !== null) throw new Error(`${this.name} is started already`);
    this.#handlers = handlers;
    this.#failures = 0;
    // Said now, opened a moment later: a handler must not be called from inside this call.
    this.#state = 'opening';
    this.#after(0, () => this.#open());
  }

  write(bytes: Uint8Array): boolean {
    return this.#state === 'up' && this.#stopping === null && this.#queue.push(bytes);
  }

  retune(baud: number): void {
    if (this.#spec.retune === undefined) return;
    this.#spec.retune(baud);
    this.reset(`${baud} baud from now on`);
  }

  reset(reason: string): void {
    if (this.#state === 'up' || (this.#state === 'opening' && this.#connection !== null)) this.#lose(reason);
  }

  stop(): Promise<void> {
    this.#stopping ??= this.#shutDown().finally(() => {
      this.#stopping = null;
    });
    return this.#stopping;
  }

  async #shutDown(): Promise<void> {
    if (this.#state === 'up') await this.#queue.drained(STOP_DEADLINE_MS);
    const told = this.#state !== 'closed';
    this.#disarm();
    this.#state = 'closed';
    this.#epoch += 1;
    const idle = this.#queue.clear();
    const connection = this.#connection;
    this.#connection = null;
    if (connection !== null) this.#closing = connection.close(!idle);
    await within(this.#closing, STOP_DEADLINE_MS);
    if (connection !== null) void connection.close(true);
    const handlers = this.#handlers;
    this.#handlers = null;
    if (this.#announced) handlers?.onClose('stopped');
    this.#announced = false;
    if (told) handlers?.onState?.('closed', null);
  }

  #open(): void {
    this.#epoch += 1;
    const epoch = this.#epoch;
    const mine = (): boolean => epoch === this.#epoch;
    this.#state = 'opening';
    this.#heard = false;
    this.#handlers?.onState?.('opening', null);
    if (!mine() || this.#state !== 'opening') return; // the handler stopped the line
    this.#after(OPEN_DEADLINE_MS, () => this.#lose(`did not open within ${OPEN_DEADLINE_MS} ms`));
    this.#connection = this.#spec.open({
      onUp: (warning) => {
        if (mine()) this.#up(warning);
      },
      onDown: (reason) => {
        if (mine()) this.#lose(reason);
      },
      onBytes: (bytes) => {
        if (!mine() || !this.#announced) return;
        this.#heard = true;
        this.#handlers?.onBytes(bytes);
      },
    });
  }

  #up(warning: string | null): void {
    if (this.#state !== 'opening' || this.#connection === null) return;
    this.#disarm();
    this.#state = 'up';
    this.#upSinceMs = performance.now();
    this.#queue.attach(this.#connection);
    this.#announced = true;
    this.#handlers?.onState?.('up', warning);
    this.#handlers?.onOpen();
  }

  /** The connection is over. Handlers hear of it in a microtask: this may run inside one of their own writes. */
  #lose(reason: string): void {
    if (this.#state !== 'up' && this.#state !== 'opening') return;
    if (this.#state === 'up' && (this.#heard || performance.now() - this.#upSinceMs >= STABLE_AFTER_MS))
      this.#failures = 0;
    this.#disarm();
    this.#state = 'lost';
    this.#epoch += 1;
    const epoch = this.#epoch;
    const connection = this.#connection;
    this.#connection = null;
    this.#queue.clear();
    if (connection !== null) this.#closing = connection.close(true);
    queueMicrotask(() => this.#tellLost(epoch, reason));
    const waitMs = backOffMs(this.#failures, this.#spec.random);
    this.#failures += 1;
    void this.#closing.then(() => {
      if (epoch === this.#epoch) this.#after(waitMs, () => this.#open());
    });
  }

  #tellLost(epoch: number, reason: string): void {
    if (this.#announced) {
      this.#announced = false;
      this.#handlers?.onClose(reason);
    }
    if (epoch === this.#epoch) this.#handlers?.onState?.('lost', reason);
  }

  /** One timer is enough: the next attempt, or the deadline of the current one. */
  #after(waitMs: number, act: () => void): void {
    this.#disarm();
    this.#timer = setTimeout(act, waitMs);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}
