/**
 * What the screens show beside the calls, as the journal gives it: notices with their steps, playlists, files, and what was
 * played today. A notice is `shown` only by its times: that is no state.
 */
import type { MediaFacts, NoticeDraft, NoticeState, NoticeStep, PlaylistContent } from '../../protocol/content.ts';

export interface Notice {
  readonly id: string;
  draft: NoticeDraft;
  state: NoticeState;
  /** Badge of who wrote it last, or `centre`. */
  author: string;
  approver: string | null;
  reason: string | null;
  changedWallMs: number;
  /** On the hall's clock: an urgent one ends at this time; null: by its dates only. */
  endsMs: number | null;
  /** The same on the wall clock of its writing, to be read by people; never compared with. */
  endsWallMs: number | null;
  /** Screens that have said it stands there. */
  confirmed: string[];
  /** Who did what with it and when, the newest last. */
  steps: NoticeStep[];
  /** Journal sequence of its last change. */
  seq: number;
}

export interface Media {
  readonly facts: MediaFacts;
  readonly addedWallMs: number;
  /** Badge, or `centre`. */
  readonly by: string;
}

export interface Content {
  /** Journal sequence of the last change: the revision that a screen reports. */
  revision: number;
  readonly notices: Map<string, Notice>;
  readonly playlists: Map<string, PlaylistContent>;
  readonly media: Map<string, Media>;
  /** What was shown this business day, by `screen/file`. */
  readonly plays: Map<string, { times: number; ms: number }>;
}

export function emptyContent(): Content {
  return { revision: 0, notices: new Map(), playlists: new Map(), media: new Map(), plays: new Map() };
}

/** The content as plain JSON, for a snapshot. */
export interface StoredContent {
  readonly revision: number;
  readonly notices: readonly Notice[];
  readonly playlists: readonly (readonly [string, PlaylistContent])[];
  readonly media: readonly (readonly [string, Media])[];
  readonly plays: readonly (readonly [string, { times: number; ms: number }])[];
}

export function writeContent({ revision, notices, playlists, media, plays }: Content): StoredContent {
  return { revision, notices: [...notices.values()], playlists: [...playlists], media: [...media], plays: [...plays] };
}

/** What notices of older snapshots lack. */
const unstepped: Pick<Notice, 'endsWallMs' | 'steps'> = { endsWallMs: null, steps: [] };

export function readContent(stored: StoredContent): Content {
  return {
    revision: stored.revision,
    notices: new Map(stored.notices.map((notice) => [notice.id, { ...unstepped, ...notice }])),
    playlists: new Map(stored.playlists),
    media: new Map(stored.media),
    plays: new Map(stored.plays),
  };
}

/** Playlists and notices that need a file. */
export function usersOf(content: Content, sha256: string): number {
  let users = 0;
  for (const { items } of content.playlists.values()) if (items.some(({ media }) => media === sha256)) users += 1;
  for (const { draft, state } of content.notices.values())
    if (draft.picture === sha256 && state !== 'withdrawn' && state !== 'expired') users += 1;
  return users;
}
