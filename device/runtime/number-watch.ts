/** Tells staff in time that the numbers of a series are nearly used up: one fault a series, gone when there are enough again. */
import { limits } from '../../protocol/limits.ts';
import type { HallIndex } from '../core/hall-index.ts';
import { liveBySeries, seriesOf, seriesUse } from '../core/numbering.ts';
import type { HallState } from '../core/state.ts';
import type { HealthPort } from '../ports.ts';

export interface NumberWatch {
  check(state: HallState): void;
}

export function createNumberWatch(index: HallIndex, health: Pick<HealthPort, 'raise' | 'clear'>): NumberWatch {
  /** Services by series: those that share one may have ranges of their own. */
  const series = new Map<string, (typeof index.config.services)[number][]>();
  for (const service of index.config.services) {
    const sharing = series.get(seriesOf(service));
    if (sharing) sharing.push(service);
    else series.set(seriesOf(service), [service]);
  }
  return {
    check(state) {
      const live = liveBySeries(state);
      for (const [letters, services] of series) {
        const used = Math.max(...services.map((service) => seriesUse(state, service, live)));
        if (used >= limits.seriesScarceShare) health.raise('numbers-scarce', `series-${letters}`);
        else health.clear('numbers-scarce', `series-${letters}`);
      }
    },
  };
}
