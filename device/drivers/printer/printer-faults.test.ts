import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import { createPacedLine } from './paced-line.ts';
import type { PrinterReport, PrinterTarget, PrintJob } from './printer-contract.ts';
import { createPrinterDriver } from './printer-driver.ts';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { createVirtualPrinter, type VirtualPrinter, virtualPrinterLike } from './virtual-printer.ts';

/**
 * Random days of a badly treated printer. Whatever happens, no (job, copy) comes out twice, nothing comes out that was
 * not ordered, and when the mishaps end every job ends as paper.
 */
const mishaps = ['paper-end', 'short-roll', 'cover', 'jam', 'silent', 'power', 'line', 'cancel'] as const;
type Mishap = (typeof mishaps)[number];

interface Step {
  readonly mishap: Mishap;
  readonly startMs: number;
  readonly lastsMs: number;
}

const steps: fc.Arbitrary<Step> = fc.record({
  mishap: fc.constantFrom(...mishaps),
  startMs: fc.integer({ min: 0, max: 30_000 }),
  lastsMs: fc.integer({ min: 1, max: 20_000 }),
});

function makeJob(jobId: number, copies: number): PrintJob {
  const mark = copies > 1 ? ' 补打' : '';
  const text = `<${jobId}.${copies}>${mark}\n${'one line of the ticket\n'.repeat(10)}<end>\n`;
  return { jobId, ticketId: `t${jobId}`, copies, body: iconv.encode(text, 'gb18030') };
}

/** `job.copy` of every paper that is whole. */
function wholePapers(peer: VirtualPrinter): string[] {
  return peer.papers.flatMap((paper) => {
    const text = iconv.decode(Buffer.from(paper.bytes), 'gb18030');
    const whole = /<(\d+\.\d+)>[^<]*<end>/g;
    return paper.complete ? [...text.matchAll(whole)].map((match) => match[1] ?? '') : [];
  });
}

interface World {
  readonly profile: PrinterProfile;
  readonly keepsBuffer: boolean;
  readonly steps: readonly Step[];
  readonly noise?: (byte: number) => number | null;
}

/** Plays one day; the engine and an honest member of staff are part of it. */
function play({ profile, keepsBuffer, steps: plan, noise }: World) {
  const driver = createPrinterDriver({ profile, baud: profile.baud });
  const peer = createVirtualPrinter({ ...virtualPrinterLike(profile), keepsBuffer });
  let noisy = true;
  const line = createPacedLine<PrinterTarget, PrinterReport>({
    driver,
    peer,
    baud: profile.baud,
    ...(noise === undefined ? {} : { noise: (byte: number) => (noisy ? noise(byte) : byte) }),
  });
  let jobs: PrintJob[] = [];
  let seen = 0;
  const sent: string[] = [];
  const ordered = new Set<string>();
  const cancelled = new Set<number>();
  const order = (next: PrintJob[]): void => {
    jobs = next;
    for (const job of jobs) {
      ordered.add(`${job.jobId}.${job.copies}`);
    }
    line.setTarget({ jobs });
  };
  const again = (jobId: number): void =>
    order(jobs.map((job) => (job.jobId === jobId ? makeJob(jobId, job.copies + 1) : job)));
  const unknown: number[] = [];
  const engine = (): void => {
    for (; seen < line.reports.length; seen++) {
      const report = line.reports[seen]?.report;
      if (report?.kind === 'sending') {
        sent.push(`${report.jobId}.${jobs.find((job) => job.jobId === report.jobId)?.copies}`);
      } else if (report?.kind === 'printed') {
        order(jobs.filter((job) => job.jobId !== report.jobId));
      } else if (report?.kind === 'requeued') {
        again(report.jobId);
      } else if (report?.kind === 'unknown') {
        unknown.push(report.jobId);
      }
    }
  };
  const run = (untilMs: number): boolean =>
    line.run(Math.max(0, untilMs - line.nowMs), () => {
      engine();
      return false;
    });
  const mend = (mishap: Mishap): void => {
    if (mishap === 'paper-end' || mishap === 'short-roll') {
      line.control((nowMs) => peer.setPaper('ok', nowMs));
    } else if (mishap === 'line') {
      line.open();
    } else {
      knob(mishap, false);
    }
  };
  const knob = (mishap: Mishap, on: boolean): void => {
    line.control((nowMs) => {
      switch (mishap) {
        case 'paper-end':
          return peer.setPaper('end', nowMs);
        case 'short-roll':
          return peer.setPaperDots(150, nowMs);
        case 'cover':
          return peer.setCover(on, nowMs);
        case 'jam':
          return peer.setCutter(on, nowMs);
        case 'silent':
          return peer.setSilent(on, nowMs);
        default:
          return peer.setPower(!on, nowMs);
      }
    });
  };
  const events = [
    ...plan.map((step) => ({ atMs: step.startMs, step, on: true })),
    ...plan.map((step) => ({ atMs: step.startMs + step.lastsMs, step, on: false })),
    ...[500, 4_000, 4_100, 15_000, 29_000].map((atMs, index) => ({ atMs, step: null, on: index + 1 })),
  ].sort((one, other) => one.atMs - other.atMs);

  line.open();
  for (const { atMs, step, on } of events) {
    run(atMs);
    if (step === null) {
      order([...jobs, makeJob(Number(on), 1)]);
    } else if (step.mishap === 'cancel') {
      const waiting = jobs.at(-1);
      if (on === true && waiting !== undefined) {
        cancelled.add(waiting.jobId);
        order(jobs.slice(0, -1));
      }
    } else if (on !== true) {
      mend(step.mishap);
    } else if (step.mishap === 'line') {
      line.close();
    } else {
      knob(step.mishap, true);
    }
  }
  // The mishaps are over: everything is mended, and staff answer what they are asked by looking at the tray.
  noisy = false;
  for (const mishap of mishaps) {
    if (mishap !== 'cancel' && mishap !== 'line') {
      mend(mishap);
    }
  }
  for (let round = 0; round < 40 && jobs.length > 0; round++) {
    run(line.nowMs + 60_000);
    for (const jobId of unknown.splice(0)) {
      const job = jobs.find((candidate) => candidate.jobId === jobId);
      if (job !== undefined && wholePapers(peer).includes(`${jobId}.${job.copies}`)) {
        order(jobs.filter((candidate) => candidate.jobId !== jobId));
      } else if (job !== undefined) {
        again(jobId);
      }
    }
  }
  return { papers: wholePapers(peer), sent, ordered, cancelled, left: jobs, driver, line };
}

function expectNoDoubles(day: ReturnType<typeof play>): void {
  expect(new Set(day.sent).size).toBe(day.sent.length);
  expect(new Set(day.papers).size).toBe(day.papers.length);
  for (const paper of day.papers) {
    expect(day.ordered).toContain(paper);
  }
  expect(day.left).toEqual([]);
}

describe('printer under random mishaps', { timeout: 60_000 }, () => {
  const days = (profiles: readonly PrinterProfile[]) =>
    fc.record({
      profile: fc.constantFrom(...profiles),
      keepsBuffer: fc.boolean(),
      steps: fc.array(steps, { maxLength: 8 }),
    });

  it('answering printers: no paper twice, and every job that was not cancelled is on paper in the end', () => {
    const answering = [printerProfiles['epson-tm'], printerProfiles['xprinter-80'], printerProfiles['hprt-tp80']];
    fc.assert(
      fc.property(days(answering), (world) => {
        const day = play(world);
        expectNoDoubles(day);
        for (const jobId of [1, 2, 3, 4, 5]) {
          if (!day.cancelled.has(jobId)) {
            expect(day.papers.map((paper) => Number.parseInt(paper, 10))).toContain(jobId);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('every other way to know: no paper twice, nothing stays behind', () => {
    const { 'epson-tm': _, ...others } = printerProfiles;
    fc.assert(
      fc.property(days(Object.values(others)), (world) => {
        expectNoDoubles(play(world));
      }),
      { numRuns: 60 },
    );
  });

  it('on a noisy line: no paper twice, nothing stays behind', () => {
    fc.assert(
      fc.property(days([printerProfiles['epson-tm']]), fc.integer({ min: 1, max: 0x7fffffff }), (world, seed) => {
        let state = seed;
        const noise = (byte: number): number | null => {
          state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
          const chance = state >> 12;
          return chance % 500 === 0 ? null : chance % 503 === 0 ? byte ^ (1 << (chance & 7)) : byte;
        };
        const day = play({ ...world, noise });
        expect(new Set(day.sent).size).toBe(day.sent.length);
        expect(day.left).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
