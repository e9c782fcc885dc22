/* See hk-host.h. The flash keeps the rules of a real one: a unit is programmed once between two erasures, except with zeros. */
#define _POSIX_C_SOURCE 200809L
#include "hk-host.h"

#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAGE_BITS 10
#define SLOT_BYTES 65536u
#define RECORD_AT 2048u
#define RECORD_BYTES 5120u
#define IMAGE_AT 12288u

/* ------------------------------------------------------------------------------------------------ flash */

static void store(struct hk_host *host, uint32_t at, uint8_t value) {
  if (host->cut_after == 0) {
    (void)fflush(stdout);
    _exit(9); /* the power fails between two bytes */
  }
  if (host->cut_after > 0) host->cut_after--;
  host->flash[at] = value;
  if (host->flash_file >= 0 && pwrite(host->flash_file, &value, 1, (off_t)at) != 1) abort();
}

static bool flash_read(void *context, uint32_t at, uint8_t *bytes, uint32_t count) {
  const struct hk_host *host = context;
  if (at + count > sizeof host->flash) return false;
  memcpy(bytes, host->flash + at, count);
  return true;
}

static bool flash_program(void *context, uint32_t at, const uint8_t *bytes, uint32_t count) {
  struct hk_host *host = context;
  if (at % HK_FLASH_UNIT != 0 || count % HK_FLASH_UNIT != 0 || at + count > sizeof host->flash) abort();
  for (uint32_t unit = 0; unit < count; unit += HK_FLASH_UNIT) {
    bool erased = true;
    bool zeros = true;
    for (uint32_t each = unit; each < unit + HK_FLASH_UNIT; each++) {
      erased = erased && host->flash[at + each] == 0xff;
      zeros = zeros && bytes[each] == 0;
    }
    if (!erased && !zeros) return false;
    for (uint32_t each = unit; each < unit + HK_FLASH_UNIT; each++) store(host, at + each, bytes[each]);
  }
  return true;
}

static bool flash_erase(void *context, uint32_t at) {
  struct hk_host *host = context;
  if (at % (1u << PAGE_BITS) != 0 || at >= sizeof host->flash) abort();
  for (uint32_t each = 0; each < 1u << PAGE_BITS; each++) {
    if (host->flash[at + each] != 0xff) store(host, at + each, 0xff);
  }
  return true;
}

static bool open_flash(struct hk_host *host, const char *path) {
  memset(host->flash, 0xff, sizeof host->flash);
  host->flash_file = open(path, O_RDWR | O_CREAT, 0644);
  if (host->flash_file < 0) return false;
  ssize_t found = pread(host->flash_file, host->flash, sizeof host->flash, 0);
  if (found == (ssize_t)sizeof host->flash) return true;
  memset(host->flash, 0xff, sizeof host->flash);
  return pwrite(host->flash_file, host->flash, sizeof host->flash, 0) == (ssize_t)sizeof host->flash;
}

static bool verify(void *context, const uint8_t *message, size_t count, const uint8_t signature[64]) {
  const struct hk_host *host = context;
  return crypto_sign_verify_detached(signature, message, count, host->public_key) == 0;
}

static int judge(void *context, uint8_t slot, const uint8_t begin[110], bool whole) {
  const struct hk_host *host = context;
  return hk_judge(&host->platform, &host->running, slot, begin, whole, host->has_public_key ? verify : NULL);
}

/* ------------------------------------------------------------------------------------------------ face */

void hk_host_print_hex(const uint8_t *bytes, size_t count) {
  for (size_t at = 0; at < count; at++) printf("%02X", (unsigned)bytes[at]);
  putchar('\n');
}

static void act(void *context, const struct hk_act *what) {
  struct hk_host *host = context;
  switch (what->kind) {
    case HK_ACT_TEXT:
      printf("text %u %u %u %u %u ", (unsigned)what->index, (unsigned)what->visible, (unsigned)what->value, (unsigned)what->scroll,
             (unsigned)what->centre);
      hk_host_print_hex(what->bytes, what->length);
      break;
    case HK_ACT_LED:
      printf("led %u %u\n", (unsigned)what->index, (unsigned)what->value);
      break;
    case HK_ACT_SOUND:
      printf("sound %u %u %u %u\n", (unsigned)what->value, (unsigned)what->on_ds, (unsigned)what->off_ds, (unsigned)what->count);
      break;
    case HK_ACT_REFUSE:
      puts("refuse");
      break;
    case HK_ACT_GLYPH:
      printf("glyph %u ", (unsigned)what->index);
      hk_host_print_hex(what->bytes, what->length);
      break;
    case HK_ACT_RATE:
      printf("rate %u %u\n", (unsigned)what->value, (unsigned)what->clip);
      break;
    case HK_ACT_CLOCK:
      printf("clock %llu %d\n", (unsigned long long)what->unix_ms, (int)what->offset_min);
      break;
    case HK_ACT_RESTART:
    default:
      puts("restart");
      host->wants_restart = true;
      break;
  }
  (void)fflush(stdout);
}

/* ------------------------------------------------------------------------------------------------ start */

size_t hk_host_hex(const char *text, uint8_t *bytes, size_t most) {
  size_t count = 0;
  while (count < most && text[0] != 0 && text[1] != 0) {
    char pair[3] = {text[0], text[1], 0};
    char *end;
    bytes[count] = (uint8_t)strtoul(pair, &end, 16);
    if (*end != 0) break;
    count++;
    text += text[2] == ' ' ? 3 : 2;
  }
  return count;
}

static bool set_kind(struct hk_product *product, const char *kind) {
  static const struct {
    const char *name;
    uint16_t model;
    uint8_t cap[HK_REPLY_LENGTH_CAP];
  } kinds[] = {
      {"panel", 0x0101, {1, 132, 2, 8, HK_CHARSET_GBK, 16, 1, 0, 0, 8, 0x1d, 0}},
      {"keypad", 0x0201, {1, 132, 0, 0, 0, 0, 4, 16, 0, 8, 0x19, 0}},
      {"rating", 0x0301, {1, 132, 0, 0, 0, 0, 5, 5, 5, 8, 0x1b, 0}},
      /* The panel of the golden frames: all there is, of protocol minor 0. */
      {"golden", 0x0101, {0, 240, 2, 8, HK_CHARSET_GBK, 16, 1, 12, 5, 8, 0x17, 0}},
  };
  for (size_t at = 0; at < sizeof kinds / sizeof kinds[0]; at++) {
    if (strcmp(kinds[at].name, kind) != 0) continue;
    product->model = kinds[at].model;
    memcpy(product->cap, kinds[at].cap, HK_REPLY_LENGTH_CAP);
    return true;
  }
  return false;
}

bool hk_host_options(struct hk_host *host, int count, char **words, const char **port) {
  struct hk_product *product = &host->product;
  memset(host, 0, sizeof *host);
  memset(host->flash, 0xff, sizeof host->flash);
  host->flash_file = -1;
  host->cut_after = -1;
  product->hardware = 1;
  product->firmware[0] = 1;
  product->firmware[2] = 3;
  product->baud = 38400;
  product->flash = (struct hk_flash_map){.page_bits = PAGE_BITS,
                                         .record = {RECORD_AT, RECORD_AT + RECORD_BYTES},
                                         .image = {IMAGE_AT, IMAGE_AT + SLOT_BYTES},
                                         .image_bytes = SLOT_BYTES,
                                         .erase_ms = 2,
                                         .judge_ms = 50};
  (void)set_kind(product, "panel");
  for (int at = 1; at + 1 < count; at += 2) {
    const char *name = words[at];
    const char *value = words[at + 1];
    bool good = true;
    if (strcmp(name, "--port") == 0) *port = value;
    else if (strcmp(name, "--kind") == 0) good = set_kind(product, value);
    else if (strcmp(name, "--address") == 0) product->address = (uint8_t)strtoul(value, NULL, 10);
    else if (strcmp(name, "--baud") == 0) product->baud = (uint32_t)strtoul(value, NULL, 10);
    else if (strcmp(name, "--uid") == 0) good = hk_host_hex(value, product->uid, HK_UID_BYTES) == HK_UID_BYTES;
    else if (strcmp(name, "--key") == 0) host->has_key = good = hk_host_hex(value, host->key, HK_KEY_BYTES) == HK_KEY_BYTES;
    else if (strcmp(name, "--public-key") == 0) host->has_public_key = good = hk_host_hex(value, host->public_key, 32) == 32;
    else if (strcmp(name, "--state-file") == 0) good = open_flash(host, value);
    else if (strcmp(name, "--cut-after") == 0) host->cut_after = strtol(value, NULL, 10);
    else good = false;
    if (good) continue;
    (void)fprintf(stderr, "bad option: %s %s\n", name, value);
    return false;
  }
  if (sodium_init() < 0 || hk_char_us(product->baud) == 0) return false;
  return count % 2 == 1;
}

void hk_host_start(struct hk_host *host, uint8_t reset_cause) {
  struct hk_platform *platform = &host->platform;
  uint8_t head[128];
  platform->context = host;
  platform->read = flash_read;
  platform->program = flash_program;
  platform->erase = flash_erase;
  if (platform->act == NULL) platform->act = act;
  platform->judge = judge;
  host->wants_restart = false;
  host->boot.reset_cause = reset_cause;
  hk_boot_choose(platform, &host->product.flash, &host->boot);
  host->running = host->product;
  const uint32_t record = host->product.flash.record[host->boot.slot];
  (void)flash_read(host, record, head, sizeof head);
  if (hk_get32(head) != 0xffffffffu) memcpy(host->running.firmware, head + 10, 3);
  hk_node_start(&host->node, platform, &host->running, &host->boot);
  if (host->has_key && host->node.settings.keyed == 0) {
    memcpy(host->node.settings.key, host->key, HK_KEY_BYTES);
    host->node.settings.keyed = 1;
    hk_settings_store(&host->node);
    host->node.install = false;
    hk_node_flag(&host->node, HK_STATE_FLAG_INSTALL_MODE, false);
  }
}

bool hk_host_command(struct hk_host *host, const char *line) {
  struct hk_node *node = &host->node;
  char word[16] = "";
  unsigned first = 0;
  unsigned second = 0;
  (void)sscanf(line, "%15s %u %u", word, &first, &second);
  if (strcmp(word, "down") == 0) hk_node_key(node, (uint8_t)first, true);
  else if (strcmp(word, "up") == 0) hk_node_key(node, (uint8_t)first, false);
  else if (strcmp(word, "key") == 0) {
    node->key_held = 0; /* a finger that is quicker than the debouncing */
    hk_node_key(node, (uint8_t)first, true);
    hk_node_key(node, (uint8_t)first, false);
  } else if (strcmp(word, "rate") == 0) hk_node_rate(node, (uint8_t)first);
  else if (strcmp(word, "button") == 0) hk_node_button(node);
  else if (strcmp(word, "busy") == 0) hk_node_busy(node, (uint16_t)first, second);
  else if (strcmp(word, "flag") == 0) hk_node_flag(node, (uint16_t)first, second != 0);
  else if (strcmp(word, "install") == 0) {
    host->boot.install = true;
    hk_host_start(host, 1);
    host->boot.install = false;
  } else if (strcmp(word, "reboot") == 0) hk_host_start(host, 1);
  else return false;
  return true;
}
