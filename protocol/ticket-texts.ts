/** The words on a paper ticket that do not come from the configuration, in both languages. */
import type { TicketClass, WaitRange } from './events.ts';
import type { Bilingual } from './texts-types.ts';

/** `约 5–10 分钟`, `about 5–10 min`; null when nothing is known. */
export function paperWaitText(wait: WaitRange | null): Bilingual | null {
  if (!wait) return null;
  const from = Math.round(wait.fromMs / 60_000);
  const to = Math.round(wait.toMs / 60_000);
  return from === 0
    ? { zh: `${to} 分钟以内`, en: `within ${to} min` }
    : { zh: `约 ${from}–${to} 分钟`, en: `about ${from}–${to} min` };
}

/** Closing lines. */
export const paperPhrases: readonly Bilingual[] = [
  { zh: '过号请咨询工作人员', en: 'Missed your call? Please ask our staff.' },
  { zh: '谢谢', en: 'Thank you' },
];

/** What stands before a value. */
export const paperLabels = {
  next: { zh: '然后', en: 'Then' },
  appointment: { zh: '预约时间', en: 'Appointment' },
  wait: { zh: '预计等候', en: 'Wait' },
  time: { zh: '取号时间', en: 'Time' },
  bring: { zh: '请带', en: 'Please bring' },
} as const satisfies Record<string, Bilingual>;

export const paperScan: Bilingual = { zh: '扫码看排队', en: 'Scan to follow' };

export function paperCopyText(copies: number): Bilingual {
  return { zh: `补打 第 ${copies} 份`, en: `Reprint, copy ${copies}` };
}

export function paperAheadText(ahead: number): Bilingual {
  return ahead <= 0
    ? { zh: '前面无人等候', en: 'You are next' }
    : { zh: `前面 ${ahead} 人等候`, en: `${ahead} ahead of you` };
}

/** The mark of a class where a template wants it; never why. Null for the class that most have. */
export function paperClassText(ticketClass: TicketClass): Bilingual | null {
  return {
    normal: null,
    priority: { zh: '优先', en: 'Priority' },
    appointment: { zh: '预约', en: 'Appointment' },
  }[ticketClass];
}

/** A paper of staff that tries the printer: above and below, and in the place of the number. */
export const paperTest: Bilingual = { zh: '测试，不是号票', en: 'TEST, not a ticket' };
export const paperTestNumber = '测试 TEST';
