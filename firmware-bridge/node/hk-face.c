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
/* Beside the layer: bits of what a zone shows, kept to see a change; DIRTY forces a drawing. */
enum { SHOWN_DARK = 2, SHOWN_NOTICE = 4, SHOWN_EMPTY = 8, DIRTY = 0x80 };
#define TEXT_FLASH 0x02u
#define TEXT_SCROLL 0x04u
#define TEXT_CENTRE 0x08u
#define LAMP_UNKNOWN 0xffu

static const uint8_t notice_gbk[] = {0xd4, 0xdd, 0xcd, 0xa3, 0xb7, 0xfe, 0xce, 0xf1}; /* 暂停服务 */
static const uint8_t notice_ascii[] = {'-', '-', '-', '-'};

static uint8_t at_most(uint8_t count, uint8_t most) { return count < most ? count : most; }
static uint8_t zones_of(const struct hk_node *node) { return at_most(node->product->cap[HK_CAP_ZONES], HK_ZONES); }
static uint8_t lamps_of(const struct hk_node *node) { return at_most(node->product->cap[HK_CAP_LEDS], HK_LEDS); }

/* A newer command ends a running temporary state, also when it is itself temporary with time 0. Returns which layer it is for. */
static uint8_t tell(const struct hk_node *node, struct hk_layer layers[2], const uint8_t *payload, const uint8_t *time_ds) {
  const uint8_t which = payload[1] & 1;
  struct hk_layer *layer = &layers[which];
  layers[TEMPORARY].used = false;
  layer->since_ms = node->now_ms;
  layer->phase_ms = node->now_ms;
  layer->left_ms = hk_get16(time_ds) * DS_MS;
  layer->used = which == PERMANENT || layer->left_ms != 0;
  hk_copy(layer->command, payload, sizeof layer->command);
  return which;
}

static uint8_t shown_layer(const struct hk_node *node, struct hk_layer layers[2]) {
  struct hk_layer *above = &layers[TEMPORARY];
  if (above->used && node->now_ms - above->since_ms >= above->left_ms) above->used = false;
  return above->used ? TEMPORARY : PERMANENT;
}

/* Whether the dark part of a cycle runs. The phase moves on with time, which spares a division. */
static bool is_dark(const struct hk_node *node, struct hk_layer *layer, uint32_t on_ms, uint32_t off_ms) {
  while (node->now_ms - layer->phase_ms >= on_ms + off_ms) layer->phase_ms += on_ms + off_ms;
  return node->now_ms - layer->phase_ms >= on_ms;
}

bool hk_face_text(struct hk_node *node, const uint8_t *payload, size_t count) {
  const uint8_t zones = zones_of(node);
  const uint8_t first = payload[0] == HK_ALL ? 0 : payload[0];
  const uint8_t length = (uint8_t)(count - HK_LENGTH_TEXT < HK_TEXT_BYTES ? count - HK_LENGTH_TEXT : HK_TEXT_BYTES);
  if (first >= zones) return false;
  for (uint8_t zone = first; zone < zones; zone++) {
    struct hk_text *text = &node->text[zone];
    const uint8_t which = tell(node, text->layer, payload, payload + 2);
    text->layer[which].length = length;
    hk_copy(text->bytes[which], payload + HK_LENGTH_TEXT, length);
    node->text_shown[zone] = DIRTY;
    if (payload[0] != HK_ALL) break;
  }
  if (!node->offline) node->notice = false;
  return true;
}

bool hk_face_lamp(struct hk_node *node, const uint8_t *payload) {
  const uint8_t lamps = lamps_of(node);
  const uint8_t first = payload[0] == HK_ALL ? 0 : payload[0];
  if (first >= lamps) return false;
  for (uint8_t lamp = first; lamp < lamps; lamp++) {
    (void)tell(node, node->lamp[lamp], payload, payload + 6);
    if (payload[0] != HK_ALL) break;
  }
  return true;
}

void hk_face_clear(struct hk_node *node) {
  for (int zone = 0; zone < HK_ZONES; zone++) {
    node->text[zone].layer[PERMANENT].used = false;
    node->text[zone].layer[TEMPORARY].used = false;
  }
  for (int lamp = 0; lamp < HK_LEDS; lamp++) {
    node->lamp[lamp][PERMANENT].used = false;
    node->lamp[lamp][TEMPORARY].used = false;
  }
}

static void draw_zone(struct hk_node *node, uint8_t zone) {
  struct hk_text *text = &node->text[zone];
  struct hk_act act = {.kind = HK_ACT_TEXT, .index = zone, .visible = true};
  const uint8_t which = shown_layer(node, text->layer);
  struct hk_layer *layer = &text->layer[which];
  uint8_t shown = which;
  if (node->notice) {
    const bool ascii = node->product->cap[HK_CAP_CHARSET] == HK_CHARSET_ASCII;
    shown = SHOWN_NOTICE;
    act.bytes = ascii ? notice_ascii : notice_gbk;
    act.length = zone != 0 ? 0 : ascii ? sizeof notice_ascii : sizeof notice_gbk;
  } else if (layer->used) {
    const uint8_t attributes = layer->command[1];
    if (which == PERMANENT && layer->left_ms != 0 && node->now_ms - layer->since_ms >= layer->left_ms) {
      layer->command[1] &= (uint8_t)~TEXT_FLASH; /* comes to rest */
    }
    act.visible = (layer->command[1] & TEXT_FLASH) == 0 || !is_dark(node, layer, FLASH_HALF_MS, FLASH_HALF_MS);
    if (!act.visible) shown |= SHOWN_DARK;
    act.bytes = text->bytes[which];
    act.length = layer->length;
    act.value = (attributes >> 4) & 7;
    act.scroll = (attributes & TEXT_SCROLL) != 0;
    act.centre = (attributes & TEXT_CENTRE) != 0;
  } else {
    shown = SHOWN_EMPTY;
  }
  if (shown == node->text_shown[zone]) return;
  node->text_shown[zone] = shown;
  node->platform->act(node->platform->context, &act);
}

static void draw_lamp(struct hk_node *node, uint8_t index) {
  struct hk_act act = {.kind = HK_ACT_LED, .index = index};
  struct hk_layer *layer = &node->lamp[index][shown_layer(node, node->lamp[index])];
  const uint8_t *command = layer->command;
  if (layer->used) {
    const bool dark = command[5] != 0 && is_dark(node, layer, command[4] * DS_MS, command[5] * DS_MS);
    act.value = command[dark ? 3 : 2];
  }
  if (act.value == node->lamp_shown[index]) return;
  node->lamp_shown[index] = act.value;
  node->platform->act(node->platform->context, &act);
}

void hk_face_draw(struct hk_node *node, bool all) {
  for (uint8_t zone = 0; zone < zones_of(node); zone++) {
    if (all) node->text_shown[zone] = DIRTY;
    draw_zone(node, zone);
  }
  for (uint8_t lamp = 0; lamp < lamps_of(node); lamp++) {
    if (all) node->lamp_shown[lamp] = LAMP_UNKNOWN;
    draw_lamp(node, lamp);
  }
}
