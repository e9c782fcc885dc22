/** The duty as a sign says it: group and badge number. A hall's file holds no names of people, so no sign can tell one. */
import type { DutyConfig, DutyPart } from './duty-config.ts';
import { tBoth } from './plan-texts.ts';
import type { Bilingual } from './texts-types.ts';

/** Never more than the roster may show in public; null when nobody is on duty, or nothing of it may be shown. */
export function dutySign(duty: DutyPart | null, show: DutyConfig['show'] = 'badge'): Bilingual | null {
  if (!duty || duty.badge === null) return null;
  const { group, badge } = duty;
  if (show === 'group') return group;
  return group ? tBoth('duty.who', { group, badge }) : tBoth('duty.badge', { badge });
}
