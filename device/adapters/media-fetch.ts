/**
 * Films from the centre: a manifest names them, they are fetched one by one into the same store as every other film. It is complete
 * when all are there, whole and checked; only then the hall is told of them, see centre-documents.ts. The last complete manifest wins; while the centre cannot be
 * reached it stays for ever. How a manifest arrives is not decided here: `applyManifest` is given it.
 */
import { readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Compile } from 'typebox/schema';
import { type Manifest, type ManifestItem, manifestSchema } from '../../protocol/centre-documents.ts';
import type { FilmsProgress } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import type { ClockPort, LogPort } from '../ports.ts';
import type { FetchGate } from './fetch-gate.ts';
import { syncFolder, writeDurably } from './media-disk.ts';
import type { MediaStore } from './media-store.ts';
import { createProgressMeter, type ProgressMeter } from './progress-meter.ts';
import { createRangeClient, type FetchTrouble, type RangeClient } from './range-client.ts';
import { createReconnectDelay, type ReconnectTiming } from './reconnect-delay.ts';

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
  readonly random: () => number;
  readonly bytesPerSecondMax?: number;
  readonly retry?: ReconnectTiming;
  readonly stallMs?: number;
  /** When it may be fetched; always when left out. */
  readonly gate?: FetchGate;
  /** Least time between two words about the bytes that have come. */
  readonly progressMs?: number;
}

export interface MediaFetch {
  /** The last complete manifest; null when there was none. */
  live(): Manifest | null;
  /** Sums of the last complete manifest and of the one that is being fetched, or was when the daemon ended: these files stay. */
  wanted(): readonly string[];
  /** Fetches what is missing. A newer manifest ends the work on an older one. Never rejects. */
  applyManifest(manifest: unknown): Promise<ManifestOutcome>;
  /** How far the list that is being fetched has come; null while there is none. */
  progress(): FilmsProgress | null;
  /** Told with each change of the progress, of the bytes not too often; gives what ends it. */
  onProgress(listener: (progress: FilmsProgress | null) => void): () => void;
  stop(): void;
}

const triesMax = 8;
const retryTiming: ReconnectTiming = { baseMs: 2_000, maxMs: 120_000, steadyMs: 60_000 };
const stallMsDefault = 20_000;
const checker = Compile(manifestSchema);
const openGate: FetchGate = {
  isOpen: true,
  whenOpen: () => Promise.resolve(),
  untilClosed: () => ({ closed: new AbortController().signal, forget: () => {} }),
};

export async function createMediaFetch(options: MediaFetchOptions): Promise<MediaFetch> {
  const { clock, dataDir, log, store } = options;
  const gate = options.gate ?? openGate;
  const client = createRangeClient({
    clock,
    bytesPerSecondMax: options.bytesPerSecondMax ?? limits.mediaFetchBytesPerSecond,
    stallMs: options.stallMs ?? stallMsDefault,
  });
  const livePath = join(dataDir, 'media-manifest.json');
  /** So that after a restart nobody takes what has come so far for rubbish. */
  const nextPath = join(dataDir, 'media-manifest-next.json');
  let live = await readManifest(livePath);
  let next = await readManifest(nextPath);
  let work: (Pick<Manifest, 'revision'> & { readonly for: 'all' | undefined; readonly stop: AbortController }) | null =
    null;
  /** Two manifests never write the same part: the older one has ended before the newer one begins. */
  let queue: Promise<unknown> = Promise.resolve();

  const meter = createProgressMeter(clock, options.progressMs ?? limits.filmsProgressMs, (sha256, bytes) =>
    store.has(sha256) ? bytes : (store.findBySum(sha256, bytes)?.offset ?? 0),
  );

  async function settle(manifest: Manifest, signal: AbortSignal): Promise<ManifestOutcome> {
    const missing: { sha256: string; why: ItemTrouble }[] = [];
    if (!signal.aborted) {
      next = manifest;
      // Without it a restart costs the fetching, nothing else.
      await keep(nextPath, manifest).catch(() => log.warn('list of films not kept'));
    }
    meter.begin(manifest.items);
    for (const item of manifest.items) {
      const why = await fetchItem(item, signal, { ...options, client, gate, meter });
      if (why === null) continue;
      missing.push({ sha256: item.sha256, why });
      log.warn('film of the centre did not come', { sha256: item.sha256.slice(0, 12), why });
      if (signal.aborted) break;
    }
    if (missing.length > 0 || signal.aborted) return { state: 'incomplete', missing };
    try {
      await keep(livePath, manifest);
    } catch {
      return { state: 'incomplete', missing: [{ sha256: '', why: 'storage-failed' }] };
    }
    live = manifest;
    next = null;
    await rm(nextPath, { force: true }).catch(() => {});
    log.info('films of the centre complete', { revision: manifest.revision, files: manifest.items.length });
    return { state: 'complete' };
  }

  async function keep(path: string, manifest: Manifest): Promise<void> {
    await writeDurably(`${path}.part`, JSON.stringify(manifest));
    await rename(`${path}.part`, path);
    await syncFolder(dataDir);
  }

  return {
    live: () => live,
    wanted: () => [live, next].flatMap((manifest) => (manifest?.items ?? []).map(({ sha256 }) => sha256)),
    applyManifest(given) {
      if (!checker.Check(given)) return Promise.resolve({ state: 'refused', why: 'invalid' });
      const manifest = given as Manifest;
      // A list for every hall and one of this hall count for themselves.
      const revisions = [live, work].map((each) => (each && each.for === manifest.for ? each.revision : 0));
      const newest = Math.max(...revisions);
      const isHere = manifest.items.every(({ sha256 }) => store.has(sha256));
      if (manifest.revision === revisions[0] && !work && isHere) return Promise.resolve({ state: 'complete' });
      if (manifest.revision < newest) return Promise.resolve({ state: 'refused', why: 'old' });
      work?.stop.abort();
      const own = { revision: manifest.revision, for: manifest.for, stop: new AbortController() };
      work = own;
      const done = queue.then(() => settle(manifest, own.stop.signal)).finally(() => meter.end());
      queue = done.finally(() => {
        if (work === own) work = null;
      });
      return done;
    },
    progress: meter.now,
    onProgress: meter.listen,
    stop() {
      meter.stop();
      work?.stop.abort();
      client.close();
    },
  };
}

type Fetching = MediaFetchOptions & {
  readonly client: RangeClient;
  readonly gate: FetchGate;
  readonly meter: ProgressMeter;
};

/** Null when the file is in its place. */
async function fetchItem(item: ManifestItem, signal: AbortSignal, options: Fetching): Promise<ItemTrouble | null> {
  const { clock, gate, meter, store } = options;
  const delay = createReconnectDelay(options.random, options.retry ?? retryTiming);
  let why: ItemTrouble = 'unreachable';
  for (let tries = 0; tries < triesMax; ) {
    if (signal.aborted) return 'superseded';
    if (store.has(item.sha256)) return null;
    if (!gate.isOpen) {
      meter.state('waiting');
      await gate.whenOpen(signal);
      continue;
    }
    meter.state('downloading');
    const before = store.findBySum(item.sha256, item.bytes)?.offset ?? 0;
    const { closed, forget } = gate.untilClosed();
    const trouble = await tryItem(item, AbortSignal.any([signal, closed]), options);
    forget();
    meter.moved();
    if (trouble === null) return null;
    // Cut by the end of its time: what has come stays, and the next time goes on from there.
    if (closed.aborted && !signal.aborted) continue;
    why = trouble;
    if (!isWorthAnother(trouble)) return why;
    // A line that breaks off again and again still brings the film, piece by piece.
    const moved = (store.findBySum(item.sha256, item.bytes)?.offset ?? 0) > before;
    tries = moved ? 1 : tries + 1;
    if (tries < triesMax) await pause(clock, delay.next(moved ? Number.POSITIVE_INFINITY : 0), signal);
  }
  return why;
}

/** True when the same may go well another time. */
export function isWorthAnother(trouble: ItemTrouble): boolean {
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
        options.meter.moved();
      }
    } finally {
      await pieces.end();
    }
  }
  const done = await store.finish(id);
  if (!done.ok) return 'storage-failed';
  if (!done.value.ok) return done.value.problem;
  return null;
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
