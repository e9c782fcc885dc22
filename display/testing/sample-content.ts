/** Content to begin with: notices in every state, files, playlists, screens in every state. */
import type { NoticeDraft, NoticeState, NoticeStep } from '../../protocol/content.ts';
import type { ContentView, NoticePart, PlanRow } from '../../protocol/screen-views.ts';

const hourMs = 3_600_000;
export const filmSum = 'a'.repeat(64);
export const pictureSum = 'b'.repeat(64);
export const spareSum = 'c'.repeat(64);

export function sampleContent(): Omit<ContentView, 'hall'> {
  return {
    notices: [
      notice('hours', 'submitted', '1001', {
        title: { zh: '元旦营业时间调整', en: 'Opening hours at New Year' },
        text: {
          zh: '1 月 1 日休息一天。\n- 1 月 2 日起**正常营业**\n- 抢修电话 24 小时值守',
          en: 'Closed on 1 January.\n- Open as usual from **2 January**\n- Emergency line day and night',
        },
        priority: 'normal',
        from: '2026-12-25',
        until: '2027-01-02',
      }),
      notice('valve', 'approved', '1002', {
        title: { zh: '冬季用气安全', en: 'Gas safety in winter' },
        text: {
          zh: '使用热水器时请保持通风。\n- 闻到异味请**立即关阀**\n- 不要开关电器',
          en: 'Keep rooms ventilated.\n- If you smell gas, **close the valve**\n- Do not touch switches',
        },
        priority: 'normal',
        days: [1, 2, 3, 4, 5],
        parts: [{ from: '09:00', to: '17:30' }],
        picture: pictureSum,
      }),
      {
        ...notice('card', 'approved', '1002', plain('用户卡换发即将截止', 'Card replacement ends soon')),
        endsSoon: true,
      },
      notice('own', 'submitted', '2001', plain('大厅第二层装修', 'Works on the second floor')),
      notice('draft', 'draft', '1001', plain('新缴费方式介绍', 'New ways to pay')),
      {
        ...notice('old', 'expired', '1001', plain('上周停气通知', 'Interruption last week')),
        changedWallMs: Date.now() - hourMs,
      },
      { ...notice('gone', 'withdrawn', '1003', plain('写错的通知', 'A notice with a mistake')), reason: '日期写错' },
      {
        ...notice('config-1', 'approved', '-', plain('请勿吸烟', 'No smoking')),
        fixed: true,
        steps: [],
        confirmed: [],
        approver: null,
      },
    ],
    playlists: [
      {
        id: 'day',
        name: '白天宣传',
        items: [
          { media: filmSum, weight: 2 },
          { media: pictureSum, seconds: 15 },
        ],
        order: 'listed',
        priority: 5,
        parts: [{ from: '09:00', to: '17:30' }],
        showing: true,
      },
      {
        id: 'feast',
        name: '春节专题',
        items: [{ media: pictureSum }],
        order: 'mixed',
        priority: 9,
        off: true,
        from: '2027-02-01',
        until: '2027-02-20',
        showing: false,
      },
    ],
    media: [
      {
        ...file(filmSum, '安全用气宣传片 2026 版（最终稿，已审定）.mp4', 'video', 84_300_000),
        width: 1920,
        height: 1080,
        durationMs: 62_000,
        codec: 'avc1.640028',
        sound: true,
        usedBy: 1,
      },
      { ...file(pictureSum, 'winter-safety.png', 'picture', 1_240_000), usedBy: 3 },
      { ...file(spareSum, 'old-poster.jpg', 'picture', 830_000), mime: 'image/jpeg', usedBy: 0 },
    ],
    disk: { usedBytes: 7_400_000_000, maxBytes: 8_000_000_000 },
    screens: [
      screen('main', '大厅主屏', 'Main screen', 'alive'),
      {
        ...screen('side', '侧屏', 'Side screen', 'silent'),
        tooSmall: [
          {
            zh: '通知和字幕只能在 2.9 米内看清，最远座位在 6 米',
            en: 'Notices and captions can be read from 2.9 m; the farthest seat is 6 m away',
          },
        ],
      },
      {
        ...screen('door', '门口屏', 'Door screen', 'off'),
        power: { planned: 'off', commanded: 'off', confirmed: 'blanked', way: 'wlopm' },
      },
      {
        ...screen('second', '第二屏', 'Second screen', 'never'),
        sinceWallMs: null,
        revision: null,
        width: null,
        height: null,
      },
    ],
    needsTwo: true,
  };
}

export const samplePlan: readonly PlanRow[] = [
  {
    from: '00:00',
    to: '08:45',
    open: false,
    power: 'off',
    notices: [],
    playlists: [],
    films: 0,
    why: { zh: '星期日：09:00-17:30', en: 'Sunday: 09:00-17:30' },
  },
  {
    from: '08:45',
    to: '17:30',
    open: true,
    power: 'on',
    notices: [{ id: 'valve', title: { zh: '冬季用气安全', en: 'Gas safety in winter' }, priority: 'normal' }],
    playlists: [{ id: 'day', name: '白天宣传' }],
    films: 3,
    why: { zh: '星期日：09:00-17:30', en: 'Sunday: 09:00-17:30' },
  },
  {
    from: '17:30',
    to: '24:00',
    open: false,
    power: 'off',
    notices: [],
    playlists: [],
    films: 0,
    why: { zh: '星期日：09:00-17:30', en: 'Sunday: 09:00-17:30' },
  },
];

function plain(zh: string, en: string): NoticeDraft {
  const text = { zh: `${zh}，详情请咨询工作人员。`, en: `${en}. Please ask our staff.` };
  return { title: { zh, en }, text, priority: 'normal', until: '2026-12-31' };
}

function notice(id: string, state: NoticeState, author: string, draft: NoticeDraft): NoticePart {
  const at = Date.now() - 30 * hourMs;
  const steps: NoticeStep[] = [{ to: 'saved', by: author, wallMs: at }];
  if (state !== 'draft') steps.push({ to: 'submitted', by: author, wallMs: at + 600_000 });
  if (state === 'approved' || state === 'expired') steps.push({ to: 'approved', by: '2002', wallMs: at + hourMs });
  if (state === 'expired') steps.push({ to: 'expired', by: 'system', wallMs: Date.now() - hourMs });
  const shown = state === 'approved';
  return {
    id,
    draft,
    state,
    shown,
    author,
    approver: shown ? '2002' : null,
    reason: null,
    changedWallMs: at,
    endsSoon: false,
    endsWallMs: null,
    steps,
    confirmed: shown ? ['main'] : [],
    fixed: false,
  };
}

function file(sha256: string, name: string, kind: 'video' | 'picture', bytes: number): ContentView['media'][number] {
  const mime = kind === 'video' ? ('video/mp4' as const) : ('image/png' as const);
  const shape = { width: 1600, height: 900, durationMs: null, codec: null, sound: false };
  return { sha256, name, kind, mime, bytes, ...shape, usedBy: 0, addedWallMs: Date.now() - 48 * hourMs };
}

function screen(id: string, zh: string, en: string, state: ContentView['screens'][number]['state']) {
  return {
    id,
    name: { zh, en },
    state,
    sinceWallMs: Date.now() - 3 * hourMs,
    revision: 41,
    width: 1920,
    height: 1080,
    power: { planned: 'on', commanded: 'on', confirmed: 'on', way: 'cec' } as const,
    tooSmall: [],
  };
}
