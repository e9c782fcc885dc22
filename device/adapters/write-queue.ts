/**
 * The bounded queue of one line and the deadline of the piece under way. One piece is with the system at a time; when
 * it is not taken in twice the time the wire needs for all that was handed over, plus a grace, the line has failed.
 *
 * It must never hold more than its bound, and never keep a byte from one connection for the next.
 */

export interface LineConnection {
  /** Gives bytes to the system; `onWritten` once it has taken all of them, at once or later. One write at a time. */
  write(bytes: Uint8Array, onWritten: () => void): void;
  /**
   * Lets go of the handle; never rejects, may be called twice. With `discard`, bytes the system still holds are thrown
   * away, so that a device that takes none cannot hold up the close.
   */
  close(discard: boolean): Promise<void>;
}

export interface WriteSpec {
  /** Wire time of one byte in milliseconds (10 or 11 bits), 0 where no wire paces the bytes. */
  readonly byteMs: number;
  readonly writeGraceMs: number;
  readonly writePieceBytes: number;
  readonly queueBytesMax: number;
}

export class WriteQueue {
  readonly #spec: WriteSpec;
  readonly #fail: (reason: string) => void;
  #connection: LineConnection | null = null;
  #pieces: Uint8Array[] = [];
  #queuedBytes = 0;
  #underWay = 0;
  #pumping = false;
  /** When, by the wire's own arithmetic, everything handed to the system has left: the kernel's buffer hides it. */
  #wireFreeAtMs = 0;
  #deadline: NodeJS.Timeout | null = null;
  #onDrained: (() => void) | null = null;

  constructor(spec: WriteSpec, fail: (reason: string) => void) {
    this.#spec = spec;
    this.#fail = fail;
  }

  attach(connection: LineConnection): void {
    this.#connection = connection;
    this.#wireFreeAtMs = 0;
  }

  push(bytes: Uint8Array): boolean {
    if (this.#queuedBytes + bytes.length > this.#spec.queueBytesMax) return false;
    // A copy: the caller may use its array again, and the bytes may stay here for seconds.
    const copy = new Uint8Array(bytes);
    for (let at = 0; at < copy.length; at += this.#spec.writePieceBytes) {
      this.#pieces.push(copy.subarray(at, at + this.#spec.writePieceBytes));
    }
    this.#queuedBytes += copy.length;
    this.#pump();
    return true;
  }

  /** Forgets everything; true if nothing was waiting. */
  clear(): boolean {
    const idle = this.#queuedBytes === 0;
    this.#connection = null;
    this.#pieces = [];
    this.#queuedBytes = 0;
    this.#underWay = 0;
    this.#disarm();
    this.#settleDrained();
    return idle;
  }

  /** Kept when the system has taken all bytes, when the line is lost, or after `atMostMs`. */
  drained(atMostMs: number): Promise<void> {
    if (this.#queuedBytes === 0) return Promise.resolve();
    const taken = new Promise<void>((resolve) => {
      this.#onDrained = resolve;
    });
    return within(taken, atMostMs);
  }

  #pump(): void {
    if (this.#pumping) return;
    this.#pumping = true;
    while (this.#underWay === 0 && this.#connection !== null) {
      const piece = this.#pieces.shift();
      if (piece === undefined) break;
      this.#send(this.#connection, piece);
    }
    this.#pumping = false;
  }

  #send(connection: LineConnection, piece: Uint8Array): void {
    const nowMs = performance.now();
    this.#underWay = piece.length;
    this.#wireFreeAtMs = Math.max(nowMs, this.#wireFreeAtMs) + piece.length * this.#spec.byteMs;
    connection.write(piece, () => {
      if (connection !== this.#connection) return;
      this.#underWay = 0;
      this.#queuedBytes -= piece.length;
      this.#disarm();
      this.#pump();
      if (this.#queuedBytes === 0) this.#settleDrained();
    });
    if (this.#underWay === 0 || connection !== this.#connection) return; // taken, or lost, at once
    const waitMs = 2 * (this.#wireFreeAtMs - nowMs) + this.#spec.writeGraceMs;
    this.#deadline = setTimeout(() => {
      this.#fail(`write deadline: ${this.#queuedBytes} bytes not taken within ${Math.round(waitMs)} ms`);
    }, waitMs);
  }

  #settleDrained(): void {
    this.#onDrained?.();
    this.#onDrained = null;
  }

  #disarm(): void {
    if (this.#deadline !== null) clearTimeout(this.#deadline);
    this.#deadline = null;
  }
}

/** `work` or `waitMs`, whichever comes first; leaves no timer behind. */
export async function within(work: Promise<void>, waitMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, waitMs);
  });
  await Promise.race([work, late]);
  clearTimeout(timer);
}
