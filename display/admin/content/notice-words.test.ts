import { describe, expect, it } from 'vitest';
import { sampleContent } from '../../testing/sample-content.ts';
import { noticeRights } from './content-rights.ts';
import { formatBytes, formatLength, formatMoment } from './moments.ts';
import { attentionOf, fits, markOf, matches, timesSentence } from './notice-words.ts';
import { roundRows, roundSeconds } from './playlist-round.ts';
import { powerWords, screenSentence } from './screen-words.ts';

const { notices, playlists, media } = sampleContent();
const notice = (id: string) => {
  const found = notices.find((one) => one.id === id);
  if (!found) throw new Error(`no notice ${id}`);
  return found;
};
const clerk = { badge: '1001', role: 'clerk' };
const lead = { badge: '2001', role: 'lead' };
const facilities = { badge: '3001', role: 'facilities' };

describe('notices in words', () => {
  it('have one state each', () => {
    expect(notices.map((one) => markOf(one))).toEqual([
      'submitted',
      'shown',
      'soon',
      'submitted',
      'draft',
      'expired',
      'withdrawn',
      'shown',
    ]);
    expect(markOf({ ...notice('config-1'), shown: false })).toBe('fixed');
    expect(markOf({ ...notice('valve'), shown: false })).toBe('planned');
  });
  it('say when they are shown', () => {
    const times = {
      from: '2026-12-25',
      until: '2027-01-02T12:00',
      days: [1, 7],
      parts: [{ from: '22:00', to: '02:00' }],
    };
    expect(timesSentence({ ...times, calendar: 'workday', screens: ['main'] }, 'en', () => 'Main screen')).toBe(
      'from 2026-12-25, until 2027-01-02 12:00, on Mon, Sun, at 22:00–02:00, Only on days the hall works, only on Main screen',
    );
    expect(timesSentence({}, 'zh-CN', String)).toBe('一直显示');
  });
  it('are pointed out while they end, wait, or have just ended', () => {
    const ids = (list: readonly { readonly id: string }[]) => list.map(({ id }) => id);
    const { waiting, soon, expired } = attentionOf(notices, Date.now(), true);
    expect([ids(waiting), ids(soon), ids(expired)]).toEqual([['hours', 'own'], ['card'], ['old']]);
    expect(attentionOf(notices, Date.now() + 4 * 24 * 3_600_000, false)).toMatchObject({ waiting: [], expired: [] });
  });
  it('are found by all words of a search, in both languages, and by badge', () => {
    expect(notices.filter((one) => matches(one, 'GAS winter')).map(({ id }) => id)).toEqual(['valve']);
    expect(notices.filter((one) => matches(one, '1003')).map(({ id }) => id)).toEqual(['gone']);
    expect(notices.filter((one) => fits(one, 'ended')).map(({ id }) => id)).toEqual(['old', 'gone']);
  });
});

describe('who may do what', () => {
  it('lets a clerk write and submit, and take down what is urgent', () => {
    expect(noticeRights(notice('draft'), clerk, true)).toMatchObject({ edit: true, submit: true, approve: false });
    expect(noticeRights(notice('valve'), clerk, true)).toMatchObject({
      edit: false,
      withdraw: false,
      why: 'content.others',
    });
    const urgent = { ...notice('valve'), draft: { ...notice('valve').draft, priority: 'urgent' as const } };
    expect(noticeRights(urgent, clerk, true)).toMatchObject({ edit: false, withdraw: true });
  });
  it('lets a lead approve what others wrote', () => {
    expect(noticeRights(notice('hours'), lead, true)).toMatchObject({ approve: true, return: true, why: null });
    expect(noticeRights(notice('own'), lead, true)).toMatchObject({ approve: false, why: 'content.approveOwn' });
    expect(noticeRights(notice('own'), lead, false)).toMatchObject({ approve: true, why: null });
  });
  it('lets facilities do everything but approve, and nobody change the configuration', () => {
    expect(noticeRights(notice('hours'), facilities, true)).toMatchObject({
      edit: true,
      withdraw: true,
      approve: false,
    });
    expect(noticeRights(notice('config-1'), lead, true)).toMatchObject({ edit: false, withdraw: false });
    const ofCentre = { ...notice('valve'), id: 'centre-valve', author: 'centre' };
    expect(noticeRights(ofCentre, lead, true)).toMatchObject({
      edit: false,
      withdraw: true,
      why: 'content.centreHint',
    });
    expect(noticeRights(ofCentre, clerk, true)).toMatchObject({ edit: false, withdraw: false });
  });
});

describe('the rest in words', () => {
  it('spreads an item over the round by its weight', () => {
    const rows = roundRows(playlists[0]?.items ?? [], media);
    expect(rows.map(({ startsAtSeconds, seconds }) => [startsAtSeconds, seconds])).toEqual([
      [0, 62],
      [62, 62],
      [124, 15],
    ]);
    expect(formatLength(roundSeconds(rows))).toBe('2:19');
    expect(roundRows([{ media: 'f'.repeat(64) }], media)[0]).toMatchObject({ file: null, seconds: 12 });
  });
  it('says how a screen is and keeps the three facts of its power apart', () => {
    expect(screenSentence('silent', { name: 'main', id: 'main', time: '09:12' }, 'en')).toContain('since 09:12: look');
    expect(screenSentence('silent', { name: 'main', id: 'main', time: null }, 'zh-CN')).toContain('没有应答');
    expect(powerWords({ planned: 'off', commanded: 'off', confirmed: null, way: 'cec' }, 'en')).toEqual([
      'planned: off',
      'last told: off',
      'the screen says nothing',
      'by HDMI control, which answers',
    ]);
  });
  it('writes sizes and moments', () => {
    expect([999, 1_200, 84_300_000, 7_400_000_000].map(formatBytes)).toEqual(['999 B', '1.2 KB', '84 MB', '7.4 GB']);
    expect(formatMoment(Date.UTC(2026, 10, 24, 1, 12), 'Asia/Shanghai')).toBe('2026-11-24 09:12');
  });
});
