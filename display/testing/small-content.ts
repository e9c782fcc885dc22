/**
 * Notices, films, playlists and screens of the small hall: a content view that tests change at will, and the calls of the facilities
 * page. It keeps the steps and the refusals of the real one; screens confirm when a test says so.
 */
import { isOfCentre } from '../../protocol/centre-ids.ts';
import type { NoticeDraft, NoticeStep, PlaylistContent, UrgentNotice } from '../../protocol/content.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { ContentView, NoticePart, PlanRow } from '../../protocol/screen-views.ts';
import { sampleContent } from './sample-content.ts';
import { SmallRefusal } from './small-state.ts';

type Body = Readonly<Record<string, unknown>>;
interface Who {
  readonly badge: string;
  readonly role: string;
}

export class SmallContent {
  view: Omit<ContentView, 'hall'> = sampleContent();
  /** What the screens were told. */
  readonly reloads: string[] = [];
  plan: readonly PlanRow[] = [];
  /** Every call made, for tests that count them. */
  readonly calls: { readonly path: string; readonly body: Body }[] = [];

  /** One call of the page; true when it was one of ours. */
  act(root: string, id: string, action: string, body: Body, who: Who): boolean {
    if (root !== 'notices' && root !== 'playlists' && root !== 'screens' && root !== 'media') return false;
    if ((root === 'notices' || root === 'playlists') && isOfCentre(id) && action !== 'withdraw')
      refuse('content-of-centre');
    this.calls.push({ path: [root, id, action].filter(Boolean).join('/'), body });
    if (root === 'notices') this.#notice(id, action, body, who);
    else if (who.role === 'clerk') refuse('not-allowed');
    else if (root === 'playlists') this.#playlist(id, action, body);
    else if (root === 'screens') this.reloads.push(id);
    else this.#removeMedia(id);
    return true;
  }

  notice(id: string): NoticePart {
    return this.view.notices.find((one) => one.id === id) ?? refuse('notice-unknown');
  }

  /** A screen says that the notice stands there. */
  confirm(id: string, screen: string): void {
    this.#put({ ...this.notice(id), confirmed: [...this.notice(id).confirmed, screen] });
  }

  change(id: string, change: Partial<NoticePart>): void {
    this.#put({ ...this.notice(id), ...change });
  }

  #notice(id: string, action: string, body: Body, who: Who): void {
    if (action === '') this.#put(this.#written(id, body.draft as NoticeDraft, who));
    else if (action === 'urgent') this.#urgent(id, body as unknown as UrgentNotice, who);
    else {
      const to = ({ submit: 'submitted', approve: 'approved', return: 'draft', withdraw: 'withdrawn' } as const)[
        action
      ];
      const notice = this.notice(id);
      const from = { submitted: 'draft', approved: 'submitted', draft: 'submitted', withdrawn: '' }[to ?? 'withdrawn'];
      if (!to || (from !== '' && notice.state !== from)) refuse('notice-step');
      if (to === 'approved' && notice.author === who.badge) refuse('notice-own');
      const reason = typeof body.reason === 'string' ? body.reason : null;
      const step: NoticeStep = { to, by: who.badge, wallMs: Date.now(), ...(reason === null ? {} : { reason }) };
      const shown = to === 'approved';
      this.#put({ ...notice, state: to, shown, reason, endsWallMs: null, steps: [...notice.steps, step] });
    }
  }

  #written(id: string, draft: NoticeDraft, who: Who): NoticePart {
    const { from, until } = draft;
    if (from && until && from > until) refuse('times-wrong');
    const wallMs = Date.now();
    const before = this.view.notices.find((one) => one.id === id);
    return {
      id,
      draft,
      state: 'draft',
      shown: false,
      author: who.badge,
      approver: null,
      reason: null,
      changedWallMs: wallMs,
      endsSoon: false,
      endsWallMs: null,
      steps: [...(before?.steps ?? []), { to: 'saved', by: who.badge, wallMs }],
      confirmed: [],
      fixed: false,
    };
  }

  #urgent(id: string, urgent: UrgentNotice, who: Who): void {
    const { title, text, priority, screens, minutes } = urgent;
    const notice = this.#written(id, { title, text, priority, ...(screens ? { screens } : {}) }, who);
    const endsWallMs = Date.now() + minutes * 60_000;
    this.#put({ ...notice, state: 'approved', shown: true, approver: who.badge, endsSoon: true, endsWallMs });
  }

  #playlist(id: string, action: string, body: Body): void {
    const others = this.view.playlists.filter((one) => one.id !== id);
    const playlists =
      action === 'remove'
        ? others
        : [...others, { ...(body as unknown as PlaylistContent), id, showing: body.off !== true }];
    this.view = { ...this.view, playlists };
  }

  #removeMedia(id: string): void {
    const file = this.view.media.find(({ sha256 }) => sha256 === id);
    if (!file) refuse('media-unknown');
    if ((file?.usedBy ?? 0) > 0) refuse('media-in-use');
    this.view = { ...this.view, media: this.view.media.filter(({ sha256 }) => sha256 !== id) };
  }

  #put(notice: NoticePart): void {
    this.view = { ...this.view, notices: [notice, ...this.view.notices.filter((one) => one.id !== notice.id)] };
  }
}

function refuse(code: RefusalCode): never {
  throw new SmallRefusal(code);
}
