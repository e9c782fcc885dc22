/* SHA-256 (FIPS 180-4), small: a window of 16 words instead of the schedule of 64. Images of up to 512 MiB. */
#include "hk-judge.h"

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t value, int bits) { return (value >> bits) | (value << (32 - bits)); }

static uint32_t big_endian(const uint8_t *at) {
  return ((uint32_t)at[0] << 24) | ((uint32_t)at[1] << 16) | ((uint32_t)at[2] << 8) | at[3];
}

static void put_big_endian(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)(value >> 24);
  at[1] = (uint8_t)(value >> 16);
  at[2] = (uint8_t)(value >> 8);
  at[3] = (uint8_t)value;
}

static void compress(struct hk_sha256 *hash) {
  uint32_t w[16];
  uint32_t s[8];
  for (int at = 0; at < 16; at++) w[at] = big_endian(hash->block + 4 * at);
  for (int at = 0; at < 8; at++) s[at] = hash->state[at];
  for (int round = 0; round < 64; round++) {
    const int at = round & 15;
    if (round >= 16) {
      const uint32_t a = w[(at + 1) & 15];
      const uint32_t b = w[(at + 14) & 15];
      w[at] += (turn(a, 7) ^ turn(a, 18) ^ (a >> 3)) + w[(at + 9) & 15] + (turn(b, 17) ^ turn(b, 19) ^ (b >> 10));
    }
    const uint32_t first = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) + ((s[4] & s[5]) ^ (~s[4] & s[6])) +
                           constants[round] + w[at];
    const uint32_t second =
        (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
    for (int move = 7; move > 0; move--) s[move] = s[move - 1];
    s[4] += first;
    s[0] = first + second;
  }
  for (int at = 0; at < 8; at++) hash->state[at] += s[at];
}

void hk_sha256_start(struct hk_sha256 *hash) {
  static const uint32_t start[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  for (int at = 0; at < 8; at++) hash->state[at] = start[at];
  hash->bytes = 0;
}

void hk_sha256_add(struct hk_sha256 *hash, const uint8_t *bytes, size_t count) {
  for (size_t at = 0; at < count; at++) {
    hash->block[hash->bytes & 63u] = bytes[at];
    hash->bytes++;
    if ((hash->bytes & 63u) == 0) compress(hash);
  }
}

void hk_sha256_end(struct hk_sha256 *hash, uint8_t digest[32]) {
  const uint32_t bytes = hash->bytes;
  const uint8_t mark = 0x80;
  const uint8_t zero = 0;
  uint8_t length[8];
  put_big_endian(length, bytes >> 29);
  put_big_endian(length + 4, bytes << 3);
  hk_sha256_add(hash, &mark, 1);
  while ((hash->bytes & 63u) != 56) hk_sha256_add(hash, &zero, 1);
  hk_sha256_add(hash, length, 8);
  for (int at = 0; at < 8; at++) put_big_endian(digest + 4 * at, hash->state[at]);
}
