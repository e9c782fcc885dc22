/**
 * The service loader: puts a program into an STM32 over its ROM boot loader and a cable. A driver like the others: bytes and time in,
 * bytes and reports out. It has one life: it begins when the line opens and ends with the report `ended`, which comes exactly once.
 *
 *   onOpen ─► course ─► ended            onClose ─► ended (line-lost)            onTarget(stop) ─► after this command ─► ended
 */
import type { FirmwareProblem, TargetState } from '../../protocol/firmware-problems.ts';
import type { DriverOutput, LineDriver } from '../../protocol/line-driver.ts';
import { loaderCourse } from './loader-course.ts';
import { type Course, createLoaderExchange } from './loader-exchange.ts';
import type { LoaderJob, LoaderReport } from './loader-report.ts';

/** `stop` ends the work at the next place where the target is not in the middle of a command. */
export type LoaderWish = 'go on' | 'stop';

export interface ServiceLoaderOptions {
  readonly job: LoaderJob;
  readonly baud: number;
  /** 11 with a parity bit, else 10. */
  readonly bitsPerByte: number;
}

export interface ServiceLoader extends LineDriver<LoaderWish, LoaderReport> {
  /** In which the target would be left if nothing more happened. */
  readonly state: TargetState;
}

interface Ending {
  readonly problem: FirmwareProblem | null;
}

export function createServiceLoader({ job, baud, bitsPerByte }: ServiceLoaderOptions): ServiceLoader {
  let reports: LoaderReport[] = [];
  let state: TargetState = 'unknown';
  let stopAsked = false;
  let phase: 'new' | 'working' | 'over' = 'new';
  const course = loaderCourse(job, {
    report: (report) => reports.push(report),
    setState: (next) => {
      state = next;
    },
    stopAsked: () => stopAsked,
  });
  const exchange = createLoaderExchange(withEnd(), (bitsPerByte * 1000) / baud);

  /** Null means 'not over yet' to the exchange, and 'no problem' to the course. */
  function* withEnd(): Course<Ending> {
    return { problem: yield* course };
  }

  function end(problem: FirmwareProblem | null): void {
    if (phase === 'over') return;
    phase = 'over';
    reports.push({ kind: 'ended', problem, state });
  }

  function settle(result: Ending | null): DriverOutput<LoaderReport> {
    if (result !== null) end(result.problem);
    const output = {
      writes: phase === 'over' ? [] : exchange.takeWrites(),
      reports,
      wakeAtMs: phase === 'working' ? exchange.wakeAtMs : null,
    };
    reports = [];
    return output;
  }

  return {
    get state() {
      return state;
    },
    onOpen(nowMs) {
      if (phase !== 'new') return settle(null);
      phase = 'working';
      return settle(exchange.start(nowMs));
    },
    onClose() {
      if (phase === 'working') end({ code: 'line-lost' });
      return settle(null);
    },
    onBytes: (bytes, nowMs) => settle(phase === 'working' ? exchange.onBytes(bytes, nowMs) : null),
    onTick: (nowMs) => settle(phase === 'working' ? exchange.onTick(nowMs) : null),
    onTarget(wish) {
      stopAsked = wish === 'stop';
      // Nobody has answered yet, so nothing can be left half done.
      if (stopAsked && phase === 'working' && state === 'unknown') end({ code: 'stopped' });
      return settle(null);
    },
  };
}
