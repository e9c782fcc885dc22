/*
 * The secure channel: one AES-128 key per node, a session key from both sides' random numbers, a counter that is never sent.
 *
 *   CHLNG (RH) ──► CCRYPT (RN, proof)      SCRYPT (proof) ──► ACK: up      ID with SEQ 0, at any time ──► down
 */
#include "hk-parts.h"

/* node->randoms: RN, RH, RN. */
#define NODE_FIRST 0
#define HOST_FIRST HK_CHALLENGE_BYTES

/* CMAC(K, label, 16 bytes, UID) in node->mac. */
static const uint8_t *under_label(struct hk_node *node, uint32_t label, const uint8_t *pair) {
  uint8_t text[1 + 2 * HK_CHALLENGE_BYTES + HK_UID_BYTES];
  text[0] = (uint8_t)label;
  memcpy(text + 1, pair, 2 * HK_CHALLENGE_BYTES);
  memcpy(text + 1 + 2 * HK_CHALLENGE_BYTES, node->product->uid, HK_UID_BYTES);
  hk_cmac(node->mac, node->settings.key, text, sizeof text);
  return node->mac;
}

/* N is 2k for request k and 2k + 1 for its reply; the half of it that has never been reached is zero. */
void hk_secure_mac(struct hk_node *node, uint32_t counter, uint8_t *body, size_t count) {
  uint8_t *from = body - HK_COUNTER_BYTES;
  memset(from, 0, HK_COUNTER_BYTES);
  hk_put32(from, counter);
  hk_cmac(node->mac, node->session_key, from, HK_COUNTER_BYTES + count);
}

void hk_secure_end(struct hk_node *node) {
  node->challenged = false;
  node->channel = false;
}

hk_outcome hk_secure_challenge(struct hk_node *node, const uint8_t *payload, size_t count) {
  uint8_t seed[2 * HK_CHALLENGE_BYTES];
  uint8_t *answer;
  (void)count;
  if (!node->keyed) return HK_REFUSE(HK_NAK_CONDITION, HK_CONDITION_NO_KEY);
  /* RN never repeats: the boot is counted in flash. Label 0 keeps it apart from every proof. */
  hk_put32(seed, node->settings.boot);
  hk_put32(seed + 4, ++node->challenges);
  hk_put32(seed + 8, node->random);
  hk_put32(seed + 12, node->last_us);
  (void)under_label(node, 0, seed);
  memcpy(node->randoms, node->mac, HK_CHALLENGE_BYTES);
  memcpy(node->randoms + HK_CHALLENGE_BYTES, payload, HK_CHALLENGE_BYTES);
  memcpy(node->randoms + 2 * HK_CHALLENGE_BYTES, node->mac, HK_CHALLENGE_BYTES);
  node->challenged = true;
  answer = hk_answer(node, HK_REPLY_CCRYPT, HK_REPLY_LENGTH_CCRYPT);
  memcpy(answer, node->mac, HK_CHALLENGE_BYTES);
  memcpy(answer + HK_CHALLENGE_BYTES, under_label(node, HK_CHANNEL_LABEL_NODE, node->randoms + HOST_FIRST), HK_CHALLENGE_BYTES);
  return HK_DONE;
}

hk_outcome hk_secure_proof(struct hk_node *node, const uint8_t *payload, size_t count) {
  const bool challenged = node->challenged;
  (void)count;
  if (!node->keyed) return HK_REFUSE(HK_NAK_CONDITION, HK_CONDITION_NO_KEY);
  node->challenged = false; /* one try for each challenge */
  if (!hk_same(under_label(node, HK_CHANNEL_LABEL_HOST, node->randoms + NODE_FIRST), payload, HK_CHALLENGE_BYTES) || !challenged) {
    hk_count16(&node->refused);
    return HK_REFUSE(HK_NAK_CONDITION, HK_CONDITION_WRONG_PROOF);
  }
  memcpy(node->session_key, under_label(node, HK_CHANNEL_LABEL_SESSION, node->randoms + HOST_FIRST), HK_KEY_BYTES);
  node->counter = 0;
  node->channel = true;
  return HK_DONE;
}

hk_outcome hk_secure_keyset(struct hk_node *node, const uint8_t *payload, size_t count) {
  (void)count;
  if (!node->secure && !node->install) return HK_REFUSE(HK_NAK_CONDITION, HK_CONDITION_NOT_ALLOWED);
  if (payload[0] != 0) return HK_REFUSE(HK_NAK_VALUE, 0);
  memcpy(node->settings.key, payload + 1, HK_KEY_BYTES);
  node->keyed = true;
  hk_settings_store(node);
  node->install = false;
  node->challenged = false;
  hk_node_flag(node, HK_STATE_FLAG_INSTALL_MODE, false);
  return HK_DONE;
}
