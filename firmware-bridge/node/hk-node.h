/*
 * A node of the hall bus: panel, call keypad or rating keypad. This is all that a product includes. It allocates nothing, waits for
 * nothing and knows no platform; what it needs of one are the four hooks of `struct hk_platform`. It never sends unasked.
 *
 *   every received byte ──► hk_node_receive        main loop, at least every 0.5 ms ──► hk_node_tick
 */
#ifndef HK_NODE_H
#define HK_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "hk-codes.h"

/* Sizes of the memory for what is shown; a product may set them for itself. */
#ifndef HK_ZONES
#define HK_ZONES 2
#endif
#ifndef HK_LEDS
#define HK_LEDS 5
#endif
/* A TEXT of the 132 bytes that a node with firmware update takes fits whole. */
#ifndef HK_TEXT_BYTES
#define HK_TEXT_BYTES 128
#endif
/* The flash is written in units of so many bytes, each once between two erasures: 2 for STM32F0, 8 for STM32G0. */
#ifndef HK_FLASH_UNIT
#define HK_FLASH_UNIT 8
#endif
/* Longest reply on the wire: FWSTAT with its bitmap, and a MAC. */
#define HK_WIRE_MAX                                                                                                       \
  (HK_REPLY_LENGTH_FWSTAT + HK_FW_BITMAP_BYTES_MAX + HK_MAC_BYTES + HK_FRAME_OVERHEAD_BYTES)
/* Longest reply that is not kept: ID in a slot of WHO. */
#define HK_WIRE_SHORT_MAX (HK_REPLY_LENGTH_ID + HK_FRAME_OVERHEAD_BYTES)

/* Bytes of CAP, by what they say. */
enum { HK_CAP_MINOR, HK_CAP_PAYLOAD, HK_CAP_ZONES, HK_CAP_COLUMNS, HK_CAP_CHARSET, HK_CAP_GLYPHS };
enum { HK_CAP_LEDS = 6, HK_CAP_KEYS, HK_CAP_RATING, HK_CAP_EVENTS, HK_CAP_FEATURES };

/* What a person sees or hears changes, or the node must restart. A text is a view, to be drawn or copied at once. */
enum hk_act_kind { HK_ACT_TEXT, HK_ACT_LED, HK_ACT_SOUND, HK_ACT_REFUSE, HK_ACT_GLYPH, HK_ACT_RATE, HK_ACT_CLOCK, HK_ACT_RESTART };
struct hk_act {
  enum hk_act_kind kind;
  uint8_t index;        /* zone, LED, glyph slot */
  uint8_t value;        /* LED: colour; sound: what; rate: levels offered, 0 = closed; text: colour */
  bool visible;         /* text: false in the dark half of a flash */
  bool scroll, centre;  /* text */
  uint8_t on_ds, off_ds, count; /* beep */
  uint8_t clip;         /* rate: voice clip, 0 none */
  const uint8_t *bytes; /* text; glyph: 32 bytes */
  uint8_t length;
  uint64_t unix_ms;     /* clock */
  int16_t offset_min;
};

/* Where things lie in the flash that the hooks give access to. All are multiples of the page. */
struct hk_flash_map {
  uint8_t page_bits; /* a page, erased as a whole, is 1 << page_bits bytes; at least 9 */
  uint32_t settings; /* two pages */
  uint32_t record[2]; /* per slot: what its image is and which blocks are written; see hk_firmware_record_bytes */
  uint32_t image[2]; /* per slot */
  uint32_t image_bytes;
  uint16_t erase_ms; /* one page, at worst */
  uint16_t judge_ms; /* digest and signature of the largest image, at most 5000 */
};

struct hk_platform {
  void *context; /* handed to every hook */
  /* 1. The time in microseconds, running round. */
  uint32_t (*now_us)(void *context);
  /* 2. The line: begin to send; change the speed. Neither waits. */
  void (*send)(void *context, const uint8_t *bytes, size_t count);
  void (*set_baud)(void *context, uint32_t baud);
  /* 3. The flash: false when it failed. Programming is done in whole units, erasing in whole pages. */
  bool (*read)(void *context, uint32_t at, uint8_t *bytes, uint32_t count);
  bool (*program)(void *context, uint32_t at, const uint8_t *bytes, uint32_t count);
  bool (*erase)(void *context, uint32_t at);
  /* 4. The face. */
  void (*act)(void *context, const struct hk_act *act);
  /*
   * The boot loader's judgement of an image for `slot`, of which `begin` says what it should be: HK_FW_STATUS_VERIFIED, _MALFORMED or
   * _POLICY. Asked before the first block, when only the claim can be judged (`whole` is false), and when all blocks are there. May
   * take up to `judge_ms`. hk-judge.c is one.
   */
  int (*judge)(void *context, uint8_t slot, const uint8_t begin[110], bool whole);
};

/* What this product is; constant. */
struct hk_product {
  uint8_t uid[HK_UID_BYTES];
  uint16_t model;
  uint8_t hardware;
  uint8_t firmware[3];
  uint8_t cap[HK_REPLY_LENGTH_CAP];
  uint32_t baud;     /* as made, until COMSET */
  uint8_t address;   /* as made, 0 for none */
  struct hk_flash_map flash;
};

/* What the boot loader knows about this start. */
struct hk_boot {
  uint8_t reset_cause;
  uint8_t slot; /* that runs, 0 or 1 */
  bool trial, rolled_back;
  bool install; /* the button was held for 5 s */
};

/* ------------------------------------------------------------------------------------------------ inside of a node */

/* As it stands in flash, 32 bytes: written and read by the same processor only. */
struct hk_settings {
  uint32_t sequence, boot, baud;
  uint8_t key[HK_KEY_BYTES];
  uint8_t address;
  uint8_t keyed; /* 1 */
  uint16_t crc;
};

struct hk_event {
  uint8_t id, type;
  bool sent;
  uint32_t at_ms;
  uint8_t body[HK_REPLY_LENGTH_STATE - 3];
};

/* What a zone or an LED has been told to show; a temporary state ends, a flashing permanent one comes to rest, `left_ms` from `since_ms`. */
struct hk_layer {
  uint32_t since_ms, left_ms, phase_ms;
  uint8_t command[8]; /* of LED and the head of TEXT */
  bool used;
  uint8_t length;
};

struct hk_text {
  struct hk_layer layer[2]; /* permanent, temporary */
  uint8_t bytes[2][HK_TEXT_BYTES];
};

/*
 * In this order for the short offsets of a Cortex-M0: bytes within 32, halfwords within 64, words within 128, then all that is long.
 */
struct hk_node {
  /* Session. */
  uint8_t expected_seq, last_seq, last_event;
  bool session, executed, last_secure;
  /* Secure channel. */
  bool challenged, channel, install;
  /* Line. */
  bool discarding, reply_in_slot;
  uint8_t run_length, reply_length, kept_length;
  /* Device. */
  bool offline, notice, state_wanted, rating, button, key_raw;
  uint8_t event_count, last_event_id, rating_mask, rating_seconds, key_held, key_told;
  /* Firmware. */
  uint8_t fw_transfer, fw_work, polls;
  int8_t fw_status;
  bool restart;

  uint16_t last_crc, flags, refused, damaged, supply_mv, rating_session, last_rating;
  uint16_t fw_blocks, fw_at, fw_lowest, busy_ms, rest_us, rest_ms;

  const struct hk_platform *platform;
  const struct hk_product *product;
  uint32_t now_ms, last_us, seconds, char_us, asked_us, reply_us, leave_us;
  const uint8_t *reply; /* waits to be sent, or NULL */
  uint32_t heard_ms, random, requests, baud, old_baud, new_baud, baud_ms; /* COMSET: 0 = none */
  uint32_t rating_ms, key_ms, key_raw_ms, button_ms, state_ms, busy_since_ms, busy_for_ms, challenges;
  uint32_t fw_bytes, settings_at; /* the next free record */

  struct hk_boot boot;
  struct hk_settings settings;
  uint8_t session_key[HK_KEY_BYTES], host_random[HK_CHALLENGE_BYTES], node_random[HK_CHALLENGE_BYTES];
  uint8_t text_shown[HK_ZONES], lamp_shown[HK_LEDS];
  struct hk_event events[HK_EVENT_QUEUE];
  uint8_t fw_begin[110]; /* of the request, from its model on, and whether it is signed */
  uint8_t run[HK_RUN_BYTES_MAX];
  uint8_t kept[HK_WIRE_MAX], brief[HK_WIRE_SHORT_MAX];
  struct hk_layer lamp[HK_LEDS][2]; /* permanent, temporary */
  struct hk_text text[HK_ZONES];
};

/* Starts a node: reads its settings, counts the boot, shows that it is alone. */
void hk_node_start(struct hk_node *node, const struct hk_platform *platform, const struct hk_product *product,
                   const struct hk_boot *boot);
/* A byte has arrived. Not from an interrupt: from the loop that also ticks. */
void hk_node_receive(struct hk_node *node, uint8_t byte);
/* Everything that happens by itself: replies, flashing, going offline, erasing. */
void hk_node_tick(struct hk_node *node);
/* A key's contact closes or opens; may bounce. */
void hk_node_key(struct hk_node *node, uint8_t key, bool down);
/* A rating key is pressed, level 5..1; debounced by the caller. */
void hk_node_rate(struct hk_node *node, uint8_t level);
/* The service button: the node answers WHO of scope 2 for a minute. */
void hk_node_button(struct hk_node *node);
/* A flag of STATE, from a sensor. */
void hk_node_flag(struct hk_node *node, uint16_t flag, bool on);
/* For so long requests are answered BUSY with this wait, 10..1000 ms. */
void hk_node_busy(struct hk_node *node, uint16_t wait_ms, uint32_t for_ms);
/* Bytes of the pages at `record[slot]`, for an image of so many bytes. */
uint32_t hk_firmware_record_bytes(uint32_t image_bytes);

/* For the boot loader: which slot runs now, by the records in flash. Programs what it decides; safe at any power cut. */
void hk_boot_choose(const struct hk_platform *platform, const struct hk_flash_map *map, struct hk_boot *boot);

#endif
