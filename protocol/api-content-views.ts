/** Schemas of the answers about notices, playlists, files and screens; see api-views.ts. */
import Type from 'typebox';
import { bilingualSchema, hallPartSchema, nullable, strict } from './api-views.ts';
import { mediaFactsSchema, noticeDraftSchema, noticeStates, playlistSchema } from './content.ts';

const powerSchema = Type.Object(
  {
    planned: Type.Enum(['on', 'off']),
    commanded: nullable(Type.Enum(['on', 'off'])),
    confirmed: nullable(Type.Enum(['on', 'off', 'blanked'])),
    way: Type.Enum(['cec', 'wlopm', 'none']),
  },
  { ...strict, title: 'ScreenPower' },
);
export const contentAnswerSchema = Type.Object(
  {
    hall: hallPartSchema,
    notices: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          draft: noticeDraftSchema,
          state: Type.Enum([...noticeStates]),
          shown: Type.Boolean({ description: 'Stands on a screen now' }),
          author: Type.String({ description: 'Badge' }),
          approver: nullable(Type.String({ description: 'Badge' })),
          reason: nullable(Type.String()),
          changedWallMs: Type.Number(),
          endsSoon: Type.Boolean(),
          endsWallMs: nullable(Type.Number({ description: 'When an urgent one ends by itself' })),
          steps: Type.Array(
            Type.Object(
              {
                to: Type.Enum(['saved', ...noticeStates]),
                by: Type.String({ description: 'Badge, centre or system' }),
                wallMs: Type.Number(),
                reason: Type.Optional(Type.String()),
              },
              strict,
            ),
            { description: 'Who did what and when, the newest last' },
          ),
          confirmed: Type.Array(Type.String(), { description: 'Screens that have said it stands there' }),
          fixed: Type.Boolean({ description: 'It comes from the configuration file' }),
        },
        strict,
      ),
    ),
    playlists: Type.Array(
      Type.Object({ ...playlistSchema.properties, id: Type.String(), showing: Type.Boolean() }, strict),
    ),
    media: Type.Array(
      Type.Object({ ...mediaFactsSchema.properties, usedBy: Type.Integer(), addedWallMs: Type.Number() }, strict),
    ),
    disk: Type.Object({ usedBytes: Type.Number(), maxBytes: Type.Number() }, strict),
    screens: Type.Array(
      Type.Object(
        {
          id: Type.String(),
          name: nullable(bilingualSchema),
          state: Type.Enum(['never', 'alive', 'stalled', 'silent', 'off']),
          sinceWallMs: nullable(Type.Number()),
          revision: nullable(Type.Integer()),
          width: nullable(Type.Integer()),
          height: nullable(Type.Integer()),
          power: powerSchema,
          tooSmall: Type.Array(bilingualSchema, { description: 'What the farthest seat cannot read' }),
        },
        strict,
      ),
    ),
    needsTwo: Type.Boolean({ description: 'Whoever wrote a notice may not approve it' }),
  },
  { ...strict, title: 'Content' },
);
export const planRowSchema = Type.Object(
  {
    from: Type.String({ description: 'HH:MM' }),
    to: Type.String({ description: 'HH:MM' }),
    open: Type.Boolean(),
    power: Type.Enum(['on', 'off']),
    notices: Type.Array(Type.Object({ id: Type.String(), title: bilingualSchema, priority: Type.String() }, strict)),
    playlists: Type.Array(Type.Object({ id: Type.String(), name: Type.String() }, strict)),
    films: Type.Integer(),
    why: bilingualSchema,
  },
  strict,
);
