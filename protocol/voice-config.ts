/** The voice of the hall in the configuration: phrases, recorded clips, loudness, and what is said besides calls. */
import Type, { type Static } from 'typebox';
import { momentsSchema } from './phrases.ts';

const strict = { additionalProperties: false } as const;
const share = (description: string) => Type.Optional(Type.Number({ minimum: 0, maximum: 1, description }));

export const voiceConfigSchema = Type.Object(
  {
    pack: Type.Optional(
      Type.String({ minLength: 1, description: 'File with the phrases; built-in ones when left out' }),
    ),
    phrases: Type.Optional({ ...momentsSchema, description: 'Own phrases of this hall in place of those of the pack' }),
    clips: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Folder with recorded clips and their manifest.yaml; see docs/voice.md',
      }),
    ),
    slow: Type.Optional(Type.Boolean({ description: 'True: slower, with longer pauses' })),
    volume: Type.Optional(
      Type.Object(
        { day: share('0 to 1; 1 when left out'), evening: share('0 to 1; that of the day when left out') },
        { ...strict, description: 'Loudness of voice and chime' },
      ),
    ),
    evening: Type.Optional(
      Type.String({
        pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$',
        description: 'When the evening volume begins; 18:00 when left out',
      }),
    ),
    announcements: Type.Optional(
      Type.Object(
        {
          closingMinutes: Type.Optional(
            Type.Array(Type.Integer({ minimum: 1, maximum: 120 }), {
              minItems: 1,
              maxItems: 4,
              description: 'So long before the end of the day, while people wait; never when left out',
            }),
          ),
          longWait: Type.Optional(
            Type.Object(
              {
                factor: Type.Optional(
                  Type.Number({
                    minimum: 1,
                    maximum: 10,
                    description: 'Waiting so many times the target of the service; 1.5 when left out',
                  }),
                ),
                everyMinutes: Type.Optional(
                  Type.Integer({ minimum: 5, maximum: 240, description: 'At most so often; 20 when left out' }),
                ),
              },
              { ...strict, description: 'An apology to those who wait far too long; never when left out' },
            ),
          ),
        },
        { ...strict, description: 'What is said besides calls' },
      ),
    ),
  },
  { ...strict, description: 'The voice of the hall' },
);
export type VoiceConfig = Static<typeof voiceConfigSchema>;

export const voiceDefaults = {
  volume: 1,
  evening: '18:00',
  longWaitFactor: 1.5,
  longWaitEveryMinutes: 20,
} as const;
/** Before this the evening before still counts: nobody opens a hall so early, some close late. */
const morningMinutes = 5 * 60;

/** Loudness of voice and chime at a local minute, 0 to 1; that of the day while the clock is not trusted. */
export function voiceVolume(voice: VoiceConfig | undefined, minutes: number | null): number {
  const day = voice?.volume?.day ?? voiceDefaults.volume;
  if (minutes === null) return day;
  const evening = voice?.evening ?? voiceDefaults.evening;
  const from = Number(evening.slice(0, 2)) * 60 + Number(evening.slice(3));
  return minutes >= from || minutes < morningMinutes ? (voice?.volume?.evening ?? day) : day;
}
