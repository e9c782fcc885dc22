/**
 * Where the sender is in the journal: `acked ≤ sent ≤ head`, the epochs, and the cursor file that survives a restart.
 * A cursor counts only if the journal's own row bears the same id; anything else falls back to the start of the epoch.
 */
import type { Ack } from '../../protocol/mqtt.ts';
import type { Batches } from './uplink-batches.ts';
import type { Cursor, EpochStart, UplinkOptions } from './uplink-types.ts';

/** The cursor is written after so many events, or after a quiet moment; losing it only costs repeats. */
const cursorEvery = 1_000;
const cursorAfterMs = 1_000;

export class Place {
  epochs: readonly EpochStart[];
  present: EpochStart;
  head: number;
  acked: number;
  sent: number;
  #savedAcked: number;
  #saveAtMs: number | null = null;
  readonly #options: UplinkOptions;
  readonly #batches: Batches;

  constructor(options: UplinkOptions, batches: Batches) {
    const present = options.epochs.at(-1);
    if (present === undefined) throw new Error('a journal has at least one epoch');
    this.#options = options;
    this.#batches = batches;
    this.epochs = options.epochs;
    this.present = present;
    this.head = options.head;
    this.acked = this.#startAt(options.cursor.load());
    this.sent = this.acked;
    this.#savedAcked = this.acked;
  }

  /** `acked` becomes the centre's, higher or (after its restore) lower. */
  moveTo(acked: number, nowMs: number): void {
    if (acked === this.acked) return;
    this.acked = acked;
    this.sent = Math.max(this.sent, acked);
    this.#batches.forget(acked);
    this.#saveAtMs ??= nowMs + cursorAfterMs;
  }

  openEpoch(start: EpochStart): void {
    this.epochs = [...this.epochs, start];
    this.present = start;
    this.acked = start.first - 1;
    this.sent = this.acked;
    this.save();
  }

  /** Comparing heads is not enough: a restored hall may have run past the centre's last event while it was offline. */
  isOtherBranch(ack: Ack): boolean {
    if (ack.acked > this.head) return true;
    const id = this.#idAt(ack.acked);
    return id !== null && ack.id !== null && id !== ack.id;
  }

  /** The oldest row still kept. */
  oldest(): number {
    return this.#options.readEvents(1, 1)[0]?.seq ?? 1;
  }

  saveWhenDue(nowMs: number): void {
    if (this.#saveAtMs === null) return;
    if (nowMs >= this.#saveAtMs || Math.abs(this.acked - this.#savedAcked) >= cursorEvery) this.save();
  }

  save(): void {
    this.#saveAtMs = null;
    this.#savedAcked = this.acked;
    const boot = this.acked > 0 ? this.#batches.bootAt(this.acked) : null;
    this.#options.cursor.save({ epoch: this.present.epoch, acked: this.acked, id: this.#idAt(this.acked), boot });
  }

  saveAtMs(): number | null {
    return this.#saveAtMs;
  }

  #startAt(cursor: Cursor | null): number {
    const start = this.present.first - 1;
    if (cursor === null || cursor.epoch !== this.present.epoch || cursor.acked < start || cursor.acked > this.head)
      return start;
    if (cursor.acked > start && (cursor.id === null || this.#idAt(cursor.acked) !== cursor.id)) return start;
    if (cursor.boot !== null && cursor.acked > 0) this.#batches.setBoot(cursor.acked, cursor.boot);
    return cursor.acked;
  }

  #idAt(seq: number): string | null {
    const row = seq > 0 ? this.#options.readEvents(seq, 1)[0] : undefined;
    return row !== undefined && row.seq === seq ? row.id : null;
  }
}
