/**
 * The report of a business day or month, as data: what `GET /api/reports/day` answers and `hallkeeper report --json` prints.
 * Durations are whole milliseconds; a figure that nothing is known for is null, never zero.
 */
import Type, { type Static } from 'typebox';
import { nullable, strict } from './api-views.ts';

const count = (description: string) => Type.Integer({ description });
const ms = (description: string) => nullable(Type.Integer({ description: `${description}, milliseconds` }));

const spreadSchema = Type.Object(
  {
    n: count('Tickets called for the first time; tickets made at a counter wait for nobody and are left out'),
    meanMs: Type.Integer(),
    medianMs: Type.Integer(),
    p90Ms: Type.Integer({ description: 'Nine of ten waited no longer' }),
    maxMs: Type.Integer(),
  },
  { ...strict, title: 'ReportSpread' },
);

const promiseSchema = Type.Object(
  {
    n: count('First calls of tickets that had an expectation'),
    meanAbsMs: Type.Integer({ description: 'Mean difference between expected and real wait' }),
    biasMs: Type.Integer({ description: 'Mean of expected minus real: negative means that too little was promised' }),
    p90AbsMs: Type.Integer({ description: 'Nine of ten differences were no larger' }),
    coverage: Type.Number({ description: 'Share of real waits from p10 to p90 of what was expected' }),
  },
  { ...strict, title: 'ReportPromise' },
);

const figures = {
  issued: count('Tickets given, those made at a counter included'),
  channels: Type.Object(
    {
      kiosk: Type.Integer(),
      button: Type.Integer(),
      phone: Type.Integer(),
      staff: Type.Integer(),
      counter: Type.Integer(),
    },
    { ...strict, description: 'Of `issued`' },
  ),
  classes: Type.Object(
    { normal: Type.Integer(), priority: Type.Integer(), appointment: Type.Integer() },
    { ...strict, description: 'Of `issued`, as it was at the issue' },
  ),
  calls: count('Calls; a ticket called again after a recycle or a transfer counts again'),
  recalls: count('The same call repeated'),
  served: count('Services done; a visit of several services counts in each'),
  servedShort: count('Of `served`: done within 20 s, most likely nobody came'),
  noShow: count('Passed over and not brought back'),
  recycled: count('Put back into the line'),
  transferredIn: count('From another service'),
  transferredOut: count('To another service'),
  visitIn: count('From an earlier service of the same visit'),
  cancelled: Type.Integer(),
  expired: count('Still waiting or parked when their day ended'),
  wait: nullable(spreadSchema),
  withinTarget: nullable(Type.Number({ description: 'Share of `wait.n` within the target; null without a target' })),
  serviceMeanMs: ms('Mean time of one service'),
  levels: Type.Array(Type.Integer(), { description: 'Ratings of level 1, 2, 3, 4, 5' }),
  notRated: count('Asked, and no answer'),
  promised: count('Tickets with an expectation of their wait, those never called included'),
  promise: nullable(promiseSchema),
};
const figuresSchema = Type.Object(figures, { ...strict, title: 'ReportFigures' });
const serviceSchema = Type.Object({ service: Type.String(), ...figures }, { ...strict, title: 'ReportService' });

const work = {
  openMs: Type.Integer({ description: 'Open, pauses included, milliseconds' }),
  pausedMs: Type.Integer({ description: 'Of it paused' }),
  pauses: Type.Array(Type.Object({ reason: Type.String(), ms: Type.Integer() }, strict), {
    description: '`pausedMs` by reason id',
  }),
  served: Type.Integer(),
  serviceMeanMs: ms('Mean time of one service'),
  noShow: Type.Integer(),
};
const counterSchema = Type.Object({ counter: Type.Integer(), ...work }, { ...strict, title: 'ReportCounter' });
const clerkSchema = Type.Object(
  { clerk: nullable(Type.String({ description: 'Badge; null for a counter opened by its keys' })), ...work },
  { ...strict, title: 'ReportClerk' },
);

export const reportSchema = Type.Object(
  {
    from: Type.String({ description: 'First business date in it' }),
    to: Type.String({ description: 'Last business date in it' }),
    days: count('Business days in it'),
    running: Type.Boolean({ description: 'True: the last day is not over, figures are as of now' }),
    total: figuresSchema,
    services: Type.Array(serviceSchema),
    counters: Type.Array(counterSchema),
    clerks: Type.Array(clerkSchema),
    hours: Type.Array(Type.Object({ hour: Type.Integer(), arrivals: Type.Integer(), served: Type.Integer() }, strict), {
      description: 'By local hour of the hall; hours without anything are left out',
    }),
    unknown: count('Events about tickets given before what was read: they are in no figure'),
  },
  { ...strict, title: 'Report' },
);

export type Report = Static<typeof reportSchema>;
export type ReportFigures = Static<typeof figuresSchema>;
export type ReportWork = Omit<Static<typeof counterSchema>, 'counter'>;
