/** What the lab page can do: the virtual devices of the demo behind one small door. */

import type { LabActions } from '../../../protocol/lab.ts';
import type { StreamSink } from '../../ports.ts';

export type LabAction = keyof LabActions;

export interface LabPort {
  /** Opens the lab's stream; the first message comes before this returns. */
  stream(sink: StreamSink): { close(): void };
  /** Does one thing to a virtual device. False: there is no such device. */
  act<Action extends LabAction>(action: Action, body: LabActions[Action]): boolean;
  /** A printed paper as SVG text, or null when it is gone. */
  paperSvg(id: string): string | null;
}
