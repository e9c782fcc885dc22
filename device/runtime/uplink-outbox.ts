/**
 * Everything the hall publishes beside its events: device states, answers, reports on documents, health, snapshot.
 *
 * States are targets: only the newest value of a topic waits, and after a reconnection all of them are published again
 * (a broker may have forgotten its retained messages). Answers are acts: they wait in a bounded line and are dropped with
 * the connection, because the centre asks again.
 */
import {
  type CommandAnswer,
  type DeviceReport,
  type HallTopics,
  mqttLimits,
  type Reported,
} from '../../protocol/mqtt.ts';
import type { Publish, UplinkTiming } from './uplink-types.ts';

export interface OutboxSource {
  readonly topics: HallTopics;
  readonly timing: UplinkTiming;
  readonly health: (() => Readonly<Record<string, string | number | boolean | null>>) | undefined;
  readonly snapshot: (() => string | null) | undefined;
}

export interface Outbox {
  /** The connection is new: every state is due again, nothing else. */
  reset(nowMs: number): void;
  device(device: string, report: DeviceReport): void;
  /** False when the line of answers is full. */
  answer(answer: CommandAnswer): boolean;
  reported(doc: string, report: Reported): void;
  healthChanged(): void;
  snapshotChanged(): void;
  /** The next QoS 1 message, or null. */
  nextState(): Publish | null;
  /** QoS 0 messages that are due; `backlog` is what the centre has not acknowledged. */
  dueNow(nowMs: number, backlog: number): Publish[];
  /** When something of QoS 0 is due next. */
  dueAtMs(): number | null;
}

const snapshotExpirySec = 120;

export function createOutbox(source: OutboxSource): Outbox {
  const { topics, timing } = source;
  /** Topic to payload: what should stand at the broker, and what is not there yet. */
  const states = new Map<string, string>();
  const unsent = new Set<string>();
  const answers: CommandAnswer[] = [];
  let healthAtMs = 0;
  let healthSentMs = Number.NEGATIVE_INFINITY;
  let snapshotAtMs = 0;
  let snapshotSentMs = Number.NEGATIVE_INFINITY;

  function state(topic: string, payload: string): void {
    if (states.get(topic) === payload) return;
    if (!states.has(topic) && states.size >= mqttLimits.devicesMax) return;
    states.set(topic, payload);
    unsent.add(topic);
  }

  function nextState(): Publish | null {
    const answer = answers.shift();
    if (answer !== undefined) return { topic: topics.answer, payload: JSON.stringify(answer), qos: 1, retain: false };
    for (const topic of unsent) {
      unsent.delete(topic);
      return { topic, payload: states.get(topic) ?? '', qos: 1, retain: true };
    }
    return null;
  }

  function dueNow(nowMs: number, backlog: number): Publish[] {
    const due: Publish[] = [];
    if (source.health !== undefined && nowMs >= healthAtMs) {
      healthSentMs = nowMs;
      healthAtMs = nowMs + timing.healthMs;
      const payload = JSON.stringify({ ...source.health(), backlog });
      due.push({ topic: topics.health, payload, qos: 0, retain: true });
    }
    if (source.snapshot !== undefined && nowMs >= snapshotAtMs) {
      snapshotSentMs = nowMs;
      // Sent again before it expires, so that a quiet hall does not vanish from a dashboard.
      snapshotAtMs = nowMs + timing.healthMs;
      const payload = source.snapshot();
      if (payload !== null)
        due.push({ topic: topics.snapshot, payload, qos: 0, retain: true, expirySec: snapshotExpirySec });
    }
    return due;
  }

  return {
    reset: (nowMs) => {
      answers.length = 0;
      for (const topic of states.keys()) unsent.add(topic);
      healthAtMs = nowMs;
      snapshotAtMs = nowMs;
    },
    device: (device, report) => state(topics.device(device), JSON.stringify(report)),
    answer: (answer) => {
      if (answers.length >= mqttLimits.answersMax) return false;
      answers.push(answer);
      return true;
    },
    reported: (doc, report) => state(topics.reported(doc), JSON.stringify(report)),
    healthChanged: () => {
      healthAtMs = Math.min(healthAtMs, healthSentMs + timing.calmMs);
    },
    snapshotChanged: () => {
      snapshotAtMs = Math.min(snapshotAtMs, snapshotSentMs + timing.calmMs);
    },
    nextState,
    dueNow,
    dueAtMs: () => {
      const health = source.health === undefined ? Number.POSITIVE_INFINITY : healthAtMs;
      const next = Math.min(health, source.snapshot === undefined ? Number.POSITIVE_INFINITY : snapshotAtMs);
      return next === Number.POSITIVE_INFINITY ? null : next;
    },
  };
}
