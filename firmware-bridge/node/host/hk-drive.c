/*
 * A node on a clock that stands still: commands on standard input, what it sends and shows on standard output, a dot after each
 * command. `wire HEX` gives bytes, 10 bits of time each; `pass MS` lets time pass in steps of 0.25 ms. For tests.
 */
#include "hk-host.h"

#include <stdlib.h>
#include <string.h>

static uint32_t clock_us = 1000000;

static uint32_t now_us(void *context) {
  (void)context;
  return clock_us;
}

static void send(void *context, const uint8_t *bytes, size_t count) {
  const struct hk_host *host = context;
  printf("wire %lu ", (unsigned long)(clock_us - host->node.asked_us));
  hk_host_print_hex(bytes, count);
}

static void set_baud(void *context, uint32_t baud) {
  (void)context;
  printf("baud %lu\n", (unsigned long)baud);
}

static void pass(struct hk_host *host, uint32_t us) {
  for (uint32_t step = 0; step < us; step += 250) {
    clock_us += us - step < 250 ? us - step : 250;
    hk_node_tick(&host->node);
    if (host->wants_restart) hk_host_start(host, 5);
  }
}

int main(int count, char **words) {
  static struct hk_host host;
  static char line[4096];
  static uint8_t bytes[2048];
  const char *port = NULL;
  if (!hk_host_options(&host, count, words, &port)) return 2;
  host.platform.now_us = now_us;
  host.platform.send = send;
  host.platform.set_baud = set_baud;
  hk_host_start(&host, 1);
  puts(".");
  (void)fflush(stdout);
  while (fgets(line, sizeof line, stdin) != NULL) {
    if (strncmp(line, "wire ", 5) == 0) {
      const size_t given = hk_host_hex(line + 5, bytes, sizeof bytes);
      for (size_t at = 0; at < given; at++) {
        pass(&host, host.node.char_us);
        hk_node_receive(&host.node, bytes[at]);
      }
    } else if (strncmp(line, "boot ", 5) == 0) {
      host.node.settings.boot = (uint32_t)strtoul(line + 5, NULL, 10); /* golden frames name one */
    } else if (strncmp(line, "pass ", 5) == 0) {
      pass(&host, (uint32_t)strtoul(line + 5, NULL, 10) * 1000u);
    } else if (strncmp(line, "see", 3) == 0) {
      printf("see keyed %u channel %u install %u damaged %u refused %u events %u slot %u ms %lu\n", (unsigned)host.node.settings.keyed,
             (unsigned)host.node.channel, (unsigned)host.node.install, (unsigned)host.node.damaged, (unsigned)host.node.refused,
             (unsigned)host.node.event_count, (unsigned)host.boot.slot, (unsigned long)host.node.now_ms);
    } else if (!hk_host_command(&host, line)) {
      printf("what? %s", line);
    }
    puts(".");
    (void)fflush(stdout);
  }
  return 0;
}
