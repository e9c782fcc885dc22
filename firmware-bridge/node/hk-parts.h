/* What the parts of a node share among themselves; nothing for a product. */
#ifndef HK_PARTS_H
#define HK_PARTS_H

#include "hk-node.h"

/* hk-bytes.c; 16-bit fields and counters stop at FFFF */
uint16_t hk_get16(const uint8_t *at);
uint32_t hk_get32(const uint8_t *at);
void hk_put16(uint8_t *at, uint32_t value);
void hk_put32(uint8_t *at, uint32_t value);
void hk_count16(uint16_t *counter);
uint32_t hk_cs(uint32_t ms); /* hundredths of a second; no division */
void hk_copy(uint8_t *to, const uint8_t *from, size_t count);
void hk_fill(uint8_t *to, uint8_t value, size_t count);
bool hk_same(const uint8_t *a, const uint8_t *b, size_t count); /* in a time that does not depend on where they differ */
uint16_t hk_crc16(const uint8_t *bytes, size_t count);
/* The body's length, in place, or 0 when the run is not COBS. */
size_t hk_cobs_decode(uint8_t *run, size_t count);
/* The body stands at wire + 2; returns the bytes on the wire, both zeros included. */
size_t hk_cobs_finish(uint8_t *wire, size_t body);

/* hk-cmac.c: AES-128-CMAC over `head` and then `tail`. */
void hk_cmac(uint8_t mac[16], const uint8_t key[HK_KEY_BYTES], const uint8_t *head, size_t head_count, const uint8_t *tail,
             size_t tail_count);

/* hk-settings.c */
void hk_settings_load(struct hk_node *node);
void hk_settings_store(struct hk_node *node);

/* hk-line.c */
uint32_t hk_char_us(uint32_t baud);

/* hk-session.c: a body with a right CRC and version. */
void hk_session_frame(struct hk_node *node, uint8_t *body, size_t count);

/* hk-secure.c */
bool hk_secure_mac(const struct hk_node *node, bool reply, bool last, const uint8_t *body, size_t count, uint8_t mac[16]);
void hk_secure_end(struct hk_node *node);

/* A reply in the making: execute writes the payload, `count` bytes of it, and the type. */
struct hk_answer {
  uint8_t type;
  size_t count;
  uint8_t *payload;
};
void hk_answer_nak(struct hk_answer *answer, uint8_t reason, uint8_t detail);
void hk_secure_challenge(struct hk_node *node, const uint8_t *random, struct hk_answer *answer);
void hk_secure_proof(struct hk_node *node, const uint8_t *proof, struct hk_answer *answer);
void hk_secure_keyset(struct hk_node *node, bool secure, const uint8_t *payload, struct hk_answer *answer);

/* hk-execute.c */
void hk_execute(struct hk_node *node, uint8_t type, bool secure, const uint8_t *payload, size_t count, struct hk_answer *answer);
void hk_write_id(const struct hk_node *node, uint8_t *payload);
void hk_set_clock(struct hk_node *node, const uint8_t *payload, size_t wire_bytes);

/* hk-device.c */
void hk_device_start(struct hk_node *node);
void hk_device_live(struct hk_node *node);
void hk_device_session(struct hk_node *node);
void hk_device_rate(struct hk_node *node, const uint8_t *payload);
void hk_device_poll(struct hk_node *node, struct hk_answer *answer);
void hk_device_acknowledge(struct hk_node *node, uint8_t event);

/* hk-face.c */
bool hk_face_text(struct hk_node *node, const uint8_t *payload, size_t count);
bool hk_face_lamp(struct hk_node *node, const uint8_t *payload);
void hk_face_clear(struct hk_node *node);
void hk_face_draw(struct hk_node *node, bool all);

/* hk-firmware.c */
void hk_firmware_request(struct hk_node *node, const uint8_t *payload, size_t count, struct hk_answer *answer);
void hk_firmware_live(struct hk_node *node);
void hk_firmware_confirm(struct hk_node *node);

#endif
