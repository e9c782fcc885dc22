/** Between the firmware desk and the outside: what it is asked for, what it keeps over a restart, and who judges a signature. */
import type { FirmwareBus } from '../protocol/firmware-view.ts';
import type { Refusal } from '../protocol/refusals.ts';

export interface FirmwareOrder {
  readonly bus: string;
  /** The file as it came. */
  readonly bytes: Uint8Array;
  /** Addresses; null: every node of the file's model. */
  readonly nodes: readonly number[] | null;
  readonly evenWhenOpen: boolean;
  /** Who asked, as the journal names them. */
  readonly by: string;
}

export interface FirmwarePort {
  /** Null: it has begun. */
  begin(order: FirmwareOrder): Refusal | null;
  /** Nothing more is begun on the nodes; a job that is over is left as it is. Null: done. */
  stop(bus: string): Refusal | null;
  part(): readonly FirmwareBus[];
}

/** What is kept of a job: which file, which nodes. How far it is, the nodes know. */
export interface FirmwareJobFile {
  readonly bytes: Uint8Array;
  readonly nodes: readonly number[];
  readonly evenWhenOpen: boolean;
  readonly by: string;
}

export interface FirmwareStorePort {
  /** On the disk when it returns; false: the disk refuses. Null removes it. */
  keep(bus: string, job: FirmwareJobFile | null): boolean;
  /** Null: none, or what is there is damaged. */
  find(bus: string): FirmwareJobFile | null;
}

export interface FirmwareJudge {
  sha256(bytes: Uint8Array): Uint8Array;
  /** `publicKey` as the configuration has it. False for anything that is not right. */
  verify(publicKey: string, message: Uint8Array, signature: Uint8Array): boolean;
}
