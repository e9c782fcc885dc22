/**
 * What the centre wants a hall to show and to keep: films with their playlists, notices, days that differ. Each is the whole list,
 * each time; what is missing from it is withdrawn. Ids get `centre-` before them in the hall, so that nothing of the hall's own
 * is ever overwritten.
 */
import Type, { type Static } from 'typebox';
import { fileName } from './api-bodies.ts';
import { exceptionSchema } from './config-parts.ts';
import { mediaId, noticeDraftSchema, playlistSchema } from './content.ts';
import { limits } from './limits.ts';

const strict = { additionalProperties: false } as const;

/** Names of the documents that a hall takes. */
export const centreDocumentNames = ['appointments', 'films', 'notices', 'calendar'] as const;
/** Those that may be for every hall at once; appointments are of one hall. */
export const documentsForAll: readonly string[] = ['films', 'notices', 'calendar'];
/** With the prefix before it the id still fits an address. */
const centreId = Type.String({ pattern: '^[A-Za-z0-9-]{1,57}$', description: "The centre's own id" });

const manifest = {
  revision: Type.Integer({
    minimum: 1,
    maximum: Number.MAX_SAFE_INTEGER,
    description: 'Higher for each new list of files',
  }),
  items: Type.Array(
    Type.Object(
      {
        sha256: mediaId,
        bytes: Type.Integer({ minimum: 1, maximum: limits.mediaFileBytesMax }),
        name: fileName,
        url: Type.String({ pattern: '^https?://[!-~]{1,500}$' }),
      },
      strict,
    ),
    { maxItems: limits.manifestItemsMax },
  ),
};

/** The files alone, as they are fetched. `for`: they came in a document for every hall, whose revisions count for themselves. */
export const manifestSchema = Type.Object({ ...manifest, for: Type.Optional(Type.Literal('all')) }, strict);
export type Manifest = Static<typeof manifestSchema>;
export type ManifestItem = Manifest['items'][number];

export const filmsDocumentSchema = Type.Object(
  {
    ...manifest,
    playlists: Type.Array(Type.Object({ id: centreId, ...playlistSchema.properties }, strict), {
      maxItems: limits.playlistsMax,
    }),
  },
  strict,
);
export type FilmsDocument = Static<typeof filmsDocumentSchema>;

export const noticesDocumentSchema = Type.Object(
  {
    notices: Type.Array(Type.Object({ id: centreId, ...noticeDraftSchema.properties }, strict), {
      maxItems: limits.noticesMax,
    }),
  },
  strict,
);
export type NoticesDocument = Static<typeof noticesDocumentSchema>;

/** Days as `hall.exceptions` of the configuration has them; they come before those of the configuration. */
export const calendarDocumentSchema = Type.Object(
  { exceptions: Type.Array(exceptionSchema, { maxItems: limits.calendarDaysMax }) },
  strict,
);
export type CalendarDocument = Static<typeof calendarDocumentSchema>;
