/** Schemas of the answers about the voice and the calendar; the types stand in voice-views.ts. */
import Type from 'typebox';
import { bilingualSchema, hallPartSchema, nullable, strict } from './api-views.ts';
import { limits } from './limits.ts';
import { moments } from './phrases.ts';

const locale = Type.Enum(['zh-CN', 'en']);
const words = Type.Object({ 'zh-CN': Type.String(), en: Type.String() }, strict);
const loudness = nullable(Type.Number({ description: 'dB below full scale, as found' }));
const screenState = Type.Enum(['never', 'alive', 'stalled', 'silent', 'off']);

const momentSchema = Type.Object(
  {
    moment: Type.Enum([...moments]),
    said: Type.Boolean({ description: 'False: kept, but not said by this version' }),
    own: Type.Boolean({ description: 'From the configuration instead of the pack' }),
    phrases: Type.Array(
      Type.Object(
        {
          when: Type.Enum(['day', 'early', 'noon', 'evening', 'festival']),
          hours: nullable(Type.String()),
          festival: nullable(Type.String()),
          words,
          now: Type.Boolean(),
        },
        strict,
      ),
    ),
    now: bilingualSchema,
  },
  strict,
);
const clipsSchema = Type.Object(
  {
    name: Type.String(),
    folder: Type.String(),
    chime: Type.Boolean(),
    files: Type.Array(
      Type.Object({ file: Type.String(), language: locale, says: Type.String(), loudnessDb: loudness }, strict),
    ),
    missing: Type.Array(
      Type.Object(
        {
          language: locale,
          kind: Type.Enum(['letters', 'number', 'words']),
          says: Type.String(),
        },
        strict,
      ),
    ),
  },
  strict,
);
const voicePartSchema = Type.Object(
  {
    pack: Type.Object({ name: Type.String(), stamp: Type.String(), file: nullable(Type.String()) }, strict),
    moments: Type.Array(momentSchema),
    forbidden: Type.Object({ always: Type.Array(Type.String()), pack: Type.Array(Type.String()) }, strict),
    languages: Type.Array(locale),
    chime: Type.Boolean(),
    slow: Type.Boolean(),
    volume: Type.Object(
      { day: Type.Number(), evening: Type.Number(), eveningFrom: Type.String(), now: Type.Number() },
      strict,
    ),
    clips: nullable(clipsSchema),
    espeak: Type.Boolean(),
    problems: Type.Array(
      Type.Object(
        { file: nullable(Type.String()), line: Type.Integer(), path: Type.String(), text: bilingualSchema },
        strict,
      ),
    ),
  },
  strict,
);
export const voiceAnswerSchema = Type.Object(
  {
    hall: hallPartSchema,
    voice: voicePartSchema,
    said: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          kind: Type.Enum(['call', 'recall', 'closing-soon', 'long-wait', 'sample']),
          wallMs: Type.Number(),
          say: Type.Array(Type.Object({ locale, text: Type.String() }, strict)),
          screen: nullable(Type.String()),
          by: nullable(Type.String({ description: 'Badge' })),
        },
        strict,
      ),
      { description: 'Newest first' },
    ),
    screens: Type.Array(
      Type.Object(
        { id: Type.String(), name: nullable(bilingualSchema), speaks: Type.Boolean(), state: screenState },
        strict,
      ),
    ),
    made: Type.Array(
      Type.Object({ text: Type.String(), by: Type.Enum(['clips', 'espeak']), loudnessDb: loudness }, strict),
      { description: 'Sentences whose sound was made in this start, newest first' },
    ),
  },
  { ...strict, title: 'Voice' },
);

const hours = Type.Array(Type.String({ description: 'HH:MM-HH:MM' }));
const calendarDaySchema = Type.Object(
  {
    date: Type.String(),
    weekday: Type.Integer({ minimum: 1, maximum: 7 }),
    hours,
    always: Type.Boolean({ description: 'No hours are configured' }),
    differs: nullable(
      Type.Object(
        {
          kind: Type.Enum(['holiday', 'makeup', 'own-hours']),
          name: nullable(bilingualSchema),
          from: Type.Enum(['centre', 'file']),
        },
        strict,
      ),
    ),
    why: bilingualSchema,
    duty: nullable(Type.Object({ who: bilingualSchema, why: bilingualSchema }, strict)),
    services: Type.Array(Type.Object({ id: Type.String(), name: bilingualSchema, hours }, strict)),
    screens: Type.Array(Type.Object({ id: Type.String(), name: nullable(bilingualSchema), on: hours }, strict)),
  },
  { ...strict, title: 'CalendarDay' },
);
export const calendarAnswerSchema = Type.Object(
  {
    source: Type.Object(
      {
        centre: nullable(
          Type.Object(
            { version: nullable(Type.Integer()), entries: Type.Integer(), sinceWallMs: Type.Number() },
            strict,
          ),
        ),
        entries: Type.Integer({ description: 'Exceptions of the configuration file' }),
        week: Type.Boolean({ description: 'The configuration has hours' }),
        roster: Type.Boolean(),
      },
      strict,
    ),
    days: Type.Array(calendarDaySchema),
  },
  { ...strict, title: 'Calendar' },
);
export const calendarQuery = Type.Object(
  {
    from: Type.Optional(
      Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$', description: 'First local date; today when left out' }),
    ),
    days: Type.Optional(
      Type.String({ pattern: '^[1-9]\\d?$', description: `1 to ${limits.calendarAheadDaysMax}; 31 when left out` }),
    ),
  },
  strict,
);
