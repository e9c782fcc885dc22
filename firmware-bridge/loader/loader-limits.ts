/** Bounds of the service loader, each with its reason. Milliseconds and bytes. */

/** Most bytes of one read or write: the length byte holds n - 1. */
export const LOADER_BLOCK_BYTES = 256;
/** Blocks begin and end on this: a multiple of the protocol's 4, and the double word that newer chips program at once. */
export const LOADER_ALIGN_BYTES = 8;
/** The largest flash of this family is 2 MiB; twice that holds any file meant for one. */
export const IMAGE_BYTES_MAX = 4 * 1024 * 1024;
/** A file of one byte in each window would need a hundred times its size: as many windows as a full image has. */
export const IMAGE_WINDOWS_MAX = IMAGE_BYTES_MAX / LOADER_BLOCK_BYTES;
/** Text of one HEX record: 255 data bytes and their frame, 521 characters. */
export const HEX_LINE_CHARS_MAX = 521;
/** A HEX file is some 2.8 times its data; records of one byte make it 13 times. */
export const HEX_FILE_BYTES_MAX = 16 * 1024 * 1024;

/** A chip answers a command within a millisecond; the rest is for a USB adapter and a busy machine. */
export const ANSWER_MS = 1_000;
/** 256 bytes are programmed in 20 ms at most. */
export const WRITE_MS = 1_000;
/** A page of 1 or 2 KiB is erased in 40 ms; a sector of 128 KiB in 4 s. By KiB, and never less than a page's half second. */
export const ERASE_MS_PER_KIB = 40;
export const ERASE_MS_MIN = 500;
/** All of a 2 MiB flash, slowest way. */
export const ERASE_ALL_MS = 40_000;
/** Pages of one erase command: progress is seen, and a damaged list is short. */
export const ERASE_PAGES_MAX = 32;
/** Longest of the answers that begin with their own length. */
export const COUNTED_BYTES_MAX = 258;

/** A person may have to press reset: some seconds of trying. */
export const SYNC_TRIES = 10;
export const SYNC_MS = 400;
/** Tries of one command before it is given up. */
export const COMMAND_TRIES = 3;
/** Retries of a whole run: a line that needs more is not fit to carry firmware. */
export const RETRIES_MAX = 24;
/** One byte and its answer, over a slow adapter. */
export const RESYNC_MS = 120;
export const RESYNC_TRIES = 3;
/** The longest frame that a target may be waiting for the rest of: n, 256 bytes, checksum. */
export const RESYNC_BURST_BYTES = 258;
/** The line is at rest when nothing came for this long: longer than the 16 ms in which an adapter gathers bytes. */
export const QUIET_MS = 30;
/** A line that is never quiet is not waited for longer than this. */
export const QUIET_MS_MAX = 500;
/** A chip that resets itself is back in its loader within a few milliseconds. */
export const RESET_MS = 150;
