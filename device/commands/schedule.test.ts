/** What `hallkeeper schedule` says of workdays, holidays and make-up Saturdays, with and without a journal; and the year that ships. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parse, stringify } from 'yaml';
import type { ExceptionConfig } from '../../protocol/config.ts';
import { event, type HallEvent } from '../../protocol/events.ts';
import { rowOf } from '../../tests/memory-journal.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { printSchedule, type ScheduleOptions } from './schedule.ts';

const words = (text: string) => ({ zh: text, en: text });
const { exceptions } = parse(
  readFileSync(new URL('../../docs/examples/holidays-2026.yaml', import.meta.url), 'utf8'),
) as { exceptions: ExceptionConfig[] };
const hall = {
  id: 'h',
  name: words('Hall'),
  zone: 'Asia/Shanghai',
  hours: [
    { days: [1, 2, 4, 5], from: '09:00', to: '17:00' },
    { days: [3], from: '09:00', to: '12:00' },
  ],
  exceptions,
};
const config = {
  hall,
  services: [
    { id: 'A', name: words('A'), minutes: 5, hours: [{ days: [3], from: '10:00', to: '11:00' }] },
    { id: 'B', name: words('B'), minutes: 5 },
  ],
  counters: [{ no: 1, services: ['A', 'B'] }],
  screens: [{ id: 'main' }, { id: 'side', power: { onBeforeMinutes: 0, offAfterMinutes: 0 } }],
};

let folder = '';
let said: string[] = [];
let complained: string[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-schedule-'));
  writeFileSync(join(folder, 'hall.yaml'), stringify(config));
  said = [];
  complained = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => complained.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
});

function plan(change: Partial<ScheduleOptions>): string {
  said = [];
  const none = { data: null, day: null, screen: null, locale: 'en', json: false } as const;
  expect(printSchedule({ config: join(folder, 'hall.yaml'), ...none, ...change })).toBe(0);
  return said.join('');
}

function journalOf(events: readonly HallEvent[]): string {
  const data = join(folder, 'data');
  const journal = openSqliteJournal(data);
  expect(journal.append(events.map((each, at) => rowOf(at + 1, each)))).toMatchObject({ ok: true });
  journal.close();
  return data;
}

describe('a day', () => {
  it('of work: hours, services, screens', () => {
    const text = plan({ day: '2026-06-15' });
    expect(text).toContain('2026-06-15, Monday\n  the hall gives tickets: 09:00-17:00\n');
    expect(text).toContain('service A: not on this day');
    expect(text).toMatch(
      /Screen side\n {2}00:00-09:00 {2}screen off .*\n.*\n {2}09:00-17:00 {2}screen on {2} hall open/,
    );
  });

  it('of holiday: closed, and every screen off', () => {
    const text = plan({ day: '2026-10-03' });
    expect(text).toContain('a day that differs: National Day: closed');
    expect(text).toContain('the hall gives tickets: not at all');
    expect(text).toMatch(/Screen main\n {2}00:00-24:00 {2}screen off {2}hall closed/);
    expect(text).not.toContain('screen on');
  });

  it('that makes up: a Saturday that is worked like a Wednesday, services too', () => {
    const text = plan({ day: '2026-10-10', screen: 'side' });
    expect(text).toContain('2026-10-10, Saturday\n  a day that differs: Make-up workday: worked like a Wednesday');
    expect(text).toContain('the hall gives tickets: 09:00-12:00\n  service A: 10:00-11:00');
    expect(text).not.toContain('Screen main');
  });

  it('as JSON, today when none is named', () => {
    const day = JSON.parse(plan({ day: '2026-10-10', json: true })) as Record<string, unknown>;
    expect(day).toMatchObject({
      date: '2026-10-10',
      weekday: 6,
      hall: {
        hours: ['09:00-12:00'],
        always: false,
        exception: { name: { en: 'Make-up workday' }, closed: false, like: 3 },
      },
      duty: null,
      screens: [
        { id: 'main' },
        { id: 'side', rows: [{ power: 'off' }, { power: 'on', open: true }, { power: 'off' }] },
      ],
    });
    expect(plan({})).toMatch(/^\d{4}-\d{2}-\d{2}, [A-Z][a-z]+day\n/);
  });

  it('with what the journal holds: notices, films, the calendar of the centre', () => {
    const media = {
      sha256: 'a'.repeat(64),
      name: 'a.mp4',
      kind: 'video',
      mime: 'video/mp4',
      bytes: 1,
      width: 1,
      height: 1,
      durationMs: 1,
      codec: null,
      sound: false,
    } as const;
    const draft = { title: words('Water'), text: words('off'), priority: 'urgent', screens: ['main'] } as const;
    const data = journalOf([
      event('media.added', { media, by: 'centre' }),
      event('playlist.saved', {
        playlist: 'centre-x',
        content: {
          name: 'Spring',
          items: [{ media: media.sha256 }],
          order: 'listed',
          priority: 0,
          calendar: 'workday',
        },
        by: 'centre',
      }),
      event('notice.saved', { notice: 'n', draft: { ...draft, screens: ['main'] }, by: '1001' }),
      event('notice.moved', { notice: 'n', to: 'approved', by: '2001' }),
      event('calendar.set', { exceptions: [{ date: '2026-10-10', closed: true, name: words('Storm') }] }),
    ]);
    const workday = plan({ day: '2026-06-15', data });
    expect(workday).toContain('films: Spring  notices: Water [urgent]');
    expect(workday.slice(workday.indexOf('Screen side'))).toContain('films: Spring  notices: none');
    const closed = plan({ day: '2026-10-10', data });
    expect(closed).toContain('a day that differs: Storm: closed');
    expect(closed).not.toContain('Spring');
  });

  it('in Chinese when asked, the reasons and the titles too; JSON has both', () => {
    const text = plan({ day: '2026-10-10', screen: 'side', locale: 'zh-CN' });
    expect(text).toContain(
      '2026-10-10 星期六\n  特殊日期：国庆节调休上班：按星期三营业\n  大厅取号时间：09:00-12:00\n',
    );
    expect(text).toContain('显示屏 side\n  00:00-09:00  屏幕关  大厅不营业  影片：配置文件中的 0 个  通知：无\n');
    expect(text).toContain('因为：国庆节调休上班：按星期三营业');
    expect(text.replace('side', '')).not.toMatch(/[a-z]/);
    const { screens } = JSON.parse(plan({ day: '2026-06-15', json: true })) as { screens: { rows: object[] }[] };
    expect(screens[0]?.rows[0]).toMatchObject({
      why: { zh: '星期一：09:00-17:00', en: 'Monday: 09:00-17:00' },
    });
  });

  it('has who is on duty and why, a make-up day and a holiday too', () => {
    const pin = 'scrypt$16384$8$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==';
    const duty = {
      groups: [
        { id: 'fees', name: { zh: '收费组', en: 'Fee clerks' }, clerks: ['1001', '1002'], firstTurn: '2026-06-15' },
      ],
      rules: [{ days: [1, 2, 3, 4, 5], group: 'fees' }],
      show: 'group',
    };
    const staff = ['1001', '1002'].map((badge) => ({ badge, role: 'clerk', pin }));
    writeFileSync(join(folder, 'hall.yaml'), stringify({ ...config, staff, duty }));
    expect(plan({ day: '2026-06-16' })).toContain(
      '  on duty: Fee clerks, No. 1002\n    because Tuesday: Fee clerks, turn 2 of 2, day by day\n',
    );
    expect(plan({ day: '2026-06-16', locale: 'zh-CN' })).toContain(
      '  值班：收费组 1002 号\n    因为：星期二由收费组值班，每个值班日轮换，第 2 位，共 2 位\n',
    );
    expect(plan({ day: '2026-10-10' })).toContain('because Make-up workday, worked like a Wednesday: Fee clerks, turn');
    expect(plan({ day: '2026-10-03' })).toContain('on duty: nobody\n    because National Day: the hall is closed\n');
    expect(JSON.parse(plan({ day: '2026-06-15', json: true }))).toMatchObject({
      duty: { group: { en: 'Fee clerks' }, badge: '1001', why: { zh: expect.stringContaining('轮换') } },
    });
  });

  it('of a screen or a file that is wrong is an error with what to do', () => {
    const none = {
      config: join(folder, 'hall.yaml'),
      data: null,
      day: '2026-06-15',
      locale: 'en',
      json: false,
    } as const;
    expect(printSchedule({ ...none, screen: 'cellar' })).toBe(1);
    writeFileSync(join(folder, 'hall.yaml'), 'hall: 7\n');
    expect(printSchedule({ ...none, screen: null })).toBe(1);
    expect([said, complained[0]]).toEqual([[], 'There is no screen cellar; choose from main, side.\n']);
    expect(complained[1]).toContain('hall.yaml:1');
  });
});

it('the year that ships is a calendar that a hall takes, without a warning', () => {
  const loaded = loadConfig(stringify(config), 'hall.yaml');
  const { warnings } = loaded as Extract<typeof loaded, { ok: true }>;
  expect(warnings.filter(({ path }) => path.startsWith('hall'))).toEqual([]);
  expect(exceptions).toHaveLength(13);
  for (const { date, until = date, like } of exceptions) {
    expect([date.slice(0, 4), until.slice(0, 4)]).toEqual(['2026', '2026']);
    // A make-up day is a Saturday or a Sunday, or nobody would have to make up.
    if (like !== undefined) expect([0, 6]).toContain(new Date(`${date}T12:00:00Z`).getUTCDay());
  }
});
