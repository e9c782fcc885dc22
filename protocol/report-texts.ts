/** The words of a printed report, in both languages, and what its figures cannot know. */
import type { Bilingual } from './texts-types.ts';

export const reportTexts = {
  day: { zh: '业务日报', en: 'Report of the business day' },
  month: { zh: '业务月报', en: 'Report of the month' },
  running: { zh: '（未结束，截至目前）', en: '(not over, as of now)' },
  none: { zh: '日志中没有这个营业日。', en: 'The journal has no such business day.' },
  total: { zh: '合计', en: 'Total' },
  service: { zh: '业务', en: 'Service' },
  counter: { zh: '窗口', en: 'Counter' },
  clerk: { zh: '工号', en: 'Badge' },
  keys: { zh: '按键', en: 'keys' },
  hour: { zh: '时段', en: 'Hour' },
  issued: { zh: '取号', en: 'Issued' },
  priority: { zh: '优先', en: 'Priority' },
  appointment: { zh: '预约', en: 'Appointm.' },
  served: { zh: '办结', en: 'Served' },
  noShow: { zh: '过号', en: 'No-show' },
  transferred: { zh: '转入/转出', en: 'In/out' },
  left: { zh: '取消/作废', en: 'Canc./exp.' },
  waitMean: { zh: '平均等候', en: 'Wait mean' },
  waitMedian: { zh: '中位等候', en: 'median' },
  waitP90: { zh: '九成不超', en: 'p90' },
  waitMax: { zh: '最长等候', en: 'max' },
  target: { zh: '达标', en: 'In target' },
  serviceMean: { zh: '平均办理', en: 'Service' },
  rated: { zh: '评价5/4/3/2/1', en: 'Rated 5/4/3/2/1' },
  notRated: { zh: '未评价', en: 'Not rated' },
  promise: { zh: '预计误差', en: 'Promise off' },
  coverage: { zh: '预计命中', en: 'Covered' },
  open: { zh: '开窗', en: 'Open' },
  paused: { zh: '暂停', en: 'Paused' },
  arrivals: { zh: '来客', en: 'Arrivals' },
} as const satisfies Record<string, Bilingual>;

/** Printed under every report: figures are used to judge people, so what they do not say is said. */
export const reportNotes: readonly Bilingual[] = [
  {
    zh: '本报表只由日志计算；在窗口撤销的操作不计入。',
    en: 'Computed from the journal alone; what was taken back at a counter is not counted.',
  },
  {
    zh: '等候到首次呼叫为止；未被呼叫的号票没有等候时间，直接办理和号卷的号票不计等候。',
    en: 'Waits end at the first call. Tickets never called have none; walk-ins and paper rolls count no wait.',
  },
  {
    zh: '未按“开始办理”的，从呼叫时计办理时间；20 秒内办结的多半无人到场，仍计入办结。',
    en: 'Without a press of start, service counts from the call; one done within 20 s was most likely nobody, and still counts as served.',
  },
  {
    zh: '没有取号就离开的人、窗口外的工作、评价时是否本人，报表无从知道。',
    en: 'It cannot know who left without a ticket, work done away from the counter, nor who pressed a rating.',
  },
  {
    zh: '开窗时间包含暂停；达标只对设有目标等候时间的业务计算。',
    en: 'Open time includes pauses; in target needs a target wait of the service in the configuration.',
  },
];
