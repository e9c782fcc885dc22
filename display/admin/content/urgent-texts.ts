/** The ready-made urgent notices, in the order of the page. Their words stand in the catalogue. */
import { tBoth } from '../../../protocol/texts.ts';
import type { Bilingual } from '../../../protocol/texts-types.ts';
import type { IconName } from '../../shared/icon.ts';

export interface ReadyText {
  readonly id: string;
  readonly icon: IconName;
  readonly title: Bilingual;
  readonly text: Bilingual;
  readonly priority: 'urgent' | 'emergency';
  readonly minutes: number;
}

export const readyTexts: readonly ReadyText[] = [
  ready('evacuate', 'siren', 'emergency', 60, tBoth('urgent.evacuate.title'), tBoth('urgent.evacuate.text')),
  ready('system', 'unplug', 'urgent', 30, tBoth('urgent.system.title'), tBoth('urgent.system.text')),
  ready('water', 'triangle-alert', 'urgent', 30, tBoth('urgent.water.title'), tBoth('urgent.water.text')),
  ready('child', 'users', 'urgent', 15, tBoth('urgent.child.title'), tBoth('urgent.child.text')),
  ready('power', 'plug', 'urgent', 60, tBoth('urgent.power.title'), tBoth('urgent.power.text')),
  ready('close', 'door-closed', 'urgent', 120, tBoth('urgent.close.title'), tBoth('urgent.close.text')),
];

function ready(
  id: string,
  icon: IconName,
  priority: ReadyText['priority'],
  minutes: number,
  title: Bilingual,
  text: Bilingual,
): ReadyText {
  return { id, icon, priority, minutes, title, text };
}
