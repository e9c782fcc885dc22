/**
 * Buttons, lamps and switches on the Pi's own pins, as the configuration writes them: each by its GPIO number, 17 or GPIO17.
 * docs/buttons.md says how they are wired; device/adapters/config-gpio.ts says what the schema cannot.
 */
import Type, { type Static } from 'typebox';
import { strict } from './config-parts.ts';

const pin = (description: string) =>
  Type.Union([Type.Integer({ minimum: 0, maximum: 1023 }), Type.String({ pattern: '^GPIO[0-9]{1,2}$' })], {
    description,
  });
const service = (description: string) => Type.String({ pattern: '^[A-Z]{1,3}$', description });
const iKnow = Type.Optional(
  Type.Boolean({ description: 'True: the pin is used although it is reserved, or not on the header of every Pi' }),
);

const input = (what: string) => ({
  gpio: pin(`${what}: the Pi's own GPIO number, 17 or GPIO17`),
  activeLow: Type.Optional(
    Type.Boolean({ description: 'Pressed or closed pulls the line to ground; true when left out' }),
  ),
  key: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 767,
      description: 'The kernel holds the line as a key of this code (dtoverlay=gpio-key); read from /dev/input then',
    }),
  ),
  iKnow,
});
const output = (what: string) => ({
  gpio: pin(`${what}: the Pi's own GPIO number, 17 or GPIO17`),
  activeLow: Type.Optional(Type.Boolean({ description: 'On pulls the line to ground; false when left out' })),
  iKnow,
});
const lamp = {
  lamp: Type.Optional(pin('GPIO number of its lamp')),
  lampActiveLow: Type.Optional(Type.Boolean({ description: 'Lit pulls the line to ground; false when left out' })),
};

export const buttonSchema = Type.Object(
  { ...input('The button'), service: service('Service whose ticket it gives'), ...lamp },
  strict,
);

export const buzzerCauses = ['staff-call', 'printer-fault', 'door-open'] as const;
export const lampMeanings = ['open', 'queue', 'printer-fault'] as const;

export const gpioSchema = Type.Object(
  {
    chip: Type.Optional(
      Type.String({ minLength: 1, maxLength: 60, description: "Label of the chip, where it is none of a Pi's" }),
    ),
    calls: Type.Optional(
      Type.Array(Type.Object({ ...input('The button'), ...lamp }, strict), {
        maxItems: 8,
        description: 'Buttons that call staff',
      }),
    ),
    buzzer: Type.Optional(
      Type.Object(
        {
          ...output('The buzzer'),
          causes: Type.Optional(
            Type.Array(Type.Enum([...buzzerCauses]), {
              minItems: 1,
              maxItems: buzzerCauses.length,
              description: 'What it sounds for; staff-call when left out',
            }),
          ),
        },
        strict,
      ),
    ),
    lamps: Type.Optional(
      Type.Array(
        Type.Object(
          {
            ...output('The lamp'),
            shows: Type.Enum([...lampMeanings], {
              description:
                'Lit while: open, tickets are given; queue, somebody waits; printer-fault, the printer is in trouble',
            }),
            service: Type.Optional(service('For open and queue: this service only; any when left out')),
          },
          strict,
        ),
        { maxItems: 12, description: 'Lamps of the hall' },
      ),
    ),
    paperLow: Type.Optional(
      Type.Object(input('The switch, closed while the roll is nearly empty'), {
        ...strict,
        description: 'Paper switch of a printer that has no sensor of its own',
      }),
    ),
    door: Type.Optional(
      Type.Object(
        {
          ...input('The contact, closed while the door is closed'),
          minutes: Type.Optional(
            Type.Integer({
              minimum: 0,
              maximum: 120,
              description: 'Open so long while the hall is closed is a fault; 10 when left out',
            }),
          ),
        },
        { ...strict, description: 'Contact at the door of the hall' },
      ),
    ),
  },
  { ...strict, description: 'Other lines on the pins: staff call, buzzer, lamps, paper switch, door' },
);

export type GpioConfig = Static<typeof gpioSchema>;
export type GpioPin = Static<ReturnType<typeof pin>>;
export type BuzzerCause = (typeof buzzerCauses)[number];
export type LampMeaning = (typeof lampMeanings)[number];

/** The number of a pin, however it is written. */
export function bcmOf(written: GpioPin): number {
  return typeof written === 'number' ? written : Number(written.slice('GPIO'.length));
}
