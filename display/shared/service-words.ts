/** Why a service gives no tickets now, in a few words for a card or a row: what is asked for there is short. */
import { refusals } from '../../protocol/refusals.ts';
import { tBoth } from '../../protocol/texts.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import type { ServicePart } from '../../protocol/views.ts';
import { formatHours } from './format.ts';

/** Empty in neither language; never called for an open service, but true for one all the same. */
export function closedWords({ closedBy, closedReason, hoursToday }: ServicePart): Bilingual {
  switch (closedBy) {
    case 'service-closed':
      return closedReason ?? tBoth('service.closed');
    case 'service-hours': {
      const hours = formatHours(hoursToday);
      return hours ? tBoth('kiosk.shut.hours', { hours }) : tBoth('kiosk.shut.notToday');
    }
    case 'service-quota':
      return tBoth('kiosk.shut.quota');
    case 'queue-full':
      return tBoth('kiosk.shut.full');
    case 'service-paper-roll':
      return tBoth('kiosk.shut.roll');
    case 'hall-closed':
      return tBoth('hall.closed');
    case 'day-closed':
      return tBoth('kiosk.shut.day');
    default:
      return closedBy !== null && closedBy in refusals
        ? refusals[closedBy as keyof typeof refusals].text
        : tBoth('service.closed');
  }
}

/** A service with a paper roll is not shut: its numbers hang beside the kiosk. */
export function hasRoll({ closedBy }: ServicePart): boolean {
  return closedBy === 'service-paper-roll';
}
