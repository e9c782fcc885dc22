/* The four hooks on a PC, for tests and demonstrations: flash in a file, the face as lines of text. */
#ifndef HK_HOST_H
#define HK_HOST_H

#include <stdio.h>

#include "../hk-judge.h"
#include "../hk-parts.h"

struct hk_host {
  struct hk_node node;
  struct hk_platform platform;
  struct hk_product product, running; /* as made; with the version of the image that runs */
  struct hk_boot boot;
  uint8_t key[HK_KEY_BYTES], public_key[32];
  bool has_key, has_public_key, wants_restart;
  int flash_file;
  long cut_after; /* bytes of flash written or erased until the power fails; -1 = never */
  uint8_t flash[160 * 1024];
};

/* Reads the options; false prints what is wrong. `port` gets --port. */
bool hk_host_options(struct hk_host *host, int count, char **words, const char **port);
/* Power on: the boot loader's choice, then the node. The caller has set now_us, send and set_baud. */
void hk_host_start(struct hk_host *host, uint8_t reset_cause);
/* A line of text: key, down, up, rate, button, busy, flag, reboot. False when it is none of these. */
bool hk_host_command(struct hk_host *host, const char *line);
size_t hk_host_hex(const char *text, uint8_t *bytes, size_t most);
void hk_host_print_hex(const uint8_t *bytes, size_t count);

#endif
