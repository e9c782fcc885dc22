/*
 * What a node does with an intact frame, in the order of docs/hall-bus.md section 3. Nothing else decides whether a request runs.
 *
 *   own address? ─► MAC right? ─► SEQ 0: new session ─► repeat: kept reply ─► allowed without SEC? ─► expected SEQ ─► execute, keep
 */
#include "hk-parts.h"

#define REPLY_BIT 0x80u
#define SEC_BIT 0x10u
#define MORE_BIT 0x08u
#define SEQ_MASK 0x07u
#define VERSION_ONE 0x40u
#define HEAD_BYTES 3u
#define CRC_BYTES 2u
/* Slot 0 of WHO begins 3 ms after the request, with half a millisecond of its one to come late. */
#define SLOT_BEGIN_US (HK_TURNAROUND_MS_MAX * 1000u + 200u)

/* ------------------------------------------------------------------------------------------------ answers */

uint8_t *hk_answer(struct hk_node *node, uint8_t type, uint32_t count) {
  node->answer_type = type;
  node->answer_count = (uint8_t)count;
  return node->body + HEAD_BYTES;
}

void hk_answer_nak(struct hk_node *node, hk_outcome outcome) {
  uint8_t *payload = hk_answer(node, HK_REPLY_NAK, HK_REPLY_LENGTH_NAK);
  payload[0] = (uint8_t)(outcome >> 8);
  payload[1] = (uint8_t)outcome;
}

static void send(struct hk_node *node, const uint8_t *wire, uint8_t length) {
  node->reply = wire;
  node->reply_length = length;
  node->reply_us = node->asked_us + HK_TURNAROUND_CHARS_MIN * node->char_us + 1u;
  node->reply_in_slot = false;
}

/* Head, MAC, CRC and COBS around the payload that stands in `body` already. */
static void answer(struct hk_node *node, bool more) {
  uint8_t *body = node->body;
  size_t count = HEAD_BYTES + (size_t)node->answer_count;
  body[0] = (uint8_t)(node->address | REPLY_BIT);
  body[1] = (uint8_t)(VERSION_ONE | (node->secure ? SEC_BIT : 0u) | (more ? MORE_BIT : 0u) | node->seq);
  body[2] = node->answer_type;
  if (node->secure) {
    hk_secure_mac(node, node->counter + 1, body, count);
    memcpy(body + count, node->mac, HK_MAC_BYTES);
    count += HK_MAC_BYTES;
  }
  hk_put16(body + count, hk_crc16(body, count));
  send(node, body - HK_WIRE_HEAD, (uint8_t)hk_cobs_finish(body - HK_WIRE_HEAD, count + CRC_BYTES));
}

/* An answer that uses up no SEQ and is not kept. */
static void refuse(struct hk_node *node, hk_outcome outcome) {
  hk_answer_nak(node, outcome);
  answer(node, false);
}

/* A frame that shows that the host is there, at this speed. */
static void heard(struct hk_node *node) {
  if (node->old_baud == 0) return;
  node->new_baud = 0;
  node->old_baud = 0;
  node->settings.baud = node->baud;
  hk_settings_store(node);
}

static void heard_for_us(struct hk_node *node) {
  node->heard_ms = node->now_ms;
  heard(node);
}

static HK_WHOLE void end_session(struct hk_node *node) {
  node->expected_seq = 0;
  node->last_control = 0;
  node->event_told = false;
  hk_secure_end(node);
}

/* ------------------------------------------------------------------------------------------------ broadcasts */

static bool has_prefix(const uint8_t *uid, const uint8_t *prefix, uint32_t bits) {
  for (uint32_t bit = 0; bit < bits; bit++) {
    if ((((uint32_t)uid[bit >> 3] ^ prefix[bit >> 3]) << (bit & 7) & 0x80u) != 0) return false;
  }
  return true;
}

static void who(struct hk_node *node, const uint8_t *payload) {
  const uint32_t scope = payload[0];
  const uint32_t slots = payload[1];
  if (scope > 2 || slots < 1 || slots > 64 || payload[3] > 96) return;
  if (scope == 0 && node->address != HK_UNPROVISIONED) return;
  if (scope == 2 && !node->button) return;
  if (!has_prefix(node->product->uid, payload + 4, payload[3])) return;
  hk_answer_id(node);
  answer(node, false);
  node->reply_us = node->asked_us + SLOT_BEGIN_US + (((node->random >> 16) * slots) >> 16) * payload[2] * 1000u;
  node->reply_in_slot = true;
}

static void set_address(struct hk_node *node, const uint8_t *payload) {
  const uint8_t address = payload[HK_UID_BYTES];
  if (!hk_same(payload, node->product->uid, HK_UID_BYTES) || address > HK_ADDRESS_MAX) return;
  if (node->keyed && !node->install) {
    hk_count16(&node->refused);
    return;
  }
  if (node->address != address) {
    end_session(node);
    node->address = address;
    hk_settings_store(node);
  }
  (void)hk_answer(node, HK_REPLY_ACK, 0);
  answer(node, false);
}

static void broadcast(struct hk_node *node, uint32_t type, const uint8_t *payload, size_t count) {
  heard(node);
  if (type == HK_REQUEST_WHO && count == HK_LENGTH_WHO) who(node, payload);
  if (type == HK_REQUEST_SETADDR && count == HK_LENGTH_SETADDR) set_address(node, payload);
  if (type == HK_REQUEST_TIME && count == HK_LENGTH_TIME) (void)hk_set_clock(node, payload, count);
  if (type == HK_REQUEST_FW && count > HK_LENGTH_FW && payload[0] == HK_FW_OP_DATA) (void)hk_firmware_request(node, payload, count);
}

/* ------------------------------------------------------------------------------------------------ to this node */

static void begin_session(struct hk_node *node) {
  end_session(node);
  node->expected_seq = 1;
  heard_for_us(node);
  hk_device_session(node);
  hk_answer_id(node);
  answer(node, false);
}

/* Whether a request without SEC is refused: always with the channel up, and from a node with a key but for what starts one. */
static bool needs_channel(const struct hk_node *node, uint32_t type) {
  if (node->channel) return true;
  if (!node->keyed || node->install) return false;
  return type != HK_REQUEST_CAP && type != HK_REQUEST_CHLNG && type != HK_REQUEST_SCRYPT;
}

static void execute(struct hk_node *node, const uint8_t *body, size_t count, uint32_t crc) {
  hk_device_acknowledge(node);
  if (node->busy_ms != 0 && node->now_ms - node->busy_since_ms < node->busy_for_ms) {
    hk_put16(hk_answer(node, HK_REPLY_BUSY, HK_REPLY_LENGTH_BUSY), node->busy_ms);
    answer(node, false);
    return;
  }
  if (node->old_baud == 0) node->new_baud = 0; /* COMSET's answer was never heard */
  node->body = node->kept + HK_COUNTER_BYTES;
  (void)hk_answer(node, HK_REPLY_ACK, 0);
  hk_execute(node, body[2], body + HEAD_BYTES, count - HEAD_BYTES);
  answer(node, node->event_count > (node->event_told ? 1u : 0u));
  node->kept_length = node->reply_length;
  node->last_control = body[1];
  node->last_crc = (uint16_t)crc;
  node->expected_seq = (uint8_t)(node->seq == HK_SEQ_MAX ? 1 : node->seq + 1);
  if (!node->secure) return;
  node->counter += 2;
  if (node->counter == 0) hk_secure_end(node); /* no N twice */
}

/* The MAC of a repeat is that of the request before. */
static bool is_from_host(struct hk_node *node, uint8_t *body, size_t count, bool repeat) {
  if (count < HEAD_BYTES + HK_MAC_BYTES) return false;
  hk_secure_mac(node, node->counter - (repeat ? 2u : 0u), body, count - HK_MAC_BYTES);
  return hk_same(node->mac, body + count - HK_MAC_BYTES, HK_MAC_BYTES);
}

static void addressed(struct hk_node *node, uint8_t *body, size_t count) {
  const bool secure = (body[1] & SEC_BIT) != 0;
  const uint32_t crc = hk_get16(body + count);
  const bool repeat = body[1] == node->last_control && crc == node->last_crc;
  const hk_outcome sequence = HK_REFUSE(HK_NAK_SEQUENCE, node->expected_seq);
  if (!node->channel) heard_for_us(node); /* with the channel up only what has a right MAC is the host's */
  if (secure) {
    if (!node->keyed) {
      refuse(node, HK_REFUSE(HK_NAK_SEC, 0));
      return;
    }
    if (!node->channel) {
      refuse(node, sequence);
      return;
    }
    if (!is_from_host(node, body, count, repeat)) {
      hk_count16(&node->refused);
      return;
    }
    count -= HK_MAC_BYTES;
    node->secure = true;
    heard_for_us(node);
  }
  if (node->seq == 0) {
    if (body[2] == HK_REQUEST_ID && count == HEAD_BYTES && !secure) begin_session(node);
    else refuse(node, sequence);
  } else if (repeat) {
    send(node, node->kept + HK_COUNTER_BYTES - HK_WIRE_HEAD, node->kept_length);
  } else if (!secure && node->expected_seq != 0 && needs_channel(node, body[2])) {
    hk_count16(&node->refused);
    refuse(node, HK_REFUSE(HK_NAK_CONDITION, HK_CONDITION_NEEDS_CHANNEL));
  } else if (node->seq != node->expected_seq) {
    refuse(node, sequence);
  } else {
    execute(node, body, count, crc);
  }
}

void hk_session_frame(struct hk_node *node, uint8_t *body, size_t count) {
  const uint32_t address = body[0];
  node->seq = body[1] & SEQ_MASK;
  node->secure = false;
  node->body = node->brief + HK_COUNTER_BYTES;
  if (address == HK_BROADCAST) {
    if ((body[1] & (SEQ_MASK | SEC_BIT)) == 0) broadcast(node, body[2], body + HEAD_BYTES, count - HEAD_BYTES);
  } else if (address == node->address && address != HK_UNPROVISIONED) {
    addressed(node, body, count);
  }
}
