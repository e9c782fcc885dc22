/* Requests to this node: their lengths, their values, what they do. The order of the checks is type, length, value. */
#include "hk-parts.h"

#define ANY_LENGTH 0xffu

void hk_write_id(const struct hk_node *node, uint8_t *payload) {
  const struct hk_product *product = node->product;
  payload[0] = 0;
  payload[1] = 0;
  hk_put16(payload + 2, product->model);
  payload[4] = product->hardware;
  hk_copy(payload + 5, product->firmware, 3);
  hk_copy(payload + 8, product->uid, HK_UID_BYTES);
  hk_put32(payload + 20, node->settings.boot);
  payload[24] = node->boot.reset_cause;
  payload[25] = (uint8_t)((node->boot.trial ? HK_ID_FLAG_TRIAL : 0) | (node->boot.rolled_back ? HK_ID_FLAG_ROLLED_BACK : 0) |
                          (node->install ? HK_ID_FLAG_INSTALL_MODE : 0));
}

/* Requests in the order of their types: what they are, how long, and the features of CAP of which they need one. */
static const struct {
  uint8_t type, length, features;
} requests[] = {
    {HK_REQUEST_POLL, 0, 0},
    {HK_REQUEST_ID, 0, 0},
    {HK_REQUEST_CAP, 0, 0},
    {HK_REQUEST_LED, HK_LENGTH_LED, 0},
    {HK_REQUEST_BUZ, HK_LENGTH_BUZ, 0},
    {HK_REQUEST_TEXT, ANY_LENGTH, 0},
    {HK_REQUEST_TIME, HK_LENGTH_TIME, 0},
    {HK_REQUEST_COMSET, HK_LENGTH_COMSET, 0},
    {HK_REQUEST_KEYSET, HK_LENGTH_KEYSET, HK_FEATURE_SECURE},
    {HK_REQUEST_CHLNG, HK_LENGTH_CHLNG, HK_FEATURE_SECURE},
    {HK_REQUEST_SCRYPT, HK_LENGTH_SCRYPT, HK_FEATURE_SECURE},
    {HK_REQUEST_FW, ANY_LENGTH, HK_FEATURE_FIRMWARE},
    {HK_REQUEST_GLYPH, HK_LENGTH_GLYPH, 0},
    {HK_REQUEST_RATE, HK_LENGTH_RATE, 0},
};

/* The length this node expects, ANY_LENGTH when the type checks it itself, -1 when it does not know the type. */
static int length_of(const struct hk_node *node, uint8_t type) {
  const uint8_t *cap = node->product->cap;
  if (type == HK_REQUEST_RATE && cap[HK_CAP_RATING] == 0) return -1;
  for (size_t at = 0; at < sizeof requests / sizeof requests[0]; at++) {
    if (requests[at].type != type) continue;
    return requests[at].features != 0 && (cap[HK_CAP_FEATURES] & requests[at].features) == 0 ? -1 : requests[at].length;
  }
  return -1;
}

/* Offset of the first value without a meaning, or -1. */
static int bad_value(const struct hk_node *node, uint8_t type, const uint8_t *p) {
  switch (type) {
    case HK_REQUEST_LED:
      if (p[1] > 1) return 1;
      if (p[2] > 7) return 2;
      return p[3] > 7 ? 3 : -1;
    case HK_REQUEST_BUZ:
      if (p[0] > HK_SOUND_CHIME && p[0] < HK_SOUND_CLIP0) return 0;
      return p[3] == 0 && p[0] != HK_SOUND_STOP ? 3 : -1;
    case HK_REQUEST_GLYPH:
      return p[0] >= node->product->cap[HK_CAP_GLYPHS] ? 0 : -1;
    case HK_REQUEST_RATE:
      if (hk_get16(p) == 0) return 0;
      return p[4] > 0x1f ? 4 : -1;
    default:
      return -1;
  }
}

static void text(struct hk_node *node, const uint8_t *payload, size_t count, struct hk_answer *answer) {
  if (count < HK_LENGTH_TEXT) {
    hk_answer_nak(answer, HK_NAK_LENGTH, HK_LENGTH_TEXT);
    return;
  }
  if (payload[1] > 0x7f) {
    hk_answer_nak(answer, HK_NAK_VALUE, 1);
    return;
  }
  for (size_t at = HK_LENGTH_TEXT; at < count; at++) {
    if (payload[at] >= 0x20) continue;
    hk_answer_nak(answer, HK_NAK_VALUE, (uint8_t)at);
    return;
  }
  if (!hk_face_text(node, payload, count)) hk_answer_nak(answer, HK_NAK_VALUE, 0);
}

static void comset(struct hk_node *node, const uint8_t *payload, struct hk_answer *answer) {
  const uint32_t baud = hk_get32(payload);
  if (hk_char_us(baud) == 0) {
    hk_answer_nak(answer, HK_NAK_VALUE, 0);
    return;
  }
  answer->type = HK_REPLY_COM;
  answer->count = HK_REPLY_LENGTH_COM;
  hk_put32(answer->payload, baud);
  if (baud == node->baud) return;
  node->new_baud = baud;
  node->leave_us = 0;
}

void hk_set_clock(struct hk_node *node, const uint8_t *payload, size_t wire_bytes) {
  struct hk_act act = {.kind = HK_ACT_CLOCK};
  const uint32_t frame_ms = ((uint32_t)wire_bytes * node->char_us) >> 10; /* within a part in 40 */
  act.unix_ms = ((uint64_t)hk_get16(payload + 4) << 32 | hk_get32(payload)) + frame_ms;
  act.offset_min = (int16_t)hk_get16(payload + 6);
  node->platform->act(node->platform->context, &act);
  hk_node_flag(node, HK_STATE_FLAG_CLOCK_NOT_SET, false);
}

static void sound(const struct hk_node *node, const uint8_t *payload) {
  struct hk_act act = {.kind = HK_ACT_SOUND, .value = payload[0], .on_ds = payload[1], .off_ds = payload[2], .count = payload[3]};
  node->platform->act(node->platform->context, &act);
}

static void glyph(const struct hk_node *node, const uint8_t *payload) {
  struct hk_act act = {.kind = HK_ACT_GLYPH, .index = payload[0], .bytes = payload + 1, .length = HK_LENGTH_GLYPH - 1};
  node->platform->act(node->platform->context, &act);
}

void hk_execute(struct hk_node *node, uint8_t type, bool secure, const uint8_t *payload, size_t count, struct hk_answer *answer) {
  const int length = length_of(node, type);
  if (length < 0) {
    hk_answer_nak(answer, HK_NAK_TYPE, type);
    return;
  }
  if (length != (int)ANY_LENGTH && count != (size_t)length) {
    hk_answer_nak(answer, HK_NAK_LENGTH, (uint8_t)length);
    return;
  }
  const int bad = bad_value(node, type, payload);
  if (bad >= 0) {
    hk_answer_nak(answer, HK_NAK_VALUE, (uint8_t)bad);
    return;
  }
  switch (type) {
    case HK_REQUEST_POLL:
      hk_firmware_confirm(node);
      hk_device_poll(node, answer);
      break;
    case HK_REQUEST_ID:
      answer->type = HK_REPLY_ID;
      answer->count = HK_REPLY_LENGTH_ID;
      hk_write_id(node, answer->payload);
      break;
    case HK_REQUEST_CAP:
      answer->type = HK_REPLY_CAP;
      answer->count = HK_REPLY_LENGTH_CAP;
      hk_copy(answer->payload, node->product->cap, HK_REPLY_LENGTH_CAP);
      break;
    case HK_REQUEST_LED:
      if (!hk_face_lamp(node, payload)) hk_answer_nak(answer, HK_NAK_VALUE, 0);
      break;
    case HK_REQUEST_BUZ:
      sound(node, payload);
      break;
    case HK_REQUEST_TEXT:
      text(node, payload, count, answer);
      break;
    case HK_REQUEST_TIME:
      hk_set_clock(node, payload, count + HK_FRAME_OVERHEAD_BYTES + (secure ? HK_MAC_BYTES : 0));
      break;
    case HK_REQUEST_COMSET:
      comset(node, payload, answer);
      break;
    case HK_REQUEST_KEYSET:
      hk_secure_keyset(node, secure, payload, answer);
      break;
    case HK_REQUEST_CHLNG:
      hk_secure_challenge(node, payload, answer);
      break;
    case HK_REQUEST_SCRYPT:
      hk_secure_proof(node, payload, answer);
      break;
    case HK_REQUEST_FW:
      hk_firmware_request(node, payload, count, answer);
      break;
    case HK_REQUEST_GLYPH:
      glyph(node, payload);
      break;
    default: /* RATE */
      hk_device_rate(node, payload);
      break;
  }
}
