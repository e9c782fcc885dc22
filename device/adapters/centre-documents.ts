/**
 * Documents that the centre wants the hall to have. Each is checked, stored in one commit, and its end told once: null, or why it
 * was rejected. A newer one of the same name ends the work on an older one, of which nothing is told any more; while the
 * disk refuses, or a server of films cannot be reached, nothing is told either and the work goes on.
 */
import type { TSchema } from 'typebox';
import {
  type CalendarDocument,
  calendarDocumentSchema,
  type FilmsDocument,
  filmsDocumentSchema,
  type NoticesDocument,
  noticesDocumentSchema,
} from '../../protocol/centre-documents.ts';
import type { Command } from '../../protocol/commands.ts';
import type { HallConfig } from '../../protocol/config.ts';
import type { FilmsProgress, MediaFacts } from '../../protocol/content.ts';
import { explainSchema, pathText } from '../../protocol/explain-schema.ts';
import type { Refusal } from '../../protocol/refusals.ts';
import type { ClockPort } from '../ports.ts';
import { readAppointments } from '../runtime/appointment-list.ts';
import { isStoredLater } from '../runtime/fact-store.ts';
import type { Hall } from '../runtime/hall-types.ts';
import type { DesiredDocument, DocumentEnd } from '../runtime/uplink-types.ts';
import { checkExceptions } from './config-time-checks.ts';
import { isWorthAnother, type MediaFetch } from './media-fetch.ts';
import type { MediaStore } from './media-store.ts';

export interface CentreDocumentsOptions {
  readonly config: HallConfig;
  readonly hall: Pick<Hall, 'submit' | 'takeAppointments' | 'contentView'>;
  readonly clock: ClockPort;
  readonly films: MediaFetch;
  readonly store: Pick<MediaStore, 'facts'>;
}

export interface CentreDocuments {
  /** `tell` hears how far a list of films has come, and then the end. */
  take(
    document: Pick<DesiredDocument, 'name' | 'data' | 'for'> & Partial<Pick<DesiredDocument, 'version'>>,
    tell: (end: DocumentEnd) => void,
  ): void;
  stop(): void;
}

type Done = (error: string | null) => void;
/** A list of films with what comes beside it. */
type FilmsTaken = FilmsDocument & Pick<DesiredDocument, 'for'> & { readonly tell: (progress: FilmsProgress) => void };
type CalendarTaken = CalendarDocument & { readonly version: number | undefined };
/** Whether this document is still the newest of its name. */
type IsWanted = () => boolean;

/** Longest reason of a rejected document. */
const errorCharsMax = 200;
const storeAgainMs = 1_000;
/** After eight tries at each film the server is left alone for so long. */
const fetchAgainMs = 600_000;
const centre = { id: 'centre', clerk: null, staff: true };

export function createCentreDocuments(options: CentreDocumentsOptions): CentreDocuments {
  const { clock, config, films, hall } = options;
  const newest = new Map<string, object>();
  const timers = new Map<string, () => void>();

  function later(name: string, ms: number, run: () => void): void {
    timers.get(name)?.();
    timers.set(name, clock.at(clock.monoMs() + ms, run));
  }

  /** Asked again until the disk takes it. */
  function store(name: string, command: Command, isWanted: IsWanted, done: Done): void {
    hall.submit(command, centre, (result) => {
      if (!isWanted()) return;
      if (isStoredLater(result)) later(name, storeAgainMs, () => store(name, command, isWanted, done));
      else done(result.ok ? null : refusalText(result.refusal));
    });
  }

  function takeAppointments(data: unknown, done: Done): void {
    // A list that a person keeps in a file is not changed behind the person's back.
    if (config.appointments?.file !== undefined) {
      done('appointments come from a file of the hall');
      return;
    }
    const services = new Set(config.services.map(({ id }) => id));
    const { items, problems } = readAppointments(data, { services, local: clock.local });
    const [first] = problems;
    if (first) done(`${pathText(first.path)}: ${first.message.en}`);
    else hall.takeAppointments(items, (refusal) => done(refusal ? refusal.code : null));
  }

  async function takeFilms(document: FilmsTaken, isWanted: IsWanted, done: Done): Promise<void> {
    const wrong = wrongPlaylist(document, config);
    if (wrong !== null) return done(wrong);
    const { revision, items, playlists, tell, ...rest } = document;
    const forget = films.onProgress((progress) => progress !== null && isWanted() && tell(progress));
    const outcome = await films.applyManifest({ revision, items, ...(rest.for ? { for: rest.for } : {}) });
    forget();
    if (!isWanted()) return;
    if (outcome.state === 'refused') return done(`revision: ${revision} is older than the list that stands`);
    if (outcome.state === 'incomplete') {
      const final = outcome.missing.find(
        ({ why }) => !isWorthAnother(why) && why !== 'superseded' && why !== 'storage-failed',
      );
      if (final) done(`file ${final.sha256.slice(0, 12)}: ${final.why}`);
      else later('films', fetchAgainMs, () => void takeFilms(document, isWanted, done));
      return;
    }
    const added = await factsOfNew(document, options);
    if (!isWanted()) return;
    if (typeof added === 'string') return done(added);
    const lists = playlists.map(({ id, ...content }) => ({ id, content }));
    const files = items.map(({ sha256 }) => sha256);
    store('films', { type: 'centre-films', files, added, playlists: lists }, isWanted, done);
  }

  function takeNotices({ notices }: NoticesDocument, isWanted: IsWanted, done: Done): void {
    const drafts = notices.map(({ id, ...draft }) => ({ id, draft }));
    store('notices', { type: 'centre-notices', notices: drafts }, isWanted, done);
  }

  function takeCalendar({ exceptions, version }: CalendarTaken, isWanted: IsWanted, done: Done): void {
    let first: string | null = null;
    checkExceptions(exceptions, ['exceptions'], (path, _code, _zh, en) => {
      first ??= `${pathText(path)}: ${en}`;
    });
    if (first !== null) done(first);
    else {
      const edition = version === undefined ? {} : { version };
      store('calendar', { type: 'centre-calendar', exceptions, ...edition }, isWanted, done);
    }
  }

  return {
    take({ name, data, version, ...rest }, told) {
      const own = {};
      newest.set(name, own);
      timers.get(name)?.();
      const isWanted = () => newest.get(name) === own;
      const done: Done = (error) => told(error === null ? null : error.slice(0, errorCharsMax));
      if (name === 'appointments') takeAppointments(data, done);
      else if (name === 'films')
        checked<FilmsDocument>(
          filmsDocumentSchema,
          data,
          done,
          (value) => void takeFilms({ ...value, ...rest, tell: told }, isWanted, done),
        );
      else if (name === 'notices')
        checked<NoticesDocument>(noticesDocumentSchema, data, done, (value) => takeNotices(value, isWanted, done));
      else if (name === 'calendar')
        checked<CalendarDocument>(calendarDocumentSchema, data, done, (value) =>
          takeCalendar({ ...value, version }, isWanted, done),
        );
      else done('unsupported');
    },
    stop() {
      newest.clear();
      for (const cancel of timers.values()) cancel();
    },
  };
}

/** Goes on with a document of the right shape; tells of any other where it is wrong. */
function checked<T>(schema: TSchema, data: unknown, done: Done, go: (value: T) => void): void {
  const [fault] = explainSchema(schema, data);
  if (fault) done(`${pathText(fault.path)}: ${fault.text.en}`);
  else go(data as T);
}

/** What can be known before a byte is fetched. */
function wrongPlaylist({ items, playlists }: FilmsDocument, { screens = [{ id: 'main' }] }: HallConfig): string | null {
  const files = new Set(items.map(({ sha256 }) => sha256));
  for (const [at, list] of playlists.entries()) {
    const missing = list.items.findIndex(({ media }) => !files.has(media));
    if (missing >= 0) return `playlists[${at}].items[${missing}].media: the file is not among items`;
    const unknown = list.screens?.find((screen) => !screens.some(({ id }) => id === screen));
    if (unknown !== undefined) return `playlists[${at}].screens: there is no screen ${unknown}`;
  }
  return null;
}

/** Files that the hall has not recorded, as they are on the disk; or which is not there. */
async function factsOfNew(
  { items }: FilmsDocument,
  { hall, store }: CentreDocumentsOptions,
): Promise<MediaFacts[] | string> {
  const known = new Set(hall.contentView().media.map(({ sha256 }) => sha256));
  const added = new Map<string, MediaFacts>();
  for (const { name, sha256 } of items) {
    if (known.has(sha256) || added.has(sha256)) continue;
    const facts = await store.facts(sha256, name);
    if (!facts) return `file ${sha256.slice(0, 12)}: it cannot be read any more`;
    added.set(sha256, facts);
  }
  return [...added.values()];
}

/** `screen-unknown: notice=n1, screen=cellar` */
function refusalText({ code, detail = {} }: Refusal): string {
  const values = Object.entries(detail).map(([key, value]) => `${key}=${value}`);
  return values.length > 0 ? `${code}: ${values.join(', ')}` : code;
}
