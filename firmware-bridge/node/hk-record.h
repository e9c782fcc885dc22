/*
 * The record of a slot, in flash: what its image is, how far it has come, which blocks are written. Node and boot loader both read it.
 * Every unit of the flash is programmed once, after what it vouches for; zeros mean yes. A power cut can only forget, never invent.
 *
 *   0 magic · 4 number, the newer is higher · 8 begin, from its model on, 109 bytes · 117 signed · 126 CRC-16
 *   128 verified, tried, confirmed, rejected, one unit each · then one unit for each block
 */
#ifndef HK_RECORD_H
#define HK_RECORD_H

#include "hk-parts.h"

#define HK_RECORD_MAGIC 0x31494b48u
#define HK_RECORD_BEGIN 8u
#define HK_RECORD_CRC 126u
#define HK_RECORD_HEAD 128u
#define HK_BEGIN_BYTES 110u /* 109 and whether it is signed */
/* 128 KiB of image, as a bitmap on the stack while a page is mended. */
#define HK_FW_BLOCKS_MAX 1024u
enum hk_mark { HK_VERIFIED, HK_TRIED, HK_CONFIRMED, HK_REJECTED, HK_FIRST_BLOCK };

/* False when the slot holds no whole record. */
bool hk_record_read(const struct hk_platform *on, const struct hk_flash_map *map, uint8_t slot, uint8_t head[HK_RECORD_HEAD]);
bool hk_record_has(const struct hk_platform *on, const struct hk_flash_map *map, uint8_t slot, uint32_t mark);
bool hk_record_set(const struct hk_platform *on, const struct hk_flash_map *map, uint8_t slot, uint32_t mark);

#endif
