/*
 * What a node knows over a power cut: address, key, speed and the count of its boots. Records follow one another through two pages;
 * the newest whole one counts, so a cut at any byte leaves the one before. A page is erased only while the other holds the newest.
 */
#include "hk-parts.h"

#define RECORD_BYTES 32u /* of struct hk_settings, a multiple of any HK_FLASH_UNIT */
#define CRC_AT 30u

static bool done(struct hk_node *node, bool good) {
  if (!good) hk_node_flag(node, HK_STATE_FLAG_STORAGE_FAULT, true);
  return good;
}

bool hk_flash_erase(struct hk_node *node, uint32_t at) { return done(node, node->platform->erase(node->platform->context, at)); }

bool hk_flash_program(struct hk_node *node, uint32_t at, const uint8_t *bytes, uint32_t count) {
  return done(node, node->platform->program(node->platform->context, at, bytes, count));
}

/* Reads the record at settings_at; an unreadable one is not whole. */
static void read_record(const struct hk_node *node, uint8_t record[RECORD_BYTES]) {
  if (!node->platform->read(node->platform->context, node->settings_at, record, RECORD_BYTES)) memset(record, 0, RECORD_BYTES);
}

static uint32_t end_of(const struct hk_flash_map *map) { return map->settings + (2u << map->page_bits); }

void hk_settings_load(struct hk_node *node) {
  const struct hk_flash_map *map = &node->platform->flash;
  struct hk_settings found;
  uint32_t next = map->settings;
  node->settings.baud = node->product->baud;
  node->settings.address = node->product->address;
  for (node->settings_at = next; node->settings_at < end_of(map); node->settings_at += RECORD_BYTES) {
    read_record(node, (uint8_t *)&found);
    if (hk_crc16((uint8_t *)&found, CRC_AT) != found.crc || found.sequence <= node->settings.sequence) continue;
    node->settings = found;
    next = node->settings_at + RECORD_BYTES;
  }
  node->settings_at = next;
  node->address = node->settings.address;
  node->keyed = node->settings.keyed;
}

void hk_settings_store(struct hk_node *node) {
  const struct hk_flash_map *map = &node->platform->flash;
  const uint32_t within = (1u << map->page_bits) - 1;
  uint8_t found[RECORD_BYTES];
  bool good = true;
  /* Past records that a power cut has torn, to a free one or to the start of the other page, which is erased. */
  for (;; node->settings_at += RECORD_BYTES) {
    if ((node->settings_at & within) == 0) {
      if (node->settings_at == end_of(map)) node->settings_at = map->settings;
      good = hk_flash_erase(node, node->settings_at);
      break;
    }
    read_record(node, found);
    if (hk_is_all(found, 0xff, RECORD_BYTES)) break;
  }
  node->settings.address = node->address;
  node->settings.keyed = node->keyed;
  node->settings.sequence++;
  node->settings.crc = (uint16_t)hk_crc16((uint8_t *)&node->settings, CRC_AT);
  if (good) (void)hk_flash_program(node, node->settings_at, (uint8_t *)&node->settings, RECORD_BYTES);
  node->settings_at += RECORD_BYTES;
}
