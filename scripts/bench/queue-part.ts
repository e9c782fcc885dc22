/** (h) One call decision and one forecast for everybody in a large hall, beside writing the state's own list of people as text. */
import { decide } from '../../device/core/decide.ts';
import type { DecideContext } from '../../device/core/decision.ts';
import { evolve } from '../../device/core/evolve.ts';
import { forecast } from '../../device/core/forecast.ts';
import { indexHall } from '../../device/core/hall-index.ts';
import { emptyState, type HallState } from '../../device/core/state.ts';
import type { Actor, Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import type { BenchPart } from './bench-part.ts';
import { machineMs, spreadOf } from './timing.ts';

const services = 60;
const counters = 100;
const ticketsADay = 5_000;
const waiting = 800;
const local = { date: '2026-03-02', minutes: 11 * 60, weekday: 1 };
const lead: Actor = { id: 'op:2001', clerk: '2001', staff: true };
const minuteMs = 60_000;

export const queuePart: BenchPart = {
  letter: 'h',
  title: `A call and a forecast: ${services} services, ${counters} counters, ${ticketsADay} tickets today, ${waiting} waiting`,
  run: ({ quick, say }) => {
    say('10 s');
    const rounds = quick ? 20 : 200;
    const rows = [6, services].flatMap((perCounter) => {
      const hall = largeHall(perCounter);
      const forecastMs = timed(rounds, () => {
        const made = forecast(hall.state, hall.index, hall.now(), local);
        for (const { id } of hall.index.config.services) made.newcomer(id, 'normal');
      });
      const listMs = timed(rounds, () => JSON.stringify(hall.people()));
      let counter = 0;
      const call: Command[] = Array.from({ length: counters }, (_, at) => ({ type: 'call-next', counter: at + 1 }));
      const callMs = timed(rounds, () => {
        const command = call[counter % counters];
        counter += 1;
        if (command) decide(hall.state, command, hall.context(lead));
      });
      const each = `counters with ${perCounter} services each`;
      const beside = { what: 'the waiting list as JSON', value: listMs };
      return [
        { what: `call decision, ${each}`, value: callMs, unit: 'ms', beside, aim: below(1) },
        { what: `forecast for everybody, ${each}`, value: forecastMs, unit: 'ms', beside, aim: below(20) },
      ];
    });
    return Promise.resolve(rows);
  },
};

const below = (bound: number) => ({ of: 'value', is: 'below', bound }) as const;

function timed(rounds: number, work: () => unknown): number {
  for (let warm = 0; warm < rounds / 4; warm += 1) work();
  const samples = Array.from({ length: rounds }, () => {
    const startMs = machineMs();
    work();
    return machineMs() - startMs;
  });
  return spreadOf(samples).p95;
}

/** A hall at eleven: most of the day's tickets served, the counters busy, the lines long; one in eight has priority. */
function largeHall(perCounter: number) {
  const index = indexHall(config(perCounter));
  const state = emptyState();
  let monoMs = 0;
  const now = () => ({ boot: state.boot, monoMs, wallMs: Date.UTC(2026, 2, 2, 8) + monoMs });
  const context = (actor: Actor, id = 'none'): DecideContext => ({
    index,
    actor,
    now: now(),
    local,
    expect: () => null,
    id,
  });
  const commit = (events: readonly HallEvent[]): void => {
    for (const each of events)
      evolve(state, { ...each, ...now(), seq: state.seq + 1, id: '', clock: 'ntp', actor: 'bench' });
  };
  const give = (command: Command, actor = lead, id?: string): void => {
    const decision = decide(state, command, context(actor, id));
    if (decision.ok) commit(decision.events);
  };
  commit([event('system.started', { boot: 'bench', sw: '', config: '' }), event('day.opened', { date: local.date })]);
  for (let no = 1; no <= counters; no += 1) give({ type: 'open', counter: no }, { ...lead, clerk: `${2000 + no}` });
  for (let ticket = 0; ticket < ticketsADay; ticket += 1) {
    monoMs += 2_000;
    const service = index.config.services[(ticket * 7) % services]?.id ?? 'A';
    const wanted = { channel: 'kiosk', locale: 'zh-CN', class: ticket % 8 === 0 ? 'priority' : 'normal' } as const;
    give({ type: 'issue', service, request: `${ticket}`, ...wanted }, lead, `t${ticket}`);
    if (waitingIn(state) <= waiting) continue;
    for (let tried = 0; tried < counters && waitingIn(state) > waiting; tried += 1)
      give({ type: 'call-next', counter: 1 + ((ticket + tried) % counters) });
  }
  monoMs += minuteMs;
  const people = () =>
    [...state.lines.values()].flatMap((lines) =>
      [...lines.priority, ...lines.normal].map(({ id, no, service, arrivedMs }) => ({ id, no, service, arrivedMs })),
    );
  return { index, state, now, context, people };
}

function waitingIn({ lines }: HallState): number {
  let count = 0;
  for (const { normal, priority } of lines.values()) count += normal.length + priority.length;
  return count;
}

function config(perCounter: number): HallConfig {
  const ids = Array.from({ length: services }, (_, at) =>
    String.fromCharCode(65 + Math.floor(at / 10), 65 + (at % 10)),
  );
  const name = { zh: '业务', en: 'Service' };
  return {
    hall: { id: 'bench', name, zone: 'Asia/Shanghai' },
    services: ids.map((id, at) => ({ id, name, minutes: 3 + (at % 8), queueMax: 2000 })),
    counters: Array.from({ length: counters }, (_, at) => ({
      no: at + 1,
      services: Array.from({ length: perCounter }, (_each, place) => ids[(at + place) % services] ?? 'AA'),
      breaks: [{ days: [1, 2, 3, 4, 5], from: '12:00', to: '13:00' }],
    })),
  };
}
