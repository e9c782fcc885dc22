/** Views to begin with: an ordinary hall, and the extremes that the pages are designed for. */
import { configDefaults } from '../../protocol/config.ts';
import type { Fault } from '../../protocol/faults.ts';
import type { LabView } from '../../protocol/lab.ts';
import type { ContentPart, ScreenPart } from '../../protocol/screen-views.ts';
import type { CounterView, HallView, HealthView, ServicePart } from '../../protocol/views.ts';

const idCard = { zh: '身份证', en: 'ID card' };

const services: readonly ServicePart[] = [
  service(
    'A',
    '缴费',
    'Payments',
    '缴纳燃气费、查询账单',
    'Pay gas bills, ask about a bill',
    [{ zh: '用户卡或户号', en: 'Customer card or number' }],
    6,
    480,
    900,
  ),
  service(
    'F',
    '开户制卡',
    'Accounts and cards',
    '新开户、过户、补办用户卡',
    'New accounts, transfers, new cards',
    [idCard, { zh: '房产证或租赁合同', en: 'Deed or rental contract' }],
    2,
    300,
    660,
  ),
  service(
    'H',
    '证卡办理',
    'Certificates',
    '开具证明、换发证卡',
    'Certificates and replacement cards',
    [idCard],
    0,
    0,
    180,
  ),
  service(
    'K',
    '咨询投诉',
    'Enquiries and complaints',
    '咨询、建议与投诉',
    'Questions, suggestions, complaints',
    [],
    11,
    1_500,
    2_700,
  ),
];

export function sampleHall(): HallView {
  return {
    hall: {
      id: 'demo',
      name: { zh: '城东燃气营业厅', en: 'East City Gas Service Hall' },
      zone: 'Asia/Shanghai',
      businessDate: '2026-11-22',
      open: true,
      hoursToday: [['09:00', '17:30']],
      dayName: null,
      duty: { zh: '收费组 1001 号', en: 'Fee clerks, No. 1001' },
      dayClosed: false,
      clockTrusted: true,
      demo: true,
    },
    services,
    counters: [1, 2, 3, 4].map((no) => ({
      no,
      name: null,
      state: 'open' as const,
      services: ['A', 'F'],
      ticketNo: null,
      ticketState: null,
      rating: false,
    })),
    calls: [],
    signage: {
      notices: [
        {
          title: { zh: '本周日暂停营业', en: 'Closed this Sunday' },
          text: {
            zh: '因系统检修，本周日全天暂停办理业务，周一恢复正常营业。',
            en: 'The hall is closed all day on Sunday for maintenance. We open again on Monday.',
          },
          until: '2026-11-30',
        },
        {
          title: { zh: '冬季用气安全', en: 'Gas safety in winter' },
          text: {
            zh: '使用燃气热水器时请保持通风；闻到异味请立即关阀并拨打抢修电话。',
            en: 'Keep rooms ventilated when you use a gas heater. If you smell gas, close the valve and call us.',
          },
        },
      ],
      promos: [],
      chime: true,
    },
    kiosk: { paper: true, trouble: null, publicUrl: 'http://hall.example.net', checkIn: true },
  };
}

export function sampleScreen(id: string): ScreenPart {
  return {
    id,
    name: null,
    layout: 'auto',
    theme: 'night',
    languages: 'together',
    panelInches: null,
    farthestMetres: null,
    voice: true,
    chime: true,
    pulse: true,
    volume: 1,
    duty: { zh: '收费组 1001 号', en: 'Fee clerks, No. 1001' },
  };
}

export function sampleShown(): ContentPart {
  const notices = sampleHall().signage.notices.map(({ title, text }, place) => ({
    id: `config-${place + 1}`,
    title,
    text,
    picture: null,
    priority: 'normal' as const,
    seconds: 12,
  }));
  return { revision: 1, emergency: null, notices, films: [] };
}

/** The longest names there are, and too many services to show. */
export function crowdedHall(): HallView {
  const base = sampleHall();
  const letters = [...'ACDEFGHJKLMNPRTUVWXY'];
  return {
    ...base,
    hall: {
      ...base.hall,
      name: {
        zh: '中国某某燃气集团股份有限公司城东区第二综合服务营业大厅',
        en: 'Municipal Gas Group Company Limited, East District Second Comprehensive Customer Service Hall',
      },
    },
    services: letters.map((id, place) =>
      service(
        id,
        place % 3 === 0 ? '居民用户燃气设施改造与安全检查预约' : '业务办理',
        place % 3 === 0
          ? 'Appointments for alteration and safety inspection of household gas fittings'
          : 'General services',
        '说明',
        'About',
        [],
        place * 7,
        place * 60_000,
        place * 120_000,
      ),
    ),
  };
}

export function sampleHealth(): HealthView['health'] {
  const device = (id: string, kind: HealthView['health']['devices'][number]['kind']) => ({
    id,
    kind,
    state: 'ok' as const,
  });
  return {
    status: 'ok',
    devices: [
      device('printer-1', 'printer'),
      device('bus-main', 'bus'),
      { ...device('bus-main/5', 'panel'), counter: 1 },
      { ...device('bus-main/21', 'keypad'), counter: 1 },
      { ...device('bus-main/37', 'rating'), counter: 1 },
      device('gpio-17', 'button'),
      device('centre', 'broker'),
      device('clock', 'clock'),
      device('journal', 'storage'),
    ],
    faults: [],
    journal: { seq: 1042, acked: 1040 },
    sw: '0.1.0',
    uptimeMs: 5 * 3_600_000 + 12 * 60_000,
  };
}

export const sampleFaults: readonly Fault[] = [
  { code: 'paper-near-end', device: 'printer-2', sinceMs: Date.UTC(2026, 10, 22, 2, 40) },
  { code: 'paper-out', device: 'printer-1', sinceMs: Date.UTC(2026, 10, 22, 1, 12), detail: 'ASB 10 00 0C 0F' },
];

export function sampleLab(): LabView {
  const kinds = ['panel', 'call-keypad', 'rating-keypad'] as const;
  return {
    printer: { power: true, paper: 'ok', cover: 'closed', cutter: 'ok', bufferedBytes: 0 },
    papers: [
      { id: 1, widthDots: 576, heightDots: 640, complete: true },
      { id: 2, widthDots: 576, heightDots: 640, complete: true },
    ],
    nodes: [1, 2, 3, 4].flatMap((counter) =>
      kinds.map((kind, place) => ({
        address: place * 16 + counter,
        kind,
        counter,
        plugged: true,
        linked: true,
        zones:
          kind === 'panel'
            ? [
                { text: counter === 4 ? '暂停服务' : `A02${counter}`, flashing: counter === 2, colour: 0 },
                { text: `${counter}号窗口`, flashing: false, colour: 2 },
              ]
            : [],
        leds: kind === 'call-keypad' ? [{ on: 2, off: 0, blinking: counter === 2 }] : [],
        rating: kind === 'rating-keypad' && counter === 3 ? { session: 7, leftMs: 9_000 } : null,
        beeps: 0,
      })),
    ),
    buttons: ['A', 'F', 'H', 'K'].map((service, place) => ({ gpio: 17 + place, service, pressed: false })),
    line: { noise: 0 },
    centre: {
      broker: true,
      connected: true,
      acked: 1040,
      events: [
        'ticket.issued',
        'ticket.printed',
        'ticket.called',
        'ticket.started',
        'ticket.finished',
        'rating.opened',
        'visit.rated',
      ].map((type, place) => ({ seq: 1034 + place, type, summary: `A02${place} · 2` })),
    },
  };
}

function service(
  id: string,
  zh: string,
  en: string,
  aboutZh: string,
  aboutEn: string,
  bring: ServicePart['bring'],
  waiting: number,
  fromSeconds: number,
  toSeconds: number,
): ServicePart {
  return {
    id,
    name: { zh, en },
    about: { zh: aboutZh, en: aboutEn },
    bring,
    waiting,
    wait: { fromMs: fromSeconds * 1000, toMs: toSeconds * 1000 },
    open: true,
    closedBy: null,
    closedReason: null,
    hoursToday: [],
  };
}

/** The hall's usual lists of reasons. */
export function sampleReasons(): CounterView['reasons'] {
  const { pauseReasons, parkReasons, chooseReasons, priorityReasons, transferReasons, closeReasons } = configDefaults;
  return {
    pause: pauseReasons,
    park: parkReasons,
    choose: chooseReasons,
    priority: priorityReasons,
    transfer: transferReasons,
    close: closeReasons,
  };
}
