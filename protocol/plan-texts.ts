/** The words of a day's plan, in both languages: why the hall is open, who is on duty and why, what `hallkeeper schedule` prints. */
import { speaker } from './texts-speaker.ts';
import type { Bilingual } from './texts-types.ts';

export const planTexts = {
  'weekday.1': { zh: '星期一', en: 'Monday' },
  'weekday.2': { zh: '星期二', en: 'Tuesday' },
  'weekday.3': { zh: '星期三', en: 'Wednesday' },
  'weekday.4': { zh: '星期四', en: 'Thursday' },
  'weekday.5': { zh: '星期五', en: 'Friday' },
  'weekday.6': { zh: '星期六', en: 'Saturday' },
  'weekday.7': { zh: '星期日', en: 'Sunday' },

  // --- why the hall is open or closed ---
  'why.always': { zh: '没有配置营业时间，始终营业', en: 'no hours are configured: always open' },
  'why.week': { zh: '{day}：{hours}', en: '{day}: {hours}' },
  'why.weekNone': { zh: '{day}：没有营业时间', en: '{day}: no hours' },
  'why.closed': { zh: '{name}：不营业', en: '{name}: closed' },
  'why.like': { zh: '{name}：按{day}营业', en: '{name}: worked like a {day}' },
  'why.own': { zh: '{name}：当天的营业时间 {hours}', en: '{name}: hours of its own, {hours}' },

  // --- who is on duty, and why ---
  'duty.who': { zh: '{group} {badge} 号', en: '{group}, No. {badge}' },
  'duty.badge': { zh: '{badge} 号', en: 'No. {badge}' },
  'duty.nobody': { zh: '无人值班', en: 'nobody' },
  'duty.why.exception': { zh: '值班表的特别安排：{name}', en: 'an exception of the roster: {name}' },
  'duty.why.exceptionPlain': { zh: '值班表的特别安排', en: 'an exception of the roster' },
  'duty.why.closed': { zh: '{name}，大厅不营业', en: '{name}: the hall is closed' },
  'duty.why.rest': { zh: '{day}大厅不营业', en: 'the hall does not work on a {day}' },
  'duty.why.day': { zh: '{day}由{group}值班', en: '{day}: {group}' },
  'duty.why.like': { zh: '{name}按{day}，由{group}值班', en: '{name}, worked like a {day}: {group}' },
  'duty.why.none': { zh: '值班表没有安排{day}', en: 'the roster has no rule for a {day}' },
  'duty.why.turnDay': { zh: '{why}，每个值班日轮换，第 {n} 位，共 {of} 位', en: '{why}, turn {n} of {of}, day by day' },
  'duty.why.turnWeek': { zh: '{why}，每周轮换，第 {n} 位，共 {of} 位', en: '{why}, turn {n} of {of}, week by week' },

  // --- what `hallkeeper schedule` prints ---
  'plan.day': { zh: '{date} {day}', en: '{date}, {day}' },
  'plan.differs': { zh: '特殊日期：{what}', en: 'a day that differs: {what}' },
  'plan.hours': { zh: '大厅取号时间：{hours}', en: 'the hall gives tickets: {hours}' },
  'plan.always': { zh: '全天（没有配置营业时间）', en: 'always (no hours are configured)' },
  'plan.never': { zh: '不取号', en: 'not at all' },
  'plan.service': { zh: '业务 {id}：{hours}', en: 'service {id}: {hours}' },
  'plan.serviceNever': { zh: '当天不办理', en: 'not on this day' },
  'plan.duty': { zh: '值班：{who}', en: 'on duty: {who}' },
  'plan.because': { zh: '因为：{why}', en: 'because {why}' },
  'plan.screen': { zh: '显示屏 {id}', en: 'Screen {id}' },
  'plan.on': { zh: '屏幕开', en: 'screen on ' },
  'plan.off': { zh: '屏幕关', en: 'screen off' },
  'plan.open': { zh: '大厅营业  ', en: 'hall open  ' },
  'plan.closed': { zh: '大厅不营业', en: 'hall closed' },
  'plan.films': { zh: '影片：{films}', en: 'films: {films}' },
  'plan.filmsFixed': { zh: '配置文件中的 {n} 个', en: '{n} from the configuration' },
  'plan.notices': { zh: '通知：{notices}', en: 'notices: {notices}' },
  'plan.none': { zh: '无', en: 'none' },
  'plan.and': { zh: '、', en: ', ' },
  'plan.urgent': { zh: '{title}【紧急】', en: '{title} [urgent]' },
  'plan.emergency': { zh: '{title}【应急】', en: '{title} [emergency]' },
} as const satisfies Record<string, Bilingual>;

export const { t, tBoth } = speaker(planTexts);

/** Name of an ISO weekday, 1 is Monday. */
export function weekdayName(weekday: number): Bilingual {
  return planTexts[`weekday.${weekday}` as 'weekday.1'];
}
