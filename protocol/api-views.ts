/**
 * Schemas of what the HTTP API answers: the views of protocol/views.ts as data, for OpenAPI and for whoever checks an
 * answer. A type test holds the two together; neither may change alone. A schema with a `title` becomes a component.
 */
import Type, { type TSchema } from 'typebox';
import { deviceKinds } from './device-kinds.ts';
import { ruleNames } from './events.ts';
import { firmwareOutcomes, firmwareSteps } from './firmware-view.ts';

export const strict = { additionalProperties: false } as const;
export const nullable = <S extends TSchema>(schema: S) => Type.Union([schema, Type.Null()]);
const ms = (description: string) => Type.Number({ description: `${description}, milliseconds` });

export const bilingualSchema = Type.Object({ zh: Type.String(), en: Type.String() }, { ...strict, title: 'Bilingual' });
export const localeSchema = Type.Enum(['zh-CN', 'en']);
export const classSchema = Type.Enum(['normal', 'priority', 'appointment']);
export const channelSchema = Type.Enum(['kiosk', 'button', 'phone', 'staff', 'counter']);
const counterStateSchema = Type.Enum(['closed', 'open', 'paused']);
const ticketStateSchema = Type.Enum([
  'waiting',
  'called',
  'serving',
  'parked',
  'served',
  'no-show',
  'cancelled',
  'expired',
]);
const printStateSchema = Type.Enum(['none', 'pending', 'sent', 'printed', 'failed', 'unknown']);
const waitSchema = Type.Object(
  { fromMs: ms('Shortest likely wait'), toMs: ms('Longest likely wait') },
  { ...strict, title: 'WaitRange' },
);

const ticketFields = {
  ticketId: Type.String({ description: 'Unguessable id; never shown as a number' }),
  ticketNo: Type.String({ description: 'Number on paper and panel, e.g. A001' }),
  service: Type.String(),
  ahead: Type.Integer({ description: 'People before this ticket' }),
  wait: nullable(waitSchema),
  print: Type.Object(
    {
      state: printStateSchema,
      // Written out, not `bilingualSchema`: a component holds no description of its own.
      place: Type.Optional(
        Type.Object(
          { zh: Type.String(), en: Type.String() },
          { ...strict, description: "Name of the printer that gives the paper; absent at the kiosk's own" },
        ),
      ),
    },
    strict,
  ),
  appointment: Type.Optional(
    Type.Object(
      { slotMs: Type.Number({ description: 'Its time, ms since 1970' }), late: Type.Boolean() },
      { ...strict, description: 'Absent for a walk-in; a late one waits like a walk-in' },
    ),
  ),
};
export const ticketAnswerSchema = Type.Object(ticketFields, { ...strict, title: 'Ticket' });
export const ticketDetailSchema = Type.Object(
  {
    ...ticketFields,
    state: ticketStateSchema,
    class: Type.Optional(classSchema),
    channel: channelSchema,
    counter: nullable(Type.Integer()),
    history: Type.Array(
      Type.Object(
        { seq: Type.Integer(), type: Type.String(), wallMs: Type.Number(), counter: nullable(Type.Integer()) },
        strict,
      ),
    ),
  },
  { ...strict, title: 'TicketDetail' },
);

const causeSchema = Type.Object(
  {
    rule: Type.Enum([...ruleNames]),
    class: classSchema,
    waitedMs: ms('Waited until the call'),
    waiting: Type.Integer({ description: 'Tickets this counter could have called' }),
    score: Type.Optional(Type.Number({ description: 'Points, or milliseconds over target' })),
    next: Type.Optional(
      Type.Object(
        { no: Type.String(), class: classSchema, waitedMs: ms('Waited'), score: Type.Optional(Type.Number()) },
        { ...strict, description: 'Who would have been called otherwise' },
      ),
    ),
    reason: Type.Optional(Type.String({ description: 'Reason id of a chosen call' })),
  },
  { ...strict, title: 'CallCause' },
);
export const whyAnswerSchema = Type.Object(
  {
    ticketNo: Type.String(),
    calls: Type.Array(
      Type.Object(
        {
          seq: Type.Integer(),
          wallMs: Type.Number(),
          counter: Type.Integer(),
          clerk: nullable(Type.String({ description: 'Badge' })),
          why: Type.String({ description: 'Stable key' }),
          text: bilingualSchema,
          cause: nullable(causeSchema),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'Why' },
);
export const dayAnswerSchema = Type.Object(
  {
    date: nullable(Type.String({ description: 'Business date, YYYY-MM-DD' })),
    closed: Type.Boolean(),
    held: nullable(Type.String({ description: 'Later date that waits for a trusted clock or a confirmation' })),
    waiting: Type.Integer(),
    parked: Type.Integer(),
    left: Type.Array(
      Type.Object(
        { ticketId: Type.String(), ticketNo: Type.String(), service: Type.String(), state: ticketStateSchema },
        strict,
      ),
      { description: 'Tickets that wait or are parked: what closing the day ends' },
    ),
  },
  { ...strict, title: 'Day' },
);

const ratingWindowSchema = Type.Object(
  { visitId: Type.String(), ticketNo: Type.String(), seconds: Type.Number(), leftMs: ms('Left when this was sent') },
  { ...strict, title: 'RatingWindow' },
);
export const counterDetailSchema = Type.Object(
  {
    no: Type.Integer(),
    name: nullable(bilingualSchema),
    state: counterStateSchema,
    pauseReason: nullable(Type.String()),
    clerk: nullable(Type.String({ description: 'Badge' })),
    services: Type.Array(Type.String()),
    ticket: nullable(
      Type.Object(
        {
          ticketId: Type.String(),
          ticketNo: Type.String(),
          service: Type.String(),
          state: ticketStateSchema,
          class: classSchema,
          locale: localeSchema,
          waitedMs: ms('Waited before the call'),
          calledAgoMs: nullable(ms('Since the call')),
          startedAgoMs: nullable(ms('Since the start of service')),
          times: Type.Integer({ description: 'Calls so far' }),
          todo: Type.Array(Type.String(), { description: 'Services of the visit after this one' }),
          recycled: Type.Integer({ description: 'How often it was put back into the line' }),
          print: printStateSchema,
        },
        { ...strict, title: 'CounterTicket' },
      ),
    ),
    waiting: Type.Integer(),
    servedToday: Type.Integer(),
    rating: nullable(ratingWindowSchema),
    armed: Type.Boolean({ description: 'The next ticket is called here by itself' }),
    cover: nullable(Type.Object({ services: Type.Array(Type.String()), leftMs: ms('Left of the cover') }, strict)),
    undo: nullable(
      Type.Object(
        {
          what: Type.Enum(['call', 'start', 'finish', 'no-show', 'recycle', 'park', 'transfer']),
          ticketId: Type.String(),
          ticketNo: Type.String(),
          leftMs: ms('Left to take it back'),
        },
        strict,
      ),
    ),
    break: nullable(Type.Object({ from: Type.String(), to: Type.String(), now: Type.Boolean() }, strict)),
    // Written out, not `bilingualSchema`: a component holds no description of its own.
    reason: Type.Optional(
      Type.Object({ zh: Type.String(), en: Type.String() }, { ...strict, description: 'Why this ticket was called' }),
    ),
  },
  { ...strict, title: 'Counter' },
);

export const hallPartSchema = Type.Object(
  {
    id: Type.String(),
    name: bilingualSchema,
    zone: Type.String({ description: 'IANA time zone' }),
    businessDate: nullable(Type.String({ description: 'YYYY-MM-DD' })),
    open: Type.Boolean(),
    hoursToday: Type.Array(Type.Tuple([Type.String(), Type.String()])),
    dayName: nullable(bilingualSchema),
    duty: nullable(bilingualSchema),
    dayClosed: Type.Boolean(),
    clockTrusted: Type.Boolean(),
    demo: Type.Boolean(),
  },
  { ...strict, title: 'Hall' },
);
const servicePartSchema = Type.Object(
  {
    id: Type.String(),
    name: bilingualSchema,
    about: nullable(bilingualSchema),
    bring: Type.Array(bilingualSchema),
    waiting: Type.Integer(),
    wait: nullable(waitSchema),
    open: Type.Boolean(),
    closedBy: nullable(Type.String({ description: 'Refusal code' })),
    closedReason: nullable(bilingualSchema),
    hoursToday: Type.Array(Type.Tuple([Type.String(), Type.String()])),
  },
  { ...strict, title: 'Service' },
);
const counterPartSchema = Type.Object(
  {
    no: Type.Integer(),
    name: nullable(bilingualSchema),
    state: counterStateSchema,
    services: Type.Array(Type.String()),
    ticketNo: nullable(Type.String()),
    ticketState: nullable(Type.Enum(['called', 'serving'])),
    rating: Type.Boolean(),
  },
  { ...strict, title: 'CounterPublic' },
);
const sayList = Type.Array(Type.Object({ locale: localeSchema, text: Type.String() }, strict));
const callPartSchema = Type.Object(
  {
    id: Type.Integer(),
    ticketNo: Type.String(),
    counter: Type.Integer(),
    service: Type.String(),
    times: Type.Integer(),
    locale: localeSchema,
    ageMs: ms('Since the call, when this was sent'),
    wavs: Type.Array(Type.String()),
    say: sayList,
    more: Type.Optional(
      Type.Object(
        { wavs: Type.Array(Type.String()), say: sayList },
        { ...strict, description: 'In short, for a call that follows another in one run' },
      ),
    ),
  },
  { ...strict, title: 'Call' },
);
const announcementSchema = Type.Object(
  {
    id: Type.String(),
    ageMs: ms('Since it was made, when this was sent'),
    wavs: Type.Array(Type.String()),
    say: sayList,
  },
  { ...strict, title: 'Announcement' },
);
const noticeSchema = Type.Object(
  {
    title: bilingualSchema,
    text: bilingualSchema,
    from: Type.Optional(Type.String()),
    until: Type.Optional(Type.String()),
    urgent: Type.Optional(Type.Boolean()),
  },
  { ...strict, title: 'Notice' },
);
export const hallAnswerSchema = Type.Object(
  {
    seq: Type.Integer({ description: 'Journal sequence this is true for' }),
    hall: hallPartSchema,
    services: Type.Array(servicePartSchema),
    counters: Type.Array(counterPartSchema),
    calls: Type.Array(callPartSchema),
    signage: Type.Object(
      {
        notices: Type.Array(noticeSchema),
        promos: Type.Array(
          Type.Object({ url: Type.String(), kind: Type.Enum(['video', 'picture']), seconds: Type.Number() }, strict),
        ),
        chime: Type.Boolean(),
        chimeWav: Type.Optional(Type.String({ description: 'A recorded chime' })),
        screens: Type.Optional(
          Type.Array(Type.Object({ id: Type.String(), name: nullable(bilingualSchema) }, strict), {
            description: 'Their pages are /signage/ID',
          }),
        ),
      },
      { ...strict, title: 'Signage' },
    ),
    kiosk: Type.Object(
      {
        paper: Type.Boolean(),
        trouble: nullable(Type.String()),
        publicUrl: nullable(Type.String()),
        checkIn: Type.Boolean({ description: 'True when the hall has appointments' }),
      },
      { ...strict, title: 'Kiosk' },
    ),
    announcements: Type.Optional(Type.Array(announcementSchema, { description: 'Said to the hall besides calls' })),
  },
  { ...strict, title: 'HallAnswer' },
);

const stateSchema = Type.Enum(['ok', 'warning', 'fault', 'offline']);
const firmwareBusSchema = Type.Object(
  {
    bus: Type.String(),
    nodes: Type.Array(
      Type.Object(
        {
          address: Type.Integer(),
          kind: Type.Enum(['panel', 'call-keypad', 'rating-keypad']),
          counter: Type.Integer(),
          model: nullable(Type.Integer({ description: 'null: it has not answered yet' })),
          version: nullable(Type.String({ description: 'As 1.0.3' })),
        },
        strict,
      ),
    ),
    job: nullable(
      Type.Object(
        {
          state: Type.Enum(['waiting', 'running', 'over'], { description: 'waiting: until the hall has closed' }),
          model: Type.Integer(),
          version: Type.String(),
          by: Type.String({ description: 'Who asked' }),
          blocks: Type.Integer({ description: 'Blocks of 128 bytes in the image' }),
          sent: Type.Integer({ description: 'Blocks sent, repairs included' }),
          nodes: Type.Array(
            Type.Object(
              {
                address: Type.Integer(),
                step: Type.Enum([...firmwareSteps]),
                outcome: nullable(Type.Enum([...firmwareOutcomes])),
                running: nullable(Type.String({ description: 'Version it said last' })),
                share: Type.Number({ description: '0..1 of the image it holds' }),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'FirmwareBus' },
);
export const firmwareAnswerSchema = Type.Object(
  { buses: Type.Array(firmwareBusSchema) },
  { ...strict, title: 'Firmware' },
);

export const healthAnswerSchema = Type.Object(
  {
    status: Type.Enum(['ok', 'warning', 'fault']),
    devices: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          kind: Type.Enum([...deviceKinds]),
          state: stateSchema,
          counter: Type.Optional(Type.Integer({ description: 'The counter it belongs to, if it belongs to one' })),
        },
        strict,
      ),
    ),
    faults: Type.Array(
      Type.Object(
        {
          code: Type.String({ description: 'Stable fault code' }),
          device: Type.String(),
          sinceMs: nullable(Type.Number({ description: 'Wall clock of its beginning, ms since 1970' })),
          detail: Type.Optional(Type.String()),
        },
        { ...strict, title: 'Fault' },
      ),
    ),
    journal: Type.Object({ seq: Type.Integer(), acked: nullable(Type.Integer()) }, strict),
    firmware: Type.Optional(Type.Array(firmwareBusSchema)),
    sw: Type.String({ description: 'Software version' }),
    uptimeMs: ms('Since the start of the daemon'),
  },
  { ...strict, title: 'Health' },
);
