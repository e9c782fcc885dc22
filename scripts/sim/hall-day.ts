/**
 * The people of one simulated day: when they come, for what, of which class, how long they take. Drawn before the day is played, so that
 * every rule meets the same people.
 *
 * The hall: eight hours, five counters (three from 12:00 to 13:30), services of 4 and 9 minutes for 65 and 35 % of people, lognormal
 * with a coefficient of variation of 0.8, 5 % who do not come (half a minute lost), a peak in the morning and a smaller one after lunch.
 */
import type { HallConfig } from '../../protocol/config.ts';
import { seededRandom } from './seeded-random.ts';

export interface Visit {
  /** Minutes since the hall opened. */
  readonly atMin: number;
  readonly service: 'A' | 'K';
  readonly isPriority: boolean;
  readonly serviceMin: number;
  readonly comes: boolean;
}

export interface HallKind {
  /** 1 is about three quarters of what the counters can do. */
  readonly load: number;
  readonly priorityShare: number;
}

export const openMin = 480;
/** Five counters, three of them without a break. */
export const counters = [1, 2, 3, 4, 5] as const;
export const breakMin = { from: 180, to: 270, counters: [4, 5] } as const;
/** True means; the configuration names 30 % less, as people do. */
export const trueMinutes = { A: 4, K: 9 } as const;
export const serviceShare = 0.65;
export const noShowMin = 0.5;

const ticketsADay = 304;
const noShowShare = 0.05;
const variation = 0.8;
/** Share of the day's people in each half hour. */
const halfHours: readonly number[] = [5.4, 6.9, 8.1, 8.8, 8.4, 7.2, 5.4, 4.8, 4.9, 5.9, 6.7, 7.0, 6.7, 5.7, 4.6, 3.5];

/** The hall as its configuration says it. */
export function simulatedHall(rule: NonNullable<HallConfig['hall']['rule']>): HallConfig {
  const days = [1, 2, 3, 4, 5, 6, 7];
  const plan = [{ days, from: '09:00', to: '17:00' }];
  const breaks = [{ days, from: '12:00', to: '13:30' }];
  const service = (id: 'A' | 'K', zh: string, en: string) => ({
    id,
    name: { zh, en },
    minutes: 0.7 * trueMinutes[id],
    queueMax: 2000,
  });
  return {
    hall: { id: 'sim', name: { zh: '模拟大厅', en: 'Simulated hall' }, zone: 'Etc/UTC', rule },
    services: [service('A', '缴费', 'Payment'), service('K', '咨询', 'Enquiry')],
    counters: counters.map((no) => ({
      no,
      services: ['A', 'K'],
      plan,
      ...(no >= 4 ? { breaks } : {}),
    })),
  };
}

export function drawDay(seed: number, day: number, { load, priorityShare }: HallKind): readonly Visit[] {
  const random = seededRandom(seed * 100_003 + day);
  const whole = halfHours.reduce((sum, share) => sum + share, 0);
  const sigma = Math.sqrt(Math.log(1 + variation * variation));
  const visits: Visit[] = [];
  const perHalfHour = (at: number) => ((halfHours[at] ?? 0) / whole) * ticketsADay * load;
  const most = Math.max(...halfHours.map((_, at) => perHalfHour(at))) / 30;
  for (let atMin = gap(random.uniform(), most); atMin < openMin; atMin += gap(random.uniform(), most)) {
    if (random.uniform() * most > perHalfHour(Math.floor(atMin / 30)) / 30) continue;
    const service = random.uniform() < serviceShare ? 'A' : 'K';
    const isPriority = random.uniform() < priorityShare;
    const serviceMin = trueMinutes[service] * Math.exp(sigma * random.normal() - (sigma * sigma) / 2);
    visits.push({ atMin, service, isPriority, serviceMin, comes: random.uniform() >= noShowShare });
  }
  return visits;
}

const gap = (uniform: number, rate: number): number => -Math.log(1 - uniform) / rate;
