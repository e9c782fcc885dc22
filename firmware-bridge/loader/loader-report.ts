/** What the service loader says while it works, and how it ends. */
import type { FirmwareProblem, TargetState } from '../../protocol/firmware-problems.ts';
import type { FirmwareImage } from './firmware-image.ts';

/** What a target has said about itself. */
export interface TargetIdentity {
  /** Of the protocol: 0x31 is 3.1. */
  readonly version: number;
  readonly commands: readonly number[];
  readonly productId: number;
  /** Name by the table, or null. */
  readonly name: string | null;
  readonly flashBytesMax: number | null;
}

export type LoaderPhase = 'connect' | 'unprotect' | 'erase' | 'write' | 'go';

export type LoaderReport =
  | { readonly kind: 'phase'; readonly phase: LoaderPhase }
  | { readonly kind: 'identified'; readonly identity: TargetIdentity; readonly readoutProtected: boolean | null }
  | { readonly kind: 'progress'; readonly phase: LoaderPhase; readonly done: number; readonly total: number }
  /** A command is said again, after a NACK, a silence or an answer that is none. */
  | { readonly kind: 'retry'; readonly reason: 'nack' | 'silence' | 'garbled' | 'differs' }
  | { readonly kind: 'ended'; readonly problem: FirmwareProblem | null; readonly state: TargetState };

export type LoaderJob =
  | { readonly kind: 'identify' }
  | {
      readonly kind: 'load';
      readonly image: FirmwareImage;
      readonly verify: boolean;
      /** Start the program when it is written. */
      readonly go: boolean;
      readonly unprotectWrite: boolean;
      /** Erases the whole flash when it is protected. */
      readonly unprotectReadout: boolean;
    };
