/*
 * Events, keys, ratings, flags, and the rule for when a node is alone. An event waits in the queue until the host has moved on past the
 * reply that carried it; a full queue loses the newest and says so.
 */
#include "hk-parts.h"

#define HEAD_BYTES 3u
#define KEY_DEBOUNCE_MS 20u
#define KEY_LONG_MS 1000u
#define KEY_STUCK_MS 10000u
#define LEVELS_ALL 0x1fu
#define BUTTON_MS 60000u

void hk_device_start(struct hk_node *node) {
  const bool clock = (node->product->cap[HK_CAP_FEATURES] & HK_FEATURE_CLOCK) != 0;
  node->offline = true;
  node->notice = true;
  node->flags = clock ? HK_STATE_FLAG_CLOCK_NOT_SET : 0;
  hk_face_start(node);
}

void hk_node_flag(struct hk_node *node, uint16_t flag, bool on) {
  const uint16_t next = (uint16_t)(on ? node->flags | flag : node->flags & ~flag);
  if (next == node->flags) return;
  node->flags = next;
  node->state_wanted = true;
}

/* Returns the body to be written; that of an event for which there is no room is never read. */
static uint8_t *add_event(struct hk_node *node, uint8_t type, uint32_t at_ms) {
  struct hk_event *event = &node->events[node->event_count];
  if (node->event_count == HK_EVENT_QUEUE) {
    hk_node_flag(node, HK_STATE_FLAG_EVENTS_LOST, true);
    return event->body;
  }
  node->event_count++;
  if (++node->last_event_id == 0) node->last_event_id = 1;
  event->id = node->last_event_id;
  event->type = type;
  event->sent = false;
  event->at_ms = at_ms;
  return event->body;
}

static void add_key(struct hk_node *node, uint32_t action) {
  uint8_t *body = add_event(node, HK_REPLY_KEY, node->now_ms);
  body[0] = node->key_held;
  body[1] = (uint8_t)action;
}

void hk_device_acknowledge(struct hk_node *node) {
  if (!node->event_told) return;
  node->event_told = false;
  node->event_count--;
  for (uint32_t at = 0; at < node->event_count; at++) node->events[at] = node->events[at + 1];
}

/* One STATE at most waits unsent; with a full queue it is wanted until there is room again. */
static void queue_state(struct hk_node *node) {
  if (!node->state_wanted) return;
  if (!node->state_queued) {
    if (node->event_count == HK_EVENT_QUEUE) return;
    node->state_queued = true;
    (void)add_event(node, HK_REPLY_STATE, node->now_ms);
  }
  node->state_wanted = false;
}

static void write_state(struct hk_node *node, uint8_t *body) {
  hk_put16(body, node->flags);
  hk_put16(body + 2, node->damaged);
  hk_put32(body + 4, node->seconds);
  hk_put16(body + 8, node->supply_mv);
  hk_put16(body + 10, node->refused);
  node->flags &= (uint16_t)~HK_STATE_FLAG_EVENTS_LOST; /* told with this one; a later loss raises it again */
  node->state_queued = false;
}

hk_outcome hk_device_poll(struct hk_node *node, const uint8_t *payload, size_t count) {
  struct hk_event *event = &node->events[0];
  uint32_t length = HK_REPLY_LENGTH_KEY;
  uint8_t *answer;
  (void)payload;
  (void)count;
  hk_firmware_confirm(node);
  if (node->event_count == 0) return HK_DONE;
  if (event->type == HK_REPLY_RATING) length = HK_REPLY_LENGTH_RATING;
  if (event->type == HK_REPLY_STATE) {
    length = node->product->cap[HK_CAP_MINOR] == 0 ? HK_REPLY_LENGTH_STATE - 2 : HK_REPLY_LENGTH_STATE;
    if (!event->sent) write_state(node, event->body);
  }
  event->sent = true;
  node->event_told = true;
  answer = hk_answer(node, event->type, length);
  answer[0] = event->id;
  hk_put16(answer + 1, hk_cs(node->now_ms - event->at_ms));
  memcpy(answer + HEAD_BYTES, event->body, length - HEAD_BYTES);
  return HK_DONE;
}

/* ------------------------------------------------------------------------------------------------ rating */

static void show_rating(struct hk_node *node, uint32_t levels, uint32_t clip) {
  struct hk_act *act = hk_act_new(node, HK_ACT_RATE);
  act->value = (uint8_t)levels;
  act->clip = (uint8_t)clip;
  hk_act_show(node);
}

static void close_rating(struct hk_node *node) {
  if (!node->rating) return;
  node->rating = false;
  show_rating(node, 0, 0);
}

static void add_rating(struct hk_node *node, uint32_t session, uint32_t level, uint32_t at_ms, uint32_t elapsed_ms) {
  uint8_t *body = add_event(node, HK_REPLY_RATING, at_ms);
  hk_put16(body, session);
  body[2] = (uint8_t)level;
  hk_put16(body + 3, hk_cs(elapsed_ms));
}

static void end_rating(struct hk_node *node, uint32_t level, uint32_t at_ms) {
  if (node->rating) add_rating(node, node->rating_session, level, at_ms, at_ms - node->rating_ms);
  close_rating(node);
}

hk_outcome hk_device_rate(struct hk_node *node, const uint8_t *payload, size_t count) {
  const uint32_t session = hk_get16(payload);
  (void)count;
  if (session == 0) return HK_REFUSE(HK_NAK_VALUE, 0);
  if (payload[4] > LEVELS_ALL) return HK_REFUSE(HK_NAK_VALUE, 4);
  if (payload[2] == 0) {
    close_rating(node);
    return HK_DONE;
  }
  if (session == node->last_rating) return HK_DONE;
  end_rating(node, 0, node->now_ms);
  node->last_rating = (uint16_t)session;
  node->rating = true;
  node->rating_session = (uint16_t)session;
  node->rating_for_ms = payload[2] * 1000u;
  node->rating_mask = payload[4];
  node->rating_ms = node->now_ms;
  show_rating(node, payload[4], payload[3]);
  return HK_DONE;
}

/* ------------------------------------------------------------------------------------------------ alone or not */

void hk_device_session(struct hk_node *node) {
  node->offline = false;
  node->state_wanted = true; /* in the queue before the next frame is answered */
}

static void go_offline(struct hk_node *node) {
  node->offline = true;
  node->notice = true;
  hk_face_clear(node);
  if (node->rating) node->last_rating = 0; /* closed without an answer: the host may open it again */
  close_rating(node);
}

static void live_key(struct hk_node *node) {
  if (node->key_held == 0) return;
  if (!node->key_raw && node->now_ms - node->key_raw_ms >= KEY_DEBOUNCE_MS) {
    node->key_held = 0;
    hk_node_flag(node, HK_STATE_FLAG_KEY_STUCK, false);
    return;
  }
  const uint32_t held_ms = node->now_ms - node->key_ms;
  const uint8_t due = held_ms >= KEY_STUCK_MS  ? HK_KEY_ACTION_STUCK
                      : held_ms >= KEY_LONG_MS ? HK_KEY_ACTION_LONG
                                               : HK_KEY_ACTION_PRESS;
  if (due <= node->key_told) return;
  node->key_told = due;
  if (due == HK_KEY_ACTION_STUCK) hk_node_flag(node, HK_STATE_FLAG_KEY_STUCK, true);
  if (!node->offline) add_key(node, due);
}

void hk_device_live(struct hk_node *node) {
  if (node->rating && node->now_ms - node->rating_ms >= node->rating_for_ms) {
    end_rating(node, 0, node->rating_ms + node->rating_for_ms);
  }
  if (!node->offline && node->now_ms - node->heard_ms >= HK_OFFLINE_MS) go_offline(node);
  if (node->button && node->now_ms - node->button_ms >= BUTTON_MS) node->button = false;
  if (node->install && node->now_ms >= HK_INSTALL_MODE_MS) {
    node->install = false;
    hk_node_flag(node, HK_STATE_FLAG_INSTALL_MODE, false);
  }
  if (node->now_ms - node->state_ms >= HK_STATE_EVERY_MS) {
    node->state_ms = node->now_ms;
    node->state_wanted = true;
  }
  live_key(node);
  queue_state(node);
}

/* ------------------------------------------------------------------------------------------------ people */

static bool refuses(struct hk_node *node) {
  hk_node_button(node);
  hk_device_live(node);
  (void)hk_act_new(node, HK_ACT_REFUSE);
  if (node->offline) hk_act_show(node);
  return node->offline;
}

void hk_node_button(struct hk_node *node) {
  node->button = true;
  node->button_ms = node->now_ms;
}

void hk_node_key(struct hk_node *node, uint8_t key, bool down) {
  const bool held = key == node->key_held;
  if (held) {
    if (node->key_raw != down) node->key_raw_ms = node->now_ms;
    node->key_raw = down;
  }
  if (held || !down || key == 0) return;
  node->key_held = key;
  node->key_told = HK_KEY_ACTION_PRESS;
  node->key_raw = true;
  node->key_ms = node->now_ms;
  if (!refuses(node)) add_key(node, HK_KEY_ACTION_PRESS);
}

void hk_node_rate(struct hk_node *node, uint8_t level) {
  if (level < 1 || level > 5 || refuses(node)) return;
  if (!node->rating) add_rating(node, 0, level, node->now_ms, 0);
  else if ((node->rating_mask >> (level - 1) & 1) != 0) end_rating(node, level, node->now_ms);
}

void hk_node_busy(struct hk_node *node, uint16_t wait_ms, uint32_t for_ms) {
  node->busy_ms = wait_ms;
  node->busy_since_ms = node->now_ms;
  node->busy_for_ms = for_ms;
}
