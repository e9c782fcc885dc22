/** A notice that waits for approval, so that the two pairs of eyes can be tried: written by clerk 1001, approved by 2001 on `/admin`. */
import type { NoticeDraft } from '../../protocol/content.ts';
import type { Hall } from '../runtime/hall-types.ts';

const notice = 'demo-hours';
const draft: NoticeDraft = {
  title: { zh: '周六延时服务', en: 'Open longer on Saturday' },
  text: {
    zh: '本周六缴费窗口延长至 19:00，其他业务照常。',
    en: 'This Saturday bills can be paid until 19:00. Other services as usual.',
  },
  priority: 'normal',
};
const clerk = { id: 'op:1001', clerk: '1001', staff: true };

/** Writes and submits it once in the life of a data folder: what people did with it stays done. */
export function submitDemoNotice(hall: Pick<Hall, 'submit' | 'contentView'>): void {
  if (hall.contentView().notices.some(({ id }) => id === notice)) return;
  hall.submit({ type: 'save-notice', notice, draft }, clerk, ({ ok }) => {
    if (ok) hall.submit({ type: 'move-notice', notice, to: 'submitted' }, clerk, () => {});
  });
}
