import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sabotage, UplinkWorld, wrongsOf } from '../../tests/uplink-world.ts';

type Step = (world: UplinkWorld) => void;

const step = (name: string, run: Step) => ({ run, toString: () => name });
const fixed = (name: string, run: Step) => fc.constant(step(name, run));

const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 900 }).map((n) => step(`work ${n}`, (world) => world.work(n))) },
  {
    weight: 8,
    arbitrary: fc.integer({ min: 1, max: 20_000 }).map((ms) => step(`advance ${ms}`, (world) => world.advance(ms))),
  },
  { weight: 4, arbitrary: fixed('connect', (world) => world.connect()) },
  { weight: 2, arbitrary: fixed('cut', (world) => world.cut()) },
  { weight: 1, arbitrary: fixed('black hole', (world) => world.blackHole()) },
  { weight: 1, arbitrary: fixed('kill broker', (world) => world.killBroker()) },
  { weight: 3, arbitrary: fixed('start broker', (world) => world.startBroker()) },
  { weight: 1, arbitrary: fixed('stop centre', (world) => world.stopCentre()) },
  { weight: 4, arbitrary: fixed('start centre', (world) => world.startCentre()) },
  { weight: 1, arbitrary: fixed('back up centre', (world) => world.backUpCentre()) },
  {
    weight: 1,
    arbitrary: fc.nat(20).map((pick) => step(`restore centre ${pick}`, (world) => world.restoreCentre(pick))),
  },
  { weight: 2, arbitrary: fixed('image hall', (world) => world.imageHall()) },
  {
    weight: 1,
    arbitrary: fc.boolean().map((keep) => step(`restart hall ${keep}`, (world) => world.restartHall(keep))),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.nat(20), fc.constantFrom('of-image', 'newer', 'none'))
      .map(([pick, cursor]) => step(`restore hall ${pick} ${cursor}`, (world) => world.restoreHall(pick, cursor))),
  },
);

const history = fc.record({
  seed: fc.nat(),
  noise: fc.constantFrom(0, 0.02, 0.15),
  steps: fc.array(anyStep, { minLength: 5, maxLength: 60 }),
});

function wrongsAfter(
  seed: number,
  noise: number,
  steps: readonly { run: Step }[],
  sabotage: Sabotage = 'none',
): string[] {
  const world = new UplinkWorld({ seed, noise, sabotage });
  for (const item of steps) item.run(world);
  world.settle();
  return wrongsOf(world);
}

/** A history that has all kinds of trouble in it. */
function restoredHall(world: UplinkWorld): void {
  world.startCentre();
  world.connect();
  world.work(1_000);
  world.advance(10_000);
  world.imageHall();
  world.work(2_000);
  world.advance(10_000);
  world.restoreHall(0, 'of-image');
  world.work(4_000);
}

describe('the uplink in a world of faults', () => {
  it('has every event at the centre exactly once in the end', () => {
    fc.assert(
      fc.property(history, ({ seed, noise, steps }) => {
        expect(wrongsAfter(seed, noise, steps)).toEqual([]);
      }),
      {
        numRuns: Number(process.env.UPLINK_RUNS ?? 120),
        ...(process.env.UPLINK_SEED === undefined ? {} : { seed: Number(process.env.UPLINK_SEED) }),
      },
    );
  }, 600_000);

  it('keeps both branches when a restored hall has run past the centre while it was offline', () => {
    const world = new UplinkWorld({ seed: 1, noise: 0 });
    restoredHall(world);
    world.settle();
    expect(wrongsOf(world)).toEqual([]);
    expect(world.epochs()).toHaveLength(2);
    // 1,000 rows and the two first ones are shared, 2,000 are on the abandoned branch, boot, 4,000 and the epoch's own row on the new one.
    expect(world.stored).toHaveLength(1_002 + 2_000 + 1 + 4_000 + 1);
  });

  const spoil: readonly (readonly [Sabotage, string, (world: UplinkWorld) => void])[] = [
    ['acks-without-id', 'missing', restoredHall],
    [
      'no-overlap',
      'double',
      (world) => {
        world.startCentre();
        world.connect();
        world.work(500);
        world.imageHall();
        world.advance(10_000);
        world.work(500);
        world.advance(10_000);
        world.restoreHall(0, 'none');
      },
    ],
    [
      'trust-puback',
      'missing',
      (world) => {
        world.startCentre();
        world.connect();
        world.advance(1_000);
        world.noise = 0.3;
        world.work(3_000);
        world.advance(30_000);
        world.prune();
      },
    ],
  ];
  it.each(spoil)('sees the mistake %s as events %s', (sabotage, wrong, run) => {
    const world = new UplinkWorld({ seed: 7, noise: 0, sabotage });
    run(world);
    world.settle();
    expect(wrongsOf(world).some((text) => text.startsWith(wrong))).toBe(true);
    const honest = new UplinkWorld({ seed: 7, noise: 0 });
    run(honest);
    honest.settle();
    expect(wrongsOf(honest)).toEqual([]);
  });
});
