/** How far one firmware update is, as data: what its pages, its log and its program show. */
import type { FirmwareNodeProgress } from '../protocol/firmware-view.ts';

export interface FirmwareProgress {
  readonly nodes: readonly FirmwareNodeProgress[];
  /** Blocks of the image, and blocks sent so far, repairs included. */
  readonly blocks: number;
  readonly sent: number;
  readonly over: boolean;
}
