/**
 * The faces of the centre link: what the uplink needs, what it is told, what it asks for. No behaviour.
 */
import type { FilmsProgress } from '../../protocol/content.ts';
import type { JournalEvent } from '../../protocol/events.ts';
import type { DeviceReport } from '../../protocol/mqtt.ts';

/** One life of the journal: rows from `first` on belong to it, until the next one's `first`. */
export interface EpochStart {
  readonly epoch: string;
  readonly first: number;
}

/** Where the sender was. It counts only if the journal's row at `acked` has this `id`; a cursor that is too low only causes repeats. */
export interface Cursor {
  readonly epoch: string;
  readonly acked: number;
  /** Id of the row at `acked`; null when there is none. */
  readonly id: string | null;
  /** Boot that the row at `acked` belongs to; spares a search through the journal. Null when unknown. */
  readonly boot: string | null;
}

export interface CursorPort {
  /** Null when there is none or it cannot be read. */
  load(): Cursor | null;
  /** Best effort; never throws. */
  save(cursor: Cursor): void;
}

/** Numbers and words of `up/health`; flat. */
export type HealthFacts = Readonly<Record<string, string | number | boolean | null>>;

/** Durations of the contract, milliseconds. Tests and the demo shorten them. */
export interface UplinkTiming {
  /** The birth is repeated when the centre has not answered it. */
  readonly birthRepeatMs: number;
  /** Without progress the sender goes back to what is acknowledged. */
  readonly rewindMs: number;
  /** Without progress, or without a PUBACK, the connection is given up. */
  readonly giveUpMs: number;
  /** Connected but not understood for so long: staff are told. */
  readonly silentMs: number;
  readonly healthMs: number;
  /** Least time between two health messages, and between two snapshots. */
  readonly calmMs: number;
}

export const uplinkTiming: UplinkTiming = {
  birthRepeatMs: 5_000,
  rewindMs: 15_000,
  giveUpMs: 30_000,
  silentMs: 30_000,
  healthMs: 60_000,
  calmMs: 2_000,
};

export interface UplinkOptions {
  /** Hall id, `[a-z0-9-]{1,40}`. */
  readonly hall: string;
  /** Id of this boot, as in the newest `system.started`. */
  readonly boot: string;
  readonly sw: string;
  /** Hash of the configuration, e.g. `sha256:…`. */
  readonly config: string;
  /** Every epoch of the journal in order; at least one. */
  readonly epochs: readonly EpochStart[];
  /** Last sequence of the journal now. */
  readonly head: number;
  /** Rows with `seq >= from` in order, at most `limit`. */
  readonly readEvents: (from: number, limit: number) => readonly JournalEvent[];
  readonly cursor: CursorPort;
  /** zlib format (RFC 1950) of the UTF-8 text. Without it everything is sent as it is. */
  readonly deflate?: (text: string) => Uint8Array;
  /** Asked when a health message is due. */
  readonly health?: () => HealthFacts;
  /** JSON text of the queue lengths, asked when a snapshot is due; null when there is nothing to show. */
  readonly snapshot?: () => string | null;
  readonly timing?: Partial<UplinkTiming>;
  /** Names of the desired documents that the owner applies; it answers each `document` with `onReported`. */
  readonly documents?: readonly string[];
}

/** A document that the centre wants the hall to have. */
export interface DesiredDocument {
  readonly name: string;
  readonly version: number;
  readonly sha256: string;
  readonly data: unknown;
  /** It came for every hall, not for this one alone. */
  readonly for?: 'all';
}
/** What became of a document: applied (null), rejected with the reason, or on its way still. */
export type DocumentEnd = null | string | FilmsProgress;

/** What a caller of the broker's client has to publish. */
export interface Publish {
  readonly topic: string;
  readonly payload: string | Uint8Array;
  readonly qos: 0 | 1;
  readonly retain: boolean;
  /** With QoS 1: hand it back to `onPuback` once the broker has answered. */
  readonly token?: number;
  /** MQTT 5 only; the contract holds without them. */
  readonly contentType?: string;
  readonly userProperties?: Readonly<Record<string, string>>;
  readonly expirySec?: number;
}

export type SilentCause = 'server-off' | 'birth-unanswered' | 'no-progress';
export type DroppedMessage = 'ack' | 'command' | 'document' | 'topic';

export type UplinkReport =
  /** The centre holds another branch: open a new epoch at `first` and call `onEpoch`. Repeated until that happens. */
  | {
      readonly kind: 'fork';
      readonly first: number;
      readonly parent: { readonly epoch: string; readonly sequence: number };
    }
  | { readonly kind: 'acked'; readonly seq: number }
  | { readonly kind: 'rewound'; readonly to: number; readonly cause: 'expect' | 'no-progress' | 'birth' }
  | { readonly kind: 'silent'; readonly cause: SilentCause }
  | { readonly kind: 'heard' }
  /** To be applied, whole or not at all, also when it has come before. */
  | { readonly kind: 'document'; readonly document: DesiredDocument }
  | { readonly kind: 'dropped'; readonly what: DroppedMessage };

export interface UplinkOutput {
  readonly publishes: readonly Publish[];
  /** Set when the connection should be destroyed; the text is the reason, for the log. */
  readonly disconnect?: string;
  readonly reports: readonly UplinkReport[];
  /** When to call `onTick`, or null. Replaces every earlier wish. */
  readonly wakeAtMs: number | null;
}

export interface Farewell {
  readonly topic: string;
  readonly payload: string;
}

/**
 * The hall's end of the centre link. Synchronous; times are monotonic milliseconds; never throws on messages.
 * Order of calls: `onConnecting`, then `onMessage` at any time, `onConnected` once the subscriptions are granted.
 */
export interface Uplink {
  /** A new attempt: gives the will to connect with. */
  onConnecting(): { readonly conn: string; readonly will: Farewell };
  onConnected(receiveMaximum: number, nowMs: number): UplinkOutput;
  onDisconnected(nowMs: number): UplinkOutput;
  onMessage(topic: string, payload: string, nowMs: number): UplinkOutput;
  onPuback(token: number, nowMs: number): UplinkOutput;
  onAppended(head: number, nowMs: number): UplinkOutput;
  /** The owner has stored `epoch.started`. */
  onEpoch(start: EpochStart, nowMs: number): UplinkOutput;
  onDevice(device: string, report: DeviceReport, nowMs: number): UplinkOutput;
  onReported(document: DesiredDocument, end: DocumentEnd, nowMs: number): UplinkOutput;
  onHealthChanged(nowMs: number): UplinkOutput;
  onTick(nowMs: number): UplinkOutput;
  /** A planned end: `stopped` is published, nothing else any more. */
  onStop(nowMs: number): UplinkOutput;
  status(): UplinkStatus;
}

export interface UplinkStatus {
  readonly connected: boolean;
  readonly serverOn: boolean;
  /** Events may be sent: the centre has answered our birth. */
  readonly answered: boolean;
  readonly epoch: string;
  readonly acked: number;
  readonly sent: number;
  readonly head: number;
  /** Publishes that the broker has not answered yet. */
  readonly inflight: number;
}
