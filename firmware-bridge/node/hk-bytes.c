/* Bytes, sums and COBS. Nothing here knows what they mean. */
#include "hk-parts.h"

uint32_t hk_get16(const uint8_t *at) { return at[0] | ((uint32_t)at[1] << 8); }

uint32_t hk_get32(const uint8_t *at) { return hk_get16(at) | (hk_get16(at + 2) << 16); }

void hk_put16(uint8_t *at, uint32_t value) {
  const uint32_t most = value > 0xffffu ? 0xffffu : value; /* fields stop at FFFF */
  at[0] = (uint8_t)most;
  at[1] = (uint8_t)(most >> 8);
}

void hk_put32(uint8_t *at, uint32_t value) {
  for (int each = 0; each < 4; each++, value >>= 8) at[each] = (uint8_t)value;
}

void hk_count16(uint16_t *counter) {
  if (*counter < 0xffffu) *counter = (uint16_t)(*counter + 1u);
}

uint32_t hk_cs(uint32_t ms) {
  uint32_t cs = 0;
  for (uint32_t bit = 0x8000; bit != 0; bit >>= 1) {
    if (ms < bit * 10u) continue;
    ms -= bit * 10u;
    cs |= bit;
  }
  return cs;
}

void hk_xor(uint8_t *to, const uint8_t *with, size_t count) {
  for (size_t at = 0; at < count; at++) to[at] ^= with[at];
}

bool hk_same(const uint8_t *a, const uint8_t *b, size_t count) {
  uint32_t difference = 0;
  for (size_t at = 0; at < count; at++) difference |= (uint32_t)(a[at] ^ b[at]);
  return difference == 0;
}

bool hk_is_all(const uint8_t *bytes, uint32_t value, size_t count) {
  uint32_t difference = 0;
  for (size_t at = 0; at < count; at++) difference |= bytes[at] ^ value;
  return difference == 0;
}

uint32_t hk_crc16(const uint8_t *bytes, size_t count) {
  uint32_t crc = 0xffff;
  for (size_t at = 0; at < count; at++) {
    crc ^= bytes[at];
    for (int bit = 0; bit < 8; bit++) crc = (crc >> 1) ^ (0x8408u & (0u - (crc & 1u)));
  }
  return crc ^ 0xffffu;
}

size_t hk_cobs_decode(uint8_t *run, size_t count) {
  size_t code = 0; /* where the next one stands */
  for (size_t at = 0; at < count; at++) {
    if (at != code) continue;
    code += run[at];
    run[at] = 0;
  }
  return code == count ? count - 1 : 0;
}

size_t hk_cobs_finish(uint8_t *wire, size_t body) {
  size_t code = 1;
  wire[0] = 0;
  wire[body + 2] = 0; /* ends the last group too */
  for (size_t at = 2; at < body + 3; at++) {
    if (wire[at] != 0) continue;
    wire[code] = (uint8_t)(at - code);
    code = at;
  }
  wire[body + 2] = 0;
  return body + 3;
}
