/**
 * Who may do what on the facilities page, so that it offers what the hall will take and says why it does not offer the rest. The
 * hall decides; this only knows its rule.
 */

import { isOfCentre } from '../../../protocol/centre-ids.ts';
import type { NoticePart } from '../../../protocol/screen-views.ts';
import type { PlainTextKey } from '../../../protocol/texts.ts';

export interface Who {
  readonly badge: string;
  readonly role: string;
}

export interface NoticeRights {
  readonly edit: boolean;
  readonly submit: boolean;
  readonly approve: boolean;
  readonly return: boolean;
  readonly withdraw: boolean;
  /** Why something is not offered that one might look for; null when nothing is missing. */
  readonly why: PlainTextKey | null;
}

/** Films, playlists and screens. */
export function mayLookAfter(who: Who): boolean {
  return who.role !== 'clerk';
}

export function noticeRights(notice: NoticePart, who: Who, needsTwo: boolean): NoticeRights {
  const { id, state, fixed, author } = notice;
  const isOwn = author === who.badge;
  const isCentre = isOfCentre(id);
  const isMine = !fixed && !isCentre && (isOwn || who.role !== 'clerk');
  const mayTakeDown = isMine || (isCentre && who.role !== 'clerk');
  const isLead = who.role === 'lead';
  const isWaiting = state === 'submitted';
  const ownApproval = needsTwo && isOwn;
  const isLive = state === 'draft' || state === 'submitted' || state === 'approved';
  const isUrgent = notice.draft.priority !== 'normal';
  return {
    edit: isMine,
    submit: isMine && state === 'draft',
    approve: isLead && isWaiting && !ownApproval && !isCentre,
    return: isLead && isWaiting && !isCentre,
    withdraw: !fixed && isLive && (mayTakeDown || isUrgent),
    why: fixed
      ? 'content.fixedHint'
      : isCentre
        ? 'content.centreHint'
        : isWaiting && isLead && ownApproval
          ? 'content.approveOwn'
          : !isMine
            ? 'content.others'
            : isWaiting && !isLead
              ? 'content.approveLead'
              : null,
  };
}
