/*
 * Whether an image may run: its sums, its signature, its age. The boot loader needs this too and owns it; the node reaches it by a hook.
 * Ed25519 is a function of the product's: there are small ones and there is hardware for it.
 */
#ifndef HK_JUDGE_H
#define HK_JUDGE_H

#include "hk-node.h"

struct hk_sha256 {
  uint32_t state[8], bytes;
  uint8_t block[64];
};
void hk_sha256_start(struct hk_sha256 *hash);
void hk_sha256_add(struct hk_sha256 *hash, const uint8_t *bytes, size_t count);
void hk_sha256_end(struct hk_sha256 *hash, uint8_t digest[32]);
uint32_t hk_crc32(uint32_t crc, const uint8_t *bytes, size_t count); /* begin with 0 */

typedef bool (*hk_verify)(void *context, const uint8_t *message, size_t count, const uint8_t signature[64]);

/* `verify` NULL: images need no signature, and older ones may be installed. */
int hk_judge(const struct hk_platform *on, const struct hk_product *product, uint8_t slot, const uint8_t begin[110], bool whole,
             hk_verify verify);

#endif
