/**
 * Runs one job of the service loader on a serial port to its end. The port is opened once: a program half written is not gone on with
 * by itself. Ctrl-C ends it between two commands; a second one at once, and then nobody knows where it was.
 */

import type { LoaderJob, LoaderReport } from '../../firmware-bridge/loader/loader-report.ts';
import { createServiceLoader } from '../../firmware-bridge/loader/service-loader.ts';
import type { FirmwareProblem, TargetState } from '../../protocol/firmware-problems.ts';
import { createConsoleLog } from '../adapters/console-log.ts';
import { createSerialLine } from '../adapters/serial-line.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { createDriverRunner } from '../runtime/driver-runner.ts';

export interface LoaderPort {
  readonly path: string;
  readonly baud: number;
  readonly parity: 'even' | 'none';
}

export interface LoaderEnd {
  readonly problem: FirmwareProblem | null;
  readonly state: TargetState;
  readonly tookMs: number;
}

export interface LoaderRun {
  readonly port: LoaderPort;
  readonly job: LoaderJob;
  readonly onReport: (report: LoaderReport) => void;
  /** A person has asked to stop, for the first or the second time. */
  readonly onStop: (again: boolean, state: TargetState) => void;
}

/** Bits of a byte on the wire, with start, stop and parity. */
export function bitsPerByte({ parity }: LoaderPort): number {
  return parity === 'even' ? 11 : 10;
}

export async function runLoader({ port, job, onReport, onStop }: LoaderRun): Promise<LoaderEnd> {
  const line = createSerialLine({ path: port.path, baud: port.baud, parity: port.parity, random: Math.random });
  const driver = createServiceLoader({ job, baud: port.baud, bitsPerByte: bitsPerByte(port) });
  const clock = createSystemClock('UTC');
  let resolve: (end: Omit<LoaderEnd, 'tookMs'>) => void = () => {};
  const ended = new Promise<Omit<LoaderEnd, 'tookMs'>>((done) => {
    resolve = done;
  });
  let lostWhy = '';
  const runner = createDriverRunner({
    line,
    driver,
    clock,
    log: createConsoleLog({ json: false, from: 'error' }),
    onReport: (report: LoaderReport) => {
      onReport(report);
      if (report.kind !== 'ended') return;
      const { problem, state } = report;
      const isLost = problem?.code === 'line-lost' && lostWhy !== '';
      resolve({ problem: isLost ? { ...problem, detail: lostWhy } : problem, state });
    },
    onLine(up, reason) {
      if (!up) lostWhy = reason;
    },
    onState(state, detail) {
      // Lost without ever having been up: it did not open. What was up before has ended by a report already.
      if (state !== 'lost') return;
      resolve({ problem: { code: 'port-unavailable', ...(detail === null ? {} : { detail }) }, state: 'unknown' });
    },
  });
  let asked = false;
  const onSignal = (): void => {
    onStop(asked, driver.state);
    if (asked) process.exit(130);
    asked = true;
    runner.setTarget('stop');
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const startMs = performance.now();
  runner.start();
  const end = await ended;
  const tookMs = performance.now() - startMs;
  runner.stop();
  await line.stop();
  process.off('SIGINT', onSignal);
  process.off('SIGTERM', onSignal);
  return { ...end, tookMs };
}
