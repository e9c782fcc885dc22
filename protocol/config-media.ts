/** How the films of the centre are fetched, in the configuration: how fast, and when. */
import Type, { type Static } from 'typebox';
import { hhmm, strict } from './config-parts.ts';
import { limits } from './limits.ts';

export const mediaFetchSchema = Type.Object(
  {
    bytesPerSecond: Type.Optional(
      Type.Integer({
        minimum: 10_000,
        maximum: 100_000_000,
        description: 'At most so fast; 2000000 (some 16 Mbit/s) when left out',
      }),
    ),
    when: Type.Optional(
      Type.Union(
        [
          Type.Enum(['any', 'closed']),
          Type.Object(
            {
              daily: Type.Object(
                { from: hhmm('Begins'), to: hhmm('Ends; on the next day when it is before `from`') },
                strict,
              ),
            },
            strict,
          ),
        ],
        {
          description:
            'any: at all times, when left out; closed: outside the opening hours of the hall; {daily: {from, to}}: between two times of the day',
        },
      ),
    ),
  },
  { ...strict, description: 'How films of the centre are fetched' },
);
export type MediaFetchConfig = Static<typeof mediaFetchSchema>;

export const mediaFetchDefaults = { bytesPerSecond: limits.mediaFetchBytesPerSecond, when: 'any' } as const;
