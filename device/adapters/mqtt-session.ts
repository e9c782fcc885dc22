/**
 * One connection attempt with one MQTT client, from the first packet to the end. MQTT.js is used as a line driver only:
 * it never reconnects, queues or resends by itself, and nothing of it is used after `onEnd`.
 *
 *   connect ──CONNACK──► subscribe ──SUBACK──► onReady ──► messages, PUBACKs ──► onEnd (exactly once)
 */
import type { connect as Connect, IClientOptions, IClientPublishOptions, IConnackPacket, MqttClient } from 'mqtt';
import { mqttLimits } from '../../protocol/mqtt.ts';
import type { Farewell, Publish } from '../runtime/uplink-types.ts';

export interface SessionOptions {
  readonly url: string;
  readonly protocolVersion: 4 | 5;
  readonly clientId: string;
  readonly username: string;
  readonly password?: string;
  /** PEM */
  readonly ca?: string;
  readonly will: Farewell;
  readonly subscriptions: readonly string[];
  readonly keepaliveSec: number;
  readonly connectTimeoutMs: number;
}

/** Why a session ended. `clock`: a certificate is outside its time, which a wrong clock looks like. */
export type SessionEndKind = 'closed' | 'unreachable' | 'refused' | 'tls' | 'clock' | 'taken-over' | 'given-up';
export interface SessionEnd {
  readonly kind: SessionEndKind;
  /** For the log and the health page; no secret. */
  readonly detail: string;
}

export interface SessionHandlers {
  /** The subscriptions are granted. `receiveMaximum`: QoS 1 messages the broker takes without PUBACK. */
  onReady(receiveMaximum: number): void;
  onMessage(topic: string, payload: string): void;
  /** The broker has answered; `refused` is its reason, null when it took the message. */
  onPuback(token: number, refused: string | null): void;
  onEnd(end: SessionEnd): void;
}

export interface Session {
  publish(item: Publish): void;
  /** Destroys the connection: the broker sends the will. */
  giveUp(detail: string): void;
  /** Says DISCONNECT, so that the will is not sent, and resolves when the connection is gone, at the latest after `waitMs`. */
  leave(waitMs: number): Promise<void>;
}

const receiveMaximumAbsent = 65_535;

export function openSession(connect: typeof Connect, options: SessionOptions, handlers: SessionHandlers): Session {
  const client = connect(options.url, clientOptions(options));
  let ended = false;

  function finish(end: SessionEnd): void {
    if (ended) return;
    ended = true;
    discard(client, own);
    handlers.onEnd(end);
  }

  const own = {
    error: (error: Error) => finish(endOf(error)),
    close: () => finish({ kind: 'closed', detail: 'connection closed' }),
    disconnect: (packet: { readonly reasonCode?: number }) => {
      // 142 is 'session taken over': another client came with the same id.
      if (packet.reasonCode === 142) finish({ kind: 'taken-over', detail: 'another machine uses this hall id' });
    },
    message: (topic: string, payload: Buffer) => {
      if (!ended && payload.length <= mqttLimits.downBytesMax) handlers.onMessage(topic, payload.toString('utf8'));
    },
    connect: (connack: IConnackPacket) => {
      client.subscribe([...options.subscriptions], { qos: 1 }, (error, granted) => {
        if (ended) return;
        if (error !== null || granted === undefined || granted.some((item) => item.qos >= 128))
          finish({ kind: 'refused', detail: `subscription refused${error === null ? '' : `: ${error.message}`}` });
        else handlers.onReady(connack.properties?.receiveMaximum ?? receiveMaximumAbsent);
      });
    },
  };
  client.on('error', own.error);
  client.on('close', own.close);
  client.on('disconnect', own.disconnect);
  client.on('message', own.message);
  client.on('connect', own.connect);

  return {
    publish: (item) => {
      if (ended) return;
      const { token } = item;
      client.publish(item.topic, asPayload(item.payload), publishOptions(item, options.protocolVersion), (error) => {
        if (!ended && token !== undefined)
          handlers.onPuback(token, error === undefined || error === null ? null : error.message);
      });
    },
    giveUp: (detail) => finish({ kind: 'given-up', detail }),
    leave: (waitMs) => leave(client, waitMs, () => finish({ kind: 'closed', detail: 'stopped' })),
  };
}

function clientOptions(options: SessionOptions): IClientOptions {
  const five = options.protocolVersion === 5;
  return {
    protocolVersion: options.protocolVersion,
    clientId: options.clientId,
    username: options.username,
    ...(options.password === undefined ? {} : { password: options.password }),
    ...(options.ca === undefined ? {} : { ca: options.ca }),
    reconnectPeriod: 0,
    clean: true,
    resubscribe: false,
    keepalive: options.keepaliveSec,
    connectTimeout: options.connectTimeoutMs,
    queueQoSZero: false,
    will: { topic: options.will.topic, payload: Buffer.from(options.will.payload), qos: 1, retain: true },
    ...(five ? { properties: { receiveMaximum: 50, maximumPacketSize: 262_144 } } : {}),
  };
}

function publishOptions(item: Publish, protocolVersion: 4 | 5): IClientPublishOptions {
  if (protocolVersion === 4) return { qos: item.qos, retain: item.retain };
  return {
    qos: item.qos,
    retain: item.retain,
    properties: {
      contentType: item.contentType ?? 'application/json',
      ...(item.userProperties === undefined ? {} : { userProperties: { ...item.userProperties } }),
      ...(item.expirySec === undefined ? {} : { messageExpiryInterval: item.expirySec }),
    },
  };
}

/** No copy of a deflated batch: a Buffer over the same memory. */
function asPayload(payload: string | Uint8Array): string | Buffer {
  return typeof payload === 'string' ? payload : Buffer.from(payload.buffer, payload.byteOffset, payload.byteLength);
}

/**
 * A client may still emit errors after its end; they have no meaning any more. Only our own listeners go: with the library's
 * own ones its timer of the connection would stay, and keep the process alive for as long after the end.
 */
function discard(client: MqttClient, own: Readonly<Record<string, unknown>>): void {
  client.on('error', () => undefined);
  for (const [name, listener] of Object.entries(own)) client.removeListener(name as 'close', listener as () => void);
  client.end(true);
}

function leave(client: MqttClient, waitMs: number, finish: () => void): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      finish();
      done();
    };
    const timer = setTimeout(end, waitMs);
    if (client.connected) client.end(false, {}, end);
    else end();
  });
}

/** MQTT.js gives a CONNACK's refusal a number as `code`, sockets and TLS a word. */
function endOf(error: Error): SessionEnd {
  const code: unknown = 'code' in error ? error.code : undefined;
  const detail = code === undefined ? error.message : `${String(code)} ${error.message}`;
  if (typeof code === 'number') return { kind: 'refused', detail };
  if (code === 'CERT_NOT_YET_VALID' || code === 'CERT_HAS_EXPIRED') return { kind: 'clock', detail };
  const text = typeof code === 'string' ? code : '';
  if (/CERT|TLS|SSL|ISSUER|SIGNED|VERIFY|ALTNAME/.test(text)) return { kind: 'tls', detail };
  return { kind: 'unreachable', detail };
}
