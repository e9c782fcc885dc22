/**
 * How far a long work is: a bar that is drawn again in place on a terminal, a plain line for each tenth elsewhere. Bytes, per cent,
 * speed and the time that is left; the last two from the work done so far.
 */
export interface ProgressView {
  /** What is going on, in a person's words. */
  readonly what: string;
  readonly done: number;
  readonly total: number;
  readonly elapsedMs: number;
}

export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  write(text: string): unknown;
}

export interface ProgressLine {
  show(view: ProgressView): void;
  /** Leaves what stands there and goes to the next line. */
  end(): void;
}

/** Often enough to look alive, seldom enough for a slow terminal. */
const REDRAW_MS = 100;
/** So few that the bar keeps its width in 80 columns when the speed comes in. */
const BAR_CELLS_MAX = 20;
const COLUMNS_DEFAULT = 80;
/** A speed over less than this is a guess. */
const SPEED_AFTER_MS = 300;
const TENTHS = 10;

export function createProgressLine(output: ProgressOutput): ProgressLine {
  let drawn = false;
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let what = '';
  let tenth = -1;

  function draw(view: ProgressView): void {
    const isLast = view.done >= view.total;
    if (view.what === what && !isLast && view.elapsedMs - drawnAtMs < REDRAW_MS) return;
    drawnAtMs = view.elapsedMs;
    output.write(`\r\x1b[2K${barText(view, output.columns ?? COLUMNS_DEFAULT)}`);
    drawn = true;
  }

  function note(view: ProgressView): void {
    const now = view.total === 0 ? TENTHS : Math.floor((view.done * TENTHS) / view.total);
    if (view.what === what && now === tenth) return;
    tenth = now;
    output.write(`${plainText(view)}\n`);
  }

  function end(): void {
    if (drawn) output.write('\n');
    drawn = false;
  }

  return {
    show(view) {
      if (view.what !== what) end();
      if (output.isTTY === true) draw(view);
      else note(view);
      what = view.what;
    },
    end,
  };
}

export function plainText(view: ProgressView): string {
  const parts = [view.what, `${shareOf(view)} %`, `${kib(view.done)} / ${kib(view.total)} KiB`];
  const bytesPerMs = speedOf(view);
  if (bytesPerMs !== null) {
    parts.push(`${kib(bytesPerMs * 1000)} KiB/s`);
    if (view.done < view.total) parts.push(`-${clock((view.total - view.done) / bytesPerMs)}`);
  }
  return parts.join('  ');
}

/** Never wider than the terminal: a line that wraps cannot be drawn again in place. */
export function barText(view: ProgressView, columns: number): string {
  const text = plainText(view);
  const cells = Math.min(BAR_CELLS_MAX, columns - wideOf(text) - 4);
  if (cells < 5) return wideOf(text) < columns ? text : `${shareOf(view)} %`;
  const full = view.total === 0 ? cells : Math.floor((view.done * cells) / view.total);
  return `[${'#'.repeat(full)}${'.'.repeat(cells - full)}] ${text}`;
}

function shareOf({ done, total }: ProgressView): number {
  return total === 0 ? 100 : Math.floor((done * 100) / total);
}

function speedOf({ done, elapsedMs }: ProgressView): number | null {
  return elapsedMs >= SPEED_AFTER_MS && done > 0 ? done / elapsedMs : null;
}

function kib(bytes: number): string {
  return (bytes / 1024).toFixed(1);
}

/** `0:07`; the sign is the writer's. */
function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Cells on a terminal: Chinese characters take two. */
function wideOf(text: string): number {
  let cells = 0;
  for (const char of text) cells += (char.codePointAt(0) ?? 0) >= 0x2e80 ? 2 : 1;
  return cells;
}
