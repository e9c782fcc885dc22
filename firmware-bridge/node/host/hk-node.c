/*
 * A panel, call keypad or rating keypad on a serial line or a pseudo-terminal. Prints what it shows, takes `key 1`, `rate 5` and the
 * like on standard input. HK_NOISE=N in the environment damages about N bytes of a thousand, both ways.
 */
#define _DEFAULT_SOURCE
#include "hk-host.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int port = -1;
static unsigned noise;

static uint32_t now_us(void *context) {
  struct timespec now;
  (void)context;
  (void)clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint32_t)((uint64_t)now.tv_sec * 1000000u + (uint64_t)now.tv_nsec / 1000u);
}

static uint8_t spoil(uint8_t byte) {
  if ((unsigned)rand() % 1000u < noise) byte ^= (uint8_t)(1u << ((unsigned)rand() & 7u));
  return byte;
}

static void send(void *context, const uint8_t *bytes, size_t count) {
  uint8_t wire[HK_WIRE_MAX];
  (void)context;
  for (size_t at = 0; at < count; at++) wire[at] = spoil(bytes[at]);
  if (write(port, wire, count) != (ssize_t)count) (void)fprintf(stderr, "the line takes no bytes\n");
}

static void set_baud(void *context, uint32_t baud) {
  struct termios line;
  const speed_t speed = baud == 9600 ? B9600 : baud == 19200 ? B19200 : baud == 38400 ? B38400 : baud == 57600 ? B57600 : B115200;
  (void)context;
  printf("baud %lu\n", (unsigned long)baud);
  if (tcgetattr(port, &line) != 0) return;
  cfmakeraw(&line);
  line.c_cflag |= CLOCAL | CREAD;
  (void)cfsetspeed(&line, speed);
  (void)tcsetattr(port, TCSANOW, &line);
}

int main(int count, char **words) {
  static struct hk_host host;
  static char line[256];
  size_t filled = 0;
  const char *path = NULL;
  if (!hk_host_options(&host, count, words, &path) || path == NULL) {
    (void)fprintf(stderr,
                  "hk-node --port PATH --kind panel|keypad|rating --address 1..125 --uid 24HEX [--baud N] [--key 32HEX]\n"
                  "        [--public-key 64HEX] [--state-file FILE] [--cut-after BYTES]\n"
                  "on standard input: key N, down N, up N, rate 1..5, button, busy WAIT FOR, flag BITS 0|1, install, reboot\n");
    return 2;
  }
  const char *wanted = getenv("HK_NOISE");
  if (wanted != NULL) noise = (unsigned)strtoul(wanted, NULL, 10);
  srand(1);
  port = open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
  if (port < 0) {
    (void)fprintf(stderr, "cannot open %s\n", path);
    return 1;
  }
  host.platform.now_us = now_us;
  host.platform.send = send;
  host.platform.set_baud = set_baud;
  hk_host_start(&host, 1);
  for (;;) {
    struct pollfd ready[2] = {{.fd = port, .events = POLLIN}, {.fd = STDIN_FILENO, .events = POLLIN}};
    uint8_t bytes[256];
    if (poll(ready, 2, 1) < 0) return 1;
    if ((ready[0].revents & POLLIN) != 0) {
      const ssize_t found = read(port, bytes, sizeof bytes);
      for (ssize_t at = 0; at < found; at++) hk_node_receive(&host.node, spoil(bytes[at]));
    } else if ((ready[0].revents & (POLLHUP | POLLERR)) != 0) {
      return 0;
    }
    hk_node_tick(&host.node);
    if (host.wants_restart) hk_host_start(&host, 5);
    if ((ready[1].revents & POLLIN) != 0) {
      const ssize_t found = read(STDIN_FILENO, line + filled, sizeof line - 1 - filled);
      if (found <= 0) return 0;
      filled += (size_t)found;
      line[filled] = 0;
      for (char *end = strchr(line, '\n'); end != NULL; end = strchr(line, '\n')) {
        *end = 0;
        if (!hk_host_command(&host, line)) (void)fprintf(stderr, "unknown: %s\n", line);
        filled = strlen(end + 1);
        memmove(line, end + 1, filled + 1);
      }
      if (filled == sizeof line - 1) filled = 0;
    } else if ((ready[1].revents & POLLHUP) != 0) {
      return 0;
    }
  }
}
