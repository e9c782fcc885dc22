/** Bounds of the drivers of foreign devices, each with its reason. Milliseconds and bytes. */

/** Silence before each frame of ours when a profile says nothing: ten byte times at 9600 baud and the turn of a line. */
export const gapMsDefault = 20;
/** Modbus needs 3.5 byte times, 3.65 ms at 9600 baud; never less than this between two frames. */
export const modbusGapMsMin = 5;
/** A frame that is not complete so long after its last byte never will be: 40 bytes at 9600 baud take 42 ms. */
export const frameRestMs = 150;
/** Bytes kept while a frame is not complete; the longest frame a profile can describe is shorter. */
export const bufferBytesMax = 256;
/** A contact that bounces, or a device that repeats itself, within this is one press. */
export const repeatMsDefault = 300;
/** Frames remembered for the rule above: more devices than one line has. */
export const repeatsMax = 128;
/** Keys that wait for their commit. */
export const unansweredMax = 32;
/** What was shown is sent again so often: a panel that lost its power says nothing. */
export const refreshSecondsDefault = 30;
/** A device that confirms answers within this, or is asked again, three times; then it is silent until the next refresh. */
export const confirmMs = 300;
export const confirmTriesMax = 3;
/** Our own frame heard back by the adapter comes within this after its last byte. */
export const ownEchoMs = 100;
/** Bytes of others hold us back so long at most. */
export const heldMsMax = 500;
/** Beeps that wait for the line; an older one would call somebody who has gone. */
export const actsMax = 8;
export const actAgeMsMax = 2_000;
/** So many bytes in a row that belong to no frame are a wrong speed or profile, not a collision. */
export const garbledBytes = 64;
/** A call draws the eye so long, as on the hall bus. */
export const callBlinkMs = 10_000;
/** The upper line of a display that cannot blink by itself is switched so often. */
export const blinkMs = 500;
/** Longest wait for the answer of a Modbus device when its profile says nothing. */
export const modbusAnswerMsDefault = 500;
