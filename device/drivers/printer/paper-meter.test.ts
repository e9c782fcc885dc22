import { describe, expect, it } from 'vitest';
import { createPaperMeter } from './paper-meter.ts';
import { printerProfiles } from './printer-profile.ts';

const profile = { ...printerProfiles['epson-tm'], nearEndMm: 3_000 };

function print(meter: ReturnType<typeof createPaperMeter>, tickets: number, mm = 100): void {
  for (let ticket = 0; ticket < tickets; ticket++) meter.printing(mm);
}

describe('paper left after the near-end sensor has spoken', () => {
  it('says nothing before, and then goes by the model and by this roll, saying which it does not know', () => {
    const meter = createPaperMeter(profile);
    print(meter, 2);
    expect(meter.estimate()).toBeNull();
    meter.status('near-end');
    expect(meter.estimate()).toEqual({ tickets: 27, isMeasured: false, isLengthKnown: false });
    print(meter, 10);
    expect(meter.estimate()).toEqual({ tickets: 20, isMeasured: false, isLengthKnown: true });
  });

  it('learns what is left from a roll that was run to its end, and keeps it for the next', () => {
    const meter = createPaperMeter(profile);
    meter.status('ok');
    print(meter, 20);
    meter.status('near-end');
    print(meter, 12);
    meter.status('end');
    meter.status('ok');
    expect(meter.estimate()).toBeNull();
    print(meter, 20);
    const next = createPaperMeter(profile, meter.memory);
    next.status('near-end');
    expect(next.estimate()).toEqual({ tickets: 12, isMeasured: true, isLengthKnown: true });
    expect(next.memory.rolls).toBe(1);
  });

  it('learns nothing from a roll that was changed early, or that ended without a warning', () => {
    const meter = createPaperMeter(profile);
    meter.status('near-end');
    print(meter, 3);
    meter.status('ok');
    meter.status('end');
    expect(meter.memory).toMatchObject({ reserveMm: null, rolls: 0 });
  });

  it('never promises less than nothing', () => {
    const meter = createPaperMeter(profile);
    meter.status('near-end');
    print(meter, 200);
    expect(meter.estimate()?.tickets).toBe(0);
  });
});
