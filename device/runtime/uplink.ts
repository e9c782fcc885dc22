/**
 * The hall's end of the centre link: a cursor over the journal that sends every event in order, at least once, until the
 * centre itself says that it is stored. It knows no socket and no clock; what it must never do is trust a PUBACK, send an
 * event before the centre has answered the birth, or keep events anywhere but in the journal.
 *
 *            acked            sent                 head
 *   ──stored──┤····in flight····├····waiting·······┤        acked ≤ sent ≤ head, sent − acked ≤ 4,000
 *
 *   down ──onConnected──► birth ──ack with our conn──► sending ──15 s still──► sent = acked ──30 s──► disconnect
 *                           ▲ 5 s                        │ ack shows another branch
 *                           └──────── onEpoch ◄── fork ◄─┘
 */
import { limits } from '../../protocol/limits.ts';
import { type Ack, type DeviceReport, type HallTopics, hallTopics, serverTopic } from '../../protocol/mqtt.ts';
import { readAck } from '../../protocol/mqtt-read.ts';
import { type Batches, type ComposedBatch, createBatches } from './uplink-batches.ts';
import { birthOf, farewellOf } from './uplink-birth.ts';
import { createDocuments, type Documents } from './uplink-documents.ts';
import { takeCommand } from './uplink-orders.ts';
import { createOutbox, type Outbox } from './uplink-outbox.ts';
import { Place } from './uplink-place.ts';
import { createReplayLine, type ReplayLine } from './uplink-replay.ts';
import { createSilenceWatch, type SilenceWatch } from './uplink-silence.ts';
import {
  type DesiredDocument,
  type DocumentEnd,
  type DroppedMessage,
  type EpochStart,
  type Farewell,
  type Publish,
  type SilentCause,
  type Uplink,
  type UplinkOptions,
  type UplinkOutput,
  type UplinkReport,
  type UplinkStatus,
  type UplinkTiming,
  uplinkTiming,
} from './uplink-types.ts';
import { createWindow } from './uplink-window.ts';

/** A birth that left so short a time before the centre's retained `on` arrives need not be said twice. */
const freshBirthMs = 1_000;

export function createUplink(options: UplinkOptions): Uplink {
  return new UplinkMachine(options);
}

class UplinkMachine implements Uplink {
  readonly #options: UplinkOptions;
  readonly #timing: UplinkTiming;
  readonly #topics: HallTopics;
  readonly #batches: Batches;
  readonly #outbox: Outbox;
  readonly #documents: Documents;
  readonly #replays: ReplayLine;
  readonly #silence: SilenceWatch;
  readonly #place: Place;
  readonly #window = createWindow();

  #attempts = 0;
  #conn = '';
  #receiveMaximum = 1;
  #up = false;
  #stopped = false;
  #serverOn = false;
  /** The centre has answered the birth of this connection: events may be sent. */
  #answered = false;
  /** When the fork was last reported; null while there is none. */
  #forkAtMs: number | null = null;
  /** When the last birth left; null when one is due. */
  #birthAtMs: number | null = null;
  /** Last moment the acknowledged sequence moved, or something began to be owed. */
  #progressAtMs = 0;
  #rewound = false;

  #publishes: Publish[] = [];
  #reports: UplinkReport[] = [];
  #disconnect: string | null = null;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#timing = { ...uplinkTiming, ...options.timing };
    this.#topics = hallTopics(options.hall);
    this.#batches = createBatches(options);
    this.#place = new Place(options, this.#batches);
    this.#replays = createReplayLine(this.#batches);
    this.#silence = createSilenceWatch(this.#timing.silentMs);
    this.#outbox = createOutbox({
      topics: this.#topics,
      timing: this.#timing,
      health: options.health,
      snapshot: options.snapshot,
    });
    this.#documents = createDocuments(options.hall, options.documents ?? [], this.#outbox);
  }

  // ------------------------------------------------------------------------------------------ what happened

  onConnecting(): { readonly conn: string; readonly will: Farewell } {
    this.#attempts += 1;
    this.#documents.reset();
    this.#conn = `${this.#options.boot}-${this.#attempts}`;
    return { conn: this.#conn, will: farewellOf(this.#topics, this.#conn, 'lost') };
  }

  onConnected(receiveMaximum: number, nowMs: number): UplinkOutput {
    this.#up = true;
    this.#receiveMaximum = Math.max(1, receiveMaximum);
    this.#birthAtMs = null;
    this.#progressAtMs = nowMs;
    this.#outbox.reset(nowMs);
    return this.#step(nowMs);
  }

  onDisconnected(nowMs: number): UplinkOutput {
    this.#up = false;
    this.#serverOn = false;
    this.#answered = false;
    this.#rewound = false;
    this.#window.clear();
    this.#replays.clear();
    this.#place.sent = this.#place.acked;
    return this.#step(nowMs);
  }

  onMessage(topic: string, payload: string, nowMs: number): UplinkOutput {
    if (topic === serverTopic) this.#onServer(payload === 'on', nowMs);
    else if (topic === this.#topics.ack) this.#onAckText(payload, nowMs);
    else if (topic === this.#topics.command) this.#drop(takeCommand(payload, this.#replays, this.#outbox));
    else this.#reports.push(...this.#documents.take(topic, payload));
    return this.#step(nowMs);
  }

  onPuback(token: number, nowMs: number): UplinkOutput {
    this.#window.close(token);
    return this.#step(nowMs);
  }

  onAppended(head: number, nowMs: number): UplinkOutput {
    if (this.#place.acked >= this.#place.head) this.#progressAtMs = nowMs;
    this.#place.head = Math.max(this.#place.head, head);
    this.#outbox.snapshotChanged();
    return this.#step(nowMs);
  }

  onEpoch(start: EpochStart, nowMs: number): UplinkOutput {
    this.#place.openEpoch(start);
    this.#forkAtMs = null;
    this.#answered = false;
    this.#birthAtMs = null;
    return this.#step(nowMs);
  }

  onDevice(device: string, report: DeviceReport, nowMs: number): UplinkOutput {
    this.#outbox.device(device, report);
    return this.#step(nowMs);
  }

  onReported(document: DesiredDocument, end: DocumentEnd, nowMs: number): UplinkOutput {
    this.#documents.report(document, end);
    return this.#step(nowMs);
  }

  onHealthChanged(nowMs: number): UplinkOutput {
    this.#outbox.healthChanged();
    return this.#step(nowMs);
  }

  onTick(nowMs: number): UplinkOutput {
    return this.#step(nowMs);
  }

  onStop(nowMs: number): UplinkOutput {
    this.#place.save();
    if (this.#up && !this.#stopped) {
      const { topic, payload } = farewellOf(this.#topics, this.#conn, 'stopped');
      this.#send({ topic, payload, qos: 1, retain: true }, nowMs, false);
    }
    this.#stopped = true;
    return this.#take(null);
  }

  status(): UplinkStatus {
    const { present, acked, sent, head } = this.#place;
    return {
      connected: this.#up,
      serverOn: this.#serverOn,
      answered: this.#answered,
      epoch: present.epoch,
      acked,
      sent,
      head,
      inflight: this.#window.size(),
    };
  }

  // ------------------------------------------------------------------------------------------ the centre's word

  #onServer(on: boolean, nowMs: number): void {
    if (on && !this.#serverOn) {
      const fresh = this.#birthAtMs !== null && !this.#answered && nowMs - this.#birthAtMs < freshBirthMs;
      if (!fresh) this.#birthAtMs = null;
      this.#answered = false;
      this.#progressAtMs = nowMs;
    }
    this.#serverOn = on;
  }

  #onAckText(payload: string, nowMs: number): void {
    const ack = readAck(payload);
    if (ack === null) this.#drop('ack');
    else if (ack.epoch === this.#place.present.epoch && this.#forkAtMs === null) this.#onAck(ack, nowMs);
  }

  #onAck(ack: Ack, nowMs: number): void {
    const place = this.#place;
    const before = place.acked;
    const answersBirth = ack.conn !== undefined && ack.conn === this.#conn;
    if ((answersBirth || ack.acked > before) && place.isOtherBranch(ack)) {
      this.#answered = false;
      this.#reportFork(nowMs);
      return;
    }
    if (answersBirth) {
      this.#answered = this.#up;
      this.#reports.push(...this.#documents.settled());
      place.moveTo(Math.max(place.present.first - 1, ack.acked), nowMs);
      place.sent = place.acked;
    } else if (ack.acked > before) place.moveTo(ack.acked, nowMs);
    if (answersBirth || place.acked > before) {
      this.#progressAtMs = nowMs;
      this.#rewound = false;
    }
    if (place.acked > before && this.#silence.progress(nowMs) === 'heard') this.#reports.push({ kind: 'heard' });
    if (place.acked < before) this.#reports.push({ kind: 'rewound', to: place.acked, cause: 'birth' });
    if (place.acked !== before) this.#reports.push({ kind: 'acked', seq: place.acked });
    if (ack.expect !== undefined && ack.expect - 1 < place.sent) {
      place.sent = Math.max(place.acked, ack.expect - 1);
      this.#reports.push({ kind: 'rewound', to: place.sent, cause: 'expect' });
    }
  }

  #reportFork(nowMs: number): void {
    this.#forkAtMs = nowMs;
    const { present, acked } = this.#place;
    this.#reports.push({ kind: 'fork', first: acked + 1, parent: { epoch: present.epoch, sequence: acked } });
  }

  #drop(what: DroppedMessage | null): void {
    if (what !== null) this.#reports.push({ kind: 'dropped', what });
  }

  // ------------------------------------------------------------------------------------------ one step

  #step(nowMs: number): UplinkOutput {
    if (this.#stopped) return this.#take(null);
    this.#watchTime(nowMs);
    if (this.#up && this.#disconnect === null) {
      this.#sendReplays(nowMs);
      this.#sendStates(nowMs);
      this.#sendEvents(nowMs);
      this.#publishes.push(...this.#outbox.dueNow(nowMs, this.#place.head - this.#place.acked));
    }
    this.#place.saveWhenDue(nowMs);
    return this.#take(this.#wakeAtMs());
  }

  #watchTime(nowMs: number): void {
    const { birthRepeatMs, rewindMs, giveUpMs } = this.#timing;
    if (this.#forkAtMs !== null && nowMs - this.#forkAtMs >= birthRepeatMs) this.#reportFork(nowMs);
    const heard = this.#silence.observe(this.#up, this.#answered && this.#serverOn && !this.#owes(), nowMs);
    if (heard === 'heard') this.#reports.push({ kind: 'heard' });
    else if (heard === 'silent') this.#reports.push({ kind: 'silent', cause: this.#silentCause() });
    if (!this.#up) return;
    if (this.#awaitsAnswer() && this.#birthAtMs !== null && nowMs - this.#birthAtMs >= birthRepeatMs)
      this.#birthAtMs = null;
    const oldestAtMs = this.#window.oldestAtMs();
    if (oldestAtMs !== null && nowMs - oldestAtMs >= giveUpMs) this.#disconnect = 'no PUBACK';
    if (!this.#owes()) return;
    const stillMs = nowMs - this.#progressAtMs;
    if (stillMs >= rewindMs && !this.#rewound) {
      this.#rewound = true;
      this.#place.sent = this.#place.acked;
      this.#reports.push({ kind: 'rewound', to: this.#place.acked, cause: 'no-progress' });
    }
    if (stillMs >= giveUpMs) this.#disconnect = 'no acknowledgement';
  }

  #silentCause(): SilentCause {
    if (!this.#serverOn) return 'server-off';
    return this.#answered ? 'no-progress' : 'birth-unanswered';
  }

  // ------------------------------------------------------------------------------------------ sending

  /** The birth first: nothing else means anything to the centre before it. */
  #sendStates(nowMs: number): void {
    if (this.#birthAtMs === null && this.#forkAtMs === null && this.#hasSlot()) {
      this.#birthAtMs = nowMs;
      this.#send(
        {
          topic: this.#topics.state,
          payload: JSON.stringify(birthOf(this.#options, this.#place, this.#conn, this.#documents.versions)),
          qos: 1,
          retain: true,
        },
        nowMs,
        false,
      );
    }
    while (this.#hasSlot()) {
      const next = this.#outbox.nextState();
      if (next === null) return;
      this.#send(next, nowMs, false);
    }
  }

  #sendReplays(nowMs: number): void {
    while (this.#maySendEvents()) {
      const batch = this.#replays.next(this.#place.head, this.#place.epochs);
      for (const answer of this.#replays.takeAnswers()) this.#outbox.answer(answer);
      if (batch === null) return;
      this.#sendBatch(batch, nowMs);
    }
  }

  /** A free slot takes all that waits, up to the limits: single events when quiet, full batches when behind. */
  #sendEvents(nowMs: number): void {
    const place = this.#place;
    while (this.#maySendEvents() && place.sent < place.head) {
      const to = Math.min(place.head, place.acked + limits.unackedEventsMax);
      if (to <= place.sent) return;
      const batch = this.#batches.compose(place.sent + 1, to, place.epochs);
      if (batch === null) return;
      place.sent = batch.to;
      this.#sendBatch(batch, nowMs);
    }
  }

  #sendBatch(batch: ComposedBatch, nowMs: number): void {
    const { payload, contentType, userProperties } = batch;
    this.#send(
      { topic: this.#topics.events, payload, qos: 1, retain: false, contentType, userProperties },
      nowMs,
      true,
    );
  }

  #send(publish: Publish, nowMs: number, batch: boolean): void {
    this.#publishes.push({ ...publish, token: this.#window.open(nowMs, batch) });
  }

  #hasSlot(): boolean {
    return this.#window.size() < this.#receiveMaximum;
  }

  #maySendEvents(): boolean {
    return (
      this.#up &&
      this.#serverOn &&
      this.#answered &&
      this.#window.batches() < limits.batchInflightMax &&
      this.#hasSlot()
    );
  }

  #owes(): boolean {
    return this.#serverOn && this.#answered && this.#place.head > this.#place.acked;
  }

  #awaitsAnswer(): boolean {
    return this.#serverOn && !this.#answered && this.#forkAtMs === null;
  }

  #wakeAtMs(): number | null {
    const { birthRepeatMs, rewindMs, giveUpMs } = this.#timing;
    const times: (number | null)[] = [
      this.#place.saveAtMs(),
      this.#forkAtMs === null ? null : this.#forkAtMs + birthRepeatMs,
    ];
    if (this.#up) {
      const oldestAtMs = this.#window.oldestAtMs();
      times.push(this.#outbox.dueAtMs(), this.#silence.wakeAtMs(), oldestAtMs === null ? null : oldestAtMs + giveUpMs);
      if (this.#awaitsAnswer() && this.#birthAtMs !== null) times.push(this.#birthAtMs + birthRepeatMs);
      if (this.#owes()) times.push(this.#progressAtMs + (this.#rewound ? giveUpMs : rewindMs));
    }
    const first = Math.min(...times.map((time) => time ?? Number.POSITIVE_INFINITY));
    return first === Number.POSITIVE_INFINITY ? null : first;
  }

  #take(wakeAtMs: number | null): UplinkOutput {
    const made = { publishes: this.#publishes, reports: this.#reports, wakeAtMs };
    const disconnect = this.#disconnect;
    this.#publishes = [];
    this.#reports = [];
    this.#disconnect = null;
    return disconnect === null ? made : { ...made, disconnect };
  }
}
