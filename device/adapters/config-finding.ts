/** What a check has found in a file of ours: where it stands and what to do. */
import type { Bilingual } from '../../protocol/texts-types.ts';

export interface ConfigFinding {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: Bilingual;
}
