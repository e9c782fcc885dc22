/* The boot loader's judgement of an image: size, CRC-32 and SHA-256, then the signature over what the begin said. */
#include "hk-judge.h"

#include "hk-parts.h"

#define SIGNED_AT 109u
#define VERSION_AT 2u
#define SIZE_AT 5u
#define CRC_AT 9u
#define SHA_AT 13u
#define SIGNATURE_AT 45u
#define MESSAGE_BYTES 46u

uint32_t hk_crc32(uint32_t crc, const uint8_t *bytes, size_t count) {
  crc = ~crc;
  for (size_t at = 0; at < count; at++) {
    crc ^= bytes[at];
    for (int bit = 0; bit < 8; bit++) crc = (crc & 1u) != 0 ? (crc >> 1) ^ 0xedb88320u : crc >> 1;
  }
  return ~crc;
}

static bool is_older(const struct hk_product *product, const uint8_t *version) {
  const uint8_t *now = product->firmware;
  for (int at = 0; at < 3; at++) {
    if (version[at] != now[at]) return version[at] < now[at];
  }
  return false;
}

static bool has_right_sums(const struct hk_platform *on, const struct hk_product *product, uint8_t slot, const uint8_t *begin) {
  const uint32_t size = hk_get32(begin + SIZE_AT);
  struct hk_sha256 hash;
  uint8_t bytes[HK_FW_BLOCK_BYTES];
  uint8_t digest[32];
  uint32_t crc = 0;
  hk_sha256_start(&hash);
  for (uint32_t at = 0; at < size; at += HK_FW_BLOCK_BYTES) {
    const uint32_t count = size - at < HK_FW_BLOCK_BYTES ? size - at : HK_FW_BLOCK_BYTES;
    if (!on->read(on->context, product->flash.image[slot] + at, bytes, count)) return false;
    crc = hk_crc32(crc, bytes, count);
    hk_sha256_add(&hash, bytes, count);
  }
  hk_sha256_end(&hash, digest);
  return crc == hk_get32(begin + CRC_AT) && hk_same(digest, begin + SHA_AT, sizeof digest);
}

int hk_judge(const struct hk_platform *on, const struct hk_product *product, uint8_t slot, const uint8_t begin[110], bool whole,
             hk_verify verify) {
  uint8_t message[MESSAGE_BYTES] = {'H', 'K', 'F', 'W', '1'};
  if (verify != NULL && (begin[SIGNED_AT] == 0 || is_older(product, begin + VERSION_AT))) return HK_FW_STATUS_POLICY;
  if (!whole) return HK_FW_STATUS_VERIFIED;
  if (!has_right_sums(on, product, slot, begin)) return HK_FW_STATUS_MALFORMED;
  hk_copy(message + 5, begin, CRC_AT);
  hk_copy(message + 5 + CRC_AT, begin + SHA_AT, 32);
  const bool right = verify == NULL || verify(on->context, message, sizeof message, begin + SIGNATURE_AT);
  return right ? HK_FW_STATUS_VERIFIED : HK_FW_STATUS_MALFORMED;
}
