/**
 * Films and pictures of the hall, each under the sum of its bytes: `media/SHA256` in the data folder. A file is in place, whole,
 * checked and flushed before anybody is told of it, and stands there once however often it is sent. Which files are wanted
 * is the hall's to say; this removes only what it is told to.
 */
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { configDefaults } from '../../protocol/config.ts';
import type { MediaFacts } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import type { MediaFinding } from '../../protocol/media-findings.ts';
import { headBytes, mimeOf } from '../drivers/media/read-media.ts';
import type { ClockPort } from '../ports.ts';
import type { Ffprobe } from './ffprobe.ts';
import { syncFolder } from './media-disk.ts';
import { judgeFile } from './media-judge.ts';
import {
  type MediaUploads,
  type NewUpload,
  no,
  openMediaUploads,
  type Result,
  type UploadStatus,
  type WholeFile,
} from './media-uploads.ts';

export interface MediaStoreOptions {
  readonly dataDir: string;
  readonly clock: ClockPort;
  /** Null: the own reader alone looks at films. */
  readonly ffprobe: Ffprobe | null;
  /** Disk for films; the default of the configuration when left out. */
  readonly bytesMax?: number | undefined;
  /** Free bytes of the disk, for tests; asks the disk when left out. */
  readonly freeBytes?: () => Promise<number>;
}

export type Finished =
  | { readonly ok: true; readonly facts: MediaFacts }
  | { readonly ok: false; readonly problem: 'media-damaged' | 'media-full' }
  | {
      readonly ok: false;
      readonly problem: 'media-refused';
      readonly findings: readonly MediaFinding[];
      readonly mend: string | null;
    };

/** A file opened to be read; whoever asked closes the handle. */
export interface OpenMedia {
  readonly handle: FileHandle;
  readonly bytes: number;
  readonly mime: string;
}

export interface MediaStore extends Pick<MediaUploads, 'find' | 'findBySum' | 'append' | 'abandon'> {
  begin(wanted: NewUpload): Promise<Result<UploadStatus>>;
  finish(id: string): Promise<Result<Finished>>;
  has(sha256: string): boolean;
  open(sha256: string): Promise<OpenMedia | null>;
  /** The facts of a file that stands in its place, read again; null when it is gone. */
  facts(sha256: string, name: string): Promise<MediaFacts | null>;
  remove(sha256: string): Promise<void>;
  /** Removes every file that is not named: what was placed in the moment the daemon died. */
  keepOnly(known: ReadonlySet<string>): Promise<void>;
  disk(): { readonly usedBytes: number; readonly maxBytes: number };
  stop(): void;
}

const sumPattern = /^[0-9a-f]{64}$/;

export async function openMediaStore(options: MediaStoreOptions): Promise<MediaStore> {
  const { clock, dataDir, ffprobe } = options;
  const maxBytes = options.bytesMax ?? configDefaults.mediaBytesMax;
  const folder = join(dataDir, 'media');
  await mkdir(folder, { recursive: true });
  const freeBytes = options.freeBytes ?? (() => freeBytesOf(folder));
  const files = await listFiles(folder);
  const uploads = await openMediaUploads(join(dataDir, 'uploads'), clock);
  const usedBytes = (): number => [...files.values()].reduce((total, bytes) => total + bytes, 0);

  let last: Promise<unknown> = Promise.resolve();
  /** Names in the folder change one after the other: a file that comes again while it leaves is not lost. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = last.then(work);
    last = done.catch(() => {});
    return done;
  }

  const remove = (sha256: string): Promise<void> =>
    inTurn(async () => {
      if (!files.has(sha256)) return;
      await rm(join(folder, sha256), { force: true });
      files.delete(sha256);
      await syncFolder(folder);
    });

  const takeIn = ({ bytes, path, sha256 }: WholeFile): Promise<boolean> =>
    inTurn(async () => {
      if (files.get(sha256) === bytes) return true;
      if (files.size >= limits.mediaFilesMax) return false;
      await rename(path, join(folder, sha256));
      await syncFolder(folder);
      files.set(sha256, bytes);
      return true;
    });

  /** Renamed into place; the same bytes a second time take no room. */
  async function place(file: WholeFile): Promise<Finished> {
    const { name, sha256 } = file;
    if (!file.asSent) return { ok: false, problem: 'media-damaged' };
    const verdict = await judgeFile(file, ffprobe);
    if (!verdict.ok) return { ok: false, problem: 'media-refused', findings: verdict.findings, mend: verdict.mend };
    if (!(await takeIn(file))) return { ok: false, problem: 'media-full' };
    return { ok: true, facts: { sha256, name, ...verdict.facts } };
  }

  async function openFile(sha256: string): Promise<OpenMedia | null> {
    if (!files.has(sha256)) return null;
    let handle: FileHandle | null = null;
    try {
      handle = await open(join(folder, sha256), 'r');
      const { size } = await handle.stat();
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
      const mime = mimeOf(buffer.subarray(0, bytesRead));
      if (mime !== null) return { handle, bytes: size, mime };
    } catch {
      // Removed in this moment, or a disk that fails: there is nothing to show.
    }
    await handle?.close();
    return null;
  }

  return {
    find: uploads.find,
    findBySum: uploads.findBySum,
    append: uploads.append,
    abandon: uploads.abandon,
    async begin(wanted) {
      if (wanted.bytes > limits.mediaFileBytesMax) return no('upload-too-large');
      const free = await freeBytes().catch(() => 0);
      // From here to `create` nothing waits, so that no other takes the room that was counted.
      if (wanted.from === 'page' && !uploads.roomForPage()) return no('uploads-full');
      const promised = usedBytes() + uploads.promisedBytes() + wanted.bytes;
      const left = free - uploads.awaitedBytes() - wanted.bytes;
      if (promised > maxBytes || left < limits.mediaFreeBytesMin || files.size >= limits.mediaFilesMax)
        return no('media-full');
      return uploads.create(wanted);
    },
    finish: (id) => uploads.finish(id, place),
    has: (sha256) => files.has(sha256),
    open: openFile,
    async facts(sha256, name) {
      const file = await openFile(sha256);
      if (!file) return null;
      try {
        const verdict = await judgeFile({ ...file, path: join(folder, sha256), name }, ffprobe);
        return verdict.ok ? { sha256, name, ...verdict.facts } : null;
      } finally {
        await file.handle.close();
      }
    },
    remove,
    async keepOnly(known) {
      for (const sha256 of files.keys()) if (!known.has(sha256)) await remove(sha256);
    },
    disk: () => ({ usedBytes: usedBytes() + uploads.promisedBytes(), maxBytes }),
    stop: uploads.stop,
  };
}

async function listFiles(folder: string): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  for (const name of await readdir(folder)) {
    if (!sumPattern.test(name)) continue;
    const found = await stat(join(folder, name)).catch(() => null);
    if (found?.isFile()) files.set(name, found.size);
  }
  return files;
}

async function freeBytesOf(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}
