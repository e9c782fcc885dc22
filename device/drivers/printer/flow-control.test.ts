import { describe, expect, it } from 'vitest';
import { holdMsMax } from './limits.ts';
import { printerProfiles } from './printer-profile.ts';
import { createPrinterBench, type PrinterBench } from './testing/printer-bench.ts';

const xoff = 0x13;
const xon = 0x11;

/** The printer says one byte of flow control besides what it would say anyway. */
function say({ line, peer }: PrinterBench, byte: number): void {
  line.control((nowMs) => {
    const output = peer.onTick(nowMs);
    return { ...output, writes: [...output.writes, Uint8Array.of(byte)] };
  });
}

function midJob(flow: 'xonxoff' | 'none'): PrinterBench {
  const bench = createPrinterBench({ profile: { ...printerProfiles['epson-tm'], flow }, baud: 9_600 });
  bench.line.open();
  bench.run(1_500);
  bench.order(1);
  bench.run(2_000, () => bench.sent.length > 0);
  bench.run(200);
  say(bench, xoff);
  bench.run(200);
  return bench;
}

describe('flow control by XON and XOFF', () => {
  it('stops the bytes and goes on where they stopped: one whole paper', () => {
    const bench = midJob('xonxoff');
    bench.run(holdMsMax - 1_000);
    expect([bench.tray(), bench.line.resets]).toEqual([[], []]);
    say(bench, xon);
    bench.run(20_000);
    expect(bench.tray()).toEqual([{ job: 1, copy: 1, marked: false, whole: true }]);
    expect([bench.sent, bench.line.resets]).toEqual([['1.1'], []]);
  });

  it('an XON that was forgotten: the line is opened anew after a bound, and the paper comes out marked', () => {
    const bench = midJob('xonxoff');
    bench.run(holdMsMax - 500);
    expect(bench.line.resets).toEqual([]);
    bench.run(1_000);
    expect(bench.line.resets).toEqual([`printer holds the line for ${holdMsMax / 1_000} s`]);
    bench.run(60_000);
    expect(bench.tray().filter(({ whole }) => whole)).toEqual([{ job: 1, copy: 2, marked: true, whole: true }]);
    expect([bench.owed, bench.line.resets.length]).toEqual([[], 1]);
  });

  it('is not believed on a line without it: the byte may be noise', () => {
    const bench = midJob('none');
    bench.run(20_000);
    expect(bench.tray()).toEqual([{ job: 1, copy: 1, marked: false, whole: true }]);
  });
});
