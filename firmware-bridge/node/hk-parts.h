/* What the parts of a node share among themselves; nothing for a product. */
#ifndef HK_PARTS_H
#define HK_PARTS_H

#include "hk-node.h"

/* Of <string.h>, which a freestanding compiler need not have; these two it calls in any case. */
void *memcpy(void *to, const void *from, size_t count);
void *memset(void *to, int value, size_t count);

/* A function that GCC and Clang are to leave whole: called from a few places, or once by a function whose registers it would use up. */
#if defined(__GNUC__)
#define HK_WHOLE __attribute__((noinline))
#else
#define HK_WHOLE
#endif

/*
 * hk-bytes.c; 16-bit fields and counters stop at FFFF. Small values travel as uint32_t: an 8-bit parameter costs a Cortex-M0 an
 * instruction at every turn.
 */
uint32_t hk_get16(const uint8_t *at);
uint32_t hk_get32(const uint8_t *at);
void hk_put16(uint8_t *at, uint32_t value);
void hk_put32(uint8_t *at, uint32_t value);
void hk_count16(uint16_t *counter);
uint32_t hk_cs(uint32_t ms); /* hundredths of a second; no division */
void hk_xor(uint8_t *to, const uint8_t *with, size_t count);
bool hk_same(const uint8_t *a, const uint8_t *b, size_t count); /* in a time that does not depend on where they differ */
bool hk_is_all(const uint8_t *bytes, uint32_t value, size_t count);
uint32_t hk_crc16(const uint8_t *bytes, size_t count);
/*
 * The body's length, or 0 when the run, of bytes that are not 0, is not COBS. In place: every code becomes the zero it stands for, and the
 * body begins behind the first.
 */
size_t hk_cobs_decode(uint8_t *run, size_t count);
/* The body stands at wire + 2; returns the bytes on the wire, both zeros included. */
size_t hk_cobs_finish(uint8_t *wire, size_t body);

/* hk-cmac.c: AES-128-CMAC; the start makes its S-box. */
void hk_cmac_start(void);
void hk_cmac(uint8_t mac[16], const uint8_t key[HK_KEY_BYTES], const uint8_t *bytes, size_t count);

/* hk-settings.c; a failure of the flash sets the flag of it */
void hk_settings_load(struct hk_node *node);
void hk_settings_store(struct hk_node *node);
bool hk_flash_erase(struct hk_node *node, uint32_t at);
bool hk_flash_program(struct hk_node *node, uint32_t at, const uint8_t *bytes, uint32_t count);

/* hk-line.c */
uint32_t hk_char_us(uint32_t baud);

/* hk-session.c: a body with a right CRC and version, `count` bytes without the CRC. */
void hk_session_frame(struct hk_node *node, uint8_t *body, size_t count);
/* Sets what the request being executed is answered with, and returns its payload to be written. */
uint8_t *hk_answer(struct hk_node *node, uint8_t type, uint32_t count);
void hk_answer_nak(struct hk_node *node, uint32_t outcome);

/* hk-secure.c: the MAC in node->mac; writes the counter before the body. */
void hk_secure_mac(struct hk_node *node, uint32_t counter, uint8_t *body, size_t count);
void hk_secure_end(struct hk_node *node);

/* What a request comes to: 0 when it was done, else the reason and the detail of its NAK. */
typedef uint32_t hk_outcome;
#define HK_DONE 0u
#define HK_REFUSE(reason, detail) (((hk_outcome)(reason) << 8) | (detail))

/* Executes a request to this node; the answer is ACK unless it sets another one. */
typedef hk_outcome hk_handler(struct hk_node *node, const uint8_t *payload, size_t count);
hk_handler hk_secure_keyset, hk_secure_challenge, hk_secure_proof;
hk_handler hk_device_poll, hk_device_rate;
hk_handler hk_face_text, hk_face_lamp;
hk_handler hk_firmware_request;

/* hk-execute.c */
void hk_execute(struct hk_node *node, uint32_t type, const uint8_t *payload, size_t count);
void hk_answer_id(struct hk_node *node);
hk_handler hk_set_clock;

/* hk-device.c */
void hk_device_start(struct hk_node *node);
void hk_device_live(struct hk_node *node);
void hk_device_session(struct hk_node *node);
void hk_device_acknowledge(struct hk_node *node);

/* hk-face.c: an act to be filled in, the others of its fields 0, and its going out. */
struct hk_act *hk_act_new(struct hk_node *node, enum hk_act_kind kind);
void hk_act_show(struct hk_node *node);
void hk_face_start(struct hk_node *node);
void hk_face_clear(struct hk_node *node);
void hk_face_draw(struct hk_node *node);

/* hk-firmware.c */
void hk_firmware_live(struct hk_node *node);
void hk_firmware_confirm(struct hk_node *node);

#endif
