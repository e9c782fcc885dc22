/**
 * The times and bounds of a push button, each with its reason. All in milliseconds.
 */
export interface ButtonParameters {
  /** Quiet time after which a level of 1 is a press; a shorter spike is a glitch. */
  readonly confirmMs: number;
  /** Quiet time after which a level of 0 is a release. */
  readonly releaseMs: number;
  /** A window of edges longer than this is chatter. */
  readonly maxChatterMs: number;
  /** After an accepted press, further presses are ignored for so long. */
  readonly lockoutMs: number;
  /** Held so long the press has its second meaning; null: it has none. */
  readonly holdMs: number | null;
  /** Held so long it is stuck. */
  readonly stuckMs: number;
  /** How often the level is read without an edge. */
  readonly resampleMs: number;
}

export const BUTTON_PARAMETERS: ButtonParameters = {
  // Push buttons mostly stop bouncing within 10 ms, and 15 are not felt.
  confirmMs: 15,
  // Opening contacts are worse, and a bounce on release must not be a second press.
  releaseMs: 40,
  // No healthy contact bounces a quarter of a second: a wire or a worn contact.
  maxChatterMs: 250,
  // One ticket per press of a nervous finger.
  lockoutMs: 1_500,
  holdMs: null,
  // A jammed key, a leaning bag, a short circuit; nobody presses for 15 s.
  stuckMs: 15_000,
  // Finds a lost edge before a person gives up; four reads a second cost nothing.
  resampleMs: 250,
};

/** Chatter that goes on is flagged again each time this has passed: an endless one must be taken out of service too. */
export const CHATTER_AGAIN_MS = 5_000;
/** So many chatter flags within the window take the button out of service. */
export const CHATTER_FLAGS_MAX = 3;
export const CHATTER_WINDOW_MS = 10 * 60_000;
/** Quiet time after which it is put back into service. */
export const BACK_IN_SERVICE_MS = 60_000;
/** Bounce times kept for the percentiles: some days of a busy button, and a worn contact still shows within a day. */
export const BOUNCE_SAMPLES_MAX = 256;
/** Half a period of the lamp of a button that is out of order: slow, so that it does not look like an invitation. */
export const LAMP_BLINK_MS = 1_000;
