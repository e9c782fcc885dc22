/**
 * The largest hall a configuration may describe, for a whole day: 60 services, 100 counters, 5,000 tickets. Whoever is called
 * is who the list showed first, and the state is sound. How long it takes is said, and fails nothing: machines differ.
 */
import { expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import { type RuleName, ruleNames } from '../../protocol/events.ts';
import { callingOrder } from './counter-queue.ts';
import { brokenInvariants } from './invariants.ts';
import { readSnapshot, writeSnapshot } from './snapshot.ts';
import { clerk, createWorld, lead, replay, smallHall, type World } from './testing/world.ts';

const serviceMax = 60;
const counterMax = 100;
const ticketMax = 5_000;

/** Numbers that look like chance and are the same every time. */
function createChance(seed: number): (below: number) => number {
  let last = seed;
  return (below) => {
    last = (Math.imul(last, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((last / 2 ** 32) * below);
  };
}

function hall() {
  const name = { zh: '业务', en: 'Service' };
  const letter = (n: number) => String.fromCharCode(65 + n);
  const services = Array.from({ length: serviceMax }, (_, n) => ({
    ...{ id: `${letter(Math.floor(n / 20))}${letter(n % 20)}`, name, minutes: 5, queueMax: 2_000 },
  }));
  const counters = Array.from({ length: counterMax }, (_, at) => ({
    no: at + 1,
    services: Array.from({ length: 6 }, (__, n) => services[(at * 7 + n * 11) % serviceMax]?.id ?? 'AA'),
    rule: ruleNames[at % ruleNames.length] as RuleName,
  }));
  return smallHall({ services, counters, printers: [] });
}

/** What a clerk does next; most of it is calling. */
function act(counter: number, chance: (below: number) => number): Command {
  const what = chance(12);
  if (what === 0) return { type: 'recycle', counter };
  if (what === 1) return { type: 'no-show', counter };
  if (what === 2) return { type: 'undo', counter };
  if (what === 3) return { type: 'start', counter };
  if (what === 4) return { type: 'transfer', counter, toCounter: chance(counterMax) + 1 };
  return { type: 'call-next', counter };
}

function order(world: World, no: number, max: number): string[] {
  return callingOrder(world.state, world.index, no, world.context().now, max).map(({ id }) => id);
}

it('the largest hall keeps its order and its invariants for a day', () => {
  const world = createWorld(hall());
  world.promises = false;
  const chance = createChance(7);
  const ids = [...world.index.services.keys()];
  for (let no = 1; no <= counterMax; no++) world.give({ type: 'open', counter: no }, clerk(String(1000 + no)));
  const began = performance.now();
  let calls = 0;
  for (let n = 0; n < ticketMax; n++) {
    world.advance(chance(8_000));
    const service = ids[chance(serviceMax)] ?? 'AA';
    world.issue(service, { class: chance(8) === 0 ? 'priority' : 'normal' }, lead);
    // In the morning more come than are called: the lines are some two thousand people long by noon.
    if (n % 5 < 2) continue;
    const counter = chance(counterMax) + 1;
    const command = act(counter, chance);
    const [first] = command.type === 'call-next' ? order(world, counter, 1) : [];
    const decision = world.give(command, clerk(String(1000 + counter)));
    if (first === undefined || !decision.ok) continue;
    calls += 1;
    expect(decision.ticket).toBe(first);
  }
  const tookMs = performance.now() - began;
  expect(brokenInvariants(world.state)).toEqual([]);
  expect(calls).toBeGreaterThan(1_000);
  const waiting = [...world.state.tickets.values()].filter(({ state }) => state === 'waiting').length;
  for (const no of [1, 2, 3, 4, 5, 6]) {
    const shown = order(world, no, Number.POSITIVE_INFINITY);
    expect(new Set(shown).size).toBe(shown.length);
    expect(order(world, no, 60)).toEqual(shown.slice(0, 60));
  }
  const text = writeSnapshot(world.state);
  expect(writeSnapshot(replay(world.journal))).toBe(text);
  const read = readSnapshot(text);
  expect(read && writeSnapshot(read)).toBe(text);
  const each = (tookMs / ticketMax).toFixed(2);
  console.info(`${world.journal.length} events, ${calls} calls, ${waiting} waiting; ${each} ms for each ticket`);
}, 120_000);
