/*
 * Lines of a GPIO chip over the kernel's character device (GPIO_V2_GET_LINE), for Node. One request is one line: the kernel gives it
 * to one program only, takes it back when the program dies, and tells every edge in order.
 *
 *   chip(path)                                             { label, lines }
 *   line(path, offset)                                     { used, output, activeLow, consumer } of a line, held by anybody or nobody
 *   open(path, offset, output, activeLow, level, consumer) a descriptor; for an input both edges are told
 *   read(fd)  write(fd, level)  close(fd)
 *   watch(fd, callback)                                    a handle; callback(null, level) an edge, callback(error) the line is gone
 *   unwatch(handle)                                        no call comes after it
 *   key(path, code)                                        whether a key of an input device is down now
 *
 * Levels are logical: 1 is 'pressed' and 'on'. An error has the system's word as its code. The interface of Node is the stable one.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/gpio.h>
#include <linux/input.h>
#include <node_api.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <uv.h>

#define PATH_CHARS 256
#define EVENTS_AT_ONCE 16
#define ARGUMENTS_MAX 6

struct watch {
  uv_poll_t poll;
  napi_env env;
  napi_ref callback;
  napi_async_context context;
  int fd;
  bool stopped;
};

static napi_value fail(napi_env env, const char *what, int error) {
  char text[PATH_CHARS + 128];
  snprintf(text, sizeof text, "%s: %s", what, strerror(error));
  napi_throw_error(env, uv_err_name(-error), text);
  return NULL;
}

/* True when all are there; else an exception stands. */
static bool arguments(napi_env env, napi_callback_info info, size_t wanted, napi_value *values) {
  size_t count = ARGUMENTS_MAX;
  if (napi_get_cb_info(env, info, &count, values, NULL, NULL) == napi_ok && count >= wanted) return true;
  napi_throw_type_error(env, NULL, "too few arguments");
  return false;
}

static bool text_of(napi_env env, napi_value value, char *to, size_t size) {
  size_t length;
  if (napi_get_value_string_utf8(env, value, to, size, &length) == napi_ok && length < size - 1) return true;
  napi_throw_type_error(env, NULL, "a short text is wanted");
  return false;
}

static bool number_of(napi_env env, napi_value value, uint32_t *to) {
  if (napi_get_value_uint32(env, value, to) == napi_ok) return true;
  napi_throw_type_error(env, NULL, "a number is wanted");
  return false;
}

static void set_text(napi_env env, napi_value object, const char *name, const char *text) {
  napi_value value;
  napi_create_string_utf8(env, text, NAPI_AUTO_LENGTH, &value);
  napi_set_named_property(env, object, name, value);
}

static void set_flag(napi_env env, napi_value object, const char *name, bool flag) {
  napi_value value;
  napi_get_boolean(env, flag, &value);
  napi_set_named_property(env, object, name, value);
}

static napi_value number(napi_env env, uint32_t from) {
  napi_value value;
  napi_create_uint32(env, from, &value);
  return value;
}

/* One request to a chip that is opened for it alone; 0 or the error. */
static int ask_chip(const char *path, unsigned long request, void *data) {
  int chip = open(path, O_RDWR | O_CLOEXEC);
  if (chip < 0) return errno;
  int error = ioctl(chip, request, data) < 0 ? errno : 0;
  close(chip);
  return error;
}

static napi_value chip(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX], answer;
  char path[PATH_CHARS];
  if (!arguments(env, info, 1, given) || !text_of(env, given[0], path, sizeof path)) return NULL;
  struct gpiochip_info about = {0};
  int error = ask_chip(path, GPIO_GET_CHIPINFO_IOCTL, &about);
  if (error) return fail(env, path, error);
  napi_create_object(env, &answer);
  set_text(env, answer, "label", about.label);
  napi_set_named_property(env, answer, "lines", number(env, about.lines));
  return answer;
}

static napi_value line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX], answer;
  char path[PATH_CHARS];
  struct gpio_v2_line_info about = {0};
  if (!arguments(env, info, 2, given) || !text_of(env, given[0], path, sizeof path) ||
      !number_of(env, given[1], &about.offset))
    return NULL;
  int error = ask_chip(path, GPIO_V2_GET_LINEINFO_IOCTL, &about);
  if (error) return fail(env, path, error);
  napi_create_object(env, &answer);
  set_flag(env, answer, "used", about.flags & GPIO_V2_LINE_FLAG_USED);
  set_flag(env, answer, "output", about.flags & GPIO_V2_LINE_FLAG_OUTPUT);
  set_flag(env, answer, "activeLow", about.flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW);
  set_text(env, answer, "consumer", about.consumer);
  return answer;
}

static napi_value open_line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX];
  char path[PATH_CHARS];
  struct gpio_v2_line_request request = {.num_lines = 1};
  bool output, active_low;
  uint32_t level;
  if (!arguments(env, info, 6, given) || !text_of(env, given[0], path, sizeof path) ||
      !number_of(env, given[1], &request.offsets[0]) || !number_of(env, given[4], &level) ||
      !text_of(env, given[5], request.consumer, sizeof request.consumer))
    return NULL;
  if (napi_get_value_bool(env, given[2], &output) != napi_ok || napi_get_value_bool(env, given[3], &active_low) != napi_ok)
    return fail(env, path, EINVAL);
  request.config.flags = output ? GPIO_V2_LINE_FLAG_OUTPUT
                                : GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING;
  if (active_low) request.config.flags |= GPIO_V2_LINE_FLAG_ACTIVE_LOW;
  if (output) { /* Direction and first level in one step: a lamp never shows another one on the way. */
    request.config.num_attrs = 1;
    request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
    request.config.attrs[0].attr.values = level ? 1 : 0;
    request.config.attrs[0].mask = 1;
  }
  int error = ask_chip(path, GPIO_V2_GET_LINE_IOCTL, &request);
  if (error) return fail(env, path, error);
  if (fcntl(request.fd, F_SETFL, fcntl(request.fd, F_GETFL) | O_NONBLOCK) < 0) {
    error = errno;
    close(request.fd);
    return fail(env, path, error);
  }
  return number(env, (uint32_t)request.fd);
}

static napi_value read_line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX];
  uint32_t fd;
  struct gpio_v2_line_values values = {.mask = 1};
  if (!arguments(env, info, 1, given) || !number_of(env, given[0], &fd)) return NULL;
  if (ioctl((int)fd, GPIO_V2_LINE_GET_VALUES_IOCTL, &values) < 0) return fail(env, "read", errno);
  return number(env, values.bits & 1);
}

static napi_value write_line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX];
  uint32_t fd, level;
  if (!arguments(env, info, 2, given) || !number_of(env, given[0], &fd) || !number_of(env, given[1], &level)) return NULL;
  struct gpio_v2_line_values values = {.mask = 1, .bits = level ? 1 : 0};
  if (ioctl((int)fd, GPIO_V2_LINE_SET_VALUES_IOCTL, &values) < 0) return fail(env, "write", errno);
  return NULL;
}

static napi_value close_line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX];
  uint32_t fd;
  if (!arguments(env, info, 1, given) || !number_of(env, given[0], &fd)) return NULL;
  if (close((int)fd) < 0) return fail(env, "close", errno);
  return NULL;
}

static napi_value key(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX], answer;
  char path[PATH_CHARS];
  unsigned char down[KEY_CNT / 8] = {0};
  uint32_t code;
  if (!arguments(env, info, 2, given) || !text_of(env, given[0], path, sizeof path) || !number_of(env, given[1], &code))
    return NULL;
  if (code >= KEY_CNT) return fail(env, path, EINVAL);
  int device = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (device < 0) return fail(env, path, errno);
  int error = ioctl(device, EVIOCGKEY(sizeof down), down) < 0 ? errno : 0;
  close(device);
  if (error) return fail(env, path, error);
  napi_get_boolean(env, down[code / 8] >> (code % 8) & 1, &answer);
  return answer;
}

/* Calls back once; what the callback throws is an uncaught exception of the program, as from any event. */
static void tell(struct watch *watch, int error, uint32_t level) {
  napi_env env = watch->env;
  napi_handle_scope scope;
  napi_value callback, receiver, argument[2];
  napi_open_handle_scope(env, &scope);
  napi_get_reference_value(env, watch->callback, &callback);
  napi_get_global(env, &receiver);
  argument[1] = number(env, level);
  if (error) {
    napi_value code, text;
    napi_create_string_utf8(env, uv_err_name(-error), NAPI_AUTO_LENGTH, &code);
    napi_create_string_utf8(env, strerror(error), NAPI_AUTO_LENGTH, &text);
    napi_create_error(env, code, text, &argument[0]);
  } else
    napi_get_null(env, &argument[0]);
  if (napi_make_callback(env, watch->context, receiver, callback, 2, argument, NULL) == napi_pending_exception) {
    napi_value thrown;
    napi_get_and_clear_last_exception(env, &thrown);
    napi_fatal_exception(env, thrown);
  }
  napi_close_handle_scope(env, scope);
}

static void on_ready(uv_poll_t *poll, int status, int events) {
  struct watch *watch = poll->data;
  struct gpio_v2_line_event told[EVENTS_AT_ONCE];
  (void)events;
  ssize_t size = status < 0 ? -1 : read(watch->fd, told, sizeof told);
  if (size < 0 && status >= 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) { /* The chip is gone: without this the loop would turn for ever. */
    int error = status < 0 ? -status : size == 0 ? ENODEV : errno;
    uv_poll_stop(&watch->poll);
    tell(watch, error, 0);
    return;
  }
  size_t count = (size_t)size / sizeof told[0];
  for (size_t i = 0; i < count && !watch->stopped; i++)
    tell(watch, 0, told[i].id == GPIO_V2_LINE_EVENT_RISING_EDGE ? 1 : 0);
}

static napi_value watch_line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX], name, handle;
  uint32_t fd;
  uv_loop_t *loop;
  if (!arguments(env, info, 2, given) || !number_of(env, given[0], &fd)) return NULL;
  struct watch *watch = calloc(1, sizeof *watch);
  if (!watch) return fail(env, "watch", ENOMEM);
  watch->env = env;
  watch->fd = (int)fd;
  watch->poll.data = watch;
  napi_get_uv_event_loop(env, &loop);
  int error = uv_poll_init(loop, &watch->poll, watch->fd);
  if (error < 0) {
    free(watch);
    return fail(env, "watch", -error);
  }
  napi_create_reference(env, given[1], 1, &watch->callback);
  napi_create_string_utf8(env, "gpio line", NAPI_AUTO_LENGTH, &name);
  napi_async_init(env, NULL, name, &watch->context);
  uv_poll_start(&watch->poll, UV_READABLE, on_ready);
  napi_create_external(env, watch, NULL, NULL, &handle);
  return handle;
}

/* Not before the loop has let go of it: the callback itself may have asked for the end. */
static void on_closed(uv_handle_t *poll) {
  struct watch *watch = poll->data;
  napi_async_destroy(watch->env, watch->context);
  napi_delete_reference(watch->env, watch->callback);
  free(watch);
}

static napi_value unwatch_line(napi_env env, napi_callback_info info) {
  napi_value given[ARGUMENTS_MAX];
  struct watch *watch;
  if (!arguments(env, info, 1, given)) return NULL;
  if (napi_get_value_external(env, given[0], (void **)&watch) != napi_ok) return fail(env, "unwatch", EINVAL);
  if (watch->stopped) return NULL;
  watch->stopped = true;
  uv_poll_stop(&watch->poll);
  uv_close((uv_handle_t *)&watch->poll, on_closed);
  return NULL;
}

NAPI_MODULE_INIT() {
  static const struct {
    const char *name;
    napi_callback run;
  } offered[] = {{"chip", chip},        {"line", line},        {"open", open_line},   {"read", read_line},
                 {"write", write_line}, {"close", close_line}, {"watch", watch_line}, {"unwatch", unwatch_line},
                 {"key", key}};
  for (size_t i = 0; i < sizeof offered / sizeof offered[0]; i++) {
    napi_value function;
    napi_create_function(env, offered[i].name, NAPI_AUTO_LENGTH, offered[i].run, NULL, &function);
    napi_set_named_property(env, exports, offered[i].name, function);
  }
  return exports;
}
