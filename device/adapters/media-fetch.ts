/**
 * Films from the centre: a manifest names them, they are fetched one by one into the same store as every other film, and the list of
 * the hall changes only when all are there, whole and checked. The last complete manifest wins; while the centre cannot be
 * reached it stays for ever. How a manifest arrives is not decided here: `applyManifest` is given it.
 */
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Compile } from 'typebox/schema';
import { fileName } from '../../protocol/api-bodies.ts';
import { type MediaFacts, mediaId } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClockPort, LogPort } from '../ports.ts';
import { syncFolder, writeDurably } from './media-disk.ts';
import type { MediaStore } from './media-store.ts';
import { createRangeClient, type FetchTrouble, type RangeClient } from './range-client.ts';
import { createReconnectDelay, type ReconnectTiming } from './reconnect-delay.ts';

const strict = { additionalProperties: false } as const;
export const manifestSchema = Type.Object(
  {
    revision: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
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
  },
  strict,
);
export type Manifest = Static<typeof manifestSchema>;
export type ManifestItem = Manifest['items'][number];

/** Why a file did not come: the network, the disk, or the file itself (then trying again helps nothing). */
export type ItemTrouble =
  | FetchTrouble
  | 'media-full'
  | 'storage-failed'
  | 'media-damaged'
  | 'media-refused'
  | 'superseded';

export type ManifestOutcome =
  | { readonly state: 'complete' }
  /** Not a manifest, or one that is older than the one that stands. */
  | { readonly state: 'refused'; readonly why: 'invalid' | 'old' }
  | {
      readonly state: 'incomplete';
      readonly missing: readonly { readonly sha256: string; readonly why: ItemTrouble }[];
    };

export interface MediaFetchOptions {
  readonly store: MediaStore;
  readonly dataDir: string;
  readonly clock: ClockPort;
  readonly log: LogPort;
  /** Told of each file when it is in its place; false when the hall could not record it. At least once for each life of the daemon. */
  readonly onFile: (facts: MediaFacts) => Promise<boolean>;
  /** Told when every file of a manifest is there; the list of the hall may change now. */
  readonly onComplete: (manifest: Manifest) => void;
  readonly random: () => number;
  readonly bytesPerSecondMax?: number;
  readonly retry?: ReconnectTiming;
  readonly stallMs?: number;
}

export interface MediaFetch {
  /** The last complete manifest; null when there was none. */
  live(): Manifest | null;
  /** Fetches what is missing. A newer manifest ends the work on an older one. Never rejects. */
  applyManifest(manifest: unknown): Promise<ManifestOutcome>;
  stop(): void;
}

const triesMax = 8;
const retryTiming: ReconnectTiming = { baseMs: 2_000, maxMs: 120_000, steadyMs: 60_000 };
const stallMsDefault = 20_000;
const checker = Compile(manifestSchema);

export async function createMediaFetch(options: MediaFetchOptions): Promise<MediaFetch> {
  const { clock, dataDir, log } = options;
  const client = createRangeClient({
    clock,
    bytesPerSecondMax: options.bytesPerSecondMax ?? limits.mediaFetchBytesPerSecond,
    stallMs: options.stallMs ?? stallMsDefault,
  });
  const livePath = join(dataDir, 'media-manifest.json');
  const told = new Set<string>();
  let live = await readManifest(livePath);
  let work: { readonly revision: number; readonly stop: AbortController } | null = null;
  /** Two manifests never write the same part: the older one has ended before the newer one begins. */
  let queue: Promise<unknown> = Promise.resolve();

  async function settle(manifest: Manifest, signal: AbortSignal): Promise<ManifestOutcome> {
    const missing: { sha256: string; why: ItemTrouble }[] = [];
    for (const item of manifest.items) {
      const why = await fetchItem(item, signal, { ...options, client, told });
      if (why === null) continue;
      missing.push({ sha256: item.sha256, why });
      log.warn('film of the centre did not come', { sha256: item.sha256.slice(0, 12), why });
      if (signal.aborted) break;
    }
    if (missing.length > 0 || signal.aborted) return { state: 'incomplete', missing };
    const part = `${livePath}.part`;
    try {
      await writeDurably(part, JSON.stringify(manifest));
      await rename(part, livePath);
      await syncFolder(dataDir);
    } catch {
      return { state: 'incomplete', missing: [{ sha256: '', why: 'storage-failed' }] };
    }
    live = manifest;
    options.onComplete(manifest);
    return { state: 'complete' };
  }

  return {
    live: () => live,
    applyManifest(given) {
      if (!checker.Check(given)) return Promise.resolve({ state: 'refused', why: 'invalid' });
      const manifest = given as Manifest;
      const newest = Math.max(live?.revision ?? 0, work?.revision ?? 0);
      if (manifest.revision === live?.revision && !work) return Promise.resolve({ state: 'complete' });
      if (manifest.revision < newest) return Promise.resolve({ state: 'refused', why: 'old' });
      work?.stop.abort();
      const own = { revision: manifest.revision, stop: new AbortController() };
      work = own;
      const done = queue.then(() => settle(manifest, own.stop.signal));
      queue = done.finally(() => {
        if (work === own) work = null;
      });
      return done;
    },
    stop() {
      work?.stop.abort();
      client.close();
    },
  };
}

type Fetching = MediaFetchOptions & {
  readonly client: RangeClient;
  /** Files that the hall has recorded since the start. */
  readonly told: Set<string>;
};

/** Null when the file is in its place. */
async function fetchItem(item: ManifestItem, signal: AbortSignal, options: Fetching): Promise<ItemTrouble | null> {
  const { clock, store } = options;
  const delay = createReconnectDelay(options.random, options.retry ?? retryTiming);
  let why: ItemTrouble = 'unreachable';
  for (let tries = 0; tries < triesMax; ) {
    if (signal.aborted) return 'superseded';
    if (store.has(item.sha256)) {
      const facts = options.told.has(item.sha256) ? null : await store.facts(item.sha256, item.name);
      return facts === null || (await tell(facts, options)) ? null : 'storage-failed';
    }
    const before = store.findBySum(item.sha256, item.bytes)?.offset ?? 0;
    const trouble = await tryItem(item, signal, options);
    if (trouble === null) return null;
    why = trouble;
    if (!isWorthAnother(trouble)) return why;
    // A line that breaks off again and again still brings the film, piece by piece.
    const moved = (store.findBySum(item.sha256, item.bytes)?.offset ?? 0) > before;
    tries = moved ? 1 : tries + 1;
    if (tries < triesMax) await pause(clock, delay.next(moved ? Number.POSITIVE_INFINITY : 0), signal);
  }
  return why;
}

function isWorthAnother(trouble: ItemTrouble): boolean {
  return trouble === 'unreachable' || trouble === 'broken-off' || trouble === 'stalled' || trouble === 'server-error';
}

async function tryItem(item: ManifestItem, signal: AbortSignal, options: Fetching): Promise<ItemTrouble | null> {
  const { client, store } = options;
  const { bytes, name, sha256, url } = item;
  const begun = store.findBySum(sha256, bytes);
  const upload = begun
    ? { ok: true as const, value: begun }
    : await store.begin({ name, bytes, sha256, from: 'centre' });
  if (!upload.ok) return upload.problem === 'media-full' ? 'media-full' : 'storage-failed';
  const { id } = upload.value;
  let { offset } = upload.value;
  if (offset < bytes) {
    const got = await client.read(url, { at: offset, of: bytes }, signal);
    if (!got.ok) return signal.aborted ? 'superseded' : got.trouble;
    const pieces = createPieces(got.body);
    try {
      while (offset < bytes) {
        const written = await store.append(id, offset, pieces.next(limits.uploadPieceBytesMax));
        const trouble = pieces.trouble();
        if (trouble !== null) return signal.aborted ? 'superseded' : trouble;
        if (!written.ok) return written.problem === 'media-full' ? 'media-full' : 'storage-failed';
        if (written.value.offset === offset) return 'broken-off';
        offset = written.value.offset;
      }
    } finally {
      await pieces.end();
    }
  }
  const done = await store.finish(id);
  if (!done.ok) return 'storage-failed';
  if (!done.value.ok) return done.value.problem;
  return (await tell(done.value.facts, options)) ? null : 'storage-failed';
}

async function tell(facts: MediaFacts, { onFile, told }: Fetching): Promise<boolean> {
  if (!(await onFile(facts))) return false;
  told.add(facts.sha256);
  return true;
}

interface Pieces {
  /** The next bytes, at most so many. Ends early instead of failing when the network breaks off. */
  next(max: number): AsyncGenerator<Uint8Array>;
  /** Why it ended early; null while all is well. */
  trouble(): FetchTrouble | null;
  end(): Promise<void>;
}

/** Cuts one long answer into the pieces that the store takes. */
function createPieces(body: AsyncGenerator<Uint8Array>): Pieces {
  let rest: Uint8Array | null = null;
  let trouble: FetchTrouble | null = null;
  return {
    async *next(max) {
      try {
        for (let left = max; left > 0; ) {
          if (rest === null) {
            const step = await body.next();
            if (step.done) return;
            rest = step.value;
          }
          const bytes: Uint8Array = rest.subarray(0, left);
          rest = bytes.length < rest.length ? rest.subarray(bytes.length) : null;
          left -= bytes.length;
          yield bytes;
        }
      } catch (error) {
        trouble = error instanceof Error && error.message === 'stalled' ? 'stalled' : 'broken-off';
      }
    },
    trouble: () => trouble,
    end: async () => void (await body.return(undefined)),
  };
}

function pause(clock: ClockPort, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const cancel = clock.at(clock.monoMs() + ms, end);
    signal.addEventListener('abort', end);
  });
}

async function readManifest(path: string): Promise<Manifest | null> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    return checker.Check(value) ? (value as Manifest) : null;
  } catch {
    return null;
  }
}
