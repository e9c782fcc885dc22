/*
 * New firmware into the other slot, block by block in any order, resumed after a power cut at any byte. Long work is done between
 * replies, a page at a time; the host is told how long the node may be deaf.
 *
 *   begin ─► erase ─► data … data ─► commit ─► check digest, signature ─► verified ─► boot: on trial ─► 3 POLLs: confirmed
 *              ▲ the same begin again goes on where it was
 */
#include "hk-record.h"

#define BEGIN_BYTES 47u
#define SIGNATURE_BYTES 64u
#define SIGNED_AT 109u
#define SIZE_AT 5u
#define DATA_HEAD 4u
#define BLOCK_BITS 7 /* HK_FW_BLOCK_BYTES */
enum { IDLE, ERASING, CHECKING, MENDING };

static uint8_t slot_of(const struct hk_node *node) { return (uint8_t)(1 - node->boot.slot); }
static const struct hk_flash_map *map_of(const struct hk_node *node) { return &node->product->flash; }

static bool has(const struct hk_node *node, uint32_t mark) {
  return hk_record_has(node->platform, map_of(node), slot_of(node), mark);
}

static bool set(struct hk_node *node, uint32_t mark) {
  const bool good = hk_record_set(node->platform, map_of(node), slot_of(node), mark);
  if (!good) hk_node_flag(node, HK_STATE_FLAG_STORAGE_FAULT, true);
  return good;
}

static bool is_missing(const struct hk_node *node, uint32_t block) { return !has(node, HK_FIRST_BLOCK + block); }

static uint16_t lowest_missing(struct hk_node *node) {
  while (node->fw_lowest < node->fw_blocks && !is_missing(node, node->fw_lowest)) node->fw_lowest++;
  return node->fw_lowest;
}

/* Pages are powers of two. */
static uint32_t pages(uint32_t bytes, uint8_t bits) { return (bytes + (1u << bits) - 1) >> bits; }
static uint32_t record_pages(const struct hk_flash_map *map) {
  return pages(hk_firmware_record_bytes(map->image_bytes), map->page_bits);
}

static uint32_t wait_ms(const struct hk_node *node) {
  const struct hk_flash_map *map = map_of(node);
  uint32_t ms = 0;
  if (node->fw_work == ERASING) {
    ms = (record_pages(map) + pages(node->fw_bytes, map->page_bits) - node->fw_at + 1u) * map->erase_ms;
  } else if (node->fw_work == MENDING) {
    ms = (record_pages(map) + 2u) * map->erase_ms;
  } else if (node->fw_work == CHECKING) {
    ms = map->judge_ms;
  }
  return ms < HK_FW_WAIT_MS_MAX ? ms : HK_FW_WAIT_MS_MAX;
}

static void report(struct hk_node *node, uint8_t transfer, int status, struct hk_answer *answer) {
  const bool working = node->fw_work != IDLE && status >= 0;
  answer->type = HK_REPLY_FWSTAT;
  answer->count = HK_REPLY_LENGTH_FWSTAT;
  answer->payload[0] = (uint8_t)(working ? HK_FW_STATUS_WORKING : status);
  answer->payload[1] = transfer;
  hk_put16(answer->payload + 2, working ? wait_ms(node) : 0);
  hk_put16(answer->payload + 4, node->fw_transfer == 0 || node->fw_work == ERASING ? 0 : lowest_missing(node));
}

/* ------------------------------------------------------------------------------------------------ begin */

static void take_up(struct hk_node *node, uint8_t transfer) {
  node->fw_transfer = transfer;
  node->fw_bytes = hk_get32(node->fw_begin + SIZE_AT);
  node->fw_blocks = (uint16_t)pages(node->fw_bytes, BLOCK_BITS);
  node->fw_lowest = 0;
  node->fw_status = HK_FW_STATUS_GO_ON;
}

static int begin(struct hk_node *node, const uint8_t *payload, size_t count) {
  const struct hk_flash_map *map = map_of(node);
  uint8_t wanted[HK_BEGIN_BYTES] = {0};
  uint8_t head[HK_RECORD_HEAD];
  hk_copy(wanted, payload + 2, count - 2);
  wanted[SIGNED_AT] = count > BEGIN_BYTES ? 1 : 0;
  if (hk_get16(wanted) != node->product->model) return HK_FW_STATUS_NOT_THIS_MODEL;
  const uint32_t bytes = hk_get32(wanted + SIZE_AT);
  if (bytes == 0 || bytes > map->image_bytes) return HK_FW_STATUS_MALFORMED;
  const int judged = node->platform->judge(node->platform->context, slot_of(node), wanted, false);
  if (judged != HK_FW_STATUS_VERIFIED) return judged;
  if (node->fw_work != IDLE && hk_same(wanted, node->fw_begin, HK_BEGIN_BYTES)) {
    node->fw_transfer = payload[1];
    return HK_FW_STATUS_WORKING;
  }
  hk_copy(node->fw_begin, wanted, HK_BEGIN_BYTES);
  node->fw_work = IDLE;
  take_up(node, payload[1]);
  if (hk_record_read(node->platform, map, slot_of(node), head) && hk_same(head + HK_RECORD_BEGIN, wanted, HK_BEGIN_BYTES) &&
      !has(node, HK_TRIED) && !has(node, HK_REJECTED)) {
    if (has(node, HK_VERIFIED)) node->fw_status = HK_FW_STATUS_VERIFIED;
    return node->fw_status;
  }
  node->fw_work = ERASING;
  node->fw_at = 0;
  return HK_FW_STATUS_WORKING;
}

static bool write_head(const struct hk_node *node, uint32_t number) {
  uint8_t head[HK_RECORD_HEAD];
  hk_fill(head, 0, sizeof head);
  hk_put32(head, HK_RECORD_MAGIC);
  hk_put32(head + 4, number);
  hk_copy(head + HK_RECORD_BEGIN, node->fw_begin, HK_BEGIN_BYTES);
  hk_put16(head + HK_RECORD_CRC, hk_crc16(head, HK_RECORD_CRC));
  return node->platform->program(node->platform->context, map_of(node)->record[slot_of(node)], head, sizeof head);
}

/* ------------------------------------------------------------------------------------------------ data */

/* Units that a power cut left written are compared; one that it left torn calls for its page to be erased. */
static int write_block(struct hk_node *node, uint16_t block, const uint8_t *data, uint32_t count) {
  const struct hk_platform *on = node->platform;
  const uint32_t at = map_of(node)->image[slot_of(node)] + (uint32_t)block * HK_FW_BLOCK_BYTES;
  for (uint32_t done = 0; done < count; done += HK_FLASH_UNIT) {
    uint8_t unit[HK_FLASH_UNIT];
    uint8_t found[HK_FLASH_UNIT];
    bool erased = true;
    hk_fill(unit, 0xff, HK_FLASH_UNIT);
    hk_copy(unit, data + done, count - done < HK_FLASH_UNIT ? count - done : HK_FLASH_UNIT);
    bool good = on->read(on->context, at + done, found, HK_FLASH_UNIT);
    for (size_t each = 0; each < HK_FLASH_UNIT; each++) erased = erased && found[each] == 0xff;
    if (good && hk_same(found, unit, HK_FLASH_UNIT)) continue;
    good = good && erased && on->program(on->context, at + done, unit, HK_FLASH_UNIT) &&
           on->read(on->context, at + done, found, HK_FLASH_UNIT) && hk_same(found, unit, HK_FLASH_UNIT);
    if (good) continue;
    node->fw_work = MENDING;
    node->fw_at = (uint16_t)((uint32_t)block >> (map_of(node)->page_bits - BLOCK_BITS));
    return HK_FW_STATUS_WORKING;
  }
  (void)set(node, HK_FIRST_BLOCK + block);
  return HK_FW_STATUS_GO_ON;
}

static int data(struct hk_node *node, const uint8_t *payload, size_t count) {
  const uint16_t block = hk_get16(payload + 2);
  if (block >= node->fw_blocks) return HK_FW_STATUS_MALFORMED;
  const uint32_t left = node->fw_bytes - (uint32_t)block * HK_FW_BLOCK_BYTES;
  if (count - DATA_HEAD != (left < HK_FW_BLOCK_BYTES ? left : HK_FW_BLOCK_BYTES)) return HK_FW_STATUS_MALFORMED;
  if (node->fw_status != HK_FW_STATUS_GO_ON || !is_missing(node, block)) return node->fw_status;
  return write_block(node, block, payload + DATA_HEAD, (uint32_t)count - DATA_HEAD);
}

/* ------------------------------------------------------------------------------------------------ the other operations */

static void query(const struct hk_node *node, const uint8_t *payload, struct hk_answer *answer) {
  const uint32_t first = hk_get16(payload + 2);
  for (uint32_t block = first; block < node->fw_blocks && block - first < HK_FW_BITMAP_BYTES_MAX * 8; block++) {
    const uint32_t bit = block - first;
    if ((bit & 7) == 0) answer->payload[answer->count++] = 0;
    if (is_missing(node, block)) answer->payload[answer->count - 1] |= (uint8_t)(1u << (bit & 7));
  }
}

static int commit(struct hk_node *node) {
  if (node->fw_status != HK_FW_STATUS_GO_ON || lowest_missing(node) < node->fw_blocks) return node->fw_status;
  node->fw_work = CHECKING;
  return HK_FW_STATUS_WORKING;
}

void hk_firmware_request(struct hk_node *node, const uint8_t *payload, size_t count, struct hk_answer *answer) {
  size_t right = HK_LENGTH_FW;
  if (count >= HK_LENGTH_FW) {
    const uint8_t op = payload[0];
    if (op > HK_FW_OP_ABORT) {
      hk_answer_nak(answer, HK_NAK_VALUE, 0);
      return;
    }
    if (op == HK_FW_OP_QUERY) right = DATA_HEAD;
    if (op == HK_FW_OP_BEGIN) right = count == BEGIN_BYTES + SIGNATURE_BYTES ? count : BEGIN_BYTES;
    if (op == HK_FW_OP_DATA) right = count > DATA_HEAD && count <= DATA_HEAD + HK_FW_BLOCK_BYTES ? count : DATA_HEAD + 1;
  }
  if (count != right) {
    hk_answer_nak(answer, HK_NAK_LENGTH, (uint8_t)right);
    return;
  }
  const uint8_t transfer = payload[1];
  if (transfer == 0) {
    hk_answer_nak(answer, HK_NAK_VALUE, 1);
    return;
  }
  int status = node->fw_status;
  const bool known = transfer == node->fw_transfer;
  if (payload[0] == HK_FW_OP_BEGIN) status = begin(node, payload, count);
  else if (!known) status = HK_FW_STATUS_NO_TRANSFER;
  else if (payload[0] == HK_FW_OP_ABORT) {
    (void)set(node, HK_REJECTED);
    node->fw_transfer = 0;
    node->fw_work = IDLE;
    status = HK_FW_STATUS_NO_TRANSFER;
  } else if (node->fw_work == IDLE) {
    if (payload[0] == HK_FW_OP_DATA) status = data(node, payload, count);
    if (payload[0] == HK_FW_OP_COMMIT) status = commit(node);
    if (payload[0] == HK_FW_OP_BOOT && status == HK_FW_STATUS_VERIFIED) {
      node->restart = true;
      node->leave_us = 0;
      status = HK_FW_STATUS_RESTARTING;
    }
  }
  report(node, transfer, status, answer);
  if (payload[0] == HK_FW_OP_QUERY && known && node->fw_work != ERASING) query(node, payload, answer);
}

/* ------------------------------------------------------------------------------------------------ work between replies */

static void erase_next(struct hk_node *node) {
  const struct hk_platform *on = node->platform;
  const struct hk_flash_map *map = map_of(node);
  const uint8_t slot = slot_of(node);
  const uint32_t records = record_pages(map);
  uint8_t head[HK_RECORD_HEAD];
  if (node->fw_at < records + pages(node->fw_bytes, map->page_bits)) {
    /* The record first: what it vouches for is gone from then on. */
    const uint32_t at = node->fw_at < records ? map->record[slot] + ((uint32_t)node->fw_at << map->page_bits)
                                              : map->image[slot] + ((node->fw_at - records) << map->page_bits);
    if (!on->erase(on->context, at)) hk_node_flag(node, HK_STATE_FLAG_STORAGE_FAULT, true);
    node->fw_at++;
    return;
  }
  const uint32_t number = hk_record_read(on, map, node->boot.slot, head) ? hk_get32(head + 4) : 0;
  node->fw_work = IDLE;
  if (write_head(node, number + 1)) return;
  hk_node_flag(node, HK_STATE_FLAG_STORAGE_FAULT, true);
  node->fw_transfer = 0;
}

/* One page of the image anew: its blocks count as missing again, all others are kept. A cut in here begins the transfer anew. */
static void mend(struct hk_node *node) {
  const struct hk_platform *on = node->platform;
  const struct hk_flash_map *map = map_of(node);
  const uint8_t slot = slot_of(node);
  const uint32_t per_page = 1u << (map->page_bits - BLOCK_BITS);
  const uint32_t from = node->fw_at * per_page;
  uint8_t written[HK_FW_BLOCKS_MAX / 8];
  uint8_t head[HK_RECORD_HEAD];
  bool good = hk_record_read(on, map, slot, head);
  hk_fill(written, 0, sizeof written);
  for (uint32_t block = 0; block < node->fw_blocks; block++) {
    const bool again = block >= from && block < from + per_page;
    if (!again && !is_missing(node, block)) written[block >> 3] |= (uint8_t)(1u << (block & 7));
  }
  for (uint32_t page = 0; page < record_pages(map); page++) good = on->erase(on->context, map->record[slot] + (page << map->page_bits)) && good;
  good = on->erase(on->context, map->image[slot] + ((uint32_t)node->fw_at << map->page_bits)) && good;
  good = good && write_head(node, hk_get32(head + 4));
  for (uint32_t block = 0; good && block < node->fw_blocks; block++) {
    if ((written[block >> 3] >> (block & 7) & 1) != 0) good = set(node, HK_FIRST_BLOCK + block);
  }
  node->fw_lowest = 0;
  node->fw_work = IDLE;
  if (!good) node->fw_transfer = 0;
}

/* The judgement is long: the node is deaf for it, as it has said. */
static void check(struct hk_node *node) {
  const struct hk_platform *on = node->platform;
  node->fw_work = IDLE;
  node->fw_status = (int8_t)on->judge(on->context, slot_of(node), node->fw_begin, true);
  if (!set(node, node->fw_status == HK_FW_STATUS_VERIFIED ? HK_VERIFIED : HK_REJECTED)) node->fw_status = HK_FW_STATUS_MALFORMED;
}

void hk_firmware_live(struct hk_node *node) {
  struct hk_act act = {.kind = HK_ACT_RESTART};
  const bool trial_over = node->boot.trial && node->now_ms >= HK_FW_TRIAL_MS;
  const bool answered = node->restart && node->leave_us != 0 && (int32_t)(node->last_us - node->leave_us) >= 0;
  if (trial_over || answered) {
    node->restart = false;
    node->boot.trial = false;
    node->platform->act(node->platform->context, &act);
    return;
  }
  if (node->run_length != 0) return; /* a frame is coming in */
  if (node->fw_work == ERASING) erase_next(node);
  else if (node->fw_work == CHECKING) check(node);
  else if (node->fw_work == MENDING) mend(node);
}

/* A POLL has come. The third one within the minute makes the new image the one that stays. */
void hk_firmware_confirm(struct hk_node *node) {
  if (!node->boot.trial || ++node->polls < HK_FW_TRIAL_POLLS) return;
  node->boot.trial = false;
  if (!hk_record_set(node->platform, map_of(node), node->boot.slot, HK_CONFIRMED)) {
    hk_node_flag(node, HK_STATE_FLAG_STORAGE_FAULT, true);
  }
}
