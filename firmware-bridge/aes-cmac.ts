/**
 * AES-128 for one direction (encryption) and the message code over it, AES-CMAC (RFC 4493). Nothing else of AES is needed on the bus:
 * frames are proved, not hidden. Table-based and small; a key is expanded once and used for many messages. Not safe against somebody
 * who measures this machine's cache, and such a person already sits on the host.
 */

/** Multiplies by x in GF(2^8). */
function doubled(value: number): number {
  return ((value << 1) ^ (value & 0x80 ? 0x11b : 0)) & 0xff;
}

/** The S-box, made from its definition: inverse in GF(2^8), then the affine map. */
function makeSbox(): Uint8Array {
  const sbox = new Uint8Array(256);
  let value = 1;
  let inverse = 1;
  do {
    value ^= doubled(value); // times 3
    inverse ^= inverse << 1; // divided by 3
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xff;
    if (inverse & 0x80) inverse ^= 0x09;
    const turned = (by: number): number => ((inverse << by) | (inverse >> (8 - by))) & 0xff;
    sbox[value] = inverse ^ turned(1) ^ turned(2) ^ turned(3) ^ turned(4) ^ 0x63;
  } while (value !== 1);
  sbox[0] = 0x63;
  return sbox;
}

const SBOX = makeSbox();
const BLOCK_BYTES = 16;
const ROUNDS = 10;
/** Where each byte of a block goes when the rows of its 4 x 4 square are turned. */
const SHIFT_ROWS = Uint8Array.from({ length: BLOCK_BYTES }, (_, at) => (at + 4 * (at % 4)) % BLOCK_BYTES);

function expandKey(key: Uint8Array): Uint8Array {
  const words = new Uint8Array(BLOCK_BYTES * (ROUNDS + 1));
  words.set(key);
  let constant = 1;
  for (let at = BLOCK_BYTES; at < words.length; at += 4) {
    const last = [at - 4, at - 3, at - 2, at - 1].map((from) => words[from] ?? 0);
    if (at % BLOCK_BYTES === 0) {
      last.push(last.shift() ?? 0);
      for (const [index, byte] of last.entries()) last[index] = SBOX[byte] ?? 0;
      last[0] = (last[0] ?? 0) ^ constant;
      constant = doubled(constant);
    }
    for (let index = 0; index < 4; index += 1) {
      words[at + index] = (words[at + index - BLOCK_BYTES] ?? 0) ^ (last[index] ?? 0);
    }
  }
  return words;
}

/** Encrypts one block of 16 bytes in place. */
function encryptBlock(block: Uint8Array, words: Uint8Array): void {
  const shifted = new Uint8Array(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at += 1) block[at] = (block[at] ?? 0) ^ (words[at] ?? 0);
  for (let round = 1; round <= ROUNDS; round += 1) {
    for (let at = 0; at < BLOCK_BYTES; at += 1) shifted[at] = SBOX[block[SHIFT_ROWS[at] ?? 0] ?? 0] ?? 0;
    for (let column = 0; column < BLOCK_BYTES; column += 4) {
      const a = shifted[column] ?? 0;
      const b = shifted[column + 1] ?? 0;
      const c = shifted[column + 2] ?? 0;
      const d = shifted[column + 3] ?? 0;
      const all = a ^ b ^ c ^ d;
      const isLast = round === ROUNDS;
      block[column] = isLast ? a : a ^ all ^ doubled(a ^ b);
      block[column + 1] = isLast ? b : b ^ all ^ doubled(b ^ c);
      block[column + 2] = isLast ? c : c ^ all ^ doubled(c ^ d);
      block[column + 3] = isLast ? d : d ^ all ^ doubled(d ^ a);
    }
    const from = round * BLOCK_BYTES;
    for (let at = 0; at < BLOCK_BYTES; at += 1) block[at] = (block[at] ?? 0) ^ (words[from + at] ?? 0);
  }
}

/** AES-128 of one block: for the test against a known cipher. */
export function aes128(key: Uint8Array, plain: Uint8Array): Uint8Array {
  const block = plain.slice(0, BLOCK_BYTES);
  encryptBlock(block, expandKey(key));
  return block;
}

/** A subkey: the block one bit to the left, with the polynomial of the field when a bit falls out. */
function shiftedLeft(block: Uint8Array): Uint8Array {
  const out = new Uint8Array(BLOCK_BYTES);
  for (let at = 0; at < BLOCK_BYTES; at += 1) {
    out[at] = (((block[at] ?? 0) << 1) | ((block[at + 1] ?? 0) >> 7)) & 0xff;
  }
  if ((block[0] ?? 0) & 0x80) out[BLOCK_BYTES - 1] = (out[BLOCK_BYTES - 1] ?? 0) ^ 0x87;
  return out;
}

/** AES-CMAC under one key. The key has 16 bytes; another length throws RangeError: the caller's bug. */
export function createCmac(key: Uint8Array): (message: Uint8Array) => Uint8Array {
  if (key.length !== BLOCK_BYTES) throw new RangeError(`an AES-128 key of ${key.length} bytes`);
  const words = expandKey(key);
  const zero = new Uint8Array(BLOCK_BYTES);
  encryptBlock(zero, words);
  const whole = shiftedLeft(zero);
  const partial = shiftedLeft(whole);
  return (message) => {
    const blocks = Math.max(1, Math.ceil(message.length / BLOCK_BYTES));
    const lastAt = (blocks - 1) * BLOCK_BYTES;
    const isWhole = message.length === blocks * BLOCK_BYTES;
    const chain = new Uint8Array(BLOCK_BYTES);
    for (let from = 0; from < lastAt; from += BLOCK_BYTES) {
      for (let at = 0; at < BLOCK_BYTES; at += 1) chain[at] = (chain[at] ?? 0) ^ (message[from + at] ?? 0);
      encryptBlock(chain, words);
    }
    const subkey = isWhole ? whole : partial;
    for (let at = 0; at < BLOCK_BYTES; at += 1) {
      const index = lastAt + at;
      const byte = index < message.length ? (message[index] ?? 0) : index === message.length ? 0x80 : 0;
      chain[at] = (chain[at] ?? 0) ^ byte ^ (subkey[at] ?? 0);
    }
    encryptBlock(chain, words);
    return chain;
  };
}
