/** The words on a paper ticket that do not come from the configuration, in both languages on one paper. */
import type { WaitRange } from './events.ts';

/** `约 5–10 分钟 · about 5–10 min`; null when nothing is known. */
export function paperWaitText(wait: WaitRange | null): string | null {
  if (!wait) return null;
  const from = Math.round(wait.fromMs / 60_000);
  const to = Math.round(wait.toMs / 60_000);
  return from === 0 ? `${to} 分钟以内 · within ${to} min` : `约 ${from}–${to} 分钟 · about ${from}–${to} min`;
}

export const paperPhrases: readonly string[] = [
  '过号请咨询工作人员',
  'Missed your call? Please ask our staff.',
  '谢谢 · Thank you',
];
