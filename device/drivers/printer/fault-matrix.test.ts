import { describe, expect, it } from 'vitest';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { createPrinterBench, type PrinterBench, ticketBody } from './testing/printer-bench.ts';

/**
 * Every profile x fault x moment of a job x what becomes of the buffer. A fault lasts four seconds; then it is mended and
 * staff answer what they are asked by looking at the tray. The customer must hold the number, whole, and no paper that does
 * not say what it is.
 *
 *   once    one whole paper, nobody was asked
 *   again   the printer stopped: a whole paper marked 补打, whatever came out of the first beside it
 *   asked   nobody could know: staff were asked, and were right
 */
type Outcome = 'once' | 'again' | 'asked';
const faults = ['paper', 'lid', 'cutter', 'hot', 'held', 'power', 'silence', 'line', 'near-end'] as const;
type Fault = (typeof faults)[number];
const moments = ['before', 'text', 'raster', 'cut', 'after'] as const;
type Moment = (typeof moments)[number];

/** The line is faster than the paper, as in a real hall: the job waits in the printer's buffer. */
const baud = 38_400;
const mmPerSecond = 40;
const speaking: readonly PrinterProfile[] = Object.values(printerProfiles).filter(
  ({ completion }) => completion !== 'none',
);

/** When a moment of the job is reached after its first byte, by line time: head, picture, the blade, the tray. */
function momentMs(bench: PrinterBench, moment: Moment): void {
  const { peer } = bench;
  const rasterAt = Buffer.from(ticketBody(1, 1)).indexOf(Buffer.from([0x1d, 0x76]));
  const byteMs = 10_000 / baud;
  switch (moment) {
    case 'text':
      bench.run(20 * byteMs);
      break;
    case 'raster':
      bench.run((rasterAt + 400) * byteMs);
      break;
    case 'cut':
      // The job is all in the printer and its paper moves towards the blade.
      bench.run(600);
      bench.run(
        60_000,
        () => peer.state.bufferedBytes > 0 && peer.state.bufferedBytes < 30 && peer.papers.length === 0,
      );
      break;
    default:
      bench.run(60_000, () => peer.papers.length > 0);
      bench.run(3_000, () => bench.owed.length === 0);
  }
}

function turn(bench: PrinterBench, fault: Fault, on: boolean): void {
  const { line, peer } = bench;
  if (fault === 'line') {
    if (on) line.close();
    else line.open();
    return;
  }
  line.control((nowMs) => {
    switch (fault) {
      case 'paper':
        return peer.setPaper(on ? 'end' : 'ok', nowMs);
      case 'near-end':
        return peer.setPaper(on ? 'near-end' : 'ok', nowMs);
      case 'lid':
        return peer.setCover(on, nowMs);
      case 'cutter':
        return peer.setCutter(on, nowMs);
      case 'hot':
      case 'held':
        return peer.setStop(on ? fault : null, nowMs);
      case 'power':
        return peer.setPower(!on, nowMs);
      default:
        return peer.setSilent(on, nowMs);
    }
  });
}

function play(profile: PrinterProfile, fault: Fault, moment: Moment, keepsBuffer: boolean): Outcome {
  const bench = createPrinterBench({ profile, baud, printer: { keepsBuffer, mmPerSecond } });
  bench.line.open();
  bench.run(1_500);
  if (moment === 'before') {
    turn(bench, fault, true);
    bench.run(12_000);
  }
  bench.order(1);
  if (moment !== 'before') {
    bench.run(2_000, () => bench.sent.length > 0);
    momentMs(bench, moment);
    turn(bench, fault, true);
  }
  bench.run(4_000);
  turn(bench, fault, false);
  let wasAsked = false;
  for (let round = 0; round < 6 && (round === 0 || bench.owed.length > 0); round++) {
    bench.run(60_000, () => bench.owed.length === 0 || bench.asked.size > 0);
    wasAsked ||= bench.asked.size > 0;
    bench.run(10_000);
    bench.answerStaff();
  }
  expectHeld(bench);
  return wasAsked ? 'asked' : bench.sent.length > 1 ? 'again' : 'once';
}

/** What the customer holds is what the hall has counted. */
function expectHeld(bench: PrinterBench): void {
  const tray = bench.tray();
  const whole = tray.filter((slip) => slip.whole).map(({ copy }) => copy);
  expect(bench.owed).toEqual([]);
  // The last paper ordered is there, whole; no copy is there twice; none that was not ordered.
  expect(whole).toContain(bench.sent.length);
  expect(new Set(whole).size).toBe(whole.length);
  expect(new Set(bench.sent).size).toBe(bench.sent.length);
  for (const slip of tray) {
    expect(slip.marked).toBe(slip.copy > 1);
    expect(slip.copy).toBeLessThanOrEqual(bench.sent.length);
  }
  expect(bench.peer.state.drawerPulses).toBe(0);
}

type Table = Readonly<Record<Fault, string>>;

function tableOf(profile: PrinterProfile, keepsBuffer: boolean): Table {
  const cells = (fault: Fault) => moments.map((moment) => play(profile, fault, moment, keepsBuffer)).join(' ');
  return Object.fromEntries(faults.map((fault) => [fault, cells(fault)])) as Record<Fault, string>;
}

/*                 before text raster cut after */
const loses: Table = {
  paper: 'once again again again once',
  lid: 'once again again again once',
  cutter: 'again again again again once',
  hot: 'once again again again once',
  held: 'once again again again once',
  power: 'once asked asked asked once',
  silence: 'once asked asked asked once',
  line: 'once again again asked once',
  'near-end': 'once once once once once',
};
/** It finishes by itself what it has received whole; what was cut short on the way is printed again. */
const keeps: Table = {
  ...loses,
  paper: 'once again again once once',
  lid: 'once again again once once',
  hot: 'once again again once once',
  held: 'once again again once once',
  cutter: 'once once once once once',
};

describe.each(speaking.map((profile) => [profile.name, profile] as const))('%s', (_name, profile) => {
  it('loses its buffer: each fault at each moment', () => {
    expect(tableOf(profile, false)).toEqual(loses);
  });

  it('keeps its buffer: each fault at each moment', () => {
    // Asking tells whether the printer is well, not what it has finished: such a model is never believed to have done so.
    const isAsked = profile.completion === 'dle-eot-poll';
    expect(tableOf(profile, true)).toEqual(isAsked ? loses : keeps);
  });
});

describe('mute', () => {
  it('asks nobody and prints nothing twice, whatever happens: what became of the paper is not known', () => {
    for (const fault of faults.filter((each) => each !== 'line')) {
      for (const moment of moments) {
        const bench = createPrinterBench({ profile: printerProfiles.mute, baud, printer: { mmPerSecond } });
        bench.line.open();
        bench.run(1_500);
        bench.order(1);
        momentMs(bench, moment);
        turn(bench, fault, true);
        bench.run(4_000);
        turn(bench, fault, false);
        bench.run(60_000);
        expect([fault, moment, bench.sent, bench.asked.size]).toEqual([fault, moment, ['1.1'], 0]);
        expect(bench.line.reports.map(({ report }) => report)).toContainEqual({
          kind: 'printed',
          jobId: 1,
          confirmed: false,
        });
      }
    }
  });
});
