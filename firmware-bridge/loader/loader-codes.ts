/** Bytes of the STM32 boot loader protocol (ST AN3155). */
export const LOADER_SYNC = 0x7f;
export const LOADER_ACK = 0x79;
export const LOADER_NACK = 0x1f;

export const LOADER_COMMAND = {
  get: 0x00,
  version: 0x01,
  id: 0x02,
  read: 0x11,
  go: 0x21,
  write: 0x31,
  erase: 0x43,
  eraseExtended: 0x44,
  writeProtect: 0x63,
  writeUnprotect: 0x73,
  readoutProtect: 0x82,
  readoutUnprotect: 0x92,
} as const;
