import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { Charset } from '../../../protocol/charset.ts';
import { createPacedLine } from './paced-line.ts';
import type { PrinterReport, PrinterTarget, PrintJob } from './printer-contract.ts';
import { createPrinterDriver } from './printer-driver.ts';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { createVirtualPrinter, type VirtualPrinterOptions, virtualPrinterLike } from './virtual-printer.ts';

const gbCharset: Charset = {
  encode: (text) => iconv.encode(text, 'gb18030'),
  decode: (bytes) => iconv.decode(Buffer.from(bytes), 'gb18030'),
};

/** A job whose text says which paper it is, and long enough to be interrupted at 9600 baud. */
function makeJob(jobId: number, copies = 1, lines = 12): PrintJob {
  const text = `job ${jobId} copy ${copies}${copies > 1 ? ' 补打' : ''}\n${'--------------------------------\n'.repeat(lines)}end\n`;
  return { jobId, ticketId: `t${jobId}`, copies, body: gbCharset.encode(text) };
}

/** An engine of a few lines: removes printed jobs, counts a copy when asked to, gives unknown ones to staff. */
function bench(profile: PrinterProfile, options: VirtualPrinterOptions = {}, baud: number | null = profile.baud) {
  const driver = createPrinterDriver({ profile, baud });
  const peer = createVirtualPrinter({ ...virtualPrinterLike(profile), ...options });
  const line = createPacedLine<PrinterTarget, PrinterReport>({ driver, peer, baud });
  let jobs: PrintJob[] = [];
  let seen = 0;
  const push = (): void => line.setTarget({ jobs });
  const engine = (): void => {
    for (; seen < line.reports.length; seen++) {
      const report = line.reports[seen]?.report;
      if (report?.kind === 'printed') {
        jobs = jobs.filter((job) => job.jobId !== report.jobId);
        push();
      } else if (report?.kind === 'requeued') {
        jobs = jobs.map((job) => (job.jobId === report.jobId ? makeJob(job.jobId, job.copies + 1) : job));
        push();
      }
    }
  };
  return {
    driver,
    peer,
    line,
    add(...more: PrintJob[]) {
      jobs = [...jobs, ...more];
      push();
    },
    set(now: PrintJob[]) {
      jobs = now;
      push();
    },
    run(forMs: number, until?: () => boolean) {
      return line.run(forMs, () => {
        engine();
        return until?.() === true;
      });
    },
    kinds: () =>
      line.reports
        .map(({ report }) => report)
        .filter((report) => report.kind !== 'status' && report.kind !== 'online' && report.kind !== 'offline')
        .map((report) => ('cause' in report ? `${report.kind} ${report.cause}` : report.kind)),
    /** Whole pieces; empty slips, cut off so that the next ticket begins on clean paper, are left out. */
    complete: () =>
      peer.papers.flatMap((paper) => {
        const jobs = jobsOn(paper.bytes);
        return paper.complete && jobs.startsWith('job') ? [jobs] : [];
      }),
  };
}

function jobsOn(bytes: Uint8Array): string {
  const text = gbCharset.decode(bytes);
  const whole = text.includes('end\n') ? '' : ' (half)';
  return `${[...text.matchAll(/job \d+ copy \d+( 补打)?/g)].map(([match]) => match).join('+')}${whole}`;
}

const epson = printerProfiles['epson-tm'];

describe('printer driver: success', () => {
  for (const profile of Object.values(printerProfiles)) {
    it(`${profile.name}: prints three jobs once each, in order`, () => {
      const hall = bench(profile);
      hall.line.open();
      hall.run(1_000);
      hall.add(makeJob(11), makeJob(12), makeJob(13));
      hall.run(60_000, () => hall.kinds().filter((kind) => kind === 'printed').length === 3);
      expect(hall.kinds()).toEqual(['sending', 'printed', 'sending', 'printed', 'sending', 'printed']);
      hall.run(20_000);
      expect(hall.complete()).toEqual(['job 11 copy 1', 'job 12 copy 1', 'job 13 copy 1']);
      expect(hall.peer.state.overrunBytes).toBe(0);
    });
  }

  it('writes the first bytes in the call of onTarget when idle and healthy', () => {
    const hall = bench(epson, {}, 38_400);
    hall.line.open();
    hall.run(60_000);
    const output = hall.driver.onTarget({ jobs: [makeJob(1)] }, hall.line.nowMs);
    expect([...(output.writes[0] ?? [])].slice(0, 7)).toEqual([0x1b, 0x40, 0x1d, 0x61, 0xff, 0x1c, 0x26]);
    expect(output.writes[0]?.length).toBeLessThanOrEqual(192);
    expect(output.reports).toContainEqual({ kind: 'sending', jobId: 1 });
  });

  it('says online and status, and is not busy while nothing happens', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.run(60_000);
    const facts = hall.line.reports.map(({ report }) => report);
    expect(facts).toEqual([{ kind: 'online' }, { kind: 'status', paper: 'ok', cover: 'closed', cutter: 'ok' }]);
    expect(hall.driver.stats.unknownBytes).toBe(0);
  });

  it('prints over TCP in whole pieces', () => {
    const hall = bench(epson, { bufferBytes: 65_536 }, null);
    hall.line.open();
    hall.add(makeJob(5, 1, 400));
    hall.run(30_000, () => hall.kinds().includes('printed'));
    expect(hall.complete()).toEqual(['job 5 copy 1']);
  });
});

describe('printer driver: faults', () => {
  const faults = [
    { name: 'paper end', cause: 'paper-out', on: 'end', off: 'ok' },
    { name: 'cover open', cause: 'cover-open', on: true, off: false },
  ] as const;
  for (const profile of [epson, printerProfiles['xprinter-80'], printerProfiles['zijiang-58']]) {
    for (const { name, cause, on, off } of faults) {
      for (const keepsBuffer of [true, false]) {
        it(`${profile.name}: ${name} in mid ticket, buffer ${keepsBuffer ? 'kept' : 'lost'}`, () => {
          const hall = bench(profile, { keepsBuffer }, 38_400);
          const turn = (value: string | boolean): void =>
            hall.line.control((nowMs) =>
              typeof value === 'boolean'
                ? hall.peer.setCover(value, nowMs)
                : hall.peer.setPaper(value === 'end' ? 'end' : 'ok', nowMs),
            );
          hall.line.open();
          hall.run(2_000);
          hall.add(makeJob(7));
          // All bytes are in the printer, its paper is still moving.
          hall.run(300);
          turn(on);
          expect(hall.run(5_000, () => hall.kinds().includes(`interrupted ${cause}`))).toBe(true);
          hall.run(60_000);
          expect(hall.kinds()).toEqual(['sending', `interrupted ${cause}`]);
          turn(off);
          hall.run(60_000);
          if (keepsBuffer) {
            expect(hall.kinds()).toEqual(['sending', `interrupted ${cause}`, 'printed']);
            expect(hall.complete()).toEqual(['job 7 copy 1']);
          } else {
            expect(hall.kinds()).toEqual(['sending', `interrupted ${cause}`, 'requeued', 'sending', 'printed']);
            expect(hall.complete()).toEqual(['job 7 copy 2 补打']);
          }
        });
      }
    }
  }

  it('stops sending when paper ends, and reprints what was cut short exactly once', () => {
    const hall = bench(epson, {}, 9_600);
    hall.line.open();
    hall.run(2_000);
    hall.add(makeJob(8, 1, 40));
    hall.run(300);
    hall.line.control((nowMs) => hall.peer.setPaper('end', nowMs));
    hall.run(10_000);
    hall.line.control((nowMs) => hall.peer.setPaper('ok', nowMs));
    hall.run(60_000);
    expect(hall.kinds()).toEqual(['sending', 'interrupted paper-out', 'requeued', 'sending', 'printed']);
    expect(hall.complete()).toEqual(['job 8 copy 2 补打']);
  });

  it('waits for a mended printer before it starts, and warns of near end without stopping', () => {
    const hall = bench(epson);
    hall.line.control((nowMs) => hall.peer.setPaper('end', nowMs));
    hall.line.open();
    hall.add(makeJob(1));
    hall.run(20_000);
    expect(hall.kinds()).toEqual([]);
    hall.line.control((nowMs) => hall.peer.setPaper('near-end', nowMs));
    hall.run(10_000);
    expect(hall.kinds()).toEqual(['sending', 'printed']);
    expect(hall.line.reports.map(({ report }) => report)).toContainEqual({
      kind: 'status',
      paper: 'near-end',
      cover: 'closed',
      cutter: 'ok',
    });
  });

  it('cutter jam: goes on where it stuck once it is freed', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.run(1_000);
    hall.line.control((nowMs) => hall.peer.setCutter(true, nowMs));
    hall.add(makeJob(3));
    hall.run(15_000);
    expect(hall.kinds()).toEqual(['sending', 'interrupted cutter-error']);
    hall.line.control((nowMs) => hall.peer.setCutter(false, nowMs));
    hall.run(30_000);
    expect(hall.kinds()).toEqual(['sending', 'interrupted cutter-error', 'printed']);
    expect(hall.complete()).toEqual(['job 3 copy 1']);
  });

  it('silent printer: unknown once, never a retry by itself; staff order the reprint', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.run(1_000);
    hall.line.control((nowMs) => hall.peer.setSilent(true, nowMs));
    hall.add(makeJob(4), makeJob(5));
    hall.run(600_000);
    expect(hall.kinds()).toEqual(['sending', 'unknown']);
    expect(hall.line.reports.map(({ report }) => report.kind)).toContain('offline');
    expect(hall.line.resets.length).toBeGreaterThan(0);
    expect(hall.line.resets.length).toBeLessThan(10);
    hall.line.control((nowMs) => hall.peer.setSilent(false, nowMs));
    hall.run(30_000);
    expect(hall.complete()).toEqual(['job 4 copy 1', 'job 5 copy 1']);
    hall.set([makeJob(4, 2)]);
    hall.run(30_000);
    expect(hall.complete()).toEqual(['job 4 copy 1', 'job 5 copy 1', 'job 4 copy 2 补打']);
  });

  it('power cut in mid ticket: unknown, and the next job prints after power is back', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.run(1_000);
    hall.add(makeJob(6), makeJob(7));
    hall.run(200);
    hall.line.control((nowMs) => hall.peer.setPower(false, nowMs));
    hall.run(60_000);
    hall.line.control((nowMs) => hall.peer.setPower(true, nowMs));
    hall.run(60_000);
    expect(hall.kinds()).toEqual(['sending', 'unknown', 'sending', 'printed']);
    expect(hall.complete()).toEqual(['job 7 copy 1']);
  });

  it('automatic status comes back by itself after a power cycle', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.run(1_000);
    hall.line.control((nowMs) => hall.peer.setPower(false, nowMs));
    hall.line.control((nowMs) => hall.peer.setPower(true, nowMs));
    hall.run(15_000);
    const before = hall.line.nowMs;
    hall.line.control((nowMs) => hall.peer.setCover(true, nowMs));
    hall.run(100);
    const last = hall.line.reports.at(-1);
    expect(last?.report).toEqual({ kind: 'status', paper: 'ok', cover: 'open', cutter: 'ok' });
    expect((last?.atMs ?? 0) - before).toBeLessThan(20);
  });

  it('line lost while sending: reprint after it is back; while waiting: unknown', () => {
    for (const [afterMs, expected] of [
      [150, ['sending', 'interrupted line-lost', 'requeued', 'sending', 'printed']],
      [600, ['sending', 'interrupted line-lost', 'unknown']],
    ] as const) {
      const hall = bench(epson, { mmPerSecond: 30 }, 9_600);
      hall.line.open();
      hall.run(1_000);
      hall.add(makeJob(9));
      hall.run(afterMs);
      hall.line.close();
      hall.run(5_000);
      hall.line.open();
      hall.run(60_000);
      expect(hall.kinds()).toEqual(expected);
    }
  });
});

describe('printer driver: an answer that proves nothing', () => {
  it('a fault at any moment of a job, buffer lost: in the end there is a whole paper', () => {
    for (const profile of [epson, printerProfiles['xprinter-80'], printerProfiles.generic]) {
      for (let afterMs = 5; afterMs < 900; afterMs += 15) {
        const hall = bench(profile, { keepsBuffer: false }, 9_600);
        hall.line.open();
        hall.run(2_000);
        hall.add(makeJob(7, 1, 6));
        hall.run(afterMs);
        hall.line.control((nowMs) => hall.peer.setCover(true, nowMs));
        hall.run(1_000);
        hall.line.control((nowMs) => hall.peer.setCover(false, nowMs));
        hall.run(60_000);
        const whole = hall.complete().filter((paper) => /^job 7 copy \d( 补打)?$/.test(paper));
        // A fault between the cut and its answer costs a marked reprint; nothing may cost the paper.
        expect([afterMs, whole.length > 0, new Set(whole).size]).toEqual([afterMs, true, whole.length]);
        expect(hall.kinds().at(-1)).toBe('printed');
      }
    }
  });

  it('the printer was starting when the job began: printed whole, or unknown', () => {
    for (let earlyMs = 0; earlyMs < 500; earlyMs += 20) {
      const hall = bench(epson, {}, 9_600);
      hall.line.open();
      hall.run(12_900);
      hall.line.control((nowMs) => hall.peer.setPower(false, nowMs));
      hall.line.control((nowMs) => hall.peer.setPower(true, nowMs));
      hall.run(2_000 - earlyMs);
      hall.add(makeJob(7, 1, 6));
      hall.run(30_000);
      const whole = hall.complete().some((paper) => paper === 'job 7 copy 1');
      expect([earlyMs, hall.kinds().at(-1)]).toEqual([earlyMs, whole ? 'printed' : 'unknown']);
    }
  });

  it('a printer stuck inside a broken command is freed before the next job', () => {
    for (const profile of [epson, printerProfiles['xprinter-80']]) {
      const hall = bench(profile);
      hall.line.open();
      hall.run(1_000);
      // A picture of 4 KiB was announced and never came.
      hall.line.control((nowMs) => hall.peer.onBytes(Uint8Array.of(0x1d, 0x38, 0x4c, 0x00, 0x10, 0, 0), nowMs));
      hall.add(makeJob(1), makeJob(2));
      hall.run(60_000);
      expect(hall.kinds()).toEqual(['sending', 'unknown', 'sending', 'printed']);
      expect(hall.complete().at(-1)).toContain('job 2 copy 1');
    }
  });
});

describe('printer driver: target', () => {
  it('never sends a suspect job, sends it when the mark is dropped, and believes a late answer', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.set([{ ...makeJob(21), suspect: true }, makeJob(22)]);
    hall.run(30_000);
    expect(hall.complete()).toEqual(['job 22 copy 1']);
    hall.set([makeJob(21, 2)]);
    hall.run(30_000);
    expect(hall.complete()).toEqual(['job 22 copy 1', 'job 21 copy 2 补打']);

    const late = bench(epson);
    late.line.open();
    late.set([{ ...makeJob(21), suspect: true }]);
    late.run(1_000);
    const said = Uint8Array.of(0x37, 0x22, 0x21, 0x21, 0x21, 0x21 + 21, 0x00);
    const output = late.driver.onBytes(said, late.line.nowMs);
    expect(output.reports).toEqual([{ kind: 'printed', jobId: 21, confirmed: true }]);
  });

  it('drops a job that was cancelled before it was sent', () => {
    const hall = bench(epson);
    hall.line.open();
    hall.run(1_000);
    hall.add(makeJob(1), makeJob(2), makeJob(3));
    hall.run(50);
    hall.set([makeJob(1), makeJob(3)]);
    hall.run(60_000);
    expect(hall.complete()).toEqual(['job 1 copy 1', 'job 3 copy 1']);
  });

  it('does not reprint a cancelled job that was interrupted', () => {
    const hall = bench(epson, { keepsBuffer: false });
    hall.line.open();
    hall.run(1_000);
    hall.add(makeJob(1), makeJob(2));
    hall.run(300);
    hall.line.control((nowMs) => hall.peer.setCover(true, nowMs));
    hall.run(3_000);
    hall.set([makeJob(2)]);
    hall.line.control((nowMs) => hall.peer.setCover(false, nowMs));
    hall.run(60_000);
    expect(hall.kinds()).toEqual(['sending', 'interrupted cover-open', 'sending', 'printed']);
    expect(hall.complete()).toEqual(['job 2 copy 1']);
  });
});
