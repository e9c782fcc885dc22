/** Views of the screens: what one shows, and what those who look after them see. See views.ts for how views are sent. */
import type { MediaFacts, NoticeDraft, NoticeState, NoticeStep, PlaylistContent, ScreenPower } from './content.ts';
import type { Bilingual, Locale } from './texts-types.ts';
import type { AnnouncementPart, CallPart, CounterPart, HallPart, ServicePart } from './views.ts';

/** `GET /api/stream?view=screen/ID`: public; what one screen shows. */
export interface ScreenView {
  readonly screen: ScreenPart;
  readonly hall: HallPart;
  readonly services: readonly ServicePart[];
  readonly counters: readonly CounterPart[];
  readonly calls: readonly CallPart[];
  readonly announcements?: readonly AnnouncementPart[];
  readonly content: ContentPart;
  /** For the screen's own agent. */
  readonly power: ScreenPower;
}
export interface ScreenPart {
  readonly id: string;
  readonly name: Bilingual | null;
  readonly layout: 'auto' | 'landscape' | 'portrait' | 'board' | 'notices' | 'second';
  readonly theme: 'night' | 'day' | 'contrast';
  readonly languages: 'together' | 'alternating' | Locale;
  readonly panelInches: number | null;
  readonly farthestMetres: number | null;
  readonly voice: boolean;
  readonly chime: boolean;
  /** Chime of a recorded voice pack; the page's own when left out. */
  readonly chimeWav?: string;
  readonly pulse: boolean;
  /** 0 to 1; lower in the evening. */
  readonly volume: number;
  /** True: the page's own speech is slow too; absent from an older daemon. */
  readonly slow?: boolean;
  /** Whoever is on duty, by group and badge; null when no roster says so. */
  readonly duty: Bilingual | null;
}
/** What stands beside the calls now, already chosen for this screen and this moment. */
export interface ContentPart {
  /** Grows with every change: a screen reports the revision it shows. */
  readonly revision: number;
  /** Over everything; null on a normal day. */
  readonly emergency: ShownNotice | null;
  /** Urgent ones first; they take turns. */
  readonly notices: readonly ShownNotice[];
  /** Films and pictures in their order; begins anew at the end. */
  readonly films: readonly ShownFilm[];
}
export interface ShownNotice {
  readonly id: string;
  readonly title: Bilingual;
  readonly text: Bilingual;
  readonly picture: string | null;
  readonly priority: 'normal' | 'urgent' | 'emergency';
  readonly seconds: number;
}
export interface ShownFilm {
  readonly media: string | null;
  readonly url: string;
  readonly kind: 'video' | 'picture';
  readonly seconds: number;
  readonly sound: boolean;
}
/** One stretch of the day in which nothing changes. */
export interface PlanRow {
  readonly from: string;
  readonly to: string;
  readonly open: boolean;
  readonly power: 'on' | 'off';
  readonly notices: readonly { readonly id: string; readonly title: Bilingual; readonly priority: string }[];
  readonly playlists: readonly { readonly id: string; readonly name: string }[];
  readonly films: number;
  /** What makes the hall open or closed then. */
  readonly why: Bilingual;
}

/** `GET /api/stream?view=content`: staff only; notices, playlists, files and screens for whoever looks after them. */
export interface ContentView {
  readonly hall: HallPart;
  readonly notices: readonly NoticePart[];
  readonly playlists: readonly (PlaylistContent & { readonly id: string; readonly showing: boolean })[];
  readonly media: readonly (MediaFacts & { readonly usedBy: number; readonly addedWallMs: number })[];
  readonly disk: { readonly usedBytes: number; readonly maxBytes: number };
  readonly screens: readonly ScreenState[];
  /** True: whoever wrote a notice may not approve it. */
  readonly needsTwo: boolean;
}
export interface NoticePart {
  readonly id: string;
  readonly draft: NoticeDraft;
  readonly state: NoticeState;
  /** Stands on a screen at this moment. */
  readonly shown: boolean;
  readonly author: string;
  readonly approver: string | null;
  /** Why it was returned or withdrawn. */
  readonly reason: string | null;
  readonly changedWallMs: number;
  /** True when it ends within a day. */
  readonly endsSoon: boolean;
  /** When an urgent one ends by itself; null: by its dates. */
  readonly endsWallMs: number | null;
  /** Who did what and when, the newest last; empty for one of the configuration. */
  readonly steps: readonly NoticeStep[];
  /** Screens that have said it stands there. */
  readonly confirmed: readonly string[];
  /** It comes from the configuration file and is changed there. */
  readonly fixed: boolean;
}
export interface ScreenState {
  readonly id: string;
  readonly name: Bilingual | null;
  readonly state: 'never' | 'alive' | 'stalled' | 'silent' | 'off';
  readonly sinceWallMs: number | null;
  readonly revision: number | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly power: ScreenPower;
  /** Text that the farthest seat cannot read, in words; empty when all can be read. */
  readonly tooSmall: readonly Bilingual[];
}
