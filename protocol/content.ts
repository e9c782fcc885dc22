/**
 * What the screens say beside the calls: notices, playlists and the files they show. Schemas, from which types, validation and
 * the messages to whoever edits come. Dates and times are the hall's local ones; a window `[from, to)` that ends before it
 * begins runs over midnight and belongs to the day it begins on.
 */
import Type, { type Static } from 'typebox';

const strict = { additionalProperties: false } as const;
const hhmm = (description: string) => Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', description });
const localMinute = (description: string) =>
  Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}(T([01][0-9]|2[0-3]):[0-5][0-9])?$', description });
/** Content ids are made by whoever writes first: the page, or the centre. */
export const contentId = Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'Id' });
export const mediaId = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256 of the file' });
export const screenId = Type.String({ pattern: '^[a-z0-9-]{1,20}$', description: 'Screen id' });

const words = (max: number, description: string) =>
  Type.Object(
    {
      zh: Type.String({ minLength: 1, maxLength: max }),
      en: Type.String({ minLength: 1, maxLength: max }),
    },
    { ...strict, description },
  );

/** When something is shown. All parts that are there must hold. */
export const showTimes = {
  from: Type.Optional(localMinute('First moment: a day, or a minute')),
  until: Type.Optional(localMinute('Last day (the whole of it), or the minute it ends')),
  days: Type.Optional(
    Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, description: 'ISO weekdays' }),
  ),
  parts: Type.Optional(
    Type.Array(Type.Object({ from: hhmm('From'), to: hhmm('To') }, strict), {
      minItems: 1,
      maxItems: 6,
      description: 'Day parts',
    }),
  ),
  calendar: Type.Optional(
    Type.Enum(['any', 'workday', 'restday'], {
      description: 'Only on days the hall works, or only on days it does not',
    }),
  ),
  screens: Type.Optional(
    Type.Array(screenId, { minItems: 1, maxItems: 20, description: 'Only on these; all when left out' }),
  ),
} as const;

/** What whoever writes a notice fills in. */
export const noticeDraftSchema = Type.Object(
  {
    title: words(60, 'Title'),
    /** Lines; `- ` begins a list, `**…**` is strong. No other marks. */
    text: words(600, 'Text: lines, "- " for a list, **strong**'),
    picture: Type.Optional(mediaId),
    ...showTimes,
    priority: Type.Enum(['normal', 'urgent', 'emergency'], {
      description: 'Urgent stands over films; emergency over everything',
    }),
    seconds: Type.Optional(
      Type.Integer({ minimum: 5, maximum: 120, description: 'How long it stays when notices take turns' }),
    ),
  },
  { ...strict, title: 'NoticeDraft' },
);
export type NoticeDraft = Static<typeof noticeDraftSchema>;
export type NoticePriority = NoticeDraft['priority'];

/** `shown` is not stored: it is `approved` within its times. */
export type NoticeState = 'draft' | 'submitted' | 'approved' | 'withdrawn' | 'expired';
export const noticeStates = ['draft', 'submitted', 'approved', 'withdrawn', 'expired'] as const;

/** One step of a notice: who did it and when. */
export interface NoticeStep {
  readonly to: NoticeState | 'saved';
  /** Badge, `centre` or `system`. */
  readonly by: string;
  readonly wallMs: number;
  readonly reason?: string;
}

/** An urgent notice is written, approved and shown in one step, and must end. */
export const urgentNoticeSchema = Type.Object(
  {
    title: words(60, 'Title'),
    text: words(300, 'Text'),
    priority: Type.Enum(['urgent', 'emergency']),
    minutes: Type.Integer({ minimum: 1, maximum: 720, description: 'Minutes until it ends by itself' }),
    screens: showTimes.screens,
  },
  { ...strict, title: 'UrgentNotice' },
);
export type UrgentNotice = Static<typeof urgentNoticeSchema>;

export const playlistSchema = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    items: Type.Array(
      Type.Object(
        {
          media: mediaId,
          seconds: Type.Optional(Type.Number({ minimum: 3, maximum: 600, description: 'How long a picture stays' })),
          weight: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'Shown so many times a round' })),
          sound: Type.Optional(Type.Boolean({ description: 'False: without its sound' })),
        },
        strict,
      ),
      { minItems: 1, maxItems: 60 },
    ),
    order: Type.Enum(['listed', 'mixed'], {
      description: 'As listed, or mixed anew each round (the same on every screen)',
    }),
    priority: Type.Integer({
      minimum: 0,
      maximum: 9,
      description: 'The highest that applies wins; equal ones take turns',
    }),
    off: Type.Optional(Type.Boolean({ description: 'True: kept, not shown' })),
    ...showTimes,
  },
  { ...strict, title: 'Playlist' },
);
export type PlaylistContent = Static<typeof playlistSchema>;

/** What the hall has found in a file by reading it. */
export const mediaFactsSchema = Type.Object(
  {
    sha256: mediaId,
    name: Type.String({ minLength: 1, maxLength: 120, description: 'Name it was sent with' }),
    kind: Type.Enum(['video', 'picture']),
    mime: Type.Enum(['video/mp4', 'video/webm', 'image/jpeg', 'image/png', 'image/webp']),
    bytes: Type.Integer({ minimum: 1 }),
    width: Type.Integer({ minimum: 1 }),
    height: Type.Integer({ minimum: 1 }),
    durationMs: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    codec: Type.Union([Type.String(), Type.Null()], { description: 'e.g. avc1.64001f' }),
    sound: Type.Boolean({ description: 'It has a sound track' }),
  },
  { ...strict, title: 'Media' },
);
export type MediaFacts = Static<typeof mediaFactsSchema>;

/** What a screen reports every few seconds: that it lives, what it shows, what it has shown. */
export const screenBeatSchema = Type.Object(
  {
    page: Type.String({ maxLength: 64, description: 'Id of this load of the page' }),
    revision: Type.Integer({ minimum: 0, description: 'Content revision it shows' }),
    item: Type.Union([mediaId, Type.Null()], { description: 'Film or picture in front' }),
    itemMs: Type.Number({ minimum: 0, description: 'How far into it' }),
    frames: Type.Integer({ minimum: 0, description: 'Frames drawn since the last beat' }),
    dropped: Type.Integer({ minimum: 0 }),
    heapBytes: Type.Union([Type.Integer({ minimum: 0 }), Type.Null()]),
    width: Type.Integer({ minimum: 1 }),
    height: Type.Integer({ minimum: 1 }),
    /** Notices that stand on the screen now. */
    notices: Type.Array(contentId, { maxItems: 20 }),
    /** Items that have ended since the last beat. */
    plays: Type.Array(
      Type.Object({ media: mediaId, ms: Type.Integer({ minimum: 0 }), whole: Type.Boolean() }, strict),
      { maxItems: 50 },
    ),
    /** Items it gave up after three tries, with why. */
    struck: Type.Array(Type.Object({ media: mediaId, why: Type.String({ maxLength: 80 }) }, strict), { maxItems: 20 }),
    visible: Type.Boolean(),
  },
  { ...strict, title: 'ScreenBeat' },
);
export type ScreenBeat = Static<typeof screenBeatSchema>;
/** What the daemon answers: whether the page should load itself again. */
export interface BeatAnswer {
  readonly reload: boolean;
}

/** Three facts about a screen's power that are never mixed: what the plan says, what was last sent, what the screen itself has said. */
export interface ScreenPower {
  readonly planned: 'on' | 'off';
  readonly commanded: 'on' | 'off' | null;
  readonly confirmed: 'on' | 'off' | 'blanked' | null;
  /** What can be known at all: a television that answers, a picture that is only blanked, nothing. */
  readonly way: 'cec' | 'wlopm' | 'none';
}

/** What a screen's own agent has done and seen. */
export const powerReportSchema = Type.Object(
  {
    commanded: Type.Enum(['on', 'off']),
    confirmed: Type.Union([Type.Enum(['on', 'off', 'blanked']), Type.Null()], {
      description: 'What the screen itself has said; blanked: only the picture is dark; null: it says nothing',
    }),
  },
  { ...strict, title: 'PowerReport' },
);
export type PowerReport = Static<typeof powerReportSchema>;

/** How far a list of films of the centre has come. */
export interface FilmsProgress {
  /** `waiting`: for the time of day at which it may be fetched. */
  readonly state: 'downloading' | 'waiting';
  readonly bytes: number;
  readonly ofBytes: number;
  readonly files: number;
  readonly ofFiles: number;
}
