import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PrinterProfile, printerProfiles } from './printer-profile.ts';
import { createPrinterBench, type PrinterBench } from './testing/printer-bench.ts';

/**
 * Ten thousand random days of the driver alone: any profile, any habits of the machine, any faults at any time. No number
 * is lost: when all is mended, each that was not cancelled lies on the tray, whole. None is doubled: no copy twice, and none
 * that was not ordered.
 *
 * The seed is fixed, so that a red run can be repeated. By hand, with others: `PRINTER_SEED=random npx vitest run fault-schedules`.
 */
const wanted = process.env.PRINTER_SEED;
const seed = wanted === undefined ? 20_261_122 : wanted === 'random' ? Date.now() & 0x7fffffff : Number(wanted);
const numRuns = 10_000;

const mishaps = ['paper', 'short-roll', 'lid', 'jam', 'silence', 'power', 'line', 'cancel'] as const;
type Mishap = (typeof mishaps)[number];
const speaking: readonly PrinterProfile[] = Object.values(printerProfiles).filter(
  ({ completion }) => completion !== 'none',
);

const day = fc.record({
  profile: fc.constantFrom(...speaking),
  keepsBuffer: fc.boolean(),
  habits: fc.record({ initialiseEndsAutomatic: fc.boolean(), statusTwice: fc.boolean() }),
  probes: fc.boolean(),
  // Unpaced pieces as over TCP or USB; some days at 115200 byte by byte, where the fault strikes inside a command.
  baud: fc.constantFrom(null, null, null, null, null, 115_200),
  steps: fc.array(
    fc.record({
      mishap: fc.constantFrom(...mishaps),
      startMs: fc.integer({ min: 0, max: 8_000 }),
      lastsMs: fc.integer({ min: 1, max: 9_000 }),
    }),
    { maxLength: 5 },
  ),
  orders: fc.array(fc.integer({ min: 0, max: 8_000 }), { minLength: 1, maxLength: 4 }),
});
type Day = typeof day extends fc.Arbitrary<infer T> ? T : never;

function turn({ line, peer }: PrinterBench, mishap: Mishap, on: boolean): void {
  if (mishap === 'line') {
    if (on) line.close();
    else line.open();
    return;
  }
  line.control((nowMs) => {
    switch (mishap) {
      case 'paper':
        return peer.setPaper(on ? 'end' : 'ok', nowMs);
      case 'short-roll':
        return on ? peer.setPaperDots(150, nowMs) : peer.setPaper('ok', nowMs);
      case 'lid':
        return peer.setCover(on, nowMs);
      case 'jam':
        return peer.setCutter(on, nowMs);
      case 'silence':
        return peer.setSilent(on, nowMs);
      default:
        return peer.setPower(!on, nowMs);
    }
  });
}

function short(jobId: number, copies: number): Uint8Array {
  return new TextEncoder().encode(`<${jobId}.${copies}>\n${'line\n'.repeat(8)}<end>\n`);
}

function play({ profile, keepsBuffer, habits, probes, baud, steps, orders }: Day): void {
  const bench = createPrinterBench({
    profile,
    baud,
    printer: { keepsBuffer, habits, bufferBytes: 16_384 },
    driver: probes ? { probe: 'full' } : {},
    body: short,
  });
  const cancelled = new Set<number>();
  const events = [
    ...steps.flatMap(({ mishap, startMs, lastsMs }) => [
      { atMs: startMs, run: () => begin(mishap) },
      { atMs: startMs + lastsMs, run: () => mishap !== 'cancel' && turn(bench, mishap, false) },
    ]),
    ...orders.map((atMs, index) => ({ atMs, run: () => bench.order(index + 1) })),
  ].sort((one, other) => one.atMs - other.atMs);
  function begin(mishap: Mishap): void {
    if (mishap !== 'cancel') {
      turn(bench, mishap, true);
      return;
    }
    const last = bench.owed.at(-1);
    if (last === undefined) return;
    cancelled.add(last.jobId);
    bench.cancel(last.jobId);
  }
  bench.line.open();
  for (const { atMs, run } of events) {
    bench.run(Math.max(0, atMs - bench.line.nowMs));
    run();
  }
  for (const mishap of mishaps) if (mishap !== 'cancel' && mishap !== 'line') turn(bench, mishap, false);
  for (let round = 0; round < 30 && bench.owed.length > 0; round++) {
    bench.run(60_000, () => bench.owed.length === 0 || bench.asked.size > 0);
    bench.run(8_000, () => bench.owed.length === 0);
    bench.answerStaff();
  }
  const whole = bench.tray().filter((slip) => slip.whole);
  const copies = whole.map(({ job, copy }) => `${job}.${copy}`);
  expect(bench.owed).toEqual([]);
  expect(new Set(copies).size).toBe(copies.length);
  expect(new Set(bench.sent).size).toBe(bench.sent.length);
  for (const copy of copies) expect(bench.sent).toContain(copy);
  expect(bench.peer.state.drawerPulses).toBe(0);
  // A model that is only asked for its state is believed without proof: what it lost in silence can be lost.
  if (profile.completion === 'dle-eot-poll') return;
  for (let job = 1; job <= orders.length; job++) {
    if (!cancelled.has(job)) expect(whole.map((slip) => slip.job)).toContain(job);
  }
}

describe('the printer under random faults', () => {
  it(`${numRuns} schedules (seed ${seed}): no number is lost, none is doubled`, { timeout: 240_000 }, () => {
    fc.assert(fc.property(day, play), { numRuns, seed, endOnFailure: true });
  });
});
