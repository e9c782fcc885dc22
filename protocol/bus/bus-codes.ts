/**
 * The numbers of the hall bus: message types, NAK reasons, keys, colours, flags. Types follow OSDP (IEC 60839-11-5) where it has
 * the function. A number here is on the wire in installed nodes and must never change its meaning.
 */

export const BUS_BROADCAST = 0x7f;
export const BUS_UNPROVISIONED = 0x00;

/** Requests, host to node. */
export const BUS_REQUEST = {
  poll: 0x60,
  id: 0x61,
  cap: 0x62,
  led: 0x69,
  buz: 0x6a,
  text: 0x6b,
  time: 0x6d,
  comset: 0x6e,
  keyset: 0x75,
  chlng: 0x76,
  scrypt: 0x77,
  fw: 0x7c,
  glyph: 0x80,
  rate: 0x81,
  who: 0x82,
  setaddr: 0x83,
} as const;

/** Replies, node to host. */
export const BUS_REPLY = {
  ack: 0x40,
  nak: 0x41,
  id: 0x45,
  cap: 0x46,
  state: 0x48,
  rating: 0x51,
  key: 0x53,
  com: 0x54,
  ccrypt: 0x76,
  busy: 0x79,
  fwstat: 0x7a,
} as const;

/** Why a node refuses; the second NAK byte is the detail named here. 01 (CRC) exists in OSDP and is never sent. */
export const BUS_NAK = {
  /** Detail: the length expected. */
  length: 0x02,
  /** Detail: the type. */
  type: 0x03,
  /** Detail: the SEQ expected; 0 = no session. */
  sequence: 0x04,
  /** Secure frame, not supported. */
  sec: 0x05,
  /** Security condition not met; detail: a BUS_CONDITION. */
  condition: 0x06,
  /** Detail: offset in the payload. */
  value: 0x09,
} as const;

/** Detail of NAK 06. */
export const BUS_CONDITION = {
  /** A key may only be given in install mode or under SEC. */
  notAllowed: 0x00,
  /** CHLNG to a node without a key. */
  noKey: 0x01,
  /** The request needs the secure channel. */
  needsChannel: 0x02,
  /** SCRYPT does not prove the key. */
  wrongProof: 0x03,
} as const;

/** First byte of what is put through AES-CMAC when a secure channel starts: node's proof, host's proof, session key. */
export const BUS_CHANNEL_LABEL = { node: 0x01, host: 0x02, session: 0x03 } as const;

/** Operations of FW, its first byte. */
export const BUS_FW_OP = { query: 0, begin: 1, data: 2, commit: 3, boot: 4, abort: 5 } as const;

/** Status of FWSTAT, a signed byte. */
export const BUS_FW_STATUS = {
  goOn: 0,
  verified: 1,
  restarting: 2,
  working: 3,
  noTransfer: -1,
  notThisModel: -2,
  /** Malformed, wrong digest or wrong signature. */
  malformed: -3,
  /** Refused by policy: unsigned, or older than what runs. */
  policy: -4,
} as const;

/** Flag bits of ID. */
export const BUS_ID_FLAG = { trial: 0x01, rolledBack: 0x02, installMode: 0x04 } as const;

/** Key codes; 0x30..0x39 are the digits. Other codes are reported and ignored by the hall. */
export const BUS_KEY = {
  next: 0x01,
  recall: 0x02,
  callNumber: 0x03,
  skip: 0x04,
  hold: 0x05,
  resumeHeld: 0x06,
  transfer: 0x07,
  pause: 0x08,
  rate: 0x09,
  start: 0x0a,
  finish: 0x0b,
  logIn: 0x0c,
  logOut: 0x0d,
  enter: 0x23,
  clear: 0x2a,
  digit0: 0x30,
} as const;

/** What was done to a key: pressed, held for 1 s, held for 10 s (stuck). */
export const BUS_KEY_ACTION = { press: 0, long: 1, stuck: 2 } as const;

/** Colours of LEDs and, with 0 = the panel's own, of text. */
export const BUS_COLOUR = {
  black: 0,
  red: 1,
  green: 2,
  amber: 3,
  blue: 4,
  magenta: 5,
  cyan: 6,
  white: 7,
} as const;

/** BUZ sounds; `clip0 + n` plays voice clip n. */
export const BUS_SOUND = { stop: 0x00, beep: 0x01, chime: 0x02, clip0: 0x10 } as const;

/** LED or zone number that means all of them. */
export const BUS_ALL = 0xff;

/** Flag bits of STATE. */
export const BUS_STATE_FLAG = {
  tamper: 0x01,
  keyStuck: 0x02,
  displayFault: 0x04,
  supplyLow: 0x08,
  tooHot: 0x10,
  storageFault: 0x20,
  eventsLost: 0x40,
  clockNotSet: 0x80,
  installMode: 0x100,
} as const;

/** Text repertoire a panel has, as CAP states it. */
export const BUS_CHARSET = { ascii: 0, gb2312: 1, gbk: 2, gb18030: 3 } as const;

/** Feature bits of CAP. */
export const BUS_FEATURE = { buzzer: 0x01, voice: 0x02, clock: 0x04, firmware: 0x08, secure: 0x10 } as const;
