/** How true the promised waits were: every first call is compared with what was expected at the issue. */
import type { AccuracyPart } from '../../protocol/views.ts';
import type { HallState } from './state.ts';

export function accuracyOf(_state: HallState): AccuracyPart[] {
  return [];
}
