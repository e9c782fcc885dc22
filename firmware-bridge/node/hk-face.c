/*
 * What a node shows: text zones and LEDs, each with a permanent state and at most one temporary one above it. The face is told only
 * what changes, flashes included, and so needs no clock.
 *
 *   permanent ──temporary command──► temporary ──time up, or any newer command──► permanent
 */
#include "hk-parts.h"

#define FLASH_HALF_MS 500u
#define DS_MS 100u
enum { PERMANENT, TEMPORARY };
/* Beside the layer: bits of what a zone shows, kept to see a change; of an LED it is the colour. DIRTY forces a drawing. */
enum { SHOWN_DARK = 2, SHOWN_NOTICE = 4, DIRTY = 0x80 };
#define TEXT_FLASH 0x02u /* of its attributes; HK_LOOK_… are others */
#define COLOUR_MAX 7u

static const uint8_t notice_gbk[] = {0xd4, 0xdd, 0xcd, 0xa3, 0xb7, 0xfe, 0xce, 0xf1}; /* 暂停服务 */
static const uint8_t notice_ascii[] = {'-', '-', '-', '-'};

struct hk_act *hk_act_new(struct hk_node *node, enum hk_act_kind kind) {
  memset(&node->act, 0, sizeof node->act);
  node->act.kind = kind;
  return &node->act;
}

void hk_act_show(struct hk_node *node) { node->platform->act(node->platform->context, &node->act); }

void hk_face_start(struct hk_node *node) {
  const uint8_t *cap = node->product->cap;
  node->zones = cap[HK_CAP_ZONES] < HK_ZONES ? cap[HK_CAP_ZONES] : HK_ZONES;
  node->lamps = cap[HK_CAP_LEDS] < HK_LEDS ? cap[HK_CAP_LEDS] : HK_LEDS;
  memset(node->shown, DIRTY, sizeof node->shown);
  hk_face_draw(node);
}

void hk_face_clear(struct hk_node *node) { memset(node->layers, 0, sizeof node->layers); }

/*
 * A command for a zone, or without text for an LED, or for all of them. A newer command ends a running temporary state, also when it is
 * itself temporary with time 0.
 */
static hk_outcome tell(struct hk_node *node, const uint8_t *payload, const uint8_t *text, uint32_t length) {
  const uint32_t base = text != NULL ? 0 : HK_ZONES;
  const uint32_t places = text != NULL ? node->zones : node->lamps;
  const uint32_t which = payload[1] & 1u;
  uint32_t place = payload[0] == HK_ALL ? 0 : payload[0];
  if (place >= places) return HK_REFUSE(HK_NAK_VALUE, 0);
  do {
    struct hk_layer *layers = node->layers[base + place];
    struct hk_layer *layer = layers + which;
    layers[TEMPORARY].left_ms = 0;
    layer->since_ms = node->now_ms;
    layer->phase_ms = node->now_ms;
    layer->left_ms = hk_get16(text != NULL ? payload + 2 : payload + 6) * DS_MS;
    memcpy(layer->command, payload, sizeof layer->command);
    if (text != NULL) {
      layer->length = (uint8_t)length;
      memcpy(node->text[place][which], text, length);
      node->shown[place] = DIRTY;
    }
    place++;
  } while (payload[0] == HK_ALL && place < places);
  return HK_DONE;
}

hk_outcome hk_face_text(struct hk_node *node, const uint8_t *payload, size_t count) {
  hk_outcome outcome;
  const uint32_t length = (uint32_t)count - HK_LENGTH_TEXT;
  if (count < HK_LENGTH_TEXT) return HK_REFUSE(HK_NAK_LENGTH, HK_LENGTH_TEXT);
  if (payload[1] > 0x7f) return HK_REFUSE(HK_NAK_VALUE, 1);
  for (uint32_t at = HK_LENGTH_TEXT; at < count; at++) {
    if (payload[at] < 0x20) return HK_REFUSE(HK_NAK_VALUE, at);
  }
  outcome = tell(node, payload, payload + HK_LENGTH_TEXT, length < HK_TEXT_BYTES ? length : HK_TEXT_BYTES);
  if (outcome == HK_DONE && !node->offline) node->notice = false;
  return outcome;
}

hk_outcome hk_face_lamp(struct hk_node *node, const uint8_t *payload, size_t count) {
  (void)count;
  if (payload[1] > 1) return HK_REFUSE(HK_NAK_VALUE, 1);
  if (payload[2] > COLOUR_MAX) return HK_REFUSE(HK_NAK_VALUE, 2);
  if (payload[3] > COLOUR_MAX) return HK_REFUSE(HK_NAK_VALUE, 3);
  return tell(node, payload, NULL, 0);
}

static bool is_over(const struct hk_node *node, const struct hk_layer *layer) { return node->now_ms - layer->since_ms >= layer->left_ms; }

/* Whether the dark part of a cycle runs. The phase moves on with time, which spares a division. */
static HK_WHOLE bool is_dark(const struct hk_node *node, struct hk_layer *layer, uint32_t on_ms, uint32_t off_ms) {
  if (off_ms == 0) return false;
  while (node->now_ms - layer->phase_ms >= on_ms + off_ms) layer->phase_ms += on_ms + off_ms;
  return node->now_ms - layer->phase_ms >= on_ms;
}

/* Returns what is shown, to be compared. */
static uint32_t draw_zone(struct hk_node *node, struct hk_act *act, struct hk_layer *layer, uint32_t zone, uint32_t which) {
  uint32_t attributes = layer->command[1];
  uint32_t half_ms;
  act->visible = true;
  if (node->notice) {
    const bool ascii = node->product->cap[HK_CAP_CHARSET] == HK_CHARSET_ASCII;
    act->bytes = ascii ? notice_ascii : notice_gbk;
    if (zone == 0) act->length = ascii ? sizeof notice_ascii : sizeof notice_gbk;
    return SHOWN_NOTICE;
  }
  if (layer->left_ms != 0 && is_over(node, layer)) attributes &= ~TEXT_FLASH; /* comes to rest */
  layer->command[1] = (uint8_t)attributes;
  half_ms = (attributes & TEXT_FLASH) != 0 ? FLASH_HALF_MS : 0;
  act->visible = !is_dark(node, layer, half_ms, half_ms);
  act->bytes = node->text[zone][which];
  act->length = layer->length;
  act->value = (attributes >> 4) & 7;
  act->look = (uint8_t)(attributes & (HK_LOOK_SCROLL | HK_LOOK_CENTRE));
  return act->visible ? which : which | SHOWN_DARK;
}

static void draw(struct hk_node *node, uint32_t place) {
  struct hk_layer *layer = node->layers[place];
  const bool is_zone = place < HK_ZONES;
  uint32_t which = PERMANENT;
  struct hk_act *act = hk_act_new(node, is_zone ? HK_ACT_TEXT : HK_ACT_LED);
  uint32_t shown;
  if (is_over(node, layer + TEMPORARY)) layer[TEMPORARY].left_ms = 0;
  if (layer[TEMPORARY].left_ms != 0) which = TEMPORARY;
  layer += which;
  act->index = (uint8_t)(is_zone ? place : place - HK_ZONES);
  if (is_zone) {
    shown = draw_zone(node, act, layer, place, which);
  } else {
    const uint8_t *command = layer->command;
    shown = command[is_dark(node, layer, command[4] * DS_MS, command[5] * DS_MS) ? 3 : 2];
    act->value = (uint8_t)shown;
  }
  if (shown == node->shown[place]) return;
  node->shown[place] = (uint8_t)shown;
  hk_act_show(node);
}

void hk_face_draw(struct hk_node *node) {
  for (uint32_t zone = 0; zone < node->zones; zone++) draw(node, zone);
  for (uint32_t lamp = 0; lamp < node->lamps; lamp++) draw(node, HK_ZONES + lamp);
}
