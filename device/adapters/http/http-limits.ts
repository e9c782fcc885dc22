/** Bounds of the web server that no page needs to know; the others stand in protocol/limits.ts. */
export const httpLimits = {
  /** A request line and headers; a browser sends some 2 KB. */
  headerBytesMax: 8_192,
  /** Time to send all headers, then the whole request: a page needs a tenth of a second, a bad radio link a few. */
  headersMsMax: 10_000,
  requestMsMax: 15_000,
  /** Idle keep-alive: longer than a page's pause between two taps, short enough to free a phone's socket. */
  keepAliveMs: 30_000,
  /** How often Node looks for connections past those times. */
  connectionCheckMs: 5_000,
  /** All sockets: streams (400), pages fetching, and room for the hall's own devices. */
  connectionsMax: 1_200,
  /** Sockets of all remote addresses together: the rest is for loopback, so that outsiders never close the kiosk out. */
  remoteConnectionsMax: 1_000,
  /** Sockets of one remote address: its streams (60) and a browser's six, several times. */
  connectionsPerAddressMax: 120,
  /** Streams kept back for loopback and staff. */
  streamsReserved: 100,
  /** A beat keeps proxies and phones from closing a quiet stream, and tells a page that the link lives. */
  heartbeatMs: 15_000,
  /** PIN checks running or waiting: each costs 16 MB and a thread. */
  pinChecksMax: 8,
  /** First pause after the free tries; it doubles up to `pinPauseMsMax`. */
  pinPauseMsMin: 1_000,
  /** Tries for one badge from anywhere before they go one by one: twice what one person has free. */
  pinLaneFree: 10,
  /** Space between two of them: doubles up to the maximum. 1,200 guesses an hour need half a day for four digits. */
  pinLaneStepMsMin: 250,
  pinLaneStepMsMax: 3_000,
  /** Longest stay in the lane: a page gives up after 8 s, and the PIN must still be checked. */
  pinLaneMsMax: 6_000,
  /** Wrong PINs are forgotten after this long without another. */
  pinMemoryMs: 15 * 60_000,
  /** A badge that signed in from an address is known there this long: strangers' tries do not slow it. */
  knownAddressMs: 7 * 24 * 3_600_000,
  /** Time for streams and answers to end before sockets are cut at shutdown. */
  closeMsMax: 2_000,
  /** A page that hangs up takes its asset with it; assets have their hash in the name, so a year is for ever. */
  assetAgeMs: 365 * 24 * 3_600_000,
} as const;
