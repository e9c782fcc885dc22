/** Words that a customer display of Latin letters shows, and those of a panel that can show Chinese. */
import type { Bilingual } from './texts-types.ts';

export type PlaceState = 'closed' | 'paused' | 'free' | 'called' | 'serving';

export const placeWords: Readonly<Record<'closed' | 'paused' | 'free', Bilingual>> = {
  closed: { zh: '暂停服务', en: 'CLOSED' },
  paused: { zh: '暂停服务', en: 'PAUSED' },
  free: { zh: '欢迎光临', en: 'WELCOME' },
};

/** Where a customer goes. */
export function placeName(counter: number): Bilingual {
  return { zh: `${counter}号窗口`, en: `Counter ${counter}` };
}
