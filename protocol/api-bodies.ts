/** Schemas of what callers send, and of the small answers that are no view. Unknown fields are refused in all of them. */
import Type, { type TSchema } from 'typebox';
import { bilingualSchema, classSchema, localeSchema, strict } from './api-views.ts';
import { mediaId, noticeDraftSchema } from './content.ts';
import { limits } from './limits.ts';

export const empty = Type.Object({}, strict);
/** Ids are opaque; the bound keeps a log line and a map key short. */
export const ticketId = Type.String({ pattern: '^[A-Za-z0-9-]{1,64}$', description: 'Ticket id' });
const expect = Type.Optional(
  Type.Union([ticketId, Type.Null()], {
    description: 'Ticket the caller sees at the counter (null: none); another one there is refused as ticket-stale',
  }),
);
export const expecting = Type.Object({ expect }, strict);
export const expectingUndo = Type.Object(
  {
    expect: Type.Optional(
      Type.Union([ticketId, Type.Null()], {
        description: 'Ticket that `undo` of the counter names; when another one would be taken back: ticket-stale',
      }),
    ),
  },
  strict,
);
/** `ticketId` as answers name it; `ticket` says the same. */
export const oneTicket = Type.Union(
  [Type.Object({ ticketId, expect }, strict), Type.Object({ ticket: ticketId, expect }, strict)],
  { description: '{ticketId, expect?}: the ticket meant' },
);

const requestId = Type.String({
  pattern: '^[!-~]{1,100}$',
  description: 'Id of this tap, made by the page; the same id gives the same ticket',
});
export const reasonId = (description: string) => Type.String({ pattern: '^[a-z0-9-]{1,40}$', description });

export const ticketRequest = Type.Object(
  {
    service: Type.String({ minLength: 1, maxLength: 20, description: 'Service id, e.g. A' }),
    class: Type.Optional(classSchema),
    requestId,
    locale: Type.Optional(localeSchema),
    channel: Type.Optional(Type.Enum(['kiosk', 'button', 'phone', 'staff'])),
    rest: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 20 }), {
        minItems: 1,
        maxItems: 5,
        description: 'Services of the same visit after the first, in order',
      }),
    ),
    large: Type.Optional(Type.Boolean({ description: 'True: its paper in large print' })),
    reason: Type.Optional(reasonId('Why it has another class than normal')),
  },
  { ...strict, title: 'TicketRequest' },
);
/** Letters and digits as a customer types them, case does not matter. */
export const checkIn = Type.Object(
  {
    code: Type.String({ pattern: '^[A-Za-z0-9-]{1,40}$', description: 'Code of the appointment' }),
    requestId,
    locale: Type.Optional(localeSchema),
    large: Type.Optional(Type.Boolean({ description: 'True: its paper in large print' })),
  },
  { ...strict, title: 'CheckIn' },
);
export const chosen = Type.Union(
  [
    Type.Object({ ticketId, reason: Type.Optional(reasonId('Why out of its turn')), expect }, strict),
    Type.Object({ ticket: ticketId, reason: Type.Optional(reasonId('Why out of its turn')), expect }, strict),
  ],
  { description: '{ticketId, reason?, expect?}: the ticket meant and why' },
);
export const grantClass = Type.Object(
  { class: Type.Enum(['normal', 'priority']), reason: reasonId('An id of `calls.priorityReasons`') },
  strict,
);
export const oneService = Type.Object(
  { service: Type.String({ minLength: 1, maxLength: 20, description: 'Service id' }) },
  strict,
);
export const walkInService = Type.Object(
  { service: Type.String({ minLength: 1, maxLength: 20, description: 'Service id' }), expect },
  strict,
);
export const parkWhy = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 40, description: 'Reason id of the list' })), expect },
  strict,
);
export const transferTo = Type.Object(
  {
    service: Type.Optional(Type.String({ minLength: 1, maxLength: 20, description: 'To this service' })),
    toCounter: Type.Optional(Type.Integer({ minimum: 1, maximum: 199, description: 'Only this counter calls it' })),
    toClerk: Type.Optional(Type.String({ pattern: '^[0-9]{3,8}$', description: 'Only this clerk (badge) calls it' })),
    back: Type.Optional(Type.Boolean({ description: 'True: to the back of that line' })),
    reason: Type.Optional(reasonId('An id of `calls.transferReasons`')),
    expect,
  },
  strict,
);
export const storeNext = Type.Object({ on: Type.Boolean({ description: 'False waits no more' }), expect }, strict);
export const coverOthers = Type.Object(
  {
    services: Type.Array(Type.String({ minLength: 1, maxLength: 20 }), {
      minItems: 1,
      maxItems: 60,
      description: 'Services to take besides its own',
    }),
    minutes: Type.Number({ minimum: 1, maximum: 480, description: 'How long' }),
  },
  strict,
);
export const closeReason = Type.Object({ reason: reasonId('An id of `calls.closeReasons`') }, strict);
export const rollNumber = Type.Object(
  { n: Type.Integer({ minimum: 1, maximum: 999, description: 'Next number of the roll' }) },
  strict,
);
export const confirmDate = Type.Object(
  { date: Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'The date that staff have checked' }) },
  strict,
);
/** One path step without controls and without marks that turn the direction of writing. */
export const fileName = Type.String({
  pattern: '^[^\\u0000-\\u001f\\u007f\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069/\\\\]{1,120}$',
  description: 'Name of the file, without folders',
});
export const newUpload = Type.Object(
  {
    name: fileName,
    bytes: Type.Integer({ minimum: 1, maximum: limits.mediaFileBytesMax, description: 'Size of the whole file' }),
    sha256: Type.Optional(mediaId),
  },
  strict,
);
export const firmwareQuery = Type.Object(
  {
    nodes: Type.Optional(
      Type.String({
        pattern: '^([0-9]{1,3}(,[0-9]{1,3}){0,124}|all)$',
        description: 'Addresses, as 5,6; every node of the model when left out or `all`',
      }),
    ),
    evenWhenOpen: Type.Optional(
      Type.Enum(['true', 'false'], { description: 'Do it though customers are in the hall' }),
    ),
  },
  strict,
);

export const pieceQuery = Type.Object(
  {
    offset: Type.String({ pattern: '^[0-9]{1,13}$', description: 'Where the piece begins: what the hall has so far' }),
  },
  strict,
);
export const uploadSchema = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    bytes: Type.Integer(),
    offset: Type.Integer({ description: 'Bytes that are on the disk; go on from here' }),
  },
  { ...strict, title: 'Upload' },
);
export const signIn = Type.Object(
  {
    badge: Type.String({ minLength: 1, maxLength: 20, description: 'Badge number (工号)' }),
    pin: Type.String({ minLength: 1, maxLength: 64, writeOnly: true, description: 'PIN' }),
  },
  { ...strict, title: 'SignIn' },
);
export const sessionSchema = Type.Object(
  { badge: Type.String(), role: Type.Enum(['clerk', 'lead', 'facilities']) },
  { ...strict, title: 'Session' },
);
export const signedIn = Type.Object(
  {
    badge: Type.String(),
    role: Type.Enum(['clerk', 'lead', 'facilities']),
    token: Type.String({ description: 'For `Authorization: Bearer`' }),
  },
  { ...strict, title: 'SignedIn' },
);
export const rating = Type.Object(
  {
    level: Type.Integer({
      minimum: 1,
      maximum: 5,
      description: '5 非常满意, 4 满意, 3 基本满意, 2 不满意, 1 非常不满意',
    }),
    reasons: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { maxItems: 10, description: 'Reason ids of the list' }),
    ),
  },
  { ...strict, title: 'Rating' },
);
export const rated = Type.Object({ visitId: Type.String(), level: Type.Integer() }, { ...strict, title: 'Rated' });

export const viewPattern =
  '^(hall|health|desk|content|voice|lab|screen/[a-z0-9-]{1,20}|counter/[1-9][0-9]{0,2}|rate/[1-9][0-9]{0,2}|ticket/[A-Za-z0-9-]{1,64})$';
export const viewQuery = Type.Object(
  {
    view: Type.String({
      pattern: viewPattern,
      description: 'hall, health, desk, content, voice, lab, screen/ID, counter/N, rate/N or ticket/ID',
    }),
  },
  strict,
);

export const reportQuery = Type.Object(
  {
    date: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Business date; the one that runs when left out' }),
    ),
  },
  strict,
);

export const problemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable; see docs/http-api.md' }),
    detail: Type.Optional(Type.String({ description: 'Where, what is wrong, what to do' })),
    text: bilingualSchema,
    values: Type.Optional(Type.Object({}, { additionalProperties: true })),
    findings: Type.Optional(
      Type.Array(
        Type.Object(
          { code: Type.String(), found: Type.Optional(Type.String()), text: bilingualSchema },
          { ...strict, title: 'MediaFinding' },
        ),
        { description: 'Of media-refused: what is wrong with the file; see docs/media.md' },
      ),
    ),
    mend: Type.Optional(Type.String({ description: 'Of media-refused: the line for a shell that mends it' })),
  },
  { ...strict, title: 'Problem' },
);

/** Bodies of `POST /api/lab/ACTION`; the shapes are `LabActions` of protocol/lab.ts. */
export const labBodies = {
  printer: Type.Object(
    {
      power: Type.Optional(Type.Boolean()),
      paper: Type.Optional(Type.Enum(['ok', 'near-end', 'end'])),
      cover: Type.Optional(Type.Enum(['closed', 'open'])),
      cutter: Type.Optional(Type.Enum(['ok', 'jammed'])),
    },
    strict,
  ),
  key: Type.Object(
    { address: Type.Integer({ minimum: 1, maximum: 125 }), key: Type.Integer({ minimum: 1, maximum: 255 }) },
    strict,
  ),
  rate: Type.Object(
    { address: Type.Integer({ minimum: 1, maximum: 125 }), level: Type.Integer({ minimum: 1, maximum: 5 }) },
    strict,
  ),
  plug: Type.Object({ address: Type.Integer({ minimum: 1, maximum: 125 }), plugged: Type.Boolean() }, strict),
  noise: Type.Object({ share: Type.Number({ minimum: 0, maximum: 0.3 }) }, strict),
  button: Type.Object({ gpio: Type.Integer({ minimum: 0, maximum: 63 }) }, strict),
  broker: Type.Object({ up: Type.Boolean() }, strict),
} as const satisfies Record<string, TSchema>;

export const saveNotice = Type.Object({ draft: noticeDraftSchema }, strict);
export const withReason = Type.Object(
  {
    reason: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: 'For whoever wrote it; no personal data' }),
    ),
  },
  strict,
);
export const dayQuery = Type.Object(
  {
    date: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'Local date; today when left out' }),
    ),
  },
  strict,
);
