/** The two tables of the simulation: waits by class and rule, and the errors of ways to guess a wait. */
import { configDefaults, type RuleConfig } from '../../protocol/config.ts';
import type { HallKind } from './hall-day.ts';
import { playHall } from './play-hall.ts';
import { type Predicted, predict, predictorNames } from './predictors.ts';

/** The halls of the reference: three loads, and a small and a large share of priority people. */
export const hallKinds: readonly HallKind[] = [0.12, 0.35].flatMap((priorityShare) =>
  [1, 1.2, 1.4].map((load) => ({ load, priorityShare })),
);

const normal = { rate: 1 };
const points = (own: { headStartMinutes?: number; capMinutes?: number } = {}, capMinutes?: number): RuleConfig => ({
  accumulating: {
    normal: capMinutes === undefined ? normal : { ...normal, capMinutes },
    priority: { rate: 3, ...own },
  },
});
export const rules: readonly (readonly [name: string, rule: RuleConfig])[] = [
  ['FIFO', 'fifo'],
  ['strict', 'strict'],
  ['interleave 1:1', { interleave: { priority: 1, normal: 1 } }],
  ['interleave 1:2', { interleave: { priority: 1, normal: 2 } }],
  ['interleave 1:3', { interleave: { priority: 1, normal: 3 } }],
  ['accumulating 3:1', points()],
  ['accumulating 3:1, head start 3 min', points({ headStartMinutes: 3 })],
  ['the same, cap 15 min (the default)', configDefaults.rule],
  ['the same, caps 10 and 60 min (normal)', points({ headStartMinutes: 3, capMinutes: 10 }, 60)],
];

export interface Waits {
  readonly mean: number;
  readonly p95: number;
}

/** Waits in minutes by class; the same seed means the same people for every rule. */
export function waitsOf(
  kind: HallKind,
  rule: RuleConfig,
  days: number,
  seed: number,
): { normal: Waits; priority: Waits } {
  const waited = { normal: [] as number[], priority: [] as number[] };
  playHall(
    { kind, rule, days, seed, estimates: false },
    { called: (_ticket, { isPriority }, min) => void waited[isPriority ? 'priority' : 'normal'].push(min) },
  );
  return { normal: spread(waited.normal), priority: spread(waited.priority) };
}

function spread(minutes: readonly number[]): Waits {
  const sorted = [...minutes].sort((a, b) => a - b);
  const mean = sorted.reduce((sum, each) => sum + each, 0) / Math.max(1, sorted.length);
  return { mean, p95: sorted[Math.floor(0.95 * sorted.length)] ?? 0 };
}

export function waitTable(days: number, seed: number): string {
  const cell = ({ mean, p95 }: Waits) => `${mean.toFixed(1)}/${p95.toFixed(1)}`;
  return table(
    ['rule', ...hallKinds.map(nameOf)],
    rules.map(([name, rule]) => [
      name,
      ...hallKinds.map((kind) => {
        const { normal: plain, priority } = waitsOf(kind, rule, days, seed);
        return `${cell(plain)} · ${cell(priority)}`;
      }),
    ]),
  );
}

/** Errors of a tried rule in every hall of the set. */
export function predictions(rule: RuleConfig, days: number, seed: number): readonly Predicted[] {
  return hallKinds.map((kind) => predict({ kind, rule, days, seed }));
}

export function errorTable(rule: RuleConfig, days: number, seed: number): string {
  const all = predictions(rule, days, seed);
  const errors = predictorNames.map((name) => [
    name,
    ...all.map((each) => {
      const { mae = 0, rmse = 0, bias = 0, p90 = 0 } = each.errors.get(name) ?? {};
      return `${mae.toFixed(2)} / ${rmse.toFixed(2)} / ${bias < 0 ? '−' : '+'}${Math.abs(bias).toFixed(2)} / ${p90.toFixed(1)}`;
    }),
  ]);
  const coverage = ['share between p10 and p90', ...all.map((each) => `${(100 * each.coverage).toFixed(0)} %`)];
  return table(['method', ...hallKinds.map(nameOf)], [...errors, coverage]);
}

const nameOf = ({ load, priorityShare }: HallKind): string => `${100 * priorityShare} %, ×${load.toFixed(1)}`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
