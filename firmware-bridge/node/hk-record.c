/* The record of a slot, and the boot loader's choice between the two. */
#include "hk-record.h"

static uint32_t mark_at(const struct hk_flash_map *map, uint8_t slot, uint32_t mark) {
  return map->record[slot] + HK_RECORD_HEAD + mark * HK_FLASH_UNIT;
}

uint32_t hk_firmware_record_bytes(uint32_t image_bytes) {
  const uint32_t blocks = (image_bytes + HK_FW_BLOCK_BYTES - 1) / HK_FW_BLOCK_BYTES;
  return HK_RECORD_HEAD + (HK_FIRST_BLOCK + blocks) * HK_FLASH_UNIT;
}

bool hk_record_read(const struct hk_platform *on, const struct hk_flash_map *map, uint8_t slot, uint8_t head[HK_RECORD_HEAD]) {
  if (!on->read(on->context, map->record[slot], head, HK_RECORD_HEAD)) return false;
  return hk_get32(head) == HK_RECORD_MAGIC && hk_crc16(head, HK_RECORD_CRC) == hk_get16(head + HK_RECORD_CRC);
}

bool hk_record_has(const struct hk_platform *on, const struct hk_flash_map *map, uint8_t slot, uint32_t mark) {
  uint8_t unit[HK_FLASH_UNIT];
  uint8_t any = 0;
  if (!on->read(on->context, mark_at(map, slot, mark), unit, HK_FLASH_UNIT)) return false;
  for (size_t at = 0; at < HK_FLASH_UNIT; at++) any |= unit[at];
  return any == 0;
}

bool hk_record_set(const struct hk_platform *on, const struct hk_flash_map *map, uint8_t slot, uint32_t mark) {
  static const uint8_t zeros[HK_FLASH_UNIT] = {0};
  return on->program(on->context, mark_at(map, slot, mark), zeros, HK_FLASH_UNIT);
}

void hk_boot_choose(const struct hk_platform *platform, const struct hk_flash_map *map, struct hk_boot *boot) {
  uint8_t head[HK_RECORD_HEAD];
  uint32_t newest = 0;
  boot->slot = hk_record_read(platform, map, 0, head) ? 1 : 0; /* as made: slot 0, without a record */
  boot->trial = false;
  boot->rolled_back = false;
  for (uint8_t slot = 0; slot < 2; slot++) {
    if (!hk_record_read(platform, map, slot, head) || !hk_record_has(platform, map, slot, HK_VERIFIED)) continue;
    if (hk_record_has(platform, map, slot, HK_REJECTED)) continue;
    const bool confirmed = hk_record_has(platform, map, slot, HK_CONFIRMED);
    if (!confirmed && hk_record_has(platform, map, slot, HK_TRIED)) {
      (void)hk_record_set(platform, map, slot, HK_REJECTED);
      boot->rolled_back = true;
      continue;
    }
    if (hk_get32(head + 4) < newest) continue;
    newest = hk_get32(head + 4);
    boot->slot = slot;
    boot->trial = !confirmed;
  }
  if (boot->trial && !hk_record_set(platform, map, boot->slot, HK_TRIED)) boot->rolled_back = true;
}
