/** Bounds of a firmware update over the bus, each with its reason. Times in milliseconds. */
import { BUS_FW_BLOCK_BYTES, BUS_FW_TRIAL_MS } from '../protocol/bus/bus-limits.ts';

/** Eight times the largest node there is; at 38400 it would already take five minutes. */
export const FIRMWARE_IMAGE_BYTES_MAX = 512 * 1024;
/** Less is no program: a vector table alone takes more. */
export const FIRMWARE_IMAGE_BYTES_MIN = BUS_FW_BLOCK_BYTES;
/** How long the job waits at its start for nodes that have not answered yet. */
export const FIRMWARE_JOIN_MS = 12_000;
/** A node that is silent for so long is left out: longer than a power cut with its start, and the contacts 10 s apart. */
export const FIRMWARE_AWAY_MS = 60_000;
/** After it was told to start the new image: the trial, the way back and two contacts. */
export const FIRMWARE_RESTART_MS = BUS_FW_TRIAL_MS + 30_000;
/** A trial that is neither confirmed nor taken back: the node's own time and some polls. */
export const FIRMWARE_TRIAL_MS = BUS_FW_TRIAL_MS + 30_000;
/** How often a node on trial is asked whether it has confirmed. */
export const FIRMWARE_TRIAL_ASK_MS = 500;
/** Least time before a node that is working is asked again. */
export const FIRMWARE_WORKING_MS = 200;
/** Beginnings, verifications or starts of one node before it is given up: each allows for one cut or one lost session. */
export const FIRMWARE_TRIES_MAX = 20;
/** Rounds of repair that bring nothing before the line is called too bad. */
export const FIRMWARE_IDLE_ROUNDS_MAX = 6;
/** Few blocks are sent to the node that lacks them, with its answer; more are broadcast. */
export const FIRMWARE_REPAIR_BLOCKS_MAX = 16;
/** The host pauses so long after a broadcast block at most; a node that needs more is repaired. */
export const FIRMWARE_PAUSE_MS_MAX = 50;
