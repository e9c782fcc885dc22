/** Counters of one hall bus since the start of the process. They only grow, but for the four at the end. */

export interface BusMasterStats {
  framesSent: number;
  bytesSent: number;
  bytesReceived: number;
  /** Replies accepted. */
  replies: number;
  /** Further sends of the same request. */
  retries: number;
  /** Sends without a valid reply in time. */
  timeouts: number;
  /** Times this process itself was late, so that silence was not held against a node. */
  stalls: number;
  /** Runs of bytes that were no frame: COBS, CRC, length or version. */
  spoiled: number;
  /** Own frames heard back. */
  echoes: number;
  /** Frames nobody waited for: wrong node, wrong SEQ, too late. */
  unexpected: number;
  /** Intact frames whose type or payload does not answer the request. */
  invalid: number;
  /** Replies whose MAC is missing or wrong. */
  forged: number;
  /** Events reported, and repeats of them dropped. */
  events: number;
  duplicates: number;
  sessions: number;
  sessionsFailed: number;
  probes: number;
  broadcasts: number;
  busy: number;
  /** NAK 04, each followed by a new session. */
  naks: number;
  refused: number;
  /** Texts or LEDs in a target that the node does not have. */
  unplaceable: number;
  lineResets: number;
  /** Nodes in service now. */
  online: number;
  /** The last full round of all call keypads, and the longest one. */
  cycleMs: number;
  cycleMsMax: number;
  cycles: number;
}

export function createBusMasterStats(): BusMasterStats {
  return {
    framesSent: 0,
    bytesSent: 0,
    bytesReceived: 0,
    replies: 0,
    retries: 0,
    timeouts: 0,
    stalls: 0,
    spoiled: 0,
    echoes: 0,
    unexpected: 0,
    invalid: 0,
    forged: 0,
    events: 0,
    duplicates: 0,
    sessions: 0,
    sessionsFailed: 0,
    probes: 0,
    broadcasts: 0,
    busy: 0,
    naks: 0,
    refused: 0,
    unplaceable: 0,
    lineResets: 0,
    online: 0,
    cycleMs: 0,
    cycleMsMax: 0,
    cycles: 0,
  };
}
