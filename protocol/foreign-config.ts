/** Devices of other makers in the hall's configuration: a line, a profile that says how they speak, and whose they are. */
import Type, { type Static } from 'typebox';
import { id, lineSchema, strict } from './config-parts.ts';

export const foreignRoles = ['panel', 'keypad', 'rating'] as const;

export const foreignSchema = Type.Object(
  {
    id: id('Id of the line, e.g. boards; not that of a bus'),
    line: lineSchema,
    profile: Type.Optional(
      Type.String({ pattern: '^[a-z0-9-]{1,40}$', description: 'A profile that comes with the program' }),
    ),
    file: Type.Optional(
      Type.String({ minLength: 1, description: 'Or a profile of your own (docs/add-a-device.md), beside this file' }),
    ),
    brightness: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 4,
        description: 'Of a customer display; as the device stands when left out',
      }),
    ),
    places: Type.Array(
      Type.Object(
        {
          counter: Type.Integer({ minimum: 1, maximum: 199, description: 'Counter it belongs to' }),
          address: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 255,
              description: 'Address on the line; only where the profile has one',
            }),
          ),
          roles: Type.Optional(
            Type.Array(Type.Enum([...foreignRoles]), {
              minItems: 1,
              maxItems: 3,
              description: 'What it is used as; all that its profile can do when left out',
            }),
          ),
        },
        strict,
      ),
      { minItems: 1, maxItems: 64, description: 'The devices on this line' },
    ),
  },
  { ...strict, description: 'Devices of other makers on one line' },
);

export type ForeignConfig = Static<typeof foreignSchema>;
export type ForeignPlaceConfig = ForeignConfig['places'][number];
export type ForeignRole = (typeof foreignRoles)[number];

/** Address of a device whose frames carry none: it is alone on its line. */
export const loneAddress = 1;
