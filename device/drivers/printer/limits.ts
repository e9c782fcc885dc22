/** Every bound of the ticket printer folder, each with its reason. Nothing in this folder grows past one of these. */

/** A block reply (`37`, `5F` ... `00`) longer than this is not one: real names and ids are far shorter. */
export const statusBlockBytesMax = 80;
/** Silence that ends a half-received reply: a printer sends its 4 status bytes back to back, even at 9600 baud. */
export const replyGapMsMax = 250;
/** How long one real-time question may stay unanswered; a healthy printer answers within 5 ms. */
export const queryTimeoutMs = 500;
/** A printer that tells its status twice does so back to back: the first answer is given so long for its echo. */
export const echoMs = 60;
/** How long a printer that has just answered is given for each way to confirm (reference time of the probe). */
export const probeWaitMs = 2_000;
/** The same for its name, which only people read. */
export const identityWaitMs = 1_000;
/** A printer that says 'stop' (13) and neither goes on nor shows a fault for so long has lost its 'go on'. */
export const holdMsMax = 15_000;
/** Tickets of a roll from which on its own average length counts. */
export const meterTicketsMin = 5;
/** Length of a ticket until then: hall name, number, five lines and a QR code. */
export const usualTicketMm = 110;
/** No near-end sensor speaks earlier than half a roll of 50 m: more is a roll that was changed unseen. */
export const meterReserveMmMax = 25_000;
/** Rounds of questions without an answer before the printer is called offline: one may be lost to noise. */
export const missedRoundsMax = 2;
/** Pause between questions to a printer that is idle and not healthy: staff see a change within two seconds. */
export const unhealthyPollMs = 2_000;
/** Pause between questions to a printer that is idle and healthy: finds a pulled plug, costs 0.2 % of a 9600 line. */
export const heartbeatMs = 10_000;
/** Pause between questions while a printed job is confirmed by asking (`dle-eot-poll`) or has no automatic status. */
export const awaitingPollMs = 500;
/** Status older than this is asked for again before a job, unless the printer reports changes by itself. */
export const freshStatusMs = 1_000;
/** Silence after which the line is opened anew; doubles up to the maximum so that a night's switch-off stays quiet. */
export const silentResetMs = 30_000;
export const silentResetMsMax = 600_000;
/** Allowance on top of transfer and paper time before a job without an answer is unknown. */
export const completionGraceMs = 3_000;
/** A printer that was mended finishes what it kept within this time, or not at all. */
export const settleMs = 3_000;
/**
 * A fault seen this soon after the last byte was handed over may have struck before it arrived: the last piece (50 ms),
 * the status on its way back, and a scheduler's delay.
 */
export const inFlightMs = 200;
/** For `dle-eot-poll`: clean status for this long after the computed end counts as printed. */
export const cleanMs = 2_000;
/** Clears in a row whose cut nobody confirmed, before the next job is printed all the same. */
export const clearTriesMax = 3;
/** Waiting for `37 25 00` after a clear. */
export const clearTimeoutMs = 2_000;
/** Quiet time after a clear that is not answered, so that leftovers pass by. */
export const clearSettleMs = 500;
/** Bytes of a NUL flood: more than any receive buffer's half command, 8.5 s at 9600 baud. */
export const nulFloodBytes = 8_192;
/** Pause between attempts to free a jammed cutter: each attempt moves the blade. */
export const recoverMs = 10_000;
/** Attempts to go on where the cutter stuck before the buffer is given up. */
export const recoverTriesMax = 3;
/** Steps of the machine in one call: a job can end and the next begin. */
export const settleStepsMax = 4;
/** One write holds at most what the line carries in this time, so that an interruption can stop the rest. */
export const chunkMs = 50;
/** One write to a line without a baud rate (TCP, USB). */
export const pieceBytesMax = 4_096;
/** Jobs looked at in one target; a hall that has more unprinted paper than this has another problem. */
export const targetJobsMax = 1_000;
/** One job's bytes: a full page of raster at 80 mm is 57,608. */
export const jobBytesMax = 131_072;
/** One command's bytes, headers included; a longer declared length is damage and only its header is skipped. */
export const commandBytesMax = 262_144;
/** Bytes of one piece of virtual paper kept for display. */
export const paperBytesMax = 262_144;
/** Pieces of virtual paper kept for display. */
export const papersMax = 50;
/** Lines one decoded paper may have; a roll's worth. */
export const paperLinesMax = 2_000;
/** Height of one rendered paper: 2 m at 8 dots a millimetre. */
export const paperDotsMax = 16_000;
/** Data in one QR code: version 40 at level L holds 2,953 bytes. */
export const qrBytesMax = 2_953;
/** Receive buffer of a virtual printer; common models have 4 KiB or more. */
export const receiveBufferBytes = 4_096;
/** Characters a text field of a ticket may have; longer ones are cut so that a ticket stays a ticket. */
export const ticketFieldCharsMax = 200;
/** Lines of `bring` and `phrases` printed on one ticket. */
export const ticketListMax = 12;
/** Paper on a new virtual roll: 50 m at 8 dots a millimetre. */
export const rollDots = 400_000;
/** Paper left when the near-end sensor sees the core: about 10 tickets. */
export const nearEndDots = 8_000;
/** A real printer hears nothing for some seconds after power comes back. */
export const bootMs = 2_000;
/** Characters whose printable form is remembered: a hall's texts have some hundred different ones, names of things to bring included. */
export const printableCharsMax = 2_048;
/** Rows of one raster command: an interruption loses one band, and the printer is never deep inside a picture. */
export const bandRowsMax = 128;
/** Height of a logo on a ticket: 5 cm of paper, and 1.5 s of a 115,200 line at full width. */
export const logoRowsMax = 400;
/** Dots of a picture file that becomes a logo: a photograph of a telephone is larger and is no logo. */
export const logoPixelsMax = 4_000_000;
/** Bytes of a picture file that becomes a logo. */
export const logoBytesMax = 2_000_000;
/** Logos kept as dots: a few templates at two paper widths. */
export const logosMax = 8;
/** Pages (256 characters each) of the dot font kept unpacked, 18 KB each; rare characters of one day lie in few. */
export const fontPagesMax = 8;
/** A page of the dot font unpacked: two maps of 32 bytes and 256 glyphs of 72. */
export const fontPageBytesMax = 18_496;
/** Blocks of one ticket template; a ticket of more is a leaflet. */
export const templateBlocksMax = 40;
