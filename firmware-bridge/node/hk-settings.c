/*
 * What a node knows over a power cut: address, key, speed and the count of its boots. Records follow one another through two pages;
 * the newest whole one counts, so a cut at any byte leaves the one before. A page is erased only while the other holds the newest.
 */
#include "hk-parts.h"

#define RECORD_BYTES 32u /* of struct hk_settings, a multiple of any HK_FLASH_UNIT */
#define CRC_AT 30u

/* Whether the record there is whole; `free` when nothing has been written there. */
static bool read_record(const struct hk_node *node, uint32_t at, uint8_t record[RECORD_BYTES], bool *free) {
  uint8_t all = 0xff;
  *free = false;
  if (!node->platform->read(node->platform->context, at, record, RECORD_BYTES)) return false;
  for (size_t each = 0; each < RECORD_BYTES; each++) all &= record[each];
  *free = all == 0xff;
  return hk_crc16(record, CRC_AT) == hk_get16(record + CRC_AT);
}

static uint32_t end_of(const struct hk_flash_map *map) { return map->settings + (2u << map->page_bits); }

void hk_settings_load(struct hk_node *node) {
  const struct hk_flash_map *map = &node->product->flash;
  struct hk_settings found;
  bool free;
  node->settings.baud = node->product->baud;
  node->settings.address = node->product->address;
  node->settings_at = map->settings;
  for (uint32_t at = map->settings; at < end_of(map); at += RECORD_BYTES) {
    if (!read_record(node, at, (uint8_t *)&found, &free) || found.sequence <= node->settings.sequence) continue;
    node->settings = found;
    node->settings_at = at + RECORD_BYTES;
  }
}

void hk_settings_store(struct hk_node *node) {
  const struct hk_platform *on = node->platform;
  const struct hk_flash_map *map = &node->product->flash;
  const uint32_t within = (1u << map->page_bits) - 1;
  uint8_t *record = (uint8_t *)&node->settings;
  uint8_t found[RECORD_BYTES];
  bool good = true;
  bool free = false;
  /* Past records that a power cut has torn, to a free one or to the start of the other page. */
  while ((node->settings_at & within) != 0) {
    (void)read_record(node, node->settings_at, found, &free);
    if (free) break;
    node->settings_at += RECORD_BYTES;
  }
  if (node->settings_at >= end_of(map)) node->settings_at = map->settings;
  if (!free) good = on->erase(on->context, node->settings_at);
  node->settings.sequence++;
  hk_put16(record + CRC_AT, hk_crc16(record, CRC_AT));
  good = good && on->program(on->context, node->settings_at, record, RECORD_BYTES);
  node->settings_at += RECORD_BYTES;
  if (!good) hk_node_flag(node, HK_STATE_FLAG_STORAGE_FAULT, true);
}
