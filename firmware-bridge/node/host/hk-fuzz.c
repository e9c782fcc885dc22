/*
 * Any bytes, at any time, into a node: with libFuzzer (-DHK_LIBFUZZER -fsanitize=fuzzer) or by itself, as many inputs as the first
 * argument says, the same ones each time. Half of the inputs are whole frames with a right CRC, or nothing would get past it.
 */
#include "hk-host.h"

#include <stdlib.h>
#include <string.h>

static struct hk_host host;
static uint32_t clock_us;
static unsigned long sent;
static uint8_t seen;

static uint32_t now_us(void *context) {
  (void)context;
  return clock_us;
}

static void send(void *context, const uint8_t *bytes, size_t count) {
  (void)context;
  sent++;
  /* What a node says must be a frame of its own: whole, and short enough for its memory. */
  if (count < HK_FRAME_OVERHEAD_BYTES || count > HK_WIRE_MAX || bytes[0] != 0 || bytes[count - 1] != 0) abort();
  for (size_t at = 1; at + 1 < count; at++) {
    if (bytes[at] == 0) abort();
  }
}

static void set_baud(void *context, uint32_t baud) {
  (void)context;
  (void)baud;
}

static void quiet(void *context, const struct hk_act *act) {
  (void)context;
  for (size_t at = 0; at < act->length; at++) seen ^= act->bytes[at]; /* the bytes must be there */
}

static void begin(void) {
  static char *words[] = {"hk-fuzz", "--address", "5", "--kind", "golden", "--uid", "38FF6C064D42393018274351"};
  const char *port = NULL;
  if (!hk_host_options(&host, 7, words, &port)) abort();
  host.product.cap[HK_CAP_FEATURES] = 0x1f;
  host.product.cap[HK_CAP_MINOR] = 1;
  host.platform.now_us = now_us;
  host.platform.send = send;
  host.platform.set_baud = set_baud;
  host.platform.act = quiet;
  hk_host_start(&host, 1);
}

/* Takes two bytes of the input to say what is done with the rest. */
static void feed(const uint8_t *bytes, size_t count) {
  uint8_t wire[HK_RUN_BYTES_MAX + 8];
  if (count < 2) return;
  const uint8_t how = bytes[0];
  clock_us += (uint32_t)bytes[1] << (how & 15);
  if ((how & 0x20) != 0) hk_node_key(&host.node, bytes[1], (how & 0x40) != 0);
  if ((how & 0x10) != 0) hk_node_rate(&host.node, bytes[1] & 7);
  bytes += 2;
  count -= 2;
  if ((how & 0x80) != 0 && count >= 3 && count <= 245) {
    memcpy(wire + 2, bytes, count);
    if ((how & 0x40) != 0) {
      wire[2] = (bytes[0] & 7) == 0 ? HK_BROADCAST : 5;
      wire[3] = (uint8_t)(0x40 | (host.node.session && (bytes[1] & 8) != 0 ? host.node.expected_seq : bytes[1] & 0x17));
    }
    hk_put16(wire + 2 + count, hk_crc16(wire + 2, count));
    count = hk_cobs_finish(wire, count + 2);
    bytes = wire;
  }
  for (size_t at = 0; at < count; at++) hk_node_receive(&host.node, bytes[at]);
  clock_us += 3000;
  hk_node_tick(&host.node);
}

#ifdef HK_LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count) {
  begin();
  while (count > 0) { /* each record: its length, then the record */
    const size_t one = bytes[0] < count - 1 ? bytes[0] : count - 1;
    feed(bytes + 1, one);
    bytes += 1 + one;
    count -= 1 + one;
  }
  return 0;
}
#else
int main(int count, char **words) {
  static const uint8_t types[] = {0x60, 0x61, 0x62, 0x69, 0x6a, 0x6b, 0x6d, 0x6e, 0x75, 0x76, 0x77, 0x7c, 0x7c, 0x80, 0x81, 0x82, 0x83};
  static const uint8_t lengths[] = {0, 0, 0, 8, 4, 9, 8, 4, 17, 8, 8, 4, 132, 33, 5, 16, 13};
  const unsigned long inputs = count > 1 ? strtoul(words[1], NULL, 10) : 1000000;
  uint32_t state = count > 2 ? (uint32_t)strtoul(words[2], NULL, 10) : 1;
  uint8_t bytes[260];
  begin();
  for (unsigned long input = 0; input < inputs; input++) {
    size_t length = 0;
    for (size_t at = 0; at < 6; at++) {
      state = state * 1664525u + 1013904223u;
      bytes[at] = (uint8_t)(state >> 24);
    }
    length = bytes[5];
    if ((state >> 16 & 3) != 0) { /* mostly of a known type and length */
      const size_t which = bytes[4] % sizeof types;
      bytes[0] |= 0xc0;
      bytes[4] = types[which];
      length = (state >> 12 & 7) == 0 ? bytes[5] & 63 : lengths[which];
    }
    for (size_t at = 5; at < 5 + length && at < sizeof bytes; at++) {
      state = state * 1664525u + 1013904223u;
      bytes[at] = (uint8_t)((state >> 28) < 8 ? (state >> 24) & 7 : state >> 24);
    }
    feed(bytes, 5 + length < sizeof bytes ? 5 + length : sizeof bytes);
    if (input % 5000 == 4999) begin();
  }
  printf("%lu inputs, %lu replies\n", inputs, sent);
  return 0;
}
#endif
