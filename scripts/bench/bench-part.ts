/** What every part of the measurement gets and gives. */
export interface BenchSetting {
  /** A folder of its own on the disk that is measured. */
  readonly folder: string;
  /** Fewer samples: shows that it works, not how fast. */
  readonly quick: boolean;
  readonly say: (progress: string) => void;
}

/** One line of the result. */
export interface BenchRow {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What the world allows, or what a peer needs, from the same run. */
  readonly beside?: { readonly what: string; readonly value: number };
  /** The aim, as a bound on the value, or on the ratio to `beside`. */
  readonly aim?: { readonly of: 'value' | 'ratio'; readonly is: 'below' | 'above'; readonly bound: number };
  readonly note?: string;
}

export interface BenchPart {
  readonly letter: string;
  readonly title: string;
  readonly run: (setting: BenchSetting) => Promise<readonly BenchRow[]>;
}
