/** The calls about paper: which tickets there can be, how one looks, and a paper that tries a printer. */
import Type, { type Static } from 'typebox';
import { bilingualSchema, localeSchema, nullable, strict } from './api-views.ts';

const service = Type.String({ pattern: '^[A-Z]{1,3}$', description: 'Service id' });
const template = Type.String({ pattern: '^[a-z0-9-]{1,40}$', description: 'Template id' });
const printer = Type.String({ pattern: '^[a-z0-9-]{1,40}$', description: 'Printer id' });

const paperAnswer = Type.Object(
  {
    printers: Type.Array(
      Type.Object(
        {
          id: printer,
          profile: Type.String(),
          paperMm: Type.Enum([80, 58]),
          ready: Type.Boolean({ description: 'False: a paper would not come out now' }),
        },
        strict,
      ),
    ),
    templates: Type.Array(Type.Object({ id: template, name: nullable(bilingualSchema) }, strict)),
    services: Type.Array(
      Type.Object(
        {
          id: service,
          name: bilingualSchema,
          template: Type.String({ description: 'Template of its tickets' }),
          large: Type.String({ description: 'Template of its tickets in large print' }),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'Paper' },
);

const previewAnswer = Type.Object(
  {
    png: Type.String({ description: 'The picture, base64; one dot of it is one of the print head' }),
    widthDots: Type.Integer(),
    heightDots: Type.Integer(),
    lines: Type.Array(Type.String(), {
      description: 'What stands on it as text; lines drawn as dots are not among them',
    }),
    bytes: Type.Integer({ description: 'Size of the ticket on the line' }),
    missing: Type.Array(Type.String(), { description: 'Characters in no font; they are 〓' }),
  },
  { ...strict, title: 'PaperPreview' },
);

/** The first service, its own template and an 80 mm printer of the hall where they are left out. */
const previewQuery = Type.Object(
  {
    service: Type.Optional(service),
    template: Type.Optional(template),
    printer: Type.Optional(printer),
    paper: Type.Optional(Type.Enum(['80', '58'], { description: 'Width in mm, when no printer is named' })),
    large: Type.Optional(Type.Enum(['yes', 'no'])),
    locale: Type.Optional(localeSchema),
  },
  strict,
);

const testBody = Type.Object(
  {
    service,
    template: Type.Optional(template),
    large: Type.Optional(Type.Boolean()),
    locale: Type.Optional(localeSchema),
  },
  { ...strict, title: 'TestPaper' },
);

export const paperCalls = {
  paper: {
    method: 'GET',
    path: '/api/paper',
    summary: 'Printers, ticket templates, and which service takes which',
    access: 'content-staff',
    status: 200,
    answer: paperAnswer,
    refusals: ['not-signed-in', 'not-allowed'],
  },
  paperPreview: {
    method: 'GET',
    path: '/api/paper/preview',
    summary: "A sample ticket as a picture, from the printer's own bytes",
    access: 'content-staff',
    query: previewQuery,
    status: 200,
    answer: previewAnswer,
    refusals: ['not-signed-in', 'not-allowed', 'not-found'],
  },
  testPaper: {
    method: 'POST',
    path: '/api/printers/{id}/test',
    summary: 'Try a printer: a paper that is marked as no ticket',
    access: 'content-staff',
    body: testBody,
    status: 202,
    answer: Type.Object({}, strict),
    refusals: [
      'not-signed-in',
      'not-allowed',
      'not-found',
      'service-unknown',
      'printer-not-ready',
      'too-many-requests',
      'busy',
      'storage-failed',
    ],
  },
} as const;

export type PaperView = Static<typeof paperAnswer>;
export type PaperPreview = Static<typeof previewAnswer>;
