import type { HallConfig, LineConfig } from '../../protocol/config.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import type { Phrasebook } from '../../protocol/phrases.ts';
import type { GpioPort } from '../drivers/button/gpio-port.ts';
import type { BusKeysPort, ClockPort, DeviceMemoryPort, HallPort, JournalPort, LogPort, RandomPort } from '../ports.ts';
import type { FirmwareJudge, FirmwarePort, FirmwareStorePort } from '../ports-firmware.ts';
import type { LinePort } from '../ports-line.ts';
import type { AppointmentDesk } from './appointment-desk.ts';
import type { ForeignParts } from './device-desks.ts';
import type { MediaDisk } from './hall-views.ts';
import type { PaperMeans } from './ticket-papers.ts';
import type { VoiceFacts } from './voice-views.ts';

export interface HallOptions extends PaperMeans {
  readonly config: HallConfig;
  readonly journal: JournalPort;
  readonly clock: ClockPort;
  readonly random: RandomPort;
  readonly log: LogPort;
  /** Opens nothing yet: gives the line that a configuration names. */
  readonly line: (config: LineConfig) => LinePort;
  /** What is remembered of devices between two starts; forgotten when left out. */
  readonly memory?: DeviceMemoryPort;
  /** The machine's GPIO, or null when the hall has no buttons. */
  readonly gpio: GpioPort | null;
  /** Needed when the configuration names foreign devices. */
  readonly foreign?: ForeignParts;
  readonly demo: boolean;
  /** True when announcements can be made on the daemon's side. */
  readonly speech: boolean;
  /** What is said; the built-in phrases when left out. */
  readonly phrases?: Phrasebook;
  /** Where they come from, and who speaks. */
  readonly voice?: VoiceFacts;
  /** Address of a recorded chime. */
  readonly chimeWav?: string;
  /** Version of the program and hash of the configuration, for the journal and the centre. */
  readonly sw: string;
  readonly configHash: string;
  /** The disk for films as it really is; what the files known to the hall take when left out. */
  readonly disk?: () => MediaDisk;
  /** Keys of bus nodes; absent: no secure channel. */
  readonly busKeys?: BusKeysPort;
  /** Who judges firmware for bus nodes and keeps its jobs; absent: none is sent. */
  readonly firmware?: { readonly judge: FirmwareJudge; readonly kept: FirmwareStorePort };
}

export interface Hall extends HallPort {
  start(): void;
  /** Takes no further step; lines, pages and the centre's link are ended by whoever made them. */
  stop(): void;
  /** Epochs of the journal, oldest first. */
  epochs(): readonly { readonly epoch: string; readonly first: number }[];
  /** Opens a new epoch after a fork; false when the disk refuses. */
  openEpoch(first: number, reason: 'fork' | 'restore'): boolean;
  bootId(): string;
  /** A customer at a kiosk asks for a person: staff see it for some minutes. */
  askHelp(device: string): void;
  /** The appointments as they are now; see appointment-desk.ts. */
  takeAppointments: AppointmentDesk['take'];
  /** How far the films of the centre have come; null: none are on their way. */
  tellFilms(progress: FilmsProgress | null): void;
  /** True when films of the centre may be fetched now. */
  mayFetch(): boolean;
  /** Called whenever something on the health page has changed. */
  onHealth(listener: () => void): void;
  /** Firmware over the buses; null in a hall without one. */
  firmware(): FirmwarePort | null;
  /** Streams that are open now. */
  streams(): number;
}
