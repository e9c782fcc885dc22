/** How far a firmware update is, as data: what its pages, its log and its program show. */

/** Where a node stands. `restart`: told to start the new image; `trial`: it runs it and has not confirmed yet. */
export type FirmwareStep =
  | 'absent'
  | 'begin'
  | 'query'
  | 'ready'
  | 'repair'
  | 'commit'
  | 'boot'
  | 'restart'
  | 'trial'
  | 'over';

/** How it ended for a node. `updated` and `already` run the new version; all others run what they ran, or are silent. */
export type FirmwareOutcome =
  | 'updated'
  | 'already'
  /** The image is for another model. */
  | 'wrong-model'
  /** It cannot be updated over the bus. */
  | 'no-update'
  /** It runs something newer; a node never goes back. */
  | 'newer-runs'
  /** It found the digest or the signature wrong. */
  | 'refused-image'
  /** Its boot loader wants a signature, or no older version. */
  | 'refused-policy'
  /** The new image did not come into service; the old one runs again. */
  | 'rolled-back'
  /** On trial for too long without confirming. */
  | 'not-confirmed'
  /** Silent before, or after, it was told to start. */
  | 'away'
  | 'away-after-start'
  /** Another node failed with this image first, so it was not started here. */
  | 'held-back'
  | 'no-progress'
  /** Staff ended the job. */
  | 'stopped';

export interface FirmwareNodeProgress {
  readonly address: number;
  readonly step: FirmwareStep;
  readonly outcome: FirmwareOutcome | null;
  /** Version it runs, as 1.0.3, or null while it has not said. */
  readonly running: string | null;
  /** 0..1 of the image it holds. */
  readonly share: number;
}

export interface FirmwareProgress {
  readonly nodes: readonly FirmwareNodeProgress[];
  /** Blocks of the image, and blocks sent so far, repairs included. */
  readonly blocks: number;
  readonly sent: number;
  readonly over: boolean;
}
