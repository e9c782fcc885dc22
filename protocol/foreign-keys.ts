/** Names of the keys of a call keypad, as a profile of a foreign keypad writes them, with their codes (docs/hall-bus.md). */
export const foreignKeys = {
  next: 0x01,
  recall: 0x02,
  'call-number': 0x03,
  skip: 0x04,
  hold: 0x05,
  'resume-held': 0x06,
  transfer: 0x07,
  pause: 0x08,
  rate: 0x09,
  start: 0x0a,
  finish: 0x0b,
  'log-in': 0x0c,
  'log-out': 0x0d,
  enter: 0x23,
  clear: 0x2a,
  'digit-0': 0x30,
  'digit-1': 0x31,
  'digit-2': 0x32,
  'digit-3': 0x33,
  'digit-4': 0x34,
  'digit-5': 0x35,
  'digit-6': 0x36,
  'digit-7': 0x37,
  'digit-8': 0x38,
  'digit-9': 0x39,
} as const;

export type ForeignKey = keyof typeof foreignKeys;
export const foreignKeyNames = Object.keys(foreignKeys) as ForeignKey[];
