/**
 * Connects the uplink to a broker: one client per attempt, our own back-off, time and compression for the pure machine,
 * and faults for staff. The hall never waits for it: without a broker nothing else changes. It must never hold events;
 * they stay in the journal until the centre has acknowledged them.
 */
import { readFile } from 'node:fs/promises';
import { deflateSync } from 'node:zlib';
import type { HallConfig } from '../../protocol/config.ts';
import type { JournalEvent } from '../../protocol/events.ts';
import { type DeviceReport, hallTopics } from '../../protocol/mqtt.ts';
import type { ClockPort, HallPort, LogPort, RandomPort } from '../ports.ts';
import { createUplink } from '../runtime/uplink.ts';
import { rfc3339Utc } from '../runtime/uplink-envelope.ts';
import type {
  CursorPort,
  DesiredDocument,
  DocumentEnd,
  EpochStart,
  HealthFacts,
  Uplink,
  UplinkOutput,
  UplinkReport,
  UplinkStatus,
  UplinkTiming,
} from '../runtime/uplink-types.ts';
import { openSession, type Session, type SessionEnd } from './mqtt-session.ts';
import { createReconnectDelay, type ReconnectTiming, reconnectTiming } from './reconnect-delay.ts';

export interface MqttLinkTiming {
  readonly reconnect: ReconnectTiming;
  readonly keepaliveSec: number;
  readonly connectTimeoutMs: number;
  /** Away for so long: staff are told that everything is kept here. */
  readonly offlineMs: number;
  /** How long a planned end waits for the broker to take `stopped`. */
  readonly farewellMs: number;
  readonly uplink: Partial<UplinkTiming>;
}

export const mqttLinkTiming: MqttLinkTiming = {
  reconnect: reconnectTiming,
  keepaliveSec: 30,
  connectTimeoutMs: 10_000,
  offlineMs: 30_000,
  farewellMs: 1_500,
  uplink: {},
};

export interface ForkRequest {
  readonly first: number;
  readonly parent: { readonly epoch: string; readonly sequence: number };
}

export interface MqttLinkOptions {
  readonly hall: string;
  readonly broker: NonNullable<HallConfig['mqtt']>;
  readonly port: Pick<HallPort, 'readEvents' | 'seq' | 'onCommit' | 'hallView' | 'health'>;
  readonly boot: string;
  readonly sw: string;
  /** Hash of the configuration, `sha256:…`. */
  readonly config: string;
  /** Every epoch of the journal in order; at least one. */
  readonly epochs: readonly EpochStart[];
  readonly cursor: CursorPort;
  readonly clock: ClockPort;
  readonly random: RandomPort;
  readonly log: LogPort;
  /** Stores `epoch.started` with reason `fork` and calls back once it is committed; null when that failed. */
  readonly openEpoch: (request: ForkRequest, done: (start: EpochStart | null) => void) => void;
  /** Names of the desired documents that `applyDocument` knows. */
  readonly documents?: readonly string[];
  /** Applies a document and calls back, how far it has come meanwhile too; the newest one of a name counts. */
  readonly applyDocument?: (document: DesiredDocument, tell: (end: DocumentEnd) => void) => void;
  /** Further facts for `up/health`: disk, temperature, throttling, last check. */
  readonly facts?: () => HealthFacts;
  readonly timing?: Partial<MqttLinkTiming>;
}

export interface MqttLink {
  start(): void;
  /** Publishes `stopped`, waits a moment for the broker, disconnects. */
  stop(): Promise<void>;
  /** What a device is like now; `device.state` events are followed by themselves. */
  device(id: string, report: DeviceReport): void;
  /** A fault came or went: health is published soon. */
  healthChanged(): void;
  status(): UplinkStatus;
}

/** Among the devices of the health page. */
const brokerDevice = 'broker';
const disconnectMsMin = 200;
/** Take-overs of our id within a minute that mean a second machine with the same hall id. */
const takeOversMax = 3;

export function createMqttLink(options: MqttLinkOptions): MqttLink {
  return new Link(options);
}

class Link implements MqttLink {
  readonly #options: MqttLinkOptions;
  readonly #timing: MqttLinkTiming;
  readonly #uplink: Uplink;
  readonly #delay: { next(connectedMs: number): number };
  #session: Session | null = null;
  #stopping = false;
  #stopListening: () => void = () => undefined;
  #cancelWake: () => void = () => undefined;
  #cancelRetry: () => void = () => undefined;
  #cancelOffline: (() => void) | null = null;
  #offlineTold = false;
  #wakeAtMs: number | null = null;
  #connectedAtMs: number | null = null;
  #openingEpoch = false;
  /** Last trouble, so that the log says each once. */
  #trouble = '';
  #takeOversMs: number[] = [];
  /** Called at each PUBACK while stopping. */
  #onPuback: () => void = () => undefined;

  constructor(options: MqttLinkOptions) {
    this.#options = options;
    this.#timing = { ...mqttLinkTiming, ...options.timing };
    this.#delay = createReconnectDelay(() => options.random.unit(), this.#timing.reconnect);
    this.#uplink = createUplink({
      hall: options.hall,
      boot: options.boot,
      sw: options.sw,
      config: options.config,
      epochs: options.epochs,
      head: options.port.seq(),
      readEvents: (from, limit) => options.port.readEvents(from, limit),
      cursor: options.cursor,
      // Level 6 is zlib's own; 9 gains 5 % more for twice the time.
      deflate: (text) => deflateSync(text, { level: 6 }),
      health: () => this.#healthFacts(),
      snapshot: () => this.#snapshot(),
      timing: this.#timing.uplink,
      documents: options.documents ?? [],
    });
  }

  start(): void {
    const { port } = this.#options;
    port.health.acked(this.#uplink.status().acked);
    port.health.device(brokerDevice, 'broker', 'offline');
    this.#stopListening = port.onCommit((events) => this.#onCommit(events));
    this.#watchOffline();
    // Rows may have been written between our making and our start.
    this.#apply(this.#uplink.onAppended(port.seq(), this.#now()));
    this.#connect();
  }

  async stop(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#stopListening();
    this.#cancelRetry();
    this.#cancelOffline?.();
    const session = this.#session;
    this.#apply(this.#uplink.onStop(this.#now()));
    this.#cancelWake();
    if (!session) return;
    // One wait for both: a silent broker must not hold up the end twice.
    const untilMs = this.#now() + this.#timing.farewellMs;
    await this.#farewellTaken();
    await session.leave(Math.max(disconnectMsMin, untilMs - this.#now()));
  }

  device(id: string, report: DeviceReport): void {
    this.#apply(this.#uplink.onDevice(id, report, this.#now()));
  }

  healthChanged(): void {
    this.#apply(this.#uplink.onHealthChanged(this.#now()));
  }

  status(): UplinkStatus {
    return this.#uplink.status();
  }

  // ------------------------------------------------------------------------------------------ connection

  #connect(): void {
    this.#attempt().catch((error: unknown) => {
      this.#onEnd({ kind: 'unreachable', detail: error instanceof Error ? error.message : String(error) });
    });
  }

  /** The library is loaded here, so that a hall without a centre does not pay for it. */
  async #attempt(): Promise<void> {
    const { broker, hall } = this.#options;
    const [{ connect }, password, ca] = await Promise.all([
      import('mqtt'),
      textOf(broker.passwordFile),
      textOf(broker.caFile),
    ]);
    if (this.#stopping) return;
    const { will } = this.#uplink.onConnecting();
    let mine: Session | null = null;
    // Callbacks of an earlier session never reach the uplink.
    const current = () => mine !== null && this.#session === mine;
    mine = openSession(
      connect,
      {
        url: broker.url,
        protocolVersion: broker.version ?? 5,
        clientId: hall,
        username: broker.user ?? hall,
        ...(password === null ? {} : { password: password.trim() }),
        ...(ca === null ? {} : { ca }),
        will,
        subscriptions: hallTopics(hall).subscriptions,
        keepaliveSec: this.#timing.keepaliveSec,
        connectTimeoutMs: this.#timing.connectTimeoutMs,
      },
      {
        onReady: (receiveMaximum) => current() && this.#onReady(receiveMaximum),
        onMessage: (topic, payload) => current() && this.#apply(this.#uplink.onMessage(topic, payload, this.#now())),
        onPuback: (token, refused) => current() && this.#onPubackOf(token, refused),
        onEnd: (end) => current() && this.#onEnd(end),
      },
    );
    this.#session = mine;
  }

  #onReady(receiveMaximum: number): void {
    const { health } = this.#options.port;
    this.#connectedAtMs = this.#now();
    this.#trouble = '';
    this.#cancelOffline?.();
    this.#cancelOffline = null;
    this.#offlineTold = false;
    health.clear('centre-offline', brokerDevice);
    health.clear('clock-untrusted', brokerDevice);
    health.device(brokerDevice, 'broker', 'ok');
    this.#options.log.info('centre connected', { receiveMaximum });
    this.#apply(this.#uplink.onConnected(receiveMaximum, this.#now()));
  }

  #onPubackOf(token: number, refused: string | null): void {
    if (refused !== null) this.#options.log.warn('broker refused a message', { reason: refused });
    this.#apply(this.#uplink.onPuback(token, this.#now()));
    this.#onPuback();
  }

  #onEnd(end: SessionEnd): void {
    this.#session = null;
    const nowMs = this.#now();
    const connectedMs = this.#connectedAtMs === null ? 0 : nowMs - this.#connectedAtMs;
    this.#connectedAtMs = null;
    if (this.#stopping) return;
    this.#options.port.health.device(brokerDevice, 'broker', 'offline');
    this.#tell(end, nowMs);
    this.#watchOffline();
    this.#apply(this.#uplink.onDisconnected(nowMs));
    this.#cancelRetry = this.#options.clock.at(nowMs + this.#delay.next(connectedMs), () => this.#connect());
  }

  // ------------------------------------------------------------------------------------------ faults

  #tell(end: SessionEnd, nowMs: number): void {
    const { clock, log, port } = this.#options;
    const detail = `${end.kind}: ${end.detail}`;
    if (detail !== this.#trouble) log.warn('centre connection ended', { kind: end.kind, detail: end.detail });
    this.#trouble = detail;
    // Already told: the newest cause is the useful one.
    if (this.#offlineTold) port.health.raise('centre-offline', brokerDevice, detail);
    const quality = clock.quality();
    // With a clock that is known to be right, the certificate itself is out of date.
    if (end.kind === 'clock' && quality !== 'ntp' && quality !== 'central')
      port.health.raise('clock-untrusted', brokerDevice, end.detail);
    if (end.kind !== 'taken-over') return;
    this.#takeOversMs = [...this.#takeOversMs.filter((atMs) => nowMs - atMs < 60_000), nowMs].slice(-takeOversMax);
    if (this.#takeOversMs.length >= takeOversMax) port.health.raise('centre-offline', brokerDevice, end.detail);
  }

  #watchOffline(): void {
    if (this.#cancelOffline !== null) return;
    const { clock, port } = this.#options;
    this.#cancelOffline = clock.at(this.#now() + this.#timing.offlineMs, () => {
      this.#offlineTold = true;
      port.health.raise('centre-offline', brokerDevice, this.#trouble);
    });
  }

  #report(report: UplinkReport): void {
    const { log, port } = this.#options;
    switch (report.kind) {
      case 'acked':
        port.health.acked(report.seq);
        return;
      case 'silent':
        log.warn('centre is silent', { cause: report.cause });
        port.health.device(brokerDevice, 'broker', 'warning');
        port.health.raise('centre-silent', brokerDevice, report.cause);
        return;
      case 'heard':
        port.health.device(brokerDevice, 'broker', 'ok');
        port.health.clear('centre-silent', brokerDevice);
        return;
      case 'rewound':
        log.info('sending again', { from: report.to + 1, cause: report.cause });
        return;
      case 'dropped':
        log.warn('message of the centre dropped', { what: report.what });
        return;
      case 'document':
        this.#onDocument(report.document);
        return;
      case 'fork':
        this.#onFork({ first: report.first, parent: report.parent });
    }
  }

  #onDocument(document: DesiredDocument): void {
    const { log } = this.#options;
    const { name, version } = document;
    this.#options.applyDocument?.(document, (end) => {
      if (end === null) log.info('document of the centre applied', { name, version });
      else if (typeof end === 'string') log.warn('document of the centre rejected', { name, version, error: end });
      if (!this.#stopping) this.#apply(this.#uplink.onReported(document, end, this.#now()));
    });
  }

  #onFork(request: ForkRequest): void {
    if (this.#openingEpoch) return;
    this.#openingEpoch = true;
    this.#options.log.warn('the centre holds another branch of this journal', { first: request.first });
    this.#options.openEpoch(request, (start) => {
      this.#openingEpoch = false;
      if (start !== null) this.#apply(this.#uplink.onEpoch(start, this.#now()));
    });
  }

  // ------------------------------------------------------------------------------------------ the machine's wishes

  #onCommit(events: readonly JournalEvent[]): void {
    for (const event of events) {
      if (event.type !== 'device.state') continue;
      const { device, state, fault } = event.body;
      const report: DeviceReport = { state, since: rfc3339Utc(event.wallMs), ...(fault === null ? {} : { fault }) };
      this.#apply(this.#uplink.onDevice(device, report, this.#now()));
    }
    const last = events.at(-1);
    if (last !== undefined) this.#apply(this.#uplink.onAppended(last.seq, this.#now()));
  }

  /** Reports come last: the owner may answer one at once with a new input. */
  #apply(output: UplinkOutput): void {
    for (const item of output.publishes) this.#session?.publish(item);
    this.#wake(output.wakeAtMs);
    if (output.disconnect !== undefined) this.#session?.giveUp(output.disconnect);
    for (const report of output.reports) this.#report(report);
  }

  #wake(atMs: number | null): void {
    if (atMs === this.#wakeAtMs) return;
    this.#cancelWake();
    this.#cancelWake = () => undefined;
    this.#wakeAtMs = atMs;
    if (atMs === null || this.#stopping) return;
    this.#cancelWake = this.#options.clock.at(atMs, () => {
      this.#wakeAtMs = null;
      this.#apply(this.#uplink.onTick(this.#now()));
    });
  }

  #farewellTaken(): Promise<void> {
    if (this.#uplink.status().inflight === 0) return Promise.resolve();
    return new Promise((done) => {
      const cancel = this.#options.clock.at(this.#now() + this.#timing.farewellMs, done);
      this.#onPuback = () => {
        if (this.#uplink.status().inflight > 0) return;
        cancel();
        done();
      };
    });
  }

  #healthFacts(): HealthFacts {
    const { clock, facts, port } = this.#options;
    return { ...facts?.(), clock: clock.quality(), faults: port.health.faults().length };
  }

  /** Live queue lengths for a dashboard; never a source of truth. */
  #snapshot(): string {
    const { port } = this.#options;
    const services = port.hallView().services.map((service) => [service.id, service.waiting] as const);
    return JSON.stringify({ seq: port.seq(), waiting: Object.fromEntries(services) });
  }

  #now(): number {
    return this.#options.clock.monoMs();
  }
}

async function textOf(path: string | undefined): Promise<string | null> {
  return path === undefined ? null : await readFile(path, 'utf8');
}
