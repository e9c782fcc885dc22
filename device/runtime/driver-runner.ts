/**
 * Runs one driver on one line: passes bytes and time in, writes what comes out, hands reports to their listener and
 * keeps the one timer that the driver asked for. It holds no rule of its own.
 */
import type { DriverOutput, LineDriver } from '../../protocol/line-driver.ts';
import type { ClockPort, LogPort } from '../ports.ts';
import type { LinePort, LineState } from '../ports-line.ts';

export interface DriverRunner<Target> {
  start(): void;
  setTarget(target: Target): void;
  /** Runs a step of the driver that is not part of the common shape, e.g. an acknowledgement. */
  step(take: (nowMs: number) => DriverOutput<unknown>): void;
  /** No further step is taken; the line is closed by whoever made it. */
  stop(): void;
}

export interface RunnerOptions<Target, Report> {
  readonly line: LinePort;
  readonly driver: LineDriver<Target, Report>;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly onReport: (report: Report) => void;
  /** Line up or down, with the reason. */
  readonly onLine: (up: boolean, reason: string) => void;
  /** Every change of the line, also an attempt to open that failed; `detail` is the reason. */
  readonly onState?: (state: LineState, detail: string | null) => void;
}

export function createDriverRunner<Target, Report>(options: RunnerOptions<Target, Report>): DriverRunner<Target> {
  const { line, driver, clock, log } = options;
  let cancelWake: (() => void) | null = null;
  let wakeAtMs: number | null = null;
  let stopped = false;

  function take(output: DriverOutput<unknown>): void {
    if (stopped) return;
    for (const bytes of output.writes) {
      if (!line.write(bytes)) {
        log.warn('write refused', { line: line.name, bytes: bytes.length });
        break;
      }
    }
    wake(output.wakeAtMs);
    if (output.resetLine !== undefined) line.reset(output.resetLine);
    for (const report of output.reports as readonly Report[]) options.onReport(report);
  }

  function wake(atMs: number | null): void {
    if (atMs === wakeAtMs && cancelWake) return;
    cancelWake?.();
    cancelWake = null;
    wakeAtMs = atMs;
    if (atMs === null) return;
    cancelWake = clock.at(atMs, () => {
      cancelWake = null;
      wakeAtMs = null;
      take(driver.onTick(clock.monoMs()));
    });
  }

  return {
    start() {
      line.start({
        onOpen: () => {
          options.onLine(true, '');
          take(driver.onOpen(clock.monoMs()));
        },
        onClose: (reason) => {
          options.onLine(false, reason);
          take(driver.onClose(clock.monoMs()));
        },
        onBytes: (bytes) => take(driver.onBytes(bytes, clock.monoMs())),
        onState: (state, detail) => options.onState?.(state, detail),
      });
    },
    setTarget: (target) => take(driver.onTarget(target, clock.monoMs())),
    step: (run) => take(run(clock.monoMs())),
    stop() {
      stopped = true;
      cancelWake?.();
    },
  };
}
