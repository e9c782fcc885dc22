/**
 * Something that takes the whole line for a moment, between the exchanges with single nodes: a broadcast, and the time in which any
 * number of nodes may answer it. The master gives an interlude the line, hands it what is heard, and takes the line back.
 */
import type { ReceivedBusFrame } from '../protocol/bus/bus-frame.ts';

export interface BusInterlude {
  /** When it next wants the line; Infinity: never. May be past. */
  dueMs(): number;
  /** What it sends, and for how long after it answers may come. */
  begin(nowMs: number): { readonly wire: Uint8Array; readonly listenMs: number };
  /** A reply heard in its time. */
  onFrame(frame: ReceivedBusFrame, nowMs: number): void;
  /** Its time is over; `spoiled` runs of bytes in it were no frame. */
  end(spoiled: number, nowMs: number): void;
}
