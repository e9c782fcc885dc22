/**
 * The lab: what `GET /api/stream?view=lab` shows and `POST /api/lab/ACTION` takes. It exists in the demo only and speaks
 * to the virtual devices at the far ends of their lines, never to the daemon's inside.
 */
export interface LabView {
  readonly printer: LabPrinter;
  /** Newest last, at most 20; the picture is at `/api/lab/paper/ID.svg`. */
  readonly papers: readonly {
    readonly id: number;
    readonly widthDots: number;
    readonly heightDots: number;
    readonly complete: boolean;
  }[];
  readonly nodes: readonly LabNode[];
  readonly buttons: readonly { readonly gpio: number; readonly service: string; readonly pressed: boolean }[];
  readonly line: { readonly noise: number };
  readonly centre: LabCentre;
}
export interface LabPrinter {
  readonly power: boolean;
  readonly paper: 'ok' | 'near-end' | 'end';
  readonly cover: 'closed' | 'open';
  readonly cutter: 'ok' | 'jammed';
  readonly bufferedBytes: number;
}
export interface LabNode {
  readonly address: number;
  readonly kind: 'panel' | 'call-keypad' | 'rating-keypad';
  readonly counter: number;
  readonly plugged: boolean;
  /** True while the node has had a frame within its 8 s rule. */
  readonly linked: boolean;
  readonly zones: readonly { readonly text: string; readonly flashing: boolean; readonly colour: number }[];
  readonly leds: readonly { readonly on: number; readonly off: number; readonly blinking: boolean }[];
  readonly rating: { readonly session: number; readonly leftMs: number } | null;
  /** Counts up with each beep or chime; the page clicks when it changes. */
  readonly beeps: number;
}
export interface LabCentre {
  readonly broker: boolean;
  readonly connected: boolean;
  readonly acked: number;
  /** Newest last, at most 50. */
  readonly events: readonly { readonly seq: number; readonly type: string; readonly summary: string }[];
}

/** Bodies of `POST /api/lab/ACTION`. */
export interface LabActions {
  readonly printer: Partial<{
    power: boolean;
    paper: 'ok' | 'near-end' | 'end';
    cover: 'closed' | 'open';
    cutter: 'ok' | 'jammed';
  }>;
  /** `key`: a key code of a call keypad (1 next, 2 recall, 4 skip, 8 pause, 9 rate, 10 start, 11 finish). */
  readonly key: { address: number; key: number };
  readonly rate: { address: number; level: number };
  readonly plug: { address: number; plugged: boolean };
  /** Share of damaged bytes on the bus, 0 to 0.3. */
  readonly noise: { share: number };
  readonly button: { gpio: number };
  readonly broker: { up: boolean };
}
