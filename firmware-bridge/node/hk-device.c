/*
 * Events, keys, ratings, flags, and the rule for when a node is alone. An event waits in the queue until the host has moved on past the
 * reply that carried it; a full queue loses the newest and says so.
 */
#include "hk-parts.h"

#define HEAD_BYTES 3u
#define KEY_DEBOUNCE_MS 20u
#define KEY_LONG_MS 1000u
#define KEY_STUCK_MS 10000u
#define BUTTON_MS 60000u

void hk_device_start(struct hk_node *node) {
  const bool clock = (node->product->cap[HK_CAP_FEATURES] & HK_FEATURE_CLOCK) != 0;
  node->offline = true;
  node->notice = node->product->cap[HK_CAP_ZONES] > 0;
  node->flags = clock ? HK_STATE_FLAG_CLOCK_NOT_SET : 0;
  hk_face_draw(node, true);
}

void hk_node_flag(struct hk_node *node, uint16_t flag, bool on) {
  const uint16_t next = (uint16_t)(on ? node->flags | flag : node->flags & ~flag);
  if (next == node->flags) return;
  node->flags = next;
  node->state_wanted = true;
}

static struct hk_event *add_event(struct hk_node *node, uint8_t type, uint32_t at_ms) {
  if (node->event_count >= HK_EVENT_QUEUE) {
    hk_node_flag(node, HK_STATE_FLAG_EVENTS_LOST, true);
    return NULL;
  }
  struct hk_event *event = &node->events[node->event_count++];
  node->last_event_id = (uint8_t)(node->last_event_id == HK_EVENT_ID_MAX ? 1 : node->last_event_id + 1);
  event->id = node->last_event_id;
  event->type = type;
  event->sent = false;
  event->at_ms = at_ms;
  return event;
}

void hk_device_acknowledge(struct hk_node *node, uint8_t event) {
  if (node->event_count == 0 || node->events[0].id != event) return;
  node->event_count--;
  for (uint8_t at = 0; at < node->event_count; at++) node->events[at] = node->events[at + 1];
}

static void queue_state(struct hk_node *node) {
  for (uint8_t at = 0; at < node->event_count; at++) {
    if (node->events[at].type == HK_REPLY_STATE && !node->events[at].sent) {
      node->state_wanted = false;
      return;
    }
  }
  if (node->event_count >= HK_EVENT_QUEUE) return; /* when there is room again */
  (void)add_event(node, HK_REPLY_STATE, node->now_ms);
  node->state_wanted = false;
}

static void write_state(struct hk_node *node, uint8_t *body) {
  hk_put16(body, node->flags);
  hk_put16(body + 2, node->damaged);
  hk_put32(body + 4, node->seconds);
  hk_put16(body + 8, node->supply_mv);
  hk_put16(body + 10, node->refused);
  node->flags &= (uint16_t)~HK_STATE_FLAG_EVENTS_LOST; /* told with this one; a later loss raises it again */
}

void hk_device_poll(struct hk_node *node, struct hk_answer *answer) {
  struct hk_event *event = &node->events[0];
  size_t body = HK_REPLY_LENGTH_STATE - HEAD_BYTES;
  if (node->event_count == 0) return;
  if (event->type == HK_REPLY_KEY) body = HK_REPLY_LENGTH_KEY - HEAD_BYTES;
  if (event->type == HK_REPLY_RATING) body = HK_REPLY_LENGTH_RATING - HEAD_BYTES;
  if (event->type == HK_REPLY_STATE && !event->sent) write_state(node, event->body);
  if (event->type == HK_REPLY_STATE && node->product->cap[HK_CAP_MINOR] == 0) body -= 2;
  event->sent = true;
  answer->type = event->type;
  answer->count = HEAD_BYTES + body;
  answer->payload[0] = event->id;
  hk_put16(answer->payload + 1, hk_cs(node->now_ms - event->at_ms));
  hk_copy(answer->payload + HEAD_BYTES, event->body, body);
}

/* ------------------------------------------------------------------------------------------------ rating */

static void show_rating(const struct hk_node *node, uint8_t levels, uint8_t clip) {
  struct hk_act act = {.kind = HK_ACT_RATE, .value = levels, .clip = clip};
  node->platform->act(node->platform->context, &act);
}

static void add_rating(struct hk_node *node, uint16_t session, uint8_t level, uint32_t at_ms, uint32_t elapsed_ms) {
  struct hk_event *event = add_event(node, HK_REPLY_RATING, at_ms);
  if (event == NULL) return;
  hk_put16(event->body, session);
  event->body[2] = level;
  hk_put16(event->body + 3, hk_cs(elapsed_ms));
}

static void end_rating(struct hk_node *node, uint8_t level, uint32_t at_ms) {
  if (!node->rating) return;
  node->rating = false;
  add_rating(node, node->rating_session, level, at_ms, at_ms - node->rating_ms);
  show_rating(node, 0, 0);
}

void hk_device_rate(struct hk_node *node, const uint8_t *payload) {
  const uint16_t session = hk_get16(payload);
  if (payload[2] == 0) {
    if (node->rating) show_rating(node, 0, 0);
    node->rating = false;
    return;
  }
  if (session == node->last_rating) return;
  end_rating(node, 0, node->now_ms);
  node->last_rating = session;
  node->rating = true;
  node->rating_session = session;
  node->rating_seconds = payload[2];
  node->rating_mask = payload[4];
  node->rating_ms = node->now_ms;
  show_rating(node, payload[4], payload[3]);
}

/* ------------------------------------------------------------------------------------------------ alone or not */

void hk_device_session(struct hk_node *node) {
  node->offline = false;
  node->state_wanted = true;
  queue_state(node);
}

static void go_offline(struct hk_node *node) {
  node->offline = true;
  node->notice = node->product->cap[HK_CAP_ZONES] > 0;
  hk_face_clear(node);
  if (!node->rating) return;
  node->rating = false;
  node->last_rating = 0; /* closed without an answer: the host may open it again */
  show_rating(node, 0, 0);
}

static void live_key(struct hk_node *node) {
  struct hk_event *event;
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
  if (node->offline) return;
  event = add_event(node, HK_REPLY_KEY, node->now_ms);
  if (event == NULL) return;
  event->body[0] = node->key_held;
  event->body[1] = due;
}

void hk_device_live(struct hk_node *node) {
  if (node->rating && node->now_ms - node->rating_ms >= node->rating_seconds * 1000u) {
    end_rating(node, 0, node->rating_ms + node->rating_seconds * 1000u);
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
  if (node->state_wanted) queue_state(node);
}

/* ------------------------------------------------------------------------------------------------ people */

static bool refuses(struct hk_node *node) {
  struct hk_act act = {.kind = HK_ACT_REFUSE};
  hk_node_button(node);
  hk_device_live(node);
  if (node->offline) node->platform->act(node->platform->context, &act);
  return node->offline;
}

void hk_node_button(struct hk_node *node) {
  node->button = true;
  node->button_ms = node->now_ms;
}

void hk_node_key(struct hk_node *node, uint8_t key, bool down) {
  struct hk_event *event;
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
  if (refuses(node)) return;
  event = add_event(node, HK_REPLY_KEY, node->now_ms);
  if (event == NULL) return;
  event->body[0] = key;
  event->body[1] = HK_KEY_ACTION_PRESS;
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
