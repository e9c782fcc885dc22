/* The record of a slot, and the boot loader's choice between the two. */
#include "hk-record.h"

const uint8_t hk_record_set[HK_FLASH_UNIT] = {0};

uint32_t hk_record_mark(const struct hk_platform *on, uint32_t slot, uint32_t mark) {
  return on->flash.record[slot] + HK_RECORD_HEAD + mark * HK_FLASH_UNIT;
}

uint32_t hk_firmware_record_bytes(uint32_t image_bytes) {
  const uint32_t blocks = (image_bytes + HK_FW_BLOCK_BYTES - 1) / HK_FW_BLOCK_BYTES;
  return HK_RECORD_HEAD + (HK_FIRST_BLOCK + blocks) * HK_FLASH_UNIT;
}

bool hk_record_read(const struct hk_platform *on, uint32_t slot, uint8_t head[HK_RECORD_HEAD]) {
  if (!on->read(on->context, on->flash.record[slot], head, HK_RECORD_HEAD)) return false;
  return hk_get32(head) == HK_RECORD_MAGIC && hk_crc16(head, HK_RECORD_CRC) == hk_get16(head + HK_RECORD_CRC);
}

bool hk_record_has(const struct hk_platform *on, uint32_t slot, uint32_t mark) {
  uint8_t unit[HK_FLASH_UNIT];
  return on->read(on->context, hk_record_mark(on, slot, mark), unit, HK_FLASH_UNIT) && hk_is_all(unit, 0, HK_FLASH_UNIT);
}

static bool set(const struct hk_platform *on, uint32_t slot, uint32_t mark) {
  return on->program(on->context, hk_record_mark(on, slot, mark), hk_record_set, HK_FLASH_UNIT);
}

void hk_boot_choose(const struct hk_platform *platform, struct hk_boot *boot) {
  uint8_t head[HK_RECORD_HEAD];
  uint32_t newest = 0;
  boot->slot = hk_record_read(platform, 0, head) ? 1 : 0; /* as made: slot 0, without a record */
  boot->trial = false;
  boot->rolled_back = false;
  for (uint8_t slot = 0; slot < 2; slot++) {
    if (!hk_record_read(platform, slot, head) || !hk_record_has(platform, slot, HK_VERIFIED)) continue;
    if (hk_record_has(platform, slot, HK_REJECTED)) continue;
    const bool confirmed = hk_record_has(platform, slot, HK_CONFIRMED);
    if (!confirmed && hk_record_has(platform, slot, HK_TRIED)) {
      (void)set(platform, slot, HK_REJECTED);
      boot->rolled_back = true;
      continue;
    }
    if (hk_get32(head + 4) < newest) continue;
    newest = hk_get32(head + 4);
    boot->slot = slot;
    boot->trial = !confirmed;
  }
  if (boot->trial && !set(platform, boot->slot, HK_TRIED)) boot->rolled_back = true;
}
