/** What a notice or a playlist may not be, whoever writes it. */
import type { NoticeDraft } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import { no, type Refused } from './decision.ts';
import type { HallIndex } from './hall-index.ts';
import type { ShowTimes } from './show-times.ts';
import type { HallState } from './state.ts';

export function refuseDraft(state: HallState, draft: NoticeDraft, index: HallIndex): Refused | null {
  if (draft.picture !== undefined && !state.content.media.has(draft.picture))
    return no('media-unknown', { media: draft.picture });
  if (isTooLong(draft)) return no('content-too-long');
  return refuseTimes(draft) ?? refuseScreens(draft.screens, index);
}

export function refuseTimes({ from, until, parts }: ShowTimes): Refused | null {
  if (from !== undefined && until !== undefined && from.slice(0, 10) > until.slice(0, 10)) return no('times-wrong');
  if (from?.includes('T') && until?.includes('T') && from >= until) return no('times-wrong');
  return parts?.some((part) => part.from === part.to) ? no('times-wrong') : null;
}

export function refuseScreens(screens: readonly string[] | undefined, index: HallIndex): Refused | null {
  const unknown = screens?.find((screen) => !index.screens.has(screen));
  return unknown === undefined ? null : no('screen-unknown', { screen: unknown });
}

/** Ids, author and the journal's own words beside the content. */
const besideChars = 400;

/** It would not fit into one event: control characters and long fractions are written with many more characters than they have. */
export function isTooLong(content: unknown): boolean {
  return JSON.stringify(content).length > limits.eventBodyBytesMax - besideChars;
}
