/** Firmware updates over the bus as the pages and programs see them: nodes and their versions, the job of a bus, how it ended for each node. */

/** Where a node stands. `restart`: told to start the new image; `trial`: it runs it and has not confirmed yet. */
export const firmwareSteps = [
  'absent',
  'begin',
  'query',
  'ready',
  'repair',
  'commit',
  'boot',
  'restart',
  'trial',
  'over',
] as const;
export type FirmwareStep = (typeof firmwareSteps)[number];

/**
 * How it ended for a node. `updated` and `already` run the new version; all others run what they ran, or are silent.
 * `held-back`: another node failed with this image first, so it was not started here.
 */
export const firmwareOutcomes = [
  'updated',
  'already',
  'wrong-model',
  'no-update',
  'newer-runs',
  'refused-image',
  'refused-policy',
  'rolled-back',
  'not-confirmed',
  'away',
  'away-after-start',
  'held-back',
  'no-progress',
  'stopped',
] as const;
export type FirmwareOutcome = (typeof firmwareOutcomes)[number];

export interface FirmwareNodeProgress {
  readonly address: number;
  readonly step: FirmwareStep;
  readonly outcome: FirmwareOutcome | null;
  /** Version it runs, as 1.0.3, or null while it has not said. */
  readonly running: string | null;
  /** 0..1 of the image it holds. */
  readonly share: number;
}

export interface FirmwareJob {
  /** `waiting`: the hall is open and the job goes on when it has closed. */
  readonly state: 'waiting' | 'running' | 'over';
  readonly model: number;
  readonly version: string;
  readonly by: string;
  /** Blocks of the image, and blocks sent by this start of the daemon, repairs included. */
  readonly blocks: number;
  readonly sent: number;
  readonly nodes: readonly FirmwareNodeProgress[];
}

export interface FirmwareBus {
  readonly bus: string;
  readonly nodes: readonly {
    readonly address: number;
    readonly kind: 'panel' | 'call-keypad' | 'rating-keypad';
    readonly counter: number;
    /** null: it has not answered since the daemon began. */
    readonly model: number | null;
    readonly version: string | null;
  }[];
  /** The last one since the daemon began, or that it found. */
  readonly job: FirmwareJob | null;
}

export const firmwareDone: ReadonlySet<FirmwareOutcome> = new Set(['updated', 'already']);
