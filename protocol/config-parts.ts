/** The pieces of a hall's configuration: times, rules, services, counters, people and devices, each as a schema. */
import Type from 'typebox';

export const strict = { additionalProperties: false } as const;
export const id = (description: string) => Type.String({ pattern: '^[a-z0-9-]{1,40}$', description });
export const hhmm = (description: string) =>
  Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$', description });
export const bilingual = (description: string) =>
  Type.Object(
    {
      zh: Type.String({ minLength: 1, maxLength: 200 }),
      en: Type.String({ minLength: 1, maxLength: 200 }),
    },
    { ...strict, description },
  );

export const reasonList = (description: string) =>
  Type.Array(Type.Object({ id: id('Reason id'), text: bilingual('As people know it') }, strict), {
    minItems: 1,
    maxItems: 12,
    description,
  });

export const weekWindows = (description: string) =>
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

export const day = (description: string) => Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description });

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

export const ruleSchema = (description: string) =>
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

const serialLine = Type.Object(
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
);

const tcpLine = Type.Object(
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
);

const usbLine = Type.Object(
  { usb: Type.String({ minLength: 1, description: 'Printer device file of the system: /dev/usb/lp0' }) },
  strict,
);

export const lineSchema = Type.Union([serialLine, tcpLine], {
  description: 'How the device is reached: {serial, baud, flow?} or {tcp: host:port}',
});

export const printerLineSchema = Type.Union([serialLine, tcpLine, usbLine], {
  description: 'How the printer is reached: {serial, baud, flow?}, {tcp: host:port} or {usb: /dev/usb/lp0}',
});

export const serviceSchema = Type.Object(
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
    ticket: Type.Optional(id('Template of its tickets; that of the hall when left out')),
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

export const counterSchema = Type.Object(
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

export const staffSchema = Type.Object(
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

export const deviceSchema = Type.Object(
  {
    id: Type.String({ pattern: '^[a-z0-9-]{1,20}$', description: 'Device id, as the journal names it: kiosk-2' }),
    token: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'SHA-256 made by `hallkeeper device-token`; never the token itself',
    }),
  },
  strict,
);

export const printerSchema = Type.Object(
  {
    id: id('Printer id'),
    name: Type.Optional(bilingual('Where customers find it, when the hall has several')),
    line: printerLineSchema,
    profile: Type.Optional(Type.String({ minLength: 1, description: 'Printer profile; `unknown` when left out' })),
    kiosks: Type.Optional(
      Type.Array(Type.String({ pattern: '^[a-z0-9-]{1,20}$' }), {
        maxItems: 20,
        description: 'Device ids of the kiosks beside it; the first printer without this list serves all others',
      }),
    ),
  },
  strict,
);

export const busSchema = Type.Object(
  {
    id: id('Bus id'),
    line: lineSchema,
    cycleMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000,
        description: 'Least time of one round of the call keypads; 0: as fast as the wire; 150 or more when left out',
      }),
    ),
  },
  strict,
);

export const noticeSchema = Type.Object(
  {
    title: bilingual('Title'),
    text: bilingual('Text'),
    from: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'First day it is shown' })),
    until: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Last day it is shown' })),
    urgent: Type.Optional(Type.Boolean()),
  },
  strict,
);

export const promoSchema = Type.Object(
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

export const exceptionSchema = Type.Object(
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
