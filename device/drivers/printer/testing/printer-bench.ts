/**
 * A printer, its driver and the hall around them on virtual time: an engine of a few lines that orders paper as the real one
 * does (a printed job leaves the list, an interrupted one is ordered again as the next copy, one in doubt waits for staff), and
 * the tray as a customer finds it.
 */
import iconv from 'iconv-lite';
import { concatBytes } from '../escpos-bytes.ts';
import { createPacedLine, type PacedLine } from '../paced-line.ts';
import type { PrinterReport, PrinterTarget, PrintJob } from '../printer-contract.ts';
import { createPrinterDriver, type PrinterDriverOptions } from '../printer-driver.ts';
import type { PrinterProfile } from '../printer-profile.ts';
import {
  createVirtualPrinter,
  type VirtualPrinter,
  type VirtualPrinterOptions,
  virtualPrinterLike,
} from '../virtual-printer.ts';

export interface BenchOptions {
  readonly profile: PrinterProfile;
  /** The model that really stands there; the profile's own when left out. */
  readonly model?: PrinterProfile;
  readonly printer?: VirtualPrinterOptions;
  /** The line's rate; that of the profile when left out. */
  readonly baud?: number | null;
  readonly driver?: Partial<PrinterDriverOptions>;
  readonly body?: (jobId: number, copies: number) => Uint8Array;
}

/** A number on the tray: which job, which copy, and whether all of it is there. */
export interface Slip {
  readonly job: number;
  readonly copy: number;
  readonly marked: boolean;
  readonly whole: boolean;
}

export interface PrinterBench {
  readonly line: PacedLine<PrinterTarget, PrinterReport>;
  readonly peer: VirtualPrinter;
  /** `job.copy` for each time a job was begun. */
  readonly sent: readonly string[];
  /** Jobs that staff are asked about. */
  readonly asked: ReadonlySet<number>;
  readonly owed: readonly PrintJob[];
  order(jobId: number): void;
  cancel(jobId: number): void;
  /** Staff look at the tray and say what they see; 'not there' orders the next copy. */
  answerStaff(): void;
  run(forMs: number, until?: () => boolean): boolean;
  tray(): readonly Slip[];
  /** Kinds of the reports about one job, or about all. */
  kinds(jobId?: number): readonly string[];
}

/** Text, a picture of 24 rows, text: long enough that each moment of a job can be met. */
export function ticketBody(jobId: number, copies: number): Uint8Array {
  const raster = new Uint8Array(8 + 48 * 24).fill(0x55);
  raster.set([0x1d, 0x76, 0x30, 0, 48, 0, 24, 0]);
  const mark = copies > 1 ? ' 补打' : '';
  return concatBytes([
    iconv.encode(`<${jobId}.${copies}>${mark}\n${'one line of it\n'.repeat(4)}`, 'gb18030'),
    raster,
    iconv.encode('\nlast line\n<end>\n', 'gb18030'),
  ]);
}

export function createPrinterBench(options: BenchOptions): PrinterBench {
  const { profile, model = profile, body = ticketBody } = options;
  const baud = options.baud === undefined ? profile.baud : options.baud;
  const like = virtualPrinterLike(model);
  const peer = createVirtualPrinter({
    ...like,
    ...options.printer,
    answers: { ...like.answers, ...options.printer?.answers },
    habits: { ...like.habits, ...options.printer?.habits },
  });
  const driver = createPrinterDriver({ profile, baud, ...options.driver });
  const line = createPacedLine<PrinterTarget, PrinterReport>({ driver, peer, baud });
  const sent: string[] = [];
  const asked = new Set<number>();
  let jobs: PrintJob[] = [];
  let seen = 0;

  const set = (next: PrintJob[]): void => {
    jobs = next;
    line.setTarget({ jobs });
  };
  const job = (jobId: number, copies: number): PrintJob => ({
    jobId,
    ticketId: `t${jobId}`,
    copies,
    body: body(jobId, copies),
  });
  const again = (jobId: number): void =>
    set(jobs.map((each) => (each.jobId === jobId ? job(jobId, each.copies + 1) : each)));

  const engine = (): void => {
    for (; seen < line.reports.length; seen++) {
      const report = line.reports[seen]?.report;
      if (report?.kind === 'sending') {
        sent.push(`${report.jobId}.${jobs.find(({ jobId }) => jobId === report.jobId)?.copies}`);
      } else if (report?.kind === 'printed') {
        asked.delete(report.jobId);
        set(jobs.filter(({ jobId }) => jobId !== report.jobId));
      } else if (report?.kind === 'requeued' && !asked.has(report.jobId)) {
        again(report.jobId);
      } else if (report?.kind === 'unknown') {
        asked.add(report.jobId);
        set(jobs.map((each) => (each.jobId === report.jobId ? { ...each, suspect: true } : each)));
      }
    }
  };

  const tray = (): Slip[] =>
    peer.papers.flatMap(({ bytes, complete }) => {
      const text = iconv.decode(bytes, 'gb18030');
      return [...text.matchAll(/<(\d+)\.(\d+)>( 补打)?([^<]*)(<end>)?/g)].map(([, id, copy, mark, , end]) => ({
        job: Number(id),
        copy: Number(copy),
        marked: mark !== undefined,
        whole: complete && end !== undefined,
      }));
    });

  return {
    line,
    peer,
    sent,
    asked,
    get owed() {
      return jobs;
    },
    order: (jobId) => set([...jobs, job(jobId, 1)]),
    cancel: (jobId) => set(jobs.filter((each) => each.jobId !== jobId)),
    answerStaff() {
      for (const jobId of [...asked]) {
        asked.delete(jobId);
        const isThere = tray().some((slip) => slip.job === jobId && slip.whole);
        if (isThere) set(jobs.filter((each) => each.jobId !== jobId));
        else again(jobId);
      }
    },
    run: (forMs, until) =>
      line.run(forMs, () => {
        engine();
        return until?.() === true;
      }),
    tray,
    kinds: (jobId) =>
      line.reports.flatMap(({ report }) => {
        if (!('jobId' in report) || (jobId !== undefined && report.jobId !== jobId)) return [];
        return 'cause' in report ? [`${report.kind} ${report.cause}`] : [report.kind];
      }),
  };
}
