/**
 * A profile: how devices of one make speak, as data. Three kinds: frames of bytes, two-line customer displays, Modbus RTU.
 * The types, the validation and the messages come from these schemas; docs/add-a-device.md explains every key.
 */
import Type, { type Static } from 'typebox';
import { bilingual, strict } from './config-parts.ts';
import { foreignKeyNames } from './foreign-keys.ts';

const hex = (description: string) =>
  Type.String({ pattern: '^[0-9A-F]{2}( [0-9A-F]{2}){0,31}$', description: `${description}, e.g. FF 68` });
/** Bytes, and fields by name in braces. */
const template = (description: string) =>
  Type.String({
    pattern: '^([0-9A-F]{2}|\\{[a-z0-9-]{1,20}\\})( ([0-9A-F]{2}|\\{[a-z0-9-]{1,20}\\})){0,31}$',
    description: `${description}, e.g. 02 0A {number}`,
  });
/** `??` is any byte; a leading `*` any run. */
const pattern = (description: string) =>
  Type.String({
    pattern: '^(\\*|[0-9A-F]{2}|\\?\\?)( ([0-9A-F]{2}|\\?\\?)){0,15}$',
    description: `${description}; ?? is any byte, * at the beginning any run, e.g. * 0C`,
  });
const partName = (description: string) => Type.Optional(Type.String({ pattern: '^[a-z0-9-]{1,20}$', description }));

const part = Type.Union([
  Type.Object({ bytes: hex('Bytes that are always the same'), name: partName('Name for from and to') }, strict),
  Type.Object(
    {
      address: Type.Enum(['byte', 'hex'], { description: 'byte: one byte; hex: two characters 00..FF' }),
      name: partName('Name, address when left out'),
    },
    strict,
  ),
  Type.Object(
    {
      length: Type.Integer({ minimum: 1, maximum: 2, description: 'Bytes of this field' }),
      from: Type.String({ description: 'First part that is counted' }),
      to: Type.String({ description: 'Last part that is counted' }),
      bias: Type.Optional(
        Type.Integer({ minimum: -64, maximum: 64, description: 'Added to the count; 0 when left out' }),
      ),
      order: Type.Optional(Type.Enum(['big', 'little'], { description: 'Byte order; big when left out' })),
      name: partName('Name, length when left out'),
    },
    strict,
  ),
  Type.Object(
    {
      data: Type.Object(
        {
          min: Type.Integer({ minimum: 0, maximum: 64 }),
          max: Type.Integer({ minimum: 0, maximum: 64 }),
        },
        { ...strict, description: 'What the messages fill in; so many bytes are accepted' },
      ),
    },
    strict,
  ),
  Type.Object(
    {
      check: Type.Enum(['sum8', 'xor8', 'crc16-modbus']),
      from: Type.String({ description: 'First part that is summed' }),
      to: Type.String({ description: 'Last part that is summed' }),
      name: partName('Name, check when left out'),
    },
    strict,
  ),
]);

const layout = (description: string) => Type.Array(part, { minItems: 1, maxItems: 12, description });

const byteMap = Type.Object(
  Object.fromEntries(
    ['closed', 'paused', 'free', 'called', 'serving', 'green', 'red', 'amber', 'dark', 'yes', 'no'].map((word) => [
      word,
      Type.Optional(hex('Bytes for it')),
    ]),
  ) as Record<
    'closed' | 'paused' | 'free' | 'called' | 'serving' | 'green' | 'red' | 'amber' | 'dark' | 'yes' | 'no',
    ReturnType<typeof Type.Optional<ReturnType<typeof hex>>>
  >,
  { ...strict, description: 'Bytes by state, light, or yes and no' },
);

const field = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9-]{1,20}$', description: 'Name in braces' }),
    of: Type.Enum(['ticket', 'number', 'counter', 'waiting', 'text', 'below', 'state', 'light', 'calling'], {
      description: 'What it shows: A023, 23, 3, people waiting, a line with Chinese, 3号窗口, or a state by its map',
    }),
    as: Type.Optional(
      Type.Enum(['ascii', 'gb2312', 'gb18030', 'digits', 'binary'], {
        description: 'How; digits: one byte 00..09 for each; binary: a number of width bytes; ascii when left out',
      }),
    ),
    width: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 40, description: 'Bytes; as long as it is when left out' }),
    ),
    pad: Type.Optional(Type.String({ pattern: '^[0-9A-F]{2}$', description: 'Byte that fills it; 20 when left out' })),
    align: Type.Optional(Type.Enum(['left', 'right', 'centre'], { description: 'left when left out' })),
    order: Type.Optional(
      Type.Enum(['big', 'little'], { description: 'little: last digit or lowest byte first; big when left out' }),
    ),
    map: Type.Optional(byteMap),
  },
  strict,
);

const when = Type.Optional(
  Type.Array(Type.Enum(['closed', 'paused', 'free', 'called', 'serving']), {
    minItems: 1,
    description: 'In these states of the counter; in all when left out',
  }),
);
const cases = Type.Array(Type.Object({ when, data: template('What is sent') }, strict), {
  minItems: 1,
  maxItems: 6,
  description: 'The first that fits the state of the counter',
});

const common = {
  name: bilingual('What the device is'),
  source: Type.String({ minLength: 1, maxLength: 200, description: 'Where its language is written down' }),
  unknown: Type.Optional(
    Type.Array(bilingual('What nobody has tried'), {
      maxItems: 10,
      description: 'Not confirmed: try it before you trust it',
    }),
  ),
  baud: Type.Integer({ minimum: 1200, maximum: 921600, description: 'Usual speed of its line' }),
  gapMs: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 1000, description: 'Silence before each frame of ours; 20 when left out' }),
  ),
  refreshSeconds: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 3600,
      description: 'All is shown again so often, for a device that lost its power unnoticed; 0 never; 30 when left out',
    }),
  ),
};

export const frameProfileSchema = Type.Object(
  {
    kind: Type.Literal('frame'),
    ...common,
    frame: layout('Parts of a frame to the device, in order'),
    receive: Type.Optional(layout('Parts of a frame from the device; as frame when left out')),
    fields: Type.Optional(Type.Array(field, { maxItems: 16 })),
    open: Type.Optional(Type.Array(hex('Sent as it stands when the line opens'), { maxItems: 8 })),
    show: Type.Optional(
      Type.Array(Type.Object({ name: Type.String({ pattern: '^[a-z0-9-]{1,20}$' }), cases }, strict), {
        maxItems: 8,
        description: 'What stands on the device; sent when it changes',
      }),
    ),
    confirm: Type.Optional(pattern('What the device answers to each frame of show')),
    call: Type.Optional(
      Type.Array(template('Sent once for each call and recall'), { maxItems: 4, description: 'A beep, say' }),
    ),
    rate: Type.Optional(template('Opens the rating')),
    keys: Type.Optional(
      Type.Array(Type.Object({ data: pattern('Data of the key'), key: Type.Enum(foreignKeyNames) }, strict), {
        maxItems: 40,
      }),
    ),
    rating: Type.Optional(
      Type.Array(
        Type.Object(
          {
            data: pattern('Data of the answer'),
            level: Type.Integer({ minimum: 1, maximum: 5, description: '5 is very satisfied' }),
          },
          strict,
        ),
        { maxItems: 10 },
      ),
    ),
    ignore: Type.Optional(
      Type.Array(pattern('Frames that are neither a rating nor a key'), { maxItems: 10, description: 'Before keys' }),
    ),
    answerKey: Type.Optional(template('Answer to a key; {echo} is the data received, {in-1} its second byte')),
    answerRating: Type.Optional(template('Answer to a rating')),
    repeatMs: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 2000,
        description: 'The same frame within this is the same press; 300 when left out',
      }),
    ),
  },
  strict,
);

export const lineDisplayProfileSchema = Type.Object(
  {
    kind: Type.Literal('line-display'),
    ...common,
    dialect: Type.Enum(['cd5220', 'epson-dm-d', 'utc-enhanced']),
    columns: Type.Optional(
      Type.Integer({ minimum: 8, maximum: 40, description: 'Characters a line; 20 when left out' }),
    ),
    blink: Type.Optional(
      Type.Boolean({ description: 'True: the device blinks by itself (1F 45 n); else its upper line is switched' }),
    ),
  },
  strict,
);

export const modbusProfileSchema = Type.Object(
  {
    kind: Type.Literal('modbus'),
    ...common,
    fields: Type.Array(field, { minItems: 1, maxItems: 16 }),
    registers: Type.Array(
      Type.Object(
        {
          at: Type.Integer({ minimum: 0, maximum: 65535, description: 'First holding register, counted from 0' }),
          one: Type.Optional(Type.Boolean({ description: 'True: written by function 06; else by 10h' })),
          cases,
        },
        strict,
      ),
      { minItems: 1, maxItems: 16, description: 'Two bytes are a register, high byte first' },
    ),
    answerMs: Type.Optional(
      Type.Integer({ minimum: 20, maximum: 5000, description: 'Longest wait for an answer; 500 when left out' }),
    ),
  },
  strict,
);

export type FrameProfile = Static<typeof frameProfileSchema>;
export type LineDisplayProfile = Static<typeof lineDisplayProfileSchema>;
export type ModbusProfile = Static<typeof modbusProfileSchema>;
export type ForeignProfile = FrameProfile | LineDisplayProfile | ModbusProfile;
export type FramePart = Static<typeof part>;
export type ForeignField = Static<typeof field>;
export type ForeignCase = Static<typeof cases>[number];

/** What devices of a profile can be used as. */
export function rolesOf(profile: ForeignProfile): readonly ('panel' | 'keypad' | 'rating')[] {
  if (profile.kind !== 'frame') return ['panel'];
  return [
    ...((profile.show ?? []).length > 0 ? (['panel'] as const) : []),
    ...((profile.keys ?? []).length > 0 ? (['keypad'] as const) : []),
    ...((profile.rating ?? []).length > 0 ? (['rating'] as const) : []),
  ];
}

/** True when its frames say which device is meant. */
export function hasAddress(profile: ForeignProfile): boolean {
  if (profile.kind === 'modbus') return true;
  return profile.kind === 'frame' && [...profile.frame, ...(profile.receive ?? [])].some((each) => 'address' in each);
}
