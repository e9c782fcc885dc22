/**
 * The hall's configuration: one schema from which the types, the validation, the messages with line and path, the
 * editor's completion (docs/hall-config.schema.json) and the defaults all come.
 */
import Type, { type Static } from 'typebox';
import { voiceConfigSchema } from './voice-config.ts';

const strict = { additionalProperties: false } as const;
const id = (description: string) => Type.String({ pattern: '^[a-z0-9-]{1,40}$', description });
const hhmm = (description: string) => Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', description });
const bilingual = (description: string) =>
  Type.Object(
    {
      zh: Type.String({ minLength: 1, maxLength: 200 }),
      en: Type.String({ minLength: 1, maxLength: 200 }),
    },
    { ...strict, description },
  );

const reasonList = (description: string) =>
  Type.Array(Type.Object({ id: id('Reason id'), text: bilingual('As people know it') }, strict), {
    minItems: 1,
    maxItems: 12,
    description,
  });

const weekWindows = (description: string) =>
  Type.Array(
    Type.Object(
      {
        days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
          minItems: 1,
          description: 'ISO weekdays, 1 is Monday',
        }),
        from: hhmm('From'),
        to: hhmm('To'),
      },
      strict,
    ),
    { maxItems: 40, description },
  );

const day = (description: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });

/** How fast a class gathers points while it waits; see docs/queueing.md. */
const classRate = (description: string) =>
  Type.Object(
    {
      rate: Type.Number({ minimum: 0, maximum: 20, description: 'Points a minute of waiting' }),
      headStartMinutes: Type.Optional(
        Type.Number({
          minimum: 0,
          maximum: 120,
          description: 'Counts as if it had waited so much longer; 0 when left out',
        }),
      ),
      capMinutes: Type.Optional(
        Type.Number({ minimum: 1, maximum: 480, description: 'Waited so long, it is called before all others' }),
      ),
    },
    { ...strict, description },
  );

const ruleSchema = (description: string) =>
  Type.Union(
    [
      Type.Enum(['fifo', 'strict', 'accumulating', 'interleave', 'service-order', 'longest-over-target']),
      Type.Object(
        {
          accumulating: Type.Object(
            {
              normal: Type.Optional(classRate('Normal tickets')),
              priority: Type.Optional(classRate('Priority tickets')),
              appointment: Type.Optional(classRate('Checked-in appointments; they wait from their time on')),
            },
            strict,
          ),
        },
        strict,
      ),
      Type.Object(
        {
          interleave: Type.Object(
            {
              priority: Type.Integer({
                minimum: 1,
                maximum: 9,
                description: 'Priority and appointment calls in a row',
              }),
              normal: Type.Integer({ minimum: 1, maximum: 9, description: 'Then so many normal ones, when both wait' }),
            },
            strict,
          ),
        },
        strict,
      ),
    ],
    { description },
  );

export const lineSchema = Type.Union(
  [
    Type.Object(
      {
        serial: Type.String({ minLength: 1, description: 'Device path; prefer /dev/serial/by-path names' }),
        baud: Type.Integer({ minimum: 1200, maximum: 921600, description: 'Bits a second' }),
        flow: Type.Optional(
          Type.Union([Type.Literal('none'), Type.Literal('rtscts'), Type.Literal('xonxoff')], {
            description: 'Flow control; none when left out',
          }),
        ),
      },
      strict,
    ),
    Type.Object(
      {
        tcp: Type.String({ pattern: '^[^:\\s]+:[0-9]{1,5}$', description: 'host:port' }),
        baud: Type.Optional(
          Type.Integer({
            minimum: 1200,
            maximum: 921600,
            description: 'Speed of the wire behind the gateway; unpaced when left out',
          }),
        ),
      },
      strict,
    ),
  ],
  { description: 'How the device is reached: {serial, baud, flow?} or {tcp: host:port}' },
);

const serviceSchema = Type.Object(
  {
    id: Type.String({
      pattern: '^[A-Z]{1,3}$',
      description: 'Service id, also the letters of its numbers unless `series` says otherwise',
    }),
    name: bilingual('Name as customers know it'),
    about: Type.Optional(bilingual('What it is for, one line')),
    bring: Type.Optional(Type.Array(bilingual('One thing to bring'), { maxItems: 6 })),
    minutes: Type.Number({ minimum: 0.5, maximum: 240, description: 'Expected minutes of one service' }),
    targetWaitMinutes: Type.Optional(
      Type.Number({ minimum: 1, maximum: 480, description: 'Waiting longer counts as late' }),
    ),
    queueMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 2000, description: 'Longest queue' })),
    quota: Type.Optional(Type.Integer({ minimum: 1, maximum: 999, description: 'Tickets a business day' })),
    hours: Type.Optional(weekWindows('When it gives tickets, within the hours of the hall; always when left out')),
    series: Type.Optional(
      Type.String({
        pattern: '^[A-Z]{1,3}$',
        description: 'Letters of its ticket numbers, its id when left out; services may share a series',
      }),
    ),
    wrap: Type.Optional(
      Type.Boolean({
        description:
          'True: after the last number the first again, live ones passed over; else a number comes once a day',
      }),
    ),
    paperRoll: Type.Optional(
      Type.Boolean({
        description:
          "True: customers tear numbers off a roll; `next` calls the roll's next number, no kiosk gives tickets",
      }),
    ),
    first: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 999, description: 'First number of the series; 1 when left out' }),
    ),
    last: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 999, description: 'Last number of the series; 999 when left out' }),
    ),
  },
  strict,
);

const nodeRef = (description: string) =>
  Type.Object(
    {
      bus: id('Bus id'),
      address: Type.Integer({ minimum: 1, maximum: 125, description: 'Node address on the bus' }),
      uid: Type.Optional(Type.String({ pattern: '^[0-9A-F]{24}$', description: 'Node UID; checked when given' })),
    },
    { ...strict, description },
  );

const counterSchema = Type.Object(
  {
    no: Type.Integer({ minimum: 1, maximum: 199, description: 'Counter number, as painted above it' }),
    name: Type.Optional(bilingual('Name, when the number is not enough')),
    services: Type.Array(Type.String({ pattern: '^[A-Z]{1,3}$' }), {
      minItems: 1,
      description: 'Service ids it serves',
    }),
    rule: Type.Optional(ruleSchema('Calling rule; the rule of the hall when left out')),
    plan: Type.Optional(weekWindows('When it is planned to be open; waiting estimates count on it')),
    breaks: Type.Optional(weekWindows('Planned breaks; the console reminds, waiting estimates count on them')),
    panel: Type.Optional(nodeRef('Counter panel')),
    keypad: Type.Optional(nodeRef('Call keypad')),
    rating: Type.Optional(nodeRef('Rating keypad')),
  },
  strict,
);

const staffSchema = Type.Object(
  {
    badge: Type.String({ pattern: '^[0-9]{3,8}$', description: 'Badge number (工号)' }),
    role: Type.Union([Type.Literal('clerk'), Type.Literal('lead'), Type.Literal('facilities')]),
    pin: Type.String({
      pattern: '^scrypt\\$[0-9]+\\$[0-9]+\\$[0-9]+\\$[A-Za-z0-9+/=]+\\$[A-Za-z0-9+/=]+$',
      description: 'Hash made by `hallkeeper hash-pin`; never the PIN itself',
    }),
  },
  strict,
);

const deviceSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,20}$', description: 'Device id, as the journal names it: kiosk-2' }),
    token: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 made by `hallkeeper device-token`; never the token itself',
    }),
  },
  strict,
);

const printerSchema = Type.Object(
  {
    id: id('Printer id'),
    line: lineSchema,
    profile: Type.Optional(Type.String({ minLength: 1, description: 'Printer profile; `generic` when left out' })),
  },
  strict,
);

const busSchema = Type.Object({ id: id('Bus id'), line: lineSchema }, strict);

const buttonSchema = Type.Object(
  {
    gpio: Type.Integer({ minimum: 0, maximum: 63, description: "The Pi's own GPIO number (GPIO17 is 17)" }),
    service: Type.String({ pattern: '^[A-Z]{1,3}$', description: 'Service whose ticket it gives' }),
    activeLow: Type.Optional(Type.Boolean({ description: 'Pressed pulls the line to ground; true when left out' })),
    lamp: Type.Optional(Type.Integer({ minimum: 0, maximum: 63, description: 'GPIO number of its lamp' })),
  },
  strict,
);

const noticeSchema = Type.Object(
  {
    title: bilingual('Title'),
    text: bilingual('Text'),
    from: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'First day it is shown' })),
    until: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Last day it is shown' })),
    urgent: Type.Optional(Type.Boolean()),
  },
  strict,
);

const screenSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,20}$', description: 'Screen id; its address is /signage/ID' }),
    name: Type.Optional(bilingual('Where it hangs')),
    layout: Type.Optional(
      Type.Enum(['auto', 'landscape', 'portrait', 'board', 'notices', 'second'], {
        description:
          'auto (by the shape of the screen) when left out; second: films and notices with the last call only',
      }),
    ),
    theme: Type.Optional(Type.Enum(['night', 'day', 'contrast'], { description: 'night when left out' })),
    languages: Type.Optional(
      Type.Enum(['together', 'alternating', 'zh-CN', 'en'], { description: 'together when left out' }),
    ),
    panelInches: Type.Optional(Type.Number({ minimum: 5, maximum: 200, description: 'Diagonal of the panel' })),
    farthestMetres: Type.Optional(
      Type.Number({ minimum: 0.5, maximum: 50, description: 'From the farthest seat; text sizes follow' }),
    ),
    counters: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 199 }), {
        minItems: 1,
        description: 'Calls of these counters only',
      }),
    ),
    services: Type.Optional(
      Type.Array(Type.String({ pattern: '^[A-Z]{1,3}$' }), {
        minItems: 1,
        description: 'Waiting of these services only',
      }),
    ),
    voice: Type.Optional(Type.Boolean({ description: 'False: it does not speak' })),
    films: Type.Optional(Type.Boolean({ description: 'False: no films and pictures' })),
    pulse: Type.Optional(Type.Boolean({ description: 'False: a call does not pulse' })),
    power: Type.Optional(
      Type.Object(
        {
          way: Type.Optional(
            Type.Enum(['cec', 'wlopm', 'none'], { description: 'How its agent switches it; none when left out' }),
          ),
          output: Type.Optional(
            Type.String({ pattern: '^[A-Za-z0-9-]{1,40}$', description: 'Output of wlopm, e.g. HDMI-A-1' }),
          ),
          onBeforeMinutes: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 240, description: 'On so long before opening; 15 when left out' }),
          ),
          offAfterMinutes: Type.Optional(
            Type.Integer({ minimum: 0, maximum: 240, description: 'Off so long after closing; 15 when left out' }),
          ),
        },
        { ...strict, description: 'Switched with the calendar of the hall' },
      ),
    ),
  },
  strict,
);

const promoSchema = Type.Object(
  {
    file: Type.String({
      pattern: '^[A-Za-z0-9._-]{1,100}$',
      description: 'File in the media folder: .mp4 .webm .jpg .png .webp .svg',
    }),
    seconds: Type.Optional(
      Type.Number({ minimum: 3, maximum: 600, description: 'How long a picture stays; 12 when left out' }),
    ),
  },
  strict,
);

const exceptionSchema = Type.Object(
  {
    date: day('The day, or the first of several'),
    until: Type.Optional(day('The last day; one day when left out')),
    name: Type.Optional(bilingual('What it is, e.g. 国庆节')),
    closed: Type.Optional(Type.Boolean({ description: 'True: the hall is closed' })),
    like: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 7, description: 'The day is worked like this ISO weekday (调休)' }),
    ),
    hours: Type.Optional(
      Type.Array(Type.Object({ from: hhmm('Opens'), to: hhmm('Closes') }, strict), {
        minItems: 1,
        maxItems: 6,
        description: 'Own hours of the day',
      }),
    ),
  },
  { ...strict, description: 'One of `closed`, `like` and `hours`' },
);

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
    devices: Type.Optional(
      Type.Array(deviceSchema, { maxItems: 100, description: 'Kiosks and tablets of the hall on other machines' }),
    ),
    printers: Type.Optional(Type.Array(printerSchema, { maxItems: 4 })),
    buses: Type.Optional(Type.Array(busSchema, { maxItems: 4 })),
    buttons: Type.Optional(Type.Array(buttonSchema, { maxItems: 24 })),
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
              description: 'YAML or JSON file with the appointments, read again when it changes',
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
export type LineConfig = Static<typeof lineSchema>;
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
  pictureSeconds: 12,
  noticeSeconds: 15,
  mediaBytesMax: 8_000_000_000,
  screenOnBeforeMinutes: 15,
  screenOffAfterMinutes: 15,
  printerProfile: 'generic',
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
