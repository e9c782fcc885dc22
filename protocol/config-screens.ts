/** A screen of the hall as configured: where it hangs, what it shows, how it is switched. */
import Type from 'typebox';
import { bilingual, strict } from './config-parts.ts';

export const screenSchema = Type.Object(
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
