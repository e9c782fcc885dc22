/*
 * The secure channel: one AES-128 key per node, a session key from both sides' random numbers, a counter that is never sent.
 *
 *   CHLNG (RH) ──► CCRYPT (RN, proof)      SCRYPT (proof) ──► ACK: up      ID with SEQ 0, at any time ──► down
 */
#include "hk-parts.h"

static void under_label(const struct hk_node *node, uint8_t label, const uint8_t *first, const uint8_t *second, uint8_t mac[16]) {
  uint8_t text[1 + 2 * HK_CHALLENGE_BYTES];
  text[0] = label;
  hk_copy(text + 1, first, HK_CHALLENGE_BYTES);
  hk_copy(text + 1 + HK_CHALLENGE_BYTES, second, HK_CHALLENGE_BYTES);
  hk_cmac(mac, node->settings.key, text, sizeof text, node->product->uid, HK_UID_BYTES);
}

/* N is 2k for request k and 2k + 1 for its reply; `last` takes the request before, which is being repeated. */
bool hk_secure_mac(const struct hk_node *node, bool reply, bool last, const uint8_t *body, size_t count, uint8_t mac[16]) {
  const uint32_t request = last ? node->requests - 1 : node->requests;
  uint8_t counter[8] = {0};
  if (last && node->requests == 0) return false;
  hk_put32(counter, (request << 1) | (reply ? 1u : 0u));
  counter[4] = (uint8_t)(request >> 31);
  hk_cmac(mac, node->session_key, counter, sizeof counter, body, count);
  return true;
}

void hk_secure_end(struct hk_node *node) {
  node->challenged = false;
  node->channel = false;
  node->requests = 0;
  hk_fill(node->session_key, 0, HK_KEY_BYTES);
}

void hk_secure_challenge(struct hk_node *node, const uint8_t *random, struct hk_answer *answer) {
  uint8_t mac[16];
  uint8_t seed[2 * HK_CHALLENGE_BYTES];
  if (node->settings.keyed == 0) {
    hk_answer_nak(answer, HK_NAK_CONDITION, HK_CONDITION_NO_KEY);
    return;
  }
  /* RN never repeats: the boot is counted in flash. Label 0 keeps it apart from every proof. */
  hk_put32(seed, node->settings.boot);
  hk_put32(seed + 4, ++node->challenges);
  hk_put32(seed + 8, node->random);
  hk_put32(seed + 12, node->last_us);
  under_label(node, 0, seed, seed + HK_CHALLENGE_BYTES, mac);
  hk_copy(node->node_random, mac, HK_CHALLENGE_BYTES);
  hk_copy(node->host_random, random, HK_CHALLENGE_BYTES);
  node->challenged = true;
  under_label(node, HK_CHANNEL_LABEL_NODE, node->host_random, node->node_random, mac);
  answer->type = HK_REPLY_CCRYPT;
  answer->count = HK_REPLY_LENGTH_CCRYPT;
  hk_copy(answer->payload, node->node_random, HK_CHALLENGE_BYTES);
  hk_copy(answer->payload + HK_CHALLENGE_BYTES, mac, HK_CHALLENGE_BYTES);
}

void hk_secure_proof(struct hk_node *node, const uint8_t *proof, struct hk_answer *answer) {
  uint8_t mac[16];
  const bool challenged = node->challenged;
  if (node->settings.keyed == 0) {
    hk_answer_nak(answer, HK_NAK_CONDITION, HK_CONDITION_NO_KEY);
    return;
  }
  node->challenged = false; /* one try for each challenge */
  under_label(node, HK_CHANNEL_LABEL_HOST, node->node_random, node->host_random, mac);
  if (!challenged || !hk_same(mac, proof, HK_CHALLENGE_BYTES)) {
    hk_count16(&node->refused);
    hk_answer_nak(answer, HK_NAK_CONDITION, HK_CONDITION_WRONG_PROOF);
    return;
  }
  under_label(node, HK_CHANNEL_LABEL_SESSION, node->host_random, node->node_random, mac);
  hk_copy(node->session_key, mac, HK_KEY_BYTES);
  node->requests = 0;
  node->channel = true;
}

void hk_secure_keyset(struct hk_node *node, bool secure, const uint8_t *payload, struct hk_answer *answer) {
  if (!secure && !node->install) {
    hk_answer_nak(answer, HK_NAK_CONDITION, HK_CONDITION_NOT_ALLOWED);
    return;
  }
  if (payload[0] != 0) {
    hk_answer_nak(answer, HK_NAK_VALUE, 0);
    return;
  }
  hk_copy(node->settings.key, payload + 1, HK_KEY_BYTES);
  node->settings.keyed = 1;
  hk_settings_store(node);
  node->install = false;
  node->challenged = false;
  hk_node_flag(node, HK_STATE_FLAG_INSTALL_MODE, false);
}
