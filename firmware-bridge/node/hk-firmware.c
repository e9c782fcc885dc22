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

/* The slot that does not run. */
static uint32_t slot_of(const struct hk_node *node) { return 1u - node->boot.slot; }
static const struct hk_flash_map *map_of(const struct hk_node *node) { return &node->platform->flash; }

static bool has(const struct hk_node *node, uint32_t mark) { return hk_record_has(node->platform, slot_of(node), mark); }

static HK_WHOLE bool mark_slot(struct hk_node *node, uint32_t slot, uint32_t mark) {
  return hk_flash_program(node, hk_record_mark(node->platform, slot, mark), hk_record_set, HK_FLASH_UNIT);
}

static bool set(struct hk_node *node, uint32_t mark) { return mark_slot(node, slot_of(node), mark); }

static bool is_missing(const struct hk_node *node, uint32_t block) { return !has(node, HK_FIRST_BLOCK + block); }

static uint32_t lowest_missing(struct hk_node *node) {
  while (node->fw_lowest < node->fw_blocks && !is_missing(node, node->fw_lowest)) node->fw_lowest++;
  return node->fw_lowest;
}

/* Pages and blocks are powers of two. */
static uint32_t pages(uint32_t bytes, uint32_t bits) { return (bytes + (1u << bits) - 1) >> bits; }
static uint32_t record_pages(const struct hk_node *node) {
  return pages(hk_firmware_record_bytes(map_of(node)->image_bytes), map_of(node)->page_bits);
}
static HK_WHOLE uint32_t all_pages(const struct hk_node *node) { return record_pages(node) + pages(node->fw_bytes, map_of(node)->page_bits); }

/* Those of the record first, then those of the image. */
static bool erase_page(struct hk_node *node, uint32_t page) {
  const struct hk_flash_map *map = map_of(node);
  const uint32_t records = record_pages(node);
  const uint32_t at = page < records ? map->record[slot_of(node)] : map->image[slot_of(node)];
  return hk_flash_erase(node, at + ((page < records ? page : page - records) << map->page_bits));
}

static uint32_t wait_ms(const struct hk_node *node) {
  const struct hk_flash_map *map = map_of(node);
  uint32_t ms = (node->fw_work == ERASING ? all_pages(node) - node->fw_at + 1u : record_pages(node) + 2u) * map->erase_ms;
  if (node->fw_work == CHECKING) ms = map->judge_ms;
  return ms < HK_FW_WAIT_MS_MAX ? ms : HK_FW_WAIT_MS_MAX;
}

static HK_WHOLE uint8_t *report(struct hk_node *node, uint32_t transfer, int status) {
  uint8_t *payload = hk_answer(node, HK_REPLY_FWSTAT, HK_REPLY_LENGTH_FWSTAT);
  memset(payload, 0, HK_REPLY_LENGTH_FWSTAT);
  if (node->fw_work != IDLE && status >= 0) {
    status = HK_FW_STATUS_WORKING;
    hk_put16(payload + 2, wait_ms(node));
  }
  payload[0] = (uint8_t)status;
  payload[1] = (uint8_t)transfer;
  if (node->fw_transfer != 0 && node->fw_work != ERASING) hk_put16(payload + 4, lowest_missing(node));
  return payload + HK_REPLY_LENGTH_FWSTAT;
}

/* ------------------------------------------------------------------------------------------------ begin */

static int begin(struct hk_node *node, const uint8_t *payload, size_t count) {
  const struct hk_platform *on = node->platform;
  uint8_t wanted[HK_BEGIN_BYTES];
  uint8_t head[HK_RECORD_HEAD];
  memset(wanted, 0, sizeof wanted);
  memcpy(wanted, payload + 2, count - 2);
  wanted[SIGNED_AT] = count > BEGIN_BYTES ? 1 : 0;
  if (hk_get16(wanted) != node->product->model) return HK_FW_STATUS_NOT_THIS_MODEL;
  const uint32_t bytes = hk_get32(wanted + SIZE_AT);
  if (bytes == 0 || bytes > on->flash.image_bytes) return HK_FW_STATUS_MALFORMED;
  const int judged = on->judge(on->context, (uint8_t)slot_of(node), wanted, false);
  if (judged != HK_FW_STATUS_VERIFIED) return judged;
  node->fw_transfer = payload[1];
  if (node->fw_work != IDLE && hk_same(wanted, node->fw_begin, HK_BEGIN_BYTES)) return HK_FW_STATUS_WORKING;
  memcpy(node->fw_begin, wanted, HK_BEGIN_BYTES);
  node->fw_bytes = bytes;
  node->fw_blocks = (uint16_t)pages(bytes, BLOCK_BITS);
  node->fw_lowest = 0;
  node->fw_at = 0;
  node->fw_status = HK_FW_STATUS_GO_ON;
  node->fw_work = ERASING;
  if (hk_record_read(on, slot_of(node), head) && hk_same(head + HK_RECORD_BEGIN, wanted, HK_BEGIN_BYTES) && !has(node, HK_TRIED) &&
      !has(node, HK_REJECTED)) {
    node->fw_work = IDLE;
    if (has(node, HK_VERIFIED)) node->fw_status = HK_FW_STATUS_VERIFIED;
  }
  return node->fw_status;
}

static bool write_head(struct hk_node *node, uint32_t number) {
  uint8_t head[HK_RECORD_HEAD];
  memset(head, 0, sizeof head);
  hk_put32(head, HK_RECORD_MAGIC);
  hk_put32(head + 4, number);
  memcpy(head + HK_RECORD_BEGIN, node->fw_begin, HK_BEGIN_BYTES);
  hk_put16(head + HK_RECORD_CRC, hk_crc16(head, HK_RECORD_CRC));
  return hk_flash_program(node, map_of(node)->record[slot_of(node)], head, sizeof head);
}

/* ------------------------------------------------------------------------------------------------ data */

/* Whether the unit holds this. One that a power cut left written is so already; of one that it left torn nothing more can be made. */
static bool write_unit(struct hk_node *node, uint32_t at, const uint8_t unit[HK_FLASH_UNIT]) {
  const struct hk_platform *on = node->platform;
  uint8_t found[HK_FLASH_UNIT];
  for (bool tried = false;; tried = true) {
    if (!on->read(on->context, at, found, HK_FLASH_UNIT)) return false;
    if (hk_same(found, unit, HK_FLASH_UNIT)) return true;
    if (tried || !hk_is_all(found, 0xff, HK_FLASH_UNIT) || !on->program(on->context, at, unit, HK_FLASH_UNIT)) return false;
  }
}

/* A torn unit calls for its page to be erased. */
static int write_block(struct hk_node *node, uint32_t block, const uint8_t *data, uint32_t count) {
  const uint32_t at = map_of(node)->image[slot_of(node)] + (block << BLOCK_BITS);
  for (uint32_t done = 0; done < count; done += HK_FLASH_UNIT) {
    uint8_t unit[HK_FLASH_UNIT];
    memset(unit, 0xff, HK_FLASH_UNIT);
    memcpy(unit, data + done, count - done < HK_FLASH_UNIT ? count - done : HK_FLASH_UNIT);
    if (write_unit(node, at + done, unit)) continue;
    node->fw_work = MENDING;
    node->fw_at = (uint16_t)(block >> (map_of(node)->page_bits - BLOCK_BITS));
    return HK_FW_STATUS_WORKING;
  }
  (void)set(node, HK_FIRST_BLOCK + block);
  return HK_FW_STATUS_GO_ON;
}

static int data(struct hk_node *node, const uint8_t *payload, size_t count) {
  const uint32_t block = hk_get16(payload + 2);
  const uint32_t left = node->fw_bytes - (block << BLOCK_BITS);
  if (block >= node->fw_blocks || count - DATA_HEAD != (left < HK_FW_BLOCK_BYTES ? left : HK_FW_BLOCK_BYTES)) return HK_FW_STATUS_MALFORMED;
  if (node->fw_status != HK_FW_STATUS_GO_ON || !is_missing(node, block)) return node->fw_status;
  return write_block(node, block, payload + DATA_HEAD, (uint32_t)count - DATA_HEAD);
}

/* ------------------------------------------------------------------------------------------------ the other operations */

static HK_WHOLE void put_bit(uint8_t *bits, uint32_t at) { bits[at >> 3] |= (uint8_t)(1u << (at & 7)); }

static void query(struct hk_node *node, const uint8_t *payload, uint8_t *bits) {
  const uint32_t first = hk_get16(payload + 2);
  const uint32_t left = first < node->fw_blocks ? node->fw_blocks - first : 0;
  const uint32_t count = left < HK_FW_BITMAP_BYTES_MAX * 8 ? left : HK_FW_BITMAP_BYTES_MAX * 8;
  const uint32_t bytes = (count + 7) >> 3;
  memset(bits, 0, bytes);
  node->answer_count = (uint8_t)(node->answer_count + bytes);
  for (uint32_t at = 0; at < count; at++) {
    if (is_missing(node, first + at)) put_bit(bits, at);
  }
}

static int commit(struct hk_node *node) {
  if (node->fw_status != HK_FW_STATUS_GO_ON || lowest_missing(node) < node->fw_blocks) return node->fw_status;
  node->fw_work = CHECKING;
  return HK_FW_STATUS_WORKING;
}

static HK_WHOLE int operate(struct hk_node *node, const uint8_t *payload, size_t count) {
  const uint32_t op = payload[0];
  if (op == HK_FW_OP_BEGIN) return begin(node, payload, count);
  if (payload[1] != node->fw_transfer) return HK_FW_STATUS_NO_TRANSFER;
  if (op == HK_FW_OP_ABORT) {
    (void)set(node, HK_REJECTED);
    node->fw_transfer = 0;
    node->fw_work = IDLE;
    return HK_FW_STATUS_NO_TRANSFER;
  }
  if (node->fw_work != IDLE) return node->fw_status;
  if (op == HK_FW_OP_DATA) return data(node, payload, count);
  if (op == HK_FW_OP_COMMIT) return commit(node);
  if (op == HK_FW_OP_BOOT && node->fw_status == HK_FW_STATUS_VERIFIED) {
    node->restart = true;
    node->leave_us = 0;
    return HK_FW_STATUS_RESTARTING;
  }
  return node->fw_status;
}

hk_outcome hk_firmware_request(struct hk_node *node, const uint8_t *payload, size_t count) {
  /* By operation: the least, and how many more there may be. */
  static const uint8_t lengths[][2] = {{DATA_HEAD, 0}, {BEGIN_BYTES, SIGNATURE_BYTES}, {DATA_HEAD + 1, HK_FW_BLOCK_BYTES - 1}, {2, 0}, {2, 0}, {2, 0}};
  const uint32_t op = payload[0];
  uint8_t *bits;
  if (count < HK_LENGTH_FW) return HK_REFUSE(HK_NAK_LENGTH, HK_LENGTH_FW);
  if (op > HK_FW_OP_ABORT) return HK_REFUSE(HK_NAK_VALUE, 0);
  const uint32_t more = (uint32_t)count - lengths[op][0];
  if (more > lengths[op][1] || (op == HK_FW_OP_BEGIN && more % SIGNATURE_BYTES != 0)) return HK_REFUSE(HK_NAK_LENGTH, lengths[op][0]);
  if (payload[1] == 0) return HK_REFUSE(HK_NAK_VALUE, 1);
  const int status = operate(node, payload, count);
  bits = report(node, payload[1], status);
  if (op == HK_FW_OP_QUERY && payload[1] == node->fw_transfer && node->fw_work != ERASING) query(node, payload, bits);
  return HK_DONE;
}

/* ------------------------------------------------------------------------------------------------ work between replies */

static void erase_next(struct hk_node *node) {
  uint8_t head[HK_RECORD_HEAD];
  if (node->fw_at < all_pages(node)) {
    (void)erase_page(node, node->fw_at++); /* the record first: what it vouches for is gone from then on */
    return;
  }
  const uint32_t number = hk_record_read(node->platform, node->boot.slot, head) ? hk_get32(head + 4) : 0;
  node->fw_work = IDLE;
  if (!write_head(node, number + 1)) node->fw_transfer = 0;
}

/* One page of the image anew: its blocks count as missing again, all others are kept. A cut in here begins the transfer anew. */
static void mend(struct hk_node *node) {
  const uint32_t block_bits = map_of(node)->page_bits - (uint32_t)BLOCK_BITS;
  const uint32_t records = record_pages(node);
  uint8_t written[HK_FW_BLOCKS_MAX / 8];
  uint8_t head[HK_RECORD_HEAD];
  bool good = hk_record_read(node->platform, slot_of(node), head);
  memset(written, 0, sizeof written);
  for (uint32_t block = 0; block < node->fw_blocks; block++) {
    if (block >> block_bits != node->fw_at && !is_missing(node, block)) put_bit(written, block);
  }
  for (uint32_t page = 0; page < records; page++) good = erase_page(node, page) && good;
  good = erase_page(node, records + node->fw_at) && good && write_head(node, hk_get32(head + 4));
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
  node->fw_status = (int8_t)on->judge(on->context, (uint8_t)slot_of(node), node->fw_begin, true);
  if (!set(node, node->fw_status == HK_FW_STATUS_VERIFIED ? HK_VERIFIED : HK_REJECTED)) node->fw_status = HK_FW_STATUS_MALFORMED;
}

void hk_firmware_live(struct hk_node *node) {
  const bool trial_over = node->boot.trial && node->now_ms >= HK_FW_TRIAL_MS;
  const bool answered = node->restart && node->leave_us != 0 && (int32_t)(node->last_us - node->leave_us) >= 0;
  if (trial_over || answered) {
    node->restart = false;
    node->boot.trial = false;
    (void)hk_act_new(node, HK_ACT_RESTART);
    hk_act_show(node);
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
  (void)mark_slot(node, node->boot.slot, HK_CONFIRMED);
}
