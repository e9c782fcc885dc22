/*
 * The line of a node: cuts what arrives into frames, sends replies in their time, changes the speed. Knows no message.
 *
 *   collect ──00──► COBS, CRC, version ──► session ──► reply waits 2 characters ──► send
 *                                                        └─ a further byte is heard: not sent
 */
#include "hk-parts.h"

#define CRC_RESIDUE 0x0f47u
#define VERSION_MASK 0xe0u
#define VERSION_ONE 0x40u
#define SLOT_OPEN_US (HK_TURNAROUND_MS_MAX * 1000u)

/* Brings the clocks of the node up to now. Called often enough that the hook's 32 bits do not run round unseen. */
static uint32_t pass_time(struct hk_node *node) {
  const uint32_t now_us = node->platform->now_us(node->platform->context);
  uint32_t us = now_us - node->last_us + node->rest_us;
  node->last_us = now_us;
  for (; us >= 1000u; us -= 1000u) { /* once or twice: cheaper than a division */
    node->now_ms++;
    if (++node->rest_ms < 1000u) continue;
    node->rest_ms = 0;
    node->seconds++;
  }
  node->rest_us = (uint16_t)us;
  return now_us;
}

/* Microseconds of 10 bits at the speeds there are, or 0. */
uint32_t hk_char_us(uint32_t baud) {
  uint32_t us = 1042;
  for (uint32_t each = 9600; each <= 38400; each *= 2, us /= 2) {
    if (each == baud) return us;
  }
  if (baud == 57600) return 174;
  return baud == 115200 ? 87 : 0;
}

static void set_baud(struct hk_node *node, uint32_t baud) {
  node->baud = baud;
  node->char_us = hk_char_us(baud);
  node->platform->set_baud(node->platform->context, baud);
}

void hk_node_start(struct hk_node *node, const struct hk_platform *platform, const struct hk_product *product,
                   const struct hk_boot *boot) {
  hk_fill((uint8_t *)node, 0, sizeof *node);
  node->platform = platform;
  node->product = product;
  node->boot = *boot;
  node->last_us = platform->now_us(platform->context);
  node->random = (node->last_us ^ hk_get32(product->uid + 8)) + hk_crc16(product->uid, HK_UID_BYTES);
  hk_settings_load(node);
  node->settings.boot++;
  hk_device_start(node);
  hk_settings_store(node);
  node->install = boot->install || node->settings.keyed == 0;
  if (product->cap[HK_CAP_MINOR] == 0) node->install = false; /* it has no channel to be installed for */
  hk_node_flag(node, HK_STATE_FLAG_INSTALL_MODE, node->install);
  set_baud(node, node->settings.baud);
}

static void finish_run(struct hk_node *node) {
  const uint8_t length = node->run_length;
  const bool discarded = node->discarding;
  node->run_length = 0;
  node->discarding = false;
  if (length == 0) return;
  const size_t body = discarded ? 0 : hk_cobs_decode(node->run, length);
  if (body < HK_BODY_BYTES_MIN || hk_crc16(node->run, body) != CRC_RESIDUE || (node->run[1] & VERSION_MASK) != VERSION_ONE) {
    hk_count16(&node->damaged);
    return;
  }
  hk_device_live(node);
  hk_session_frame(node, node->run, body);
}

void hk_node_receive(struct hk_node *node, uint8_t byte) {
  const uint32_t now_us = pass_time(node);
  node->random = node->random * 1664525u + now_us + 1013904223u;
  if (node->reply != NULL && (!node->reply_in_slot || now_us - node->asked_us < SLOT_OPEN_US)) {
    node->reply = NULL; /* the host speaks; in a slot of WHO, later, only other nodes do */
  }
  if (byte != 0) {
    if (node->run_length < HK_RUN_BYTES_MAX) node->run[node->run_length++] = byte;
    else node->discarding = true;
    return;
  }
  node->asked_us = now_us;
  finish_run(node);
}

/* COMSET: leave for the new speed when the answer has left; come back when nobody is heard there. */
static void live_baud(struct hk_node *node, uint32_t now_us) {
  if (node->new_baud == 0) return;
  if (node->old_baud == 0) {
    if (node->leave_us == 0 || (int32_t)(now_us - node->leave_us) < 0) return;
    node->old_baud = node->baud;
    node->baud_ms = node->now_ms;
    set_baud(node, node->new_baud);
  } else if (node->now_ms - node->baud_ms >= HK_COMSET_TRIAL_MS) {
    set_baud(node, node->old_baud);
    node->new_baud = 0;
    node->old_baud = 0;
  }
}

void hk_node_tick(struct hk_node *node) {
  const uint32_t now_us = pass_time(node);
  if (node->reply != NULL && (int32_t)(now_us - node->reply_us) >= 0) {
    const uint8_t *wire = node->reply;
    node->reply = NULL;
    node->platform->send(node->platform->context, wire, node->reply_length);
    node->leave_us = (now_us + (node->reply_length + 1u) * node->char_us) | 1u; /* 0 is 'not yet' */
  }
  live_baud(node, now_us);
  hk_device_live(node);
  hk_face_draw(node, false);
  if (node->reply == NULL) hk_firmware_live(node);
}
