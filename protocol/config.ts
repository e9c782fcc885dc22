/**
 * The hall's configuration: one schema from which the types, the validation, the messages with line and path, the
 * editor's completion (docs/hall-config.schema.json) and the defaults all come. Its pieces stand in config-parts.ts.
 */
import Type, { type Static } from 'typebox';
import { firmwareSchema } from './config-firmware.ts';
import { buttonSchema, gpioSchema } from './config-gpio.ts';
import { mediaFetchSchema } from './config-media.ts';
import {
  bilingual,
  busSchema,
  counterSchema,
  deviceSchema,
  exceptionSchema,
  hhmm,
  id,
  noticeSchema,
  type printerLineSchema,
  printerSchema,
  promoSchema,
  reasonList,
  ruleSchema,
  serviceSchema,
  staffSchema,
  strict,
  weekWindows,
} from './config-parts.ts';
import { screenSchema } from './config-screens.ts';
import { dutySchema } from './duty-config.ts';
import { foreignSchema } from './foreign-config.ts';
import { pictureSecondsDefault } from './playlist-round.ts';
import { ticketsSchema } from './ticket-template.ts';
import { voiceConfigSchema } from './voice-config.ts';

export const hallConfigSchema = Type.Object(
  {
    hall: Type.Object(
      {
        id: id('Hall id: MQTT user name and topic level'),
        name: bilingual('Name on paper and screens'),
        zone: Type.String({
          pattern: '^[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*$',
          description: 'IANA time zone, e.g. Asia/Shanghai',
        }),
        dayStart: Type.Optional(hhmm('When the business day begins; 04:00 when left out')),
        rule: Type.Optional(ruleSchema('Calling rule; accumulating when left out')),
        hours: Type.Optional(weekWindows('Opening hours; always open when left out')),
        exceptions: Type.Optional(
          Type.Array(exceptionSchema, {
            maxItems: 400,
            description: 'Days that differ: holidays, make-up workdays (调休)',
          }),
        ),
        publicUrl: Type.Optional(
          Type.String({
            pattern: '^https?://[^\\s]+$',
            description: 'Address that a phone can reach; the QR code on the ticket leads there',
          }),
        ),
      },
      { ...strict, description: 'The hall' },
    ),
    listen: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Type.String({ description: 'Address to listen on; 127.0.0.1 when left out' })),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65535, description: '8080 when left out' })),
          proxy: Type.Optional(
            Type.Boolean({
              description: 'True: a proxy on this machine passes strangers on, so nobody is trusted for coming from it',
            }),
          ),
        },
        strict,
      ),
    ),
    services: Type.Array(serviceSchema, { minItems: 1, maxItems: 60 }),
    counters: Type.Array(counterSchema, { minItems: 1, maxItems: 100 }),
    staff: Type.Optional(Type.Array(staffSchema, { maxItems: 500 })),
    duty: Type.Optional(dutySchema),
    devices: Type.Optional(
      Type.Array(deviceSchema, { maxItems: 100, description: 'Kiosks and tablets of the hall on other machines' }),
    ),
    printers: Type.Optional(Type.Array(printerSchema, { maxItems: 4 })),
    buses: Type.Optional(Type.Array(busSchema, { maxItems: 4 })),
    firmware: Type.Optional(firmwareSchema),
    foreign: Type.Optional(Type.Array(foreignSchema, { maxItems: 32, description: 'Devices of other makers' })),
    buttons: Type.Optional(
      Type.Array(buttonSchema, { maxItems: 24, description: 'Push buttons that give tickets; docs/buttons.md' }),
    ),
    gpio: Type.Optional(gpioSchema),
    calls: Type.Optional(
      Type.Object(
        {
          recallsMax: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 8,
              description: 'Recalls before only no-show is left; 3 when left out',
            }),
          ),
          recallSeconds: Type.Optional(
            Type.Integer({
              minimum: 10,
              maximum: 600,
              description:
                'A call nobody answers is repeated so often by itself, after the last recall it is a no-show; by hand when left out',
            }),
          ),
          shortCallSeconds: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 120,
              description:
                'A call that `next` ends sooner counts as no-show, for counters with keys only; 0 (never) when left out',
            }),
          ),
          undoSeconds: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 60,
              description: 'How long a wrong key can be taken back; 10 when left out',
            }),
          ),
          recycle: Type.Optional(
            Type.Object(
              {
                times: Type.Optional(
                  Type.Integer({ minimum: 0, maximum: 5, description: 'Then only no-show; 2 when left out' }),
                ),
                afterCalls: Type.Optional(
                  Type.Integer({
                    minimum: 0,
                    maximum: 20,
                    description: 'Calls of its service before its turn; 3 when left out',
                  }),
                ),
                afterMinutes: Type.Optional(
                  Type.Number({ minimum: 0, maximum: 60, description: 'Or after so many minutes; 5 when left out' }),
                ),
              },
              { ...strict, description: 'Not there now: back into the line, to be called again later' },
            ),
          ),
          tolerance: Type.Optional(
            Type.Object(
              {
                tickets: Type.Optional(
                  Type.Integer({
                    minimum: 0,
                    maximum: 100,
                    description: 'Calls of its service since; 10 when left out',
                  }),
                ),
                minutes: Type.Optional(
                  Type.Number({ minimum: 0, maximum: 240, description: 'Or minutes since; 20 when left out' }),
                ),
              },
              { ...strict, description: 'A no-show within either bound may come back to the line' },
            ),
          ),
          coverMinutesMax: Type.Optional(
            Type.Integer({
              minimum: 5,
              maximum: 480,
              description: 'Longest cover of another counter; 120 when left out',
            }),
          ),
          pauseReasons: Type.Optional(reasonList('Why a counter is paused')),
          parkReasons: Type.Optional(reasonList('Why a ticket is put aside')),
          chooseReasons: Type.Optional(reasonList('Why a ticket is called out of its turn')),
          priorityReasons: Type.Optional(reasonList('Why a ticket is given priority; never shown in public')),
          transferReasons: Type.Optional(reasonList('Why a ticket is handed on')),
          closeReasons: Type.Optional(reasonList('Why a service gives no tickets')),
        },
        strict,
      ),
    ),
    appointments: Type.Optional(
      Type.Object(
        {
          file: Type.Optional(
            Type.String({
              minLength: 1,
              description:
                'YAML or JSON file with the appointments, beside this file when its path is relative; read again when it changes',
            }),
          ),
          earlyMinutes: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 240,
              description: 'Check-in opens so long before the time; 30 when left out',
            }),
          ),
          lateMinutes: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 240,
              description: 'Later than this it waits like a walk-in; 15 when left out',
            }),
          ),
        },
        strict,
      ),
    ),
    rating: Type.Optional(
      Type.Object(
        {
          seconds: Type.Optional(
            Type.Integer({ minimum: 5, maximum: 120, description: 'How long the keypad waits; 15 when left out' }),
          ),
          reasons: Type.Optional(reasonList('What a customer may give as reason of a rating')),
        },
        strict,
      ),
    ),
    signage: Type.Optional(
      Type.Object(
        {
          notices: Type.Optional(Type.Array(noticeSchema, { maxItems: 50 })),
          promos: Type.Optional(Type.Array(promoSchema, { maxItems: 100 })),
          voice: Type.Optional(
            Type.Object(
              {
                languages: Type.Optional(
                  Type.Array(Type.Union([Type.Literal('zh-CN'), Type.Literal('en')]), { minItems: 1, maxItems: 2 }),
                ),
                chime: Type.Optional(Type.Boolean()),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
    tickets: Type.Optional(ticketsSchema),
    voice: Type.Optional(voiceConfigSchema),
    media: Type.Optional(
      Type.String({ description: 'Folder with promo files; `media` beside the data when left out' }),
    ),
    mediaBytesMax: Type.Optional(
      Type.Integer({
        minimum: 1_000_000,
        maximum: 2_000_000_000_000,
        description: 'Disk for films and pictures; 8 GB when left out',
      }),
    ),
    mediaFetch: Type.Optional(mediaFetchSchema),
    screens: Type.Optional(
      Type.Array(screenSchema, { minItems: 1, maxItems: 20, description: 'Screens; one called main when left out' }),
    ),
    notices: Type.Optional(
      Type.Object(
        {
          approval: Type.Optional(
            Type.Enum(['two', 'one'], { description: 'two: never approved by who wrote it; two when left out' }),
          ),
        },
        strict,
      ),
    ),
    mqtt: Type.Optional(
      Type.Object(
        {
          url: Type.String({
            pattern: '^(mqtts?|wss?)://[^\\s]+$',
            description: 'Broker, e.g. mqtts://centre.example.cn:8883',
          }),
          user: Type.Optional(Type.String({ description: 'User name; the hall id when left out' })),
          passwordFile: Type.Optional(
            Type.String({ description: 'File that holds the password; readable by the daemon only' }),
          ),
          caFile: Type.Optional(Type.String({ description: "The centre's CA certificate (PEM)" })),
          version: Type.Optional(
            Type.Union([Type.Literal(4), Type.Literal(5)], { description: 'MQTT 3.1.1 is 4; 5 when left out' }),
          ),
        },
        strict,
      ),
    ),
  },
  { ...strict, $id: 'hall-config', title: 'Hallkeeper hall configuration' },
);

export type HallConfig = Static<typeof hallConfigSchema>;
export type ServiceConfig = HallConfig['services'][number];
export type CounterConfig = HallConfig['counters'][number];
export type StaffConfig = NonNullable<HallConfig['staff']>[number];
export type RuleConfig = NonNullable<HallConfig['hall']['rule']>;
export type WeekWindow = NonNullable<HallConfig['hall']['hours']>[number];
export type ExceptionConfig = NonNullable<HallConfig['hall']['exceptions']>[number];
export type PrinterConfig = NonNullable<HallConfig['printers']>[number];
export type BusConfig = NonNullable<HallConfig['buses']>[number];
export type ButtonConfig = NonNullable<HallConfig['buttons']>[number];
export type ScreenConfig = NonNullable<HallConfig['screens']>[number];
export type NoticeConfig = Static<typeof noticeSchema>;
export type PromoConfig = Static<typeof promoSchema>;
export type LineConfig = Static<typeof printerLineSchema>;
export type Role = StaffConfig['role'];

/** Defaults in one place; the schema's descriptions name the same values. */
export const configDefaults = {
  dayStart: '04:00',
  rule: 'accumulating',
  host: '127.0.0.1',
  port: 8080,
  recallsMax: 3,
  shortCallSeconds: 0,
  undoSeconds: 10,
  recycleTimes: 2,
  recycleAfterCalls: 3,
  recycleAfterMinutes: 5,
  toleranceTickets: 10,
  toleranceMinutes: 20,
  coverMinutesMax: 120,
  appointmentEarlyMinutes: 30,
  appointmentLateMinutes: 15,
  /** Three points a minute and a head start of three minutes: see the table of rules in docs/queueing.md. */
  accumulating: {
    normal: { rate: 1 },
    priority: { rate: 3, headStartMinutes: 3, capMinutes: 15 },
    appointment: { rate: 3, headStartMinutes: 3, capMinutes: 15 },
  },
  interleave: { priority: 1, normal: 1 },
  ratingSeconds: 15,
  queueMax: 300,
  pictureSeconds: pictureSecondsDefault,
  noticeSeconds: 15,
  mediaBytesMax: 8_000_000_000,
  screenOnBeforeMinutes: 15,
  screenOffAfterMinutes: 15,
  printerProfile: 'unknown',
  buzzerCauses: ['staff-call'],
  doorOpenMinutes: 10,
  pauseReasons: [
    { id: 'break', text: { zh: '休息', en: 'Break' } },
    { id: 'meeting', text: { zh: '会议', en: 'Meeting' } },
    { id: 'cash', text: { zh: '结账', en: 'Settling cash' } },
    { id: 'equipment', text: { zh: '设备故障', en: 'Equipment' } },
    { id: 'other', text: { zh: '其他', en: 'Other' } },
  ],
  parkReasons: [
    { id: 'papers', text: { zh: '补材料', en: 'Papers to bring' } },
    { id: 'form', text: { zh: '填表', en: 'Form to fill in' } },
    { id: 'copy', text: { zh: '复印', en: 'Copies to make' } },
    { id: 'payment', text: { zh: '缴费', en: 'Fee to pay' } },
    { id: 'other', text: { zh: '其他', en: 'Other' } },
  ],
  chooseReasons: [
    { id: 'help', text: { zh: '需要照顾', en: 'Needs care' } },
    { id: 'back', text: { zh: '补材料后返回', en: 'Back with papers' } },
    { id: 'short', text: { zh: '只需片刻', en: 'A moment only' } },
    { id: 'missed', text: { zh: '未听到呼叫', en: 'Did not hear the call' } },
    { id: 'other', text: { zh: '其他', en: 'Other' } },
  ],
  priorityReasons: [
    { id: 'elderly', text: { zh: '老年人', en: 'Elderly' } },
    { id: 'disabled', text: { zh: '残疾人或行动不便', en: 'Disabled or walks with difficulty' } },
    { id: 'pregnant', text: { zh: '孕妇或带婴幼儿', en: 'Pregnant or with an infant' } },
    { id: 'soldier', text: { zh: '军人、退役军人及优抚对象', en: 'Soldiers, veterans and their families' } },
    { id: 'ill', text: { zh: '身体不适', en: 'Unwell' } },
    { id: 'other', text: { zh: '其他', en: 'Other' } },
  ],
  transferReasons: [
    { id: 'wrong-service', text: { zh: '取错号', en: 'Wrong service chosen' } },
    { id: 'next-step', text: { zh: '下一环节', en: 'Next step' } },
    { id: 'specialist', text: { zh: '需专人办理', en: 'Needs a specialist' } },
    { id: 'other', text: { zh: '其他', en: 'Other' } },
  ],
  closeReasons: [
    { id: 'system', text: { zh: '业务系统故障', en: 'Its computer system is down' } },
    { id: 'staff', text: { zh: '人员不足', en: 'Too few staff' } },
    { id: 'full', text: { zh: '今日已约满', en: 'Fully booked today' } },
    { id: 'elsewhere', text: { zh: '请到其他营业厅办理', en: 'Please go to another hall' } },
    { id: 'other', text: { zh: '暂停办理', en: 'Not offered at the moment' } },
  ],
  ratingReasons: [
    { id: 'wait', text: { zh: '等候时间', en: 'Waiting time' } },
    { id: 'speed', text: { zh: '办理速度', en: 'Speed of service' } },
    { id: 'manner', text: { zh: '服务态度', en: 'Manner' } },
    { id: 'clarity', text: { zh: '讲解清楚', en: 'Clear explanation' } },
    { id: 'result', text: { zh: '办理结果', en: 'Result' } },
    { id: 'place', text: { zh: '大厅环境', en: 'The hall itself' } },
  ],
} as const;
