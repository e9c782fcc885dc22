/** The centre's documents against a real hall, a real store of films and a server of files: taken whole, told once, the same after a restart. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  calendarDocumentSchema,
  centreDocumentNames,
  type FilmsDocument,
  filmsDocumentSchema,
  noticesDocumentSchema,
} from '../../protocol/centre-documents.ts';
import { explainSchema } from '../../protocol/explain-schema.ts';
import { makePng } from '../drivers/media/testing-files.ts';
import { createHall } from '../runtime/hall.ts';
import type { Hall } from '../runtime/hall-types.ts';
import { createTestingJournal, createTestingRandom } from '../runtime/testing/testing-journal.ts';
import { type CentreDocuments, createCentreDocuments } from './centre-documents.ts';
import { gb18030 } from './charset-gb18030.ts';
import { createMediaFetch, type MediaFetch } from './media-fetch.ts';
import { type MediaStore, openMediaStore } from './media-store.ts';
import { createSystemClock } from './system-clock.ts';

const clock = createSystemClock('Asia/Shanghai');
const log = { info: () => {}, warn: () => {}, error: () => {} };
const words = (text: string) => ({ zh: text, en: text });
const [map, plan] = [makePng(800, 600), makePng(640, 480)];
const sumOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

let dataDir: string;
let server: Server;
/** What is served by path; null hangs. */
const served = new Map<string, Uint8Array | null>();
let journal: ReturnType<typeof createTestingJournal>;
let hall: Hall;
let store: MediaStore;
let films: MediaFetch;
let documents: CentreDocuments;

async function start(): Promise<void> {
  store = await openMediaStore({ dataDir, clock, ffprobe: null, freeBytes: async () => 1e12 });
  hall = createHall({
    config: {
      hall: { id: 'hall-1', name: words('Hall'), zone: 'Asia/Shanghai' },
      services: [{ id: 'A', name: words('A'), minutes: 5 }],
      counters: [{ no: 1, services: ['A'] }],
      screens: [{ id: 'main' }, { id: 'side' }],
    },
    ...{ journal, clock, log, charset: gb18030, gpio: null, demo: false, speech: false, sw: '0', configHash: '' },
    random: createTestingRandom(journal.rows.length * 100),
    line: () => {
      throw new Error('no devices here');
    },
    disk: store.disk,
  });
  hall.start();
  const retry = { baseMs: 2, maxMs: 10, steadyMs: 1 };
  films = await createMediaFetch({ store, dataDir, clock, log, retry, random: Math.random, bytesPerSecondMax: 1e9 });
  const config = {
    hall: { id: 'hall-1', name: words('Hall'), zone: 'Asia/Shanghai' },
    services: [{ id: 'A', name: words('A'), minutes: 5 }],
    counters: [],
    screens: [{ id: 'main' }, { id: 'side' }],
  };
  documents = createCentreDocuments({ config, hall, clock, films, store });
}
function stop(): void {
  documents.stop();
  films.stop();
  store.stop();
  hall.stop();
}
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-centre-'));
  journal = createTestingJournal();
  served.clear();
  server = createServer((request, response) => {
    const file = served.get(request.url ?? '');
    if (file === undefined) response.writeHead(404).end();
    else if (file !== null) response.end(file);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await start();
});
afterEach(async () => {
  stop();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  rmSync(dataDir, { recursive: true, force: true });
});

const take = (name: string, data: unknown): Promise<string | null> =>
  new Promise((resolve) =>
    documents.take({ name, data }, (end) => {
      if (end === null || typeof end === 'string') resolve(end);
    }),
  );
function item(path: string, bytes: Uint8Array, serve: Uint8Array | null = bytes): FilmsDocument['items'][number] {
  served.set(path, serve);
  const { port } = server.address() as AddressInfo;
  return { sha256: sumOf(bytes), bytes: bytes.length, name: path.slice(1), url: `http://127.0.0.1:${port}${path}` };
}
const list = (media: Uint8Array, change: object = {}) => ({
  id: 'spring',
  name: 'Spring',
  items: [{ media: sumOf(media) }],
  order: 'listed',
  priority: 0,
  ...change,
});
const shown = () => hall.contentView().playlists.map(({ id, items }) => [id, items.map(({ media }) => media)]);
const rowsOf = (type: string) => journal.rows.filter((row) => row.type === type).length;

describe('films', () => {
  it('are fetched, then shown in one commit, and nothing is done twice', async () => {
    const data = { revision: 1, items: [item('/map.png', map), item('/plan.png', plan)], playlists: [list(map)] };
    expect(await take('films', data)).toBeNull();
    expect(shown()).toEqual([['centre-spring', [sumOf(map)]]]);
    expect(journal.commits.at(-1)?.map(({ type }) => type)).toEqual(['media.added', 'media.added', 'playlist.saved']);
    expect(hall.contentView().disk.usedBytes).toBe(map.length + plan.length);
    const { length } = journal.rows;
    expect(await take('films', data)).toBeNull();
    expect(journal.rows).toHaveLength(length);
  });

  it('stay as they were while a new list is not complete, also over a restart in the middle', async () => {
    await take('films', { revision: 1, items: [item('/map.png', map)], playlists: [list(map)] });
    const next = { revision: 2, items: [item('/plan.png', plan, null)], playlists: [list(plan, { id: 'summer' })] };
    let told = 0;
    documents.take({ name: 'films', data: next }, () => {
      told += 1;
    });
    await expect.poll(() => films.wanted()).toEqual([sumOf(map), sumOf(plan)]);
    expect(shown()).toEqual([['centre-spring', [sumOf(map)]]]);
    stop();
    served.set('/plan.png', plan);
    await start();
    expect(shown()).toEqual([['centre-spring', [sumOf(map)]]]);
    expect(await take('films', next)).toBeNull();
    expect([shown(), told]).toEqual([[['centre-summer', [sumOf(plan)]]], 0]);
    expect(hall.contentView().media.map(({ sha256 }) => sha256)).toEqual([sumOf(plan)]);
  });

  it('tell how far they have come, and count the revisions of a list for every hall apart', async () => {
    await take('films', { revision: 5, items: [item('/map.png', map)], playlists: [list(map)] });
    const told: unknown[] = [];
    const data = { revision: 1, items: [item('/map.png', map), item('/plan.png', plan)], playlists: [list(plan)] };
    const end = await new Promise((resolve) =>
      documents.take({ name: 'films', data, for: 'all' }, (each) => {
        if (each === null || typeof each === 'string') resolve(each);
        else told.push(each);
      }),
    );
    expect([end, shown()]).toEqual([null, [['centre-spring', [sumOf(plan)]]]]);
    const of = { ofBytes: map.length + plan.length, ofFiles: 2 };
    expect(told[0]).toEqual({ state: 'downloading', bytes: map.length, files: 1, ...of });
    // A list of which all is here has nothing to tell, and an older one of the same kind is old.
    told.length = 0;
    expect(await take('films', { revision: 6, items: data.items, playlists: [list(map)] })).toBeNull();
    expect(told).toEqual([]);
    expect(await take('films', { revision: 5, items: data.items, playlists: [] })).toMatch(/^revision: 5 is older/);
  });

  it('that were complete before the hall could record them are recorded when the list comes again', async () => {
    const data = { revision: 1, items: [item('/map.png', map)], playlists: [list(map)] };
    const { revision, items } = data;
    expect(await films.applyManifest({ revision, items })).toEqual({ state: 'complete' });
    stop();
    await start();
    expect(await take('films', data)).toBeNull();
    expect(shown()).toHaveLength(1);
  });

  it.each<[string, (ok: FilmsDocument['items'][number]) => unknown, RegExp]>([
    [
      'an unknown screen',
      (ok) => ({ revision: 2, items: [ok], playlists: [list(plan, { screens: ['cellar'] })] }),
      /no screen cellar/,
    ],
    [
      'a file that it does not name',
      () => ({ revision: 2, items: [], playlists: [list(plan)] }),
      /playlists\[0\]\.items\[0\]\.media/,
    ],
    [
      'a file that is not there',
      (ok) => ({ revision: 2, items: [{ ...ok, url: `${ok.url}x` }], playlists: [] }),
      /^file [0-9a-f]{12}: not-given/,
    ],
    [
      'a file of another sum',
      (ok) => ({ revision: 2, items: [{ ...ok, sha256: 'a'.repeat(64) }], playlists: [] }),
      /^file aaaaaaaaaaaa: media-damaged/,
    ],
    ['an older revision', (ok) => ({ revision: 1, items: [ok], playlists: [] }), /^revision: 1 is older/],
    ['another shape', () => ({ revision: 2, items: [], playlists: [{ id: 'x' }] }), /^playlists\[0\]/],
  ])('are rejected with %s; what stood stays', async (_what, make, why) => {
    const first = {
      revision: why.source.includes('older') ? 5 : 1,
      items: [item('/map.png', map)],
      playlists: [list(map)],
    };
    await take('films', first);
    expect(await take('films', make(item('/plan.png', plan)))).toMatch(why);
    expect(shown()).toEqual([['centre-spring', [sumOf(map)]]]);
  });
});

describe('notices and calendar', () => {
  const notice = { id: 'n1', title: words('停气'), text: words('今晚停气'), priority: 'normal' };

  it('are taken, told again without a change, and rejected with the place', async () => {
    expect(await take('notices', { notices: [notice] })).toBeNull();
    expect(hall.contentView().notices).toMatchObject([{ id: 'centre-n1', state: 'approved', shown: true }]);
    expect(await take('notices', { notices: [notice] })).toBeNull();
    expect(rowsOf('notice.saved')).toBe(1);
    expect(await take('notices', { notices: [{ ...notice, screens: ['cellar'] }] })).toBe(
      'screen-unknown: screen=cellar, notice=n1',
    );
    expect(await take('notices', { notices: [{ ...notice, state: 'approved' }] })).toMatch(/^notices\[0\]/);
    expect(await take('notices', { notices: [] })).toBeNull();
    expect(hall.contentView().notices).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('wait for a disk that refuses; a newer list takes the place of one that waits', async () => {
    journal.refuse('storage-full');
    const told: string[] = [];
    documents.take({ name: 'notices', data: { notices: [notice] } }, () => void told.push('older'));
    const { tries } = journal;
    await expect.poll(() => journal.tries).toBeGreaterThan(tries);
    const newer = take('notices', { notices: [{ ...notice, id: 'n2' }] });
    journal.refuse(null);
    expect(await newer).toBeNull();
    expect([told, hall.contentView().notices.map(({ id }) => id)]).toEqual([[], ['centre-n2']]);
  });

  it('close the hall, its service and its screens on the days that the centre names', async () => {
    const { date } = clock.local(clock.wallMs());
    const exceptions = [{ date, closed: true, name: words('Holiday') }];
    expect(hall.hallView().hall.open).toBe(true);
    expect(await take('calendar', { exceptions })).toBeNull();
    expect(hall.hallView()).toMatchObject({
      hall: { open: false, dayName: words('Holiday') },
      services: [{ open: false, closedBy: 'hall-closed' }],
    });
    expect(hall.screenPlan('main', { date, weekday: 1 })).toMatchObject([{ open: false, power: 'off' }]);
    expect(hall.contentView().screens[0]?.power.planned).toBe('off');
    const tap = { type: 'issue', service: 'A', class: 'normal', channel: 'kiosk', locale: 'en', request: 'r' } as const;
    const actor = { id: 'kiosk-1', clerk: null, staff: false };
    const answer = await new Promise((resolve) => hall.submit(tap, actor, resolve));
    expect(answer).toMatchObject({ ok: false, refusal: { code: 'hall-closed' } });
    stop();
    await start();
    expect(hall.hallView().hall.open).toBe(false);
    expect(await take('calendar', { exceptions: [] })).toBeNull();
    expect(hall.hallView().hall.open).toBe(true);
  });

  it.each([
    [[{ date: '2026-02-30', closed: true }], /^exceptions\[0\]\.date: 2026-02-30 is not in the calendar/],
    [[{ date: '2026-10-01' }], /^exceptions\[0\]: say what is different/],
    [[{ date: '2026-10-01', like: 8 }], /^exceptions\[0\]\.like/],
  ])('of no calendar are rejected: %j', async (exceptions, why) => {
    expect(await take('calendar', { exceptions })).toMatch(why);
    expect(rowsOf('calendar.set')).toBe(0);
  });
});

it('takes no other document', async () => {
  expect(await take('config', {})).toBe('unsupported');
});

it('is described with examples that are right', () => {
  const text = readFileSync(new URL('../../docs/mqtt.md', import.meta.url), 'utf8');
  const schemas = { films: filmsDocumentSchema, notices: noticesDocumentSchema, calendar: calendarDocumentSchema };
  for (const [name, schema] of Object.entries(schemas)) {
    const part = text.slice(text.indexOf(`\`down/desired/${name}\``));
    const [, example = ''] = /```json\n([^`]+)```/.exec(part) ?? [];
    const { data } = JSON.parse(example) as { data: unknown };
    expect([name, explainSchema(schema, data)]).toEqual([name, []]);
  }
  for (const name of centreDocumentNames) expect(text).toContain(`\`down/desired/${name}\``);
});
