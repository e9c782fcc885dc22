/**
 * Bounds of the line adapters, each with its reason. Milliseconds and bytes.
 */

/** First wait after a line is lost: long enough for a USB device to be enumerated again in most cases. */
export const BACK_OFF_FIRST_MS = 250;
/** Longest wait: a plugged-in device works again before a person has walked back to the counter. */
export const BACK_OFF_LONGEST_MS = 5_000;
/** A connection that lived this long, or brought a byte, was a real one: the next back-off starts from the first wait. */
export const STABLE_AFTER_MS = 10_000;

/** An attempt to open that takes longer has failed. Opening a tty takes under 5 ms, a TCP connect in a hall under 50. */
export const OPEN_DEADLINE_MS = 5_000;

/**
 * A write has failed when twice the time its bytes need on the wire, plus this, has passed. Twice allows for a device
 * that pauses; half a second for scheduling and a USB adapter's buffer.
 */
export const WRITE_GRACE_SERIAL_MS = 500;
/** On TCP no wire time is known: the socket must have taken one piece within this time. */
export const WRITE_GRACE_TCP_MS = 5_000;

/**
 * Longest run given to the system in one go on a serial line: 1 s at 9600 baud, so a frozen device is noticed in
 * seconds even in the middle of a long print job.
 */
export const WRITE_PIECE_SERIAL_BYTES = 1_024;
export const WRITE_PIECE_TCP_BYTES = 16_384;

/** Default bound of a line's queue: one raster ticket (576 x 800 dots, 57,608 bytes) and a little more. */
export const QUEUE_BYTES_MAX = 65_536;

/** A tty hands out at most 4095 bytes per read. */
export const READ_CHUNK_BYTES = 4_096;

/** `stop` waits this long for bytes under way and for the system to close the handle, then lets go of it. */
export const STOP_DEADLINE_MS = 1_000;

/** First keep-alive probe of an idle socket: finds a peer that vanished without a word. */
export const TCP_KEEP_ALIVE_MS = 10_000;

/** A USB printer takes nothing while its motor runs or its buffer is full: one buffer of 4 KiB is half a ticket, 3 s. */
export const WRITE_GRACE_USB_MS = 10_000;
/** One kernel buffer of usblp. */
export const WRITE_PIECE_USB_BYTES = 8_192;
/** A USB printer's file is asked so often: an answer waits at most so long, and asking costs 0.1 % of a processor. */
export const USB_LOOK_MS = 20;
