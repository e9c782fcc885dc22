/* Requests to this node: their lengths, their values, what they do. The order of the checks is type, length, value. */
#include "hk-parts.h"

#define ANY_LENGTH 0xffu

void hk_answer_id(struct hk_node *node) {
  const struct hk_product *product = node->product;
  uint8_t *payload = hk_answer(node, HK_REPLY_ID, HK_REPLY_LENGTH_ID);
  hk_put32(payload, (uint32_t)product->model << 16); /* vendor 0, model */
  payload[4] = product->hardware;
  memcpy(payload + 5, product->firmware, 3);
  memcpy(payload + 8, product->uid, HK_UID_BYTES);
  hk_put32(payload + 20, node->settings.boot);
  payload[24] = node->boot.reset_cause;
  payload[25] = (uint8_t)((node->boot.trial ? HK_ID_FLAG_TRIAL : 0) | (node->boot.rolled_back ? HK_ID_FLAG_ROLLED_BACK : 0) |
                          (node->install ? HK_ID_FLAG_INSTALL_MODE : 0));
}

static hk_outcome id(struct hk_node *node, const uint8_t *payload, size_t count) {
  (void)payload;
  (void)count;
  hk_answer_id(node);
  return HK_DONE;
}

static hk_outcome cap(struct hk_node *node, const uint8_t *payload, size_t count) {
  (void)payload;
  (void)count;
  memcpy(hk_answer(node, HK_REPLY_CAP, HK_REPLY_LENGTH_CAP), node->product->cap, HK_REPLY_LENGTH_CAP);
  return HK_DONE;
}

static hk_outcome sound(struct hk_node *node, const uint8_t *payload, size_t count) {
  struct hk_act *act;
  (void)count;
  if (payload[0] > HK_SOUND_CHIME && payload[0] < HK_SOUND_CLIP0) return HK_REFUSE(HK_NAK_VALUE, 0);
  if (payload[3] == 0 && payload[0] != HK_SOUND_STOP) return HK_REFUSE(HK_NAK_VALUE, 3);
  act = hk_act_new(node, HK_ACT_SOUND);
  act->value = payload[0];
  act->on_ds = payload[1];
  act->off_ds = payload[2];
  act->count = payload[3];
  hk_act_show(node);
  return HK_DONE;
}

static hk_outcome glyph(struct hk_node *node, const uint8_t *payload, size_t count) {
  struct hk_act *act;
  if (payload[0] >= node->product->cap[HK_CAP_GLYPHS]) return HK_REFUSE(HK_NAK_VALUE, 0);
  act = hk_act_new(node, HK_ACT_GLYPH);
  act->index = payload[0];
  act->bytes = payload + 1;
  act->length = (uint8_t)(count - 1);
  hk_act_show(node);
  return HK_DONE;
}

static hk_outcome comset(struct hk_node *node, const uint8_t *payload, size_t count) {
  const uint32_t baud = hk_get32(payload);
  if (hk_char_us(baud) == 0) return HK_REFUSE(HK_NAK_VALUE, 0);
  memcpy(hk_answer(node, HK_REPLY_COM, HK_REPLY_LENGTH_COM), payload, count);
  if (baud == node->baud) return HK_DONE;
  node->new_baud = baud;
  node->leave_us = 0;
  return HK_DONE;
}

hk_outcome hk_set_clock(struct hk_node *node, const uint8_t *payload, size_t count) {
  struct hk_act *act = hk_act_new(node, HK_ACT_CLOCK);
  const uint32_t wire_bytes = (uint32_t)count + HK_FRAME_OVERHEAD_BYTES + (node->secure ? HK_MAC_BYTES : 0u);
  const uint32_t frame_ms = (wire_bytes * node->char_us) >> 10; /* within a part in 40 */
  act->unix_ms = ((uint64_t)hk_get16(payload + 4) << 32 | hk_get32(payload)) + frame_ms;
  act->offset_min = (int16_t)hk_get16(payload + 6);
  hk_act_show(node);
  hk_node_flag(node, HK_STATE_FLAG_CLOCK_NOT_SET, false);
  return HK_DONE;
}

/* What a request is, how long, the bits of CAP of which it needs one, what it does. */
static const struct request {
  uint8_t type, length, cap, bits;
  hk_handler *run;
} requests[] = {
    {HK_REQUEST_POLL, HK_LENGTH_POLL, HK_CAP_PAYLOAD, 0xff, hk_device_poll},
    {HK_REQUEST_ID, HK_LENGTH_ID, HK_CAP_PAYLOAD, 0xff, id},
    {HK_REQUEST_CAP, HK_LENGTH_CAP, HK_CAP_PAYLOAD, 0xff, cap},
    {HK_REQUEST_LED, HK_LENGTH_LED, HK_CAP_PAYLOAD, 0xff, hk_face_lamp},
    {HK_REQUEST_BUZ, HK_LENGTH_BUZ, HK_CAP_PAYLOAD, 0xff, sound},
    {HK_REQUEST_TEXT, ANY_LENGTH, HK_CAP_PAYLOAD, 0xff, hk_face_text},
    {HK_REQUEST_TIME, HK_LENGTH_TIME, HK_CAP_PAYLOAD, 0xff, hk_set_clock},
    {HK_REQUEST_COMSET, HK_LENGTH_COMSET, HK_CAP_PAYLOAD, 0xff, comset},
    {HK_REQUEST_KEYSET, HK_LENGTH_KEYSET, HK_CAP_FEATURES, HK_FEATURE_SECURE, hk_secure_keyset},
    {HK_REQUEST_CHLNG, HK_LENGTH_CHLNG, HK_CAP_FEATURES, HK_FEATURE_SECURE, hk_secure_challenge},
    {HK_REQUEST_SCRYPT, HK_LENGTH_SCRYPT, HK_CAP_FEATURES, HK_FEATURE_SECURE, hk_secure_proof},
    {HK_REQUEST_FW, ANY_LENGTH, HK_CAP_FEATURES, HK_FEATURE_FIRMWARE, hk_firmware_request},
    {HK_REQUEST_GLYPH, HK_LENGTH_GLYPH, HK_CAP_PAYLOAD, 0xff, glyph},
    {HK_REQUEST_RATE, HK_LENGTH_RATE, HK_CAP_RATING, 0xff, hk_device_rate},
};

static hk_outcome run(struct hk_node *node, uint32_t type, const uint8_t *payload, size_t count) {
  for (const struct request *each = requests; each < requests + sizeof requests / sizeof requests[0]; each++) {
    if (each->type != type) continue;
    if ((node->product->cap[each->cap] & each->bits) == 0) break;
    if (each->length != ANY_LENGTH && each->length != count) return HK_REFUSE(HK_NAK_LENGTH, each->length);
    return each->run(node, payload, count);
  }
  return HK_REFUSE(HK_NAK_TYPE, type);
}

void hk_execute(struct hk_node *node, uint32_t type, const uint8_t *payload, size_t count) {
  const uint32_t most = node->product->cap[HK_CAP_PAYLOAD];
  const hk_outcome outcome = count > most ? HK_REFUSE(HK_NAK_LENGTH, most) : run(node, type, payload, count);
  if (outcome != HK_DONE) hk_answer_nak(node, outcome);
}
