/*
 * AES-128 (FIPS 197), encryption only, and CMAC (RFC 4493) on it. Small rather than quick: the round keys are made on the way, the S-box
 * is made at the start, and the multiplication has no branch that depends on a secret.
 */
#include "hk-parts.h"

static uint8_t sbox[256];

static HK_WHOLE uint32_t twice(uint32_t value) { return (value << 1) ^ ((value >> 7) * 0x11bu); }

/*
 * Runs through all values by multiplying with 3 and, for each, through the inverses by dividing by 3. The same for every node, so it may
 * be done again. A table in flash would be 170 bytes longer than this.
 */
void hk_cmac_start(void) {
  uint32_t value = 1;
  uint32_t inverse = 1;
  do {
    value ^= twice(value);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse &= 0xffu;
    inverse ^= (inverse >> 7) * 0x09u;
    const uint32_t doubled = inverse * 0x101u; /* to turn a byte by shifting */
    sbox[value] = (uint8_t)(0x63u ^ inverse ^ (doubled >> 7) ^ (doubled >> 6) ^ (doubled >> 5) ^ (doubled >> 4));
  } while (value != 1);
  sbox[0] = 0x63;
}

static void next_round_key(uint8_t key[16], uint32_t constant) {
  for (int at = 0; at < 4; at++) key[at] ^= sbox[key[12 + ((at + 1) & 3)]];
  key[0] ^= (uint8_t)constant;
  hk_xor(key + 4, key, 12); /* each word takes the one before, which is new already */
}

static uint32_t turn(uint32_t column, int bytes) { return (column >> (8 * bytes)) | (column << (32 - 8 * bytes)); }

/* Four bytes at once: each is twice itself, three times the next, and the two after that. */
static void mix_columns(uint8_t to[16], const uint8_t from[16]) {
  for (int at = 0; at < 16; at += 4) {
    const uint32_t column = hk_get32(from + at);
    const uint32_t pairs = column ^ turn(column, 1);
    const uint32_t high = pairs & 0x80808080u;
    hk_put32(to + at, ((pairs ^ high) << 1) ^ ((high >> 7) * 0x1bu) ^ turn(column, 1) ^ turn(pairs, 2));
  }
}

#define ROUNDS 10
static void aes128(const uint8_t key[16], uint8_t state[16]) {
  uint8_t round_key[16];
  uint8_t moved[16];
  uint32_t constant = 1;
  memcpy(round_key, key, 16);
  for (int round = 0;; round++) {
    hk_xor(state, round_key, 16);
    if (round == ROUNDS) return;
    for (int at = 0; at < 16; at++) moved[at] = sbox[state[(at * 5) & 15]]; /* bytes and rows at once */
    if (round < ROUNDS - 1) mix_columns(state, moved);
    else memcpy(state, moved, 16);
    next_round_key(round_key, constant);
    constant = twice(constant);
  }
}

static void double_block(uint8_t block[16]) {
  uint32_t carry = (block[0] >> 7) * 0x87u;
  for (int at = 15; at >= 0; at--) {
    carry ^= (uint32_t)block[at] << 1;
    block[at] = (uint8_t)carry;
    carry >>= 8;
  }
}

void hk_cmac(uint8_t mac[16], const uint8_t key[HK_KEY_BYTES], const uint8_t *bytes, size_t count) {
  uint8_t subkey[16];
  memset(subkey, 0, 16);
  memset(mac, 0, 16);
  aes128(key, subkey);
  double_block(subkey);
  for (; count > 16; count -= 16, bytes += 16) {
    hk_xor(mac, bytes, 16);
    aes128(key, mac);
  }
  hk_xor(mac, bytes, count);
  if (count < 16) {
    mac[count] ^= 0x80;
    double_block(subkey);
  }
  hk_xor(mac, subkey, 16);
  aes128(key, mac);
}
