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

void hk_answer_nak(struct hk_answer *answer, uint8_t reason, uint8_t detail) {
  answer->type = HK_REPLY_NAK;
  answer->count = HK_REPLY_LENGTH_NAK;
  answer->payload[0] = reason;
  answer->payload[1] = detail;
}

/* Head, MAC, CRC and COBS around the payload that stands in `wire` already. */
static uint8_t finish(const struct hk_node *node, uint8_t *wire, const struct hk_answer *answer, uint8_t seq, bool more, bool secure) {
  uint8_t *body = wire + 2;
  size_t count = HEAD_BYTES + answer->count;
  body[0] = (uint8_t)(node->settings.address | REPLY_BIT);
  body[1] = (uint8_t)(VERSION_ONE | (secure ? SEC_BIT : 0u) | (more ? MORE_BIT : 0u) | seq);
  body[2] = answer->type;
  if (secure) {
    uint8_t mac[16];
    (void)hk_secure_mac(node, true, false, body, count, mac);
    hk_copy(body + count, mac, HK_MAC_BYTES);
    count += HK_MAC_BYTES;
  }
  hk_put16(body + count, hk_crc16(body, count));
  return (uint8_t)hk_cobs_finish(wire, count + CRC_BYTES);
}

static void send_after(struct hk_node *node, const uint8_t *wire, uint8_t length, uint32_t delay_us) {
  node->reply = wire;
  node->reply_length = length;
  node->reply_us = node->asked_us + delay_us;
  node->reply_in_slot = false;
}

static void send_soon(struct hk_node *node, const uint8_t *wire, uint8_t length) {
  send_after(node, wire, length, HK_TURNAROUND_CHARS_MIN * node->char_us + 1u);
}

/* Answers that use up no SEQ and are not kept. */
static void send_brief(struct hk_node *node, const struct hk_answer *answer, uint8_t seq, bool secure) {
  send_soon(node, node->brief, finish(node, node->brief, answer, seq, false, secure));
}

static void refuse(struct hk_node *node, uint8_t reason, uint8_t detail, uint8_t seq, bool secure) {
  struct hk_answer answer = {0, 0, node->brief + 2 + HEAD_BYTES};
  hk_answer_nak(&answer, reason, detail);
  send_brief(node, &answer, seq, secure);
}

/* A frame that shows that the host is there, at this speed. */
static void heard(struct hk_node *node, bool addressed) {
  if (addressed) node->heard_ms = node->now_ms;
  if (node->old_baud == 0) return;
  node->new_baud = 0;
  node->old_baud = 0;
  node->settings.baud = node->baud;
  hk_settings_store(node);
}

/* ------------------------------------------------------------------------------------------------ broadcasts */

static bool has_prefix(const uint8_t *uid, const uint8_t *prefix, uint8_t bits) {
  for (uint8_t bit = 0; bit < bits; bit++) {
    const uint8_t mask = (uint8_t)(0x80u >> (bit & 7));
    if (((uid[bit >> 3] ^ prefix[bit >> 3]) & mask) != 0) return false;
  }
  return true;
}

static void who(struct hk_node *node, const uint8_t *payload) {
  const uint8_t scope = payload[0];
  const uint8_t slots = payload[1];
  struct hk_answer answer = {HK_REPLY_ID, HK_REPLY_LENGTH_ID, node->brief + 2 + HEAD_BYTES};
  if (scope > 2 || slots < 1 || slots > 64 || payload[3] > 96) return;
  if (scope == 0 && node->settings.address != HK_UNPROVISIONED) return;
  if (scope == 2 && !node->button) return;
  if (!has_prefix(node->product->uid, payload + 4, payload[3])) return;
  const uint32_t slot = ((node->random >> 16) * slots) >> 16;
  hk_write_id(node, answer.payload);
  send_after(node, node->brief, finish(node, node->brief, &answer, 0, false, false),
             SLOT_BEGIN_US + slot * payload[2] * 1000u);
  node->reply_in_slot = true;
}

static void set_address(struct hk_node *node, const uint8_t *payload) {
  struct hk_answer answer = {HK_REPLY_ACK, 0, node->brief};
  const uint8_t address = payload[HK_UID_BYTES];
  if (!hk_same(payload, node->product->uid, HK_UID_BYTES) || address > HK_ADDRESS_MAX) return;
  if (node->settings.keyed != 0 && !node->install) {
    hk_count16(&node->refused);
    return;
  }
  if (node->settings.address != address) {
    node->session = false;
    hk_secure_end(node);
    node->settings.address = address;
    hk_settings_store(node);
  }
  send_brief(node, &answer, 0, false);
}

static void broadcast(struct hk_node *node, uint8_t type, const uint8_t *payload, size_t count) {
  struct hk_answer nobody;
  uint8_t unsent[HK_REPLY_LENGTH_FWSTAT + HK_FW_BITMAP_BYTES_MAX];
  heard(node, false);
  if (type == HK_REQUEST_WHO && count == HK_LENGTH_WHO) who(node, payload);
  if (type == HK_REQUEST_SETADDR && count == HK_LENGTH_SETADDR) set_address(node, payload);
  if (type == HK_REQUEST_TIME && count == HK_LENGTH_TIME) hk_set_clock(node, payload, count + HK_FRAME_OVERHEAD_BYTES);
  if (type == HK_REQUEST_FW && count > HK_LENGTH_FW && payload[0] == HK_FW_OP_DATA) {
    nobody.payload = unsent;
    hk_firmware_request(node, payload, count, &nobody);
  }
}

/* ------------------------------------------------------------------------------------------------ to this node */

static void begin_session(struct hk_node *node) {
  struct hk_answer answer = {HK_REPLY_ID, HK_REPLY_LENGTH_ID, node->brief + 2 + HEAD_BYTES};
  hk_secure_end(node);
  node->session = true;
  node->executed = false;
  node->last_event = 0;
  node->expected_seq = 1;
  heard(node, true);
  hk_device_session(node);
  hk_write_id(node, answer.payload);
  send_soon(node, node->brief, finish(node, node->brief, &answer, 0, false, false));
}

/* Whether a request without SEC is refused: always with the channel up, and from a node with a key but for what starts one. */
static bool needs_channel(const struct hk_node *node, uint8_t type) {
  if (node->channel) return true;
  if (node->settings.keyed == 0 || node->install) return false;
  return type != HK_REQUEST_CAP && type != HK_REQUEST_CHLNG && type != HK_REQUEST_SCRYPT;
}

static void execute(struct hk_node *node, uint8_t seq, uint16_t crc, bool secure, uint8_t type, const uint8_t *payload, size_t count) {
  struct hk_answer answer = {HK_REPLY_ACK, 0, node->kept + 2 + HEAD_BYTES};
  if (node->last_event != 0) hk_device_acknowledge(node, node->last_event);
  node->last_event = 0;
  if (node->busy_ms != 0 && node->now_ms - node->busy_since_ms < node->busy_for_ms) {
    answer.type = HK_REPLY_BUSY;
    answer.count = HK_REPLY_LENGTH_BUSY;
    answer.payload = node->brief + 2 + HEAD_BYTES;
    hk_put16(answer.payload, node->busy_ms);
    send_brief(node, &answer, seq, secure);
    return;
  }
  if (node->old_baud == 0) node->new_baud = 0; /* COMSET's answer was never heard */
  const uint8_t most = node->product->cap[HK_CAP_PAYLOAD];
  if (count > most) hk_answer_nak(&answer, HK_NAK_LENGTH, most);
  else hk_execute(node, type, secure, payload, count, &answer);
  const bool is_event =
      answer.type == HK_REPLY_KEY || answer.type == HK_REPLY_RATING || answer.type == HK_REPLY_STATE;
  if (is_event) node->last_event = answer.payload[0];
  node->kept_length = finish(node, node->kept, &answer, seq, node->event_count > (is_event ? 1 : 0), secure);
  node->executed = true;
  node->last_seq = seq;
  node->last_crc = crc;
  node->last_secure = secure;
  node->expected_seq = (uint8_t)(seq == HK_SEQ_MAX ? 1 : seq + 1);
  if (secure && ++node->requests == 0) hk_secure_end(node);
  send_soon(node, node->kept, node->kept_length);
}

static void addressed(struct hk_node *node, const uint8_t *body, size_t count) {
  const uint8_t seq = (uint8_t)(body[1] & SEQ_MASK);
  const bool secure = (body[1] & SEC_BIT) != 0;
  const uint8_t type = body[2];
  const uint16_t crc = hk_get16(body + count - CRC_BYTES);
  const bool repeat =
      node->session && node->executed && seq == node->last_seq && crc == node->last_crc && secure == node->last_secure;
  const uint8_t expected = node->session ? node->expected_seq : 0;
  size_t end = count - CRC_BYTES;
  if (!node->channel) heard(node, true); /* with the channel up only what has a right MAC is the host's */
  if (secure) {
    uint8_t mac[16];
    if (node->settings.keyed == 0) {
      refuse(node, HK_NAK_SEC, 0, seq, false);
      return;
    }
    if (!node->channel) {
      refuse(node, HK_NAK_SEQUENCE, expected, seq, false);
      return;
    }
    if (end < HEAD_BYTES + HK_MAC_BYTES || !hk_secure_mac(node, false, repeat, body, end - HK_MAC_BYTES, mac) ||
        !hk_same(mac, body + end - HK_MAC_BYTES, HK_MAC_BYTES)) {
      hk_count16(&node->refused);
      return;
    }
    end -= HK_MAC_BYTES;
    heard(node, true);
  }
  if (seq == 0) {
    if (type == HK_REQUEST_ID && end == HEAD_BYTES && !secure) begin_session(node);
    else refuse(node, HK_NAK_SEQUENCE, expected, seq, secure);
    return;
  }
  if (!node->session) {
    refuse(node, HK_NAK_SEQUENCE, 0, seq, false);
    return;
  }
  if (repeat) {
    send_soon(node, node->kept, node->kept_length);
    return;
  }
  if (!secure && needs_channel(node, type)) {
    hk_count16(&node->refused);
    refuse(node, HK_NAK_CONDITION, HK_CONDITION_NEEDS_CHANNEL, seq, false);
    return;
  }
  if (seq != node->expected_seq) {
    refuse(node, HK_NAK_SEQUENCE, node->expected_seq, seq, secure);
    return;
  }
  execute(node, seq, crc, secure, type, body + HEAD_BYTES, end - HEAD_BYTES);
}

void hk_session_frame(struct hk_node *node, uint8_t *body, size_t count) {
  const uint8_t address = body[0];
  if (address == HK_BROADCAST) {
    if ((body[1] & (SEQ_MASK | SEC_BIT)) == 0) broadcast(node, body[2], body + HEAD_BYTES, count - HEAD_BYTES - CRC_BYTES);
  } else if (address == node->settings.address && address != HK_UNPROVISIONED) {
    addressed(node, body, count);
  }
}
