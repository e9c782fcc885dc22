import { describe, expect, it } from 'vitest';
import { couldConfirmBetter, mismatchOf, type PrinterFindings } from './printer-findings.ts';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { createPrinterBench, type PrinterBench } from './testing/printer-bench.ts';

const { 'epson-tm': epson, 'xprinter-80': xprinter, 'zijiang-58': zijiang, unknown } = printerProfiles;
const profiles: readonly PrinterProfile[] = Object.values(printerProfiles);
const speaking = profiles.filter(({ completion }) => completion !== 'none');

function findingsOf(bench: PrinterBench): readonly PrinterFindings[] {
  return bench.line.reports.flatMap(({ report }) => (report.kind === 'probed' ? [report.findings] : []));
}

describe('a printer is asked how it confirms', () => {
  it.each(speaking.map((profile) => [profile.name, profile] as const))(
    '%s: a printer of that model shows what its profile says, and nothing comes out',
    (_name, profile) => {
      const bench = createPrinterBench({ profile, driver: { probe: 'full' } });
      bench.line.open();
      bench.run(20_000, () => findingsOf(bench).length > 0);
      const [findings] = findingsOf(bench);
      expect(findings).toMatchObject({ completion: profile.completion, maker: 'HALLKEEPER', model: 'VIRTUAL-80' });
      expect(findings && mismatchOf(profile, findings)).toEqual([]);
      bench.order(1);
      bench.run(60_000, () => bench.owed.length === 0);
      expect(bench.tray()).toEqual([{ job: 1, copy: 1, marked: false, whole: true }]);
      expect(bench.peer.papers).toHaveLength(1);
      expect(bench.peer.state.drawerPulses).toBe(0);
    },
  );

  it('asks a printer that never answers nothing', () => {
    const bench = createPrinterBench({ profile: printerProfiles.mute, driver: { probe: 'full' } });
    bench.line.open();
    bench.order(1);
    bench.run(30_000);
    expect(findingsOf(bench)).toEqual([]);
    expect(bench.kinds()).toEqual(['sending', 'printed']);
  });

  it('unknown model: what it shows is used, for every model', () => {
    for (const model of speaking) {
      const bench = createPrinterBench({ profile: unknown, model, baud: 38_400, driver: { probe: 'full' } });
      bench.line.open();
      bench.order(1);
      bench.run(60_000, () => bench.owed.length === 0);
      expect([model.name, findingsOf(bench)[0]?.completion]).toEqual([model.name, model.completion]);
      expect(bench.line.reports.map(({ report }) => report)).toContainEqual({
        kind: 'printed',
        jobId: 1,
        confirmed: true,
      });
      // A model that takes a process id for text must not leave it on the customer's paper.
      const [paper] = bench.peer.papers;
      expect(Buffer.from(paper?.bytes ?? []).includes('~~~~')).toBe(false);
      expect(bench.peer.papers).toHaveLength(1);
    }
  });

  it('what was found is known at the next start, and is only checked then', () => {
    const known: PrinterFindings = { completion: 'gs-h', automatic: true, maker: null, model: null };
    const bench = createPrinterBench({ profile: unknown, model: epson, driver: { probe: 'check', known } });
    bench.line.open();
    bench.order(1);
    bench.run(1_000, () => findingsOf(bench).length > 0);
    expect(findingsOf(bench)).toEqual([known]);
    bench.run(10_000);
    expect(bench.kinds()).toEqual(['sending', 'printed']);
  });

  it('another model than the profile says: told as a mismatch, and paper is confirmed as far as it can be', () => {
    const bench = createPrinterBench({ profile: epson, model: xprinter, driver: { probe: 'check' } });
    bench.line.open();
    bench.order(1);
    bench.run(20_000);
    const [findings] = findingsOf(bench);
    expect(findings && mismatchOf(epson, findings)).toEqual(['completion']);
    expect(bench.kinds()).toEqual(['sending', 'printed']);
  });

  it('no automatic status, though the profile promises it: told, and the printer is asked instead', () => {
    const printer = { answers: { automatic: false } };
    const bench = createPrinterBench({ profile: epson, printer, driver: { probe: 'check' } });
    bench.line.open();
    bench.run(5_000);
    const [findings] = findingsOf(bench);
    expect(findings && mismatchOf(epson, findings)).toEqual(['automatic']);
    bench.order(1);
    bench.run(10_000);
    expect(bench.kinds()).toEqual(['sending', 'printed']);
  });

  it('a better way than the profile uses is no fault', () => {
    const findings: PrinterFindings = { completion: 'gs-h', automatic: true, maker: null, model: null };
    expect([mismatchOf(xprinter, findings), couldConfirmBetter(xprinter, findings)]).toEqual([[], true]);
  });

  it('a fault while it is asked proves nothing: it is asked again when the printer is well', () => {
    for (let afterMs = 0; afterMs < 400; afterMs += 20) {
      const bench = createPrinterBench({ profile: epson, driver: { probe: 'full' } });
      bench.line.open();
      bench.run(afterMs);
      bench.line.control((nowMs) => bench.peer.setCover(true, nowMs));
      bench.run(30_000);
      bench.line.control((nowMs) => bench.peer.setCover(false, nowMs));
      bench.run(30_000);
      expect([afterMs, findingsOf(bench).map(({ completion }) => completion)]).toEqual([afterMs, ['gs-h']]);
    }
  });

  it('never asks a model that prints the request as text for a process id', () => {
    const bench = createPrinterBench({ profile: zijiang, driver: { probe: 'full' } });
    bench.line.open();
    bench.order(1);
    bench.run(30_000);
    const bytes = Buffer.concat(bench.peer.papers.map((paper) => paper.bytes));
    expect(bytes.includes(Buffer.from('(H'))).toBe(false);
  });
});

describe('habits of models', () => {
  it('each question answered twice: the cause of a stop is still read rightly', () => {
    const bench = createPrinterBench({ profile: { ...epson, asb: false }, printer: { habits: { statusTwice: true } } });
    bench.line.open();
    bench.run(1_000);
    bench.line.control((nowMs) => bench.peer.setPaper('end', nowMs));
    bench.run(15_000);
    bench.line.control((nowMs) => bench.peer.setPaper('ok', nowMs));
    bench.line.control((nowMs) => bench.peer.setCover(true, nowMs));
    bench.run(15_000);
    const status = bench.line.reports.flatMap(({ report }) => (report.kind === 'status' ? [report] : []));
    expect(status.map(({ paper, cover, cutter, error }) => [paper, cover, cutter, error])).toEqual([
      ['ok', 'closed', 'ok', undefined],
      ['end', 'closed', 'ok', undefined],
      ['ok', 'open', 'ok', undefined],
    ]);
  });

  it('an initialise that ends automatic status: a fault after a cleared job is still told at once', () => {
    const printer = { keepsBuffer: false, habits: { initialiseEndsAutomatic: true } };
    const bench = createPrinterBench({ profile: epson, printer });
    bench.line.open();
    bench.order(1);
    bench.run(150);
    bench.line.control((nowMs) => bench.peer.setCover(true, nowMs));
    bench.run(2_000);
    bench.line.control((nowMs) => bench.peer.setCover(false, nowMs));
    bench.run(20_000, () => bench.owed.length === 0);
    bench.run(500);
    bench.line.control((nowMs) => bench.peer.setCover(true, nowMs));
    const openedMs = bench.line.nowMs;
    bench.run(100);
    const last = bench.line.reports.at(-1);
    expect(last?.report).toMatchObject({ kind: 'status', cover: 'open' });
    expect((last?.atMs ?? 0) - openedMs).toBeLessThan(20);
  });
});
