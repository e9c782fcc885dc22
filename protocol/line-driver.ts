/**
 * The shape of a sans-I/O device driver, and of the virtual device at the other end of its line.
 *
 * A driver is a state machine over bytes and time. It never reads a clock, sets a timer or touches a port: it is told
 * what happened and returns what to write, what to report and when it wants to be woken. The same driver therefore
 * runs on a serial port, a TCP socket, a pseudo-terminal and in a test at any speed.
 *
 *   line ──onBytes──►┌────────┐──writes───► line
 *   time ──onTick───►│ driver │──reports──► engine
 *   hall ──onTarget─►└────────┘──wakeAtMs─► scheduler
 */

/** What one step of a driver asks for. `nowMs` and `wakeAtMs` are monotonic milliseconds. */
export interface DriverOutput<Report> {
  /** Byte runs to put on the line, in order. Each element is written as one piece. */
  readonly writes: readonly Uint8Array[];
  /** Facts for the engine: state changes, confirmed jobs, key presses. In order. */
  readonly reports: readonly Report[];
  /** When to call `onTick`, or null for 'nothing pending'. Replaces every earlier wish. */
  readonly wakeAtMs: number | null;
  /** Set when the line should be closed and opened anew; the text is the reason, for the log. */
  readonly resetLine?: string;
}

/**
 * A driver for one line. `Target` is what should be (whole, not a change); `Report` is what the device has said.
 * Every method returns at once and never throws on bytes from outside.
 */
export interface LineDriver<Target, Report> {
  /** The line is up: initialise the device from nothing. */
  onOpen(nowMs: number): DriverOutput<Report>;
  /** The line is down: nothing can be written until the next `onOpen`. */
  onClose(nowMs: number): DriverOutput<Report>;
  onBytes(bytes: Uint8Array, nowMs: number): DriverOutput<Report>;
  onTick(nowMs: number): DriverOutput<Report>;
  onTarget(target: Target, nowMs: number): DriverOutput<Report>;
}

/** What a virtual device asks for after a step. */
export interface PeerOutput {
  readonly writes: readonly Uint8Array[];
  readonly wakeAtMs: number | null;
}

/** A virtual device: the far end of a line, good enough to demonstrate and to test with. */
export interface LinePeer {
  onBytes(bytes: Uint8Array, nowMs: number): PeerOutput;
  onTick(nowMs: number): PeerOutput;
}
