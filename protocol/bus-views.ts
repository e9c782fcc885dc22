/** The buses as staff see them: every node with what it has said of itself, how it is heard, and whether its words are proved. */
import Type, { type Static } from 'typebox';
import { strict } from './api-views.ts';

const orNull = <Schema extends Parameters<typeof Type.Array>[0]>(schema: Schema) => Type.Union([schema, Type.Null()]);
const uid = (description: string) => Type.String({ pattern: '^[0-9A-F]{24}$', description });

/** Why a node and its key do not fit; see docs/hall-bus.md, section 10. */
const troubles = ['no-key-here', 'no-key-there', 'wrong-key'] as const;
const capabilities = Type.Object(
  {
    minor: Type.Integer({ description: 'Minor version of the protocol' }),
    zones: Type.Integer(),
    columns: Type.Integer({ description: 'Half-width cells of a text zone' }),
    charset: Type.Enum(['ascii', 'gb2312', 'gbk', 'gb18030']),
    glyphs: Type.Integer({ description: 'Slots for pictures of characters it lacks' }),
    leds: Type.Integer(),
    keys: Type.Integer(),
    ratingLevels: Type.Integer(),
    features: Type.Array(Type.Enum(['buzzer', 'voice', 'clock', 'firmware', 'secure'])),
  },
  strict,
);

const busNodeSchema = Type.Object(
  {
    address: Type.Integer(),
    kind: orNull(Type.Enum(['panel', 'call-keypad', 'rating-keypad'])),
    counter: orNull(Type.Integer()),
    state: Type.Enum(['online', 'offline', 'wrong', 'locked']),
    uid: orNull(uid('As it says itself')),
    expectedUid: orNull(uid('As the configuration says')),
    model: orNull(Type.Integer()),
    firmware: orNull(Type.String()),
    install: Type.Boolean({ description: 'It is in install mode: it takes a key and an address from anybody' }),
    cap: orNull(capabilities),
    silentMs: orNull(Type.Number({ description: 'Since it last answered' })),
    silences: Type.Integer({ description: 'Requests without a valid answer' }),
    damaged: orNull(Type.Integer({ description: 'Damaged frames it has counted since its boot' })),
    refused: Type.Integer({ description: 'Frames whose proof was wrong, here and there' }),
    secure: Type.Boolean({ description: 'All it says is proved by its key' }),
    keyed: Type.Boolean({ description: 'The hall holds a key for it' }),
    trouble: orNull(Type.Enum([...troubles])),
  },
  { ...strict, title: 'BusNode' },
);

const foundSchema = Type.Object(
  {
    uid: uid('As it says itself'),
    address: Type.Integer({ description: '0: it has none' }),
    model: Type.Integer(),
    firmware: Type.String(),
  },
  strict,
);

export const busAnswerSchema = Type.Object(
  {
    buses: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          up: Type.Boolean({ description: 'The line is open' }),
          baud: Type.Integer(),
          cycleMs: Type.Number({ description: 'Last round of all call keypads in use' }),
          nodes: Type.Array(busNodeSchema),
          scan: orNull(
            Type.Object(
              {
                running: Type.Boolean(),
                whole: Type.Boolean({ description: 'Noise kept no node from being heard' }),
                found: Type.Array(foundSchema),
              },
              strict,
            ),
          ),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'Buses' },
);

export type BusAnswer = Static<typeof busAnswerSchema>;
export type BusView = BusAnswer['buses'][number];
export type BusNodeView = BusView['nodes'][number];
export type BusFoundView = Static<typeof foundSchema>;

const address = Type.Integer({ minimum: 1, maximum: 125, description: 'Address of a node' });
export const scanBody = Type.Object(
  {
    scope: Type.Enum(['new', 'all', 'button'], {
      description: 'new: nodes without an address; all; button: whose button was pressed in the last minute',
    }),
  },
  strict,
);
export const addressBody = Type.Object({ uid: uid('Node that is meant'), address }, strict);
export const nodeBody = Type.Object({ address }, strict);
export const speedBody = Type.Object(
  { baud: Type.Union([9_600, 19_200, 38_400, 57_600, 115_200].map((baud) => Type.Literal(baud))) },
  strict,
);
export type ScanScope = Static<typeof scanBody>['scope'];
