/**
 * The texts of the board, and those it shares with other pages. They stand apart from the rest so that the board, which must be
 * there quickly on a small machine, does not carry the words of every other page.
 */
import { speaker } from './texts-speaker.ts';
import type { Bilingual } from './texts-types.ts';

export const boardTexts = {
  'link.lost': { zh: '连接中断，正在重连', en: 'Connection lost, reconnecting' },
  'link.asOf': { zh: '以上信息截至 {time}', en: 'Shown as of {time}' },
  'link.ago': { zh: '以上信息为 {n} 秒前', en: 'Shown as of {n} s ago' },
  'wait.unknown': { zh: '暂无法估计', en: 'not known yet' },
  'wait.none': { zh: '无需等候', en: 'no wait' },
  'wait.under': { zh: '{to} 分钟以内', en: 'under {to} min' },
  'wait.about': { zh: '约 {to} 分钟', en: 'about {to} min' },
  'wait.range': { zh: '约 {from}–{to} 分钟', en: 'about {from}–{to} min' },
  'time.minutes': { zh: '{n} 分', en: '{n} min' },
  'hall.hours': { zh: '营业时间 {hours}', en: 'Open {hours}' },
  'hall.closedToday': { zh: '今日不营业', en: 'Closed today' },
  'hall.closed': { zh: '现在不在营业时间', en: 'We are closed now' },
  'counter.name': { zh: '{no} 号窗口', en: 'Counter {no}' },
  'service.waiting': { zh: '等候 {n} 人', en: '{n} waiting' },
  'service.nobody': { zh: '无人等候', en: 'nobody waiting' },
  'service.roll': { zh: '请撕号卷', en: 'take a number from the roll' },
  'service.closed': { zh: '暂停取号', en: 'not open' },
  'wait.noCounter': { zh: '目前没有窗口办理这项业务', en: 'No counter is open for this at the moment' },
  'service.more': { zh: '另有 {n} 项', en: '{n} more' },
  'board.now': { zh: '正在呼叫', en: 'Now calling' },
  'board.last': { zh: '最近呼叫', en: 'Last called' },
  'board.earlier': { zh: '先前呼叫', en: 'Earlier calls' },
  'board.goTo': { zh: '请到', en: 'please go to' },
  'board.times': { zh: '第 {n} 次呼叫', en: 'call {n}' },
  'board.empty': { zh: '欢迎光临', en: 'Welcome' },
  'board.emptyHint': { zh: '请先在取号机上取号', en: 'Please take a ticket at the kiosk' },
  'board.listen': { zh: '请听工作人员叫号', en: 'Please listen for our staff' },
  'board.touchForSound': { zh: '轻触屏幕以打开声音', en: 'Touch the screen to switch the sound on' },
  'board.closed': { zh: '现在不营业', en: 'We are closed now' },
  'board.dayClosed': { zh: '今日已停止取号', en: 'No more tickets today' },
  'board.counter': { zh: '号窗口', en: 'Counter' },
  'board.hours': { zh: '营业时间', en: 'Open' },
  'board.duty': { zh: '值班：{name}', en: 'On duty: {name}' },
  'board.emergency': { zh: '紧急情况', en: 'Emergency' },
  'board.moreNotices': { zh: '……全文请到服务台查看', en: '… ask at the desk for the rest' },
  'board.waiting': { zh: '等候情况', en: 'Waiting' },
  'board.unknown': { zh: '没有这块屏幕，请核对网址', en: 'There is no such screen; check its address' },
} as const satisfies Record<string, Bilingual>;

export const { t, tBoth } = speaker(boardTexts);
