/**
 * Every bound and every fixed time of the hall bus, with its reason. Host, virtual node and tests read the same numbers;
 * docs/hall-bus.md states them for firmware engineers. Sizes in bytes; times in milliseconds unless the name says else.
 */

/** Largest payload of any message; with 3 header, 4 MAC and 2 CRC bytes the body stays under 254, so COBS adds one byte. */
export const BUS_PAYLOAD_BYTES_MAX = 240;
/** Payload a host may send before it has read the node's CAP: the smallest receive buffer a node may have. */
export const BUS_PAYLOAD_BYTES_BEFORE_CAP = 64;
/** Address, control, type and CRC: the shortest body there is. */
export const BUS_BODY_BYTES_MIN = 5;
/** Three header bytes, 240 payload, 4 MAC, 2 CRC. */
export const BUS_BODY_BYTES_MAX = 249;
/** COBS adds exactly one byte to a body; a run between two zeros that is longer than this cannot be a frame. */
export const BUS_RUN_BYTES_MAX = 250;
/** A MAC, cut from 16: a forger has one try in four thousand million for each request, and the line carries 100 a second. */
export const BUS_MAC_BYTES = 4;
/** Host's and node's random numbers and proofs at the start of a secure channel. */
export const BUS_CHALLENGE_BYTES = 8;
/** AES-128. */
export const BUS_KEY_BYTES = 16;
/** Wire bytes beyond the payload: zero, COBS code, 3 header, 2 CRC, zero. */
export const BUS_FRAME_OVERHEAD_BYTES = 8;

/** Node addresses; 00 is 'not provisioned', 7E reserved, 7F broadcast. */
export const BUS_ADDRESS_MIN = 0x01;
export const BUS_ADDRESS_MAX = 0x7d;
/** SEQ runs 1..7 and then 1 again; 0 opens a session. */
export const BUS_SEQ_MAX = 7;

/** Bits of one byte on the line: start, 8 data, stop. */
export const BUS_BITS_PER_BYTE = 10;
/** A node begins its reply at most this long after the last byte of the request. */
export const BUS_TURNAROUND_MS_MAX = 3;
/** ... and at least this many character times after it, so that the host has released the line. */
export const BUS_TURNAROUND_CHARS_MIN = 2;
/** Host keeps the line quiet this long after a reply: the node frees the line within one character time. */
export const BUS_TURN_GAP_MS = 1;
/** Scheduling delay of a loaded host that must not be taken for silence (99th percentile measured at 30 ms). */
export const BUS_HOST_SLACK_MS = 60;
/** A tick this much later than asked for means that we were stalled ourselves: grant one more slack before judging. */
export const BUS_TICK_LATE_MS = 20;
/** Sends of one request in all; then the session is closed. */
export const BUS_SENDS_MAX = 3;

/** Silence after which a node shows that it is alone, and after which the host reports it offline. */
export const BUS_OFFLINE_MS = 8_000;
/**
 * The host opens a new session rather than trust one whose node may have gone offline by itself: a second less than
 * BUS_OFFLINE_MS, so that the frame still arrives in time when it is trusted.
 */
export const BUS_SESSION_TRUST_MS = 7_000;
/** Every online node hears at least one frame in this time. */
export const BUS_KEEPALIVE_MS_MAX = 2_000;
/** Waits before the next contact with a node that did not answer; the last one repeats. */
export const BUS_PROBE_BACKOFF_MS: readonly number[] = [500, 1_000, 2_000, 4_000, 8_000, 10_000];
/** BUSY may ask for no less and no more. */
export const BUS_BUSY_MS_MIN = 10;
export const BUS_BUSY_MS_MAX = 1_000;
/** A request that is only ever answered by BUSY is given up after this. */
export const BUS_BUSY_GIVE_UP_MS = 5_000;
/** Broadcast of the time. */
export const BUS_TIME_EVERY_MS = 60_000;
/** On a line that is full of polls a guest of the master has its turn so often all the same, else a firmware update would never end. */
export const BUS_GUEST_EVERY_MS = 250;
/** STATE is queued this often even when nothing changed. */
export const BUS_STATE_EVERY_MS = 300_000;

/** Events a node keeps; the newest is dropped when all are taken. */
export const BUS_EVENT_QUEUE = 8;
/** Event ids run 1..255 and then 1 again. */
export const BUS_EVENT_ID_MAX = 255;
/** One block of a firmware image; it and its head of 4 fit into the 132 bytes a node with firmware update must take. */
export const BUS_FW_BLOCK_BYTES = 128;
/** FWSTAT shows at most this many bytes of missing blocks: 512 blocks, 64 KiB of image. */
export const BUS_FW_BITMAP_BYTES_MAX = 64;
/** A node may ask the host to leave it alone for so long while it erases a slot. */
export const BUS_FW_WAIT_MS_MAX = 5_000;
/** A rate that nobody is heard at is left again after this. */
export const BUS_COMSET_TRIAL_MS = 15_000;
/** Install mode ends by itself: an installer stands at the node or has forgotten it. */
export const BUS_INSTALL_MODE_MS = 600_000;
/** New firmware must be in service so soon ... */
export const BUS_FW_TRIAL_MS = 60_000;
/** ... with so many POLLs answered, else the boot loader goes back. */
export const BUS_FW_TRIAL_POLLS = 3;
/** Zones, LEDs and glyph slots the host serves per node, whatever CAP claims: bounds the plan for one node. */
export const BUS_ZONES_MAX = 16;
export const BUS_LEDS_MAX = 32;
export const BUS_GLYPHS_MAX = 94;
