/* Bytes, sums and COBS. Nothing here knows what they mean. */
#include "hk-parts.h"

uint16_t hk_get16(const uint8_t *at) { return (uint16_t)(at[0] | (at[1] << 8)); }

uint32_t hk_get32(const uint8_t *at) {
  return (uint32_t)at[0] | ((uint32_t)at[1] << 8) | ((uint32_t)at[2] << 16) | ((uint32_t)at[3] << 24);
}

void hk_put16(uint8_t *at, uint32_t value) {
  const uint32_t most = value > 0xffffu ? 0xffffu : value; /* fields stop at FFFF */
  at[0] = (uint8_t)most;
  at[1] = (uint8_t)(most >> 8);
}

void hk_put32(uint8_t *at, uint32_t value) {
  at[0] = (uint8_t)value;
  at[1] = (uint8_t)(value >> 8);
  at[2] = (uint8_t)(value >> 16);
  at[3] = (uint8_t)(value >> 24);
}

void hk_count16(uint16_t *counter) {
  if (*counter < 0xffffu) *counter = (uint16_t)(*counter + 1u);
}

uint32_t hk_cs(uint32_t ms) {
  uint32_t cs = 0;
  if (ms > 655350u) return 0xffff;
  for (; ms >= 10240u; ms -= 10240u) cs += 1024u;
  for (; ms >= 10u; ms -= 10u) cs++;
  return cs;
}

void hk_copy(uint8_t *to, const uint8_t *from, size_t count) {
  for (size_t at = 0; at < count; at++) to[at] = from[at];
}

void hk_fill(uint8_t *to, uint8_t value, size_t count) {
  for (size_t at = 0; at < count; at++) to[at] = value;
}

bool hk_same(const uint8_t *a, const uint8_t *b, size_t count) {
  uint8_t difference = 0;
  for (size_t at = 0; at < count; at++) difference |= (uint8_t)(a[at] ^ b[at]);
  return difference == 0;
}

uint16_t hk_crc16(const uint8_t *bytes, size_t count) {
  uint32_t crc = 0xffff;
  for (size_t at = 0; at < count; at++) {
    crc ^= bytes[at];
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1u) != 0 ? (crc >> 1) ^ 0x8408u : crc >> 1;
  }
  return (uint16_t)(crc ^ 0xffffu);
}

size_t hk_cobs_decode(uint8_t *run, size_t count) {
  size_t read = 0;
  size_t write = 0;
  while (read < count) {
    const size_t end = read + run[read];
    if (end == read || end > count) return 0;
    for (read++; read < end; read++) run[write++] = run[read];
    if (read < count) run[write++] = 0;
  }
  return write;
}

size_t hk_cobs_finish(uint8_t *wire, size_t body) {
  size_t code = 1;
  wire[0] = 0;
  for (size_t at = 2; at < body + 2; at++) {
    if (wire[at] != 0) continue;
    wire[code] = (uint8_t)(at - code);
    code = at;
  }
  wire[code] = (uint8_t)(body + 2 - code);
  wire[body + 2] = 0;
  return body + 3;
}
