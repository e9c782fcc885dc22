/** What the web server is given, and what it gives back. */
import type { HallConfig } from '../../../protocol/config.ts';
import type { ClockPort, HallPort, LogPort } from '../../ports.ts';
import type { FirmwarePort } from '../../ports-firmware.ts';
import type { PaperMeans } from '../../runtime/ticket-papers.ts';
import type { MediaStore } from '../media-store.ts';
import type { LabPort } from './lab-port.ts';

export interface HttpOptions {
  readonly hall: HallPort;
  readonly config: HallConfig;
  readonly clock: ClockPort;
  readonly log: LogPort;
  /** Folder of the built pages. */
  readonly displayDir: string;
  /** Folder of promo files, served under `/media/`; null when there is none. */
  readonly mediaDir: string | null;
  /** Films and pictures that were sent to the hall; absent where it takes none. */
  readonly media?: MediaStore;
  /** Null until the devices have started, and in a hall without a bus. */
  readonly firmware?: () => FirmwarePort | null;
  /** True for `hallkeeper demo`: the lab exists, and staff sign in from this machine only. */
  readonly demo: boolean;
  readonly lab?: LabPort;
  /** What tickets are drawn with, for their pictures. */
  readonly paperMeans?: PaperMeans;
  /** Path of a WAV file by its name without `.wav`, or null when there is none. */
  readonly voice?: { wav(name: string): Promise<string | null> };
  /** Called when a customer at a kiosk asks for help. */
  readonly onHelp?: (device: string) => void;
  /** True: a request from this very machine is a device of the hall. False behind a proxy. */
  readonly trustLoopback: boolean;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Software version for the API document and the metrics. */
  readonly version?: string;
}

export interface HttpServer {
  /** `http://127.0.0.1:8080`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  /** Ends the streams, lets running answers finish, closes every socket. Takes at most `closeMsMax`. */
  close(): Promise<void>;
}
