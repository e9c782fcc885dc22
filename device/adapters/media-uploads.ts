/**
 * Files on their way in, one part file each. What is on the disk for certain is counted beside it, so that an upload goes on after a
 * killed daemon or a pulled plug from the last piece that was flushed, and never from bytes that only seemed to be there.
 *
 *   uploads/ID.json   name, size, sum, who sends it       uploads/ID.part   the bytes       uploads/ID.at   how many are flushed
 *
 * Ids are made here; nothing from outside ever becomes part of a path.
 */
import { createHash, type Hash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { limits } from '../../protocol/limits.ts';
import type { ProblemCode } from '../../protocol/problems.ts';
import type { ClockPort } from '../ports.ts';
import { diskTrouble, overwriteDurably, sha256Of, syncFolder, writeAll, writeDurably } from './media-disk.ts';

export interface NewUpload {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string | null;
  /** A page of the hall, or the centre's manifest. */
  readonly from: 'page' | 'centre';
}
export interface UploadStatus {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly offset: number;
}
export type Result<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problem: ProblemCode };

interface Upload extends NewUpload {
  readonly id: string;
  offset: number;
  /** Of the first `offset` bytes; null when they must be read again. */
  hash: Hash | null;
  touchedMs: number;
  /** A piece is being written, or the file is being checked. */
  working: boolean;
}

export interface MediaUploads {
  create(wanted: NewUpload): Promise<Result<UploadStatus>>;
  find(id: string, from: NewUpload['from']): UploadStatus | null;
  /** Of the centre's file with this sum and size, begun earlier. */
  findBySum(sha256: string, bytes: number): UploadStatus | null;
  /** Writes what the source gives, at most one piece. What has arrived when the source breaks off is kept. */
  append(id: string, offset: number, source: AsyncIterable<Uint8Array>): Promise<Result<UploadStatus>>;
  /** Lends the whole file, flushed, with its sum. The part is gone after `use`, unless it throws. */
  finish<T>(id: string, use: (file: WholeFile) => Promise<T>): Promise<Result<T>>;
  abandon(id: string): Promise<Result<null>>;
  /** Whether a page may begin one more; gives up the one that has rested longest where that makes room. */
  roomForPage(): boolean;
  /** Bytes that all uploads will take. */
  promisedBytes(): number;
  /** The rest of them, not yet on the disk. */
  awaitedBytes(): number;
  stop(): void;
}

export interface WholeFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  /** False: the sender named another sum. */
  readonly asSent: boolean;
}

const idPattern = /^([0-9a-f]{32})\.(json|part|at)$/;
const sweepEveryMs = 3_600_000;
/** An upload that has rested so long gives its place to a new one: its page was closed. */
const restMsMin = 15 * 60_000;

/** Opens the folder, goes on with what is whole in it and removes the rest. */
export async function openMediaUploads(folder: string, clock: ClockPort): Promise<MediaUploads> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const uploads = new Map<string, Upload>();
  const pathOf = (id: string, kind: 'json' | 'part' | 'at'): string => join(folder, `${id}.${kind}`);

  async function drop(id: string): Promise<void> {
    uploads.delete(id);
    for (const kind of ['json', 'part', 'at'] as const) await rm(pathOf(id, kind), { force: true }).catch(() => {});
  }

  async function takeUp(): Promise<void> {
    const ids = new Set((await readdir(folder)).flatMap((name) => idPattern.exec(name)?.[1] ?? []));
    for (const id of ids) {
      const upload = await readUpload(id, pathOf, clock).catch(() => null);
      if (upload) uploads.set(id, upload);
      else await drop(id);
    }
  }

  let cancel: () => void = () => {};
  function sweepLater(): void {
    cancel = clock.at(clock.monoMs() + sweepEveryMs, () => {
      for (const { id, touchedMs, working } of uploads.values())
        if (!working && clock.monoMs() - touchedMs > limits.uploadIdleMsMax) void drop(id);
      sweepLater();
    });
  }

  /** Runs alone on one upload. */
  async function alone<T>(id: string, work: (upload: Upload) => Promise<Result<T>>): Promise<Result<T>> {
    const upload = uploads.get(id);
    if (!upload) return no('upload-unknown');
    if (upload.working) return no('busy');
    upload.working = true;
    upload.touchedMs = clock.monoMs();
    try {
      return await work(upload);
    } catch (error) {
      return no(diskTrouble(error));
    } finally {
      upload.working = false;
    }
  }

  await takeUp();
  sweepLater();
  return {
    async create(wanted) {
      const id = randomUUID().replaceAll('-', '');
      const upload = { ...wanted, id, offset: 0, hash: createHash('sha256'), touchedMs: clock.monoMs(), working: true };
      // Counted before the first wait: two that come together do not share the last place.
      uploads.set(id, upload);
      try {
        await writeDurably(pathOf(id, 'part'), '');
        await writeDurably(pathOf(id, 'at'), atText(0));
        await writeDurably(pathOf(id, 'json'), JSON.stringify(wanted));
        await syncFolder(folder);
      } catch (error) {
        await drop(id);
        return no(diskTrouble(error));
      }
      upload.working = false;
      return { ok: true, value: statusOf(upload) };
    },
    find(id, from) {
      const upload = uploads.get(id);
      return upload?.from === from ? statusOf(upload) : null;
    },
    findBySum(sha256, bytes) {
      for (const upload of uploads.values())
        if (upload.from === 'centre' && upload.sha256 === sha256 && upload.bytes === bytes) return statusOf(upload);
      return null;
    },
    append: (id, offset, source) =>
      alone(id, async (upload) => {
        if (offset !== upload.offset) return no('upload-offset');
        const handle = await open(pathOf(id, 'part'), 'r+');
        try {
          const problem = await writePiece(handle, upload, source);
          await handle.datasync();
          await overwriteDurably(pathOf(id, 'at'), atText(upload.offset));
          return problem === null ? { ok: true, value: statusOf(upload) } : no(problem);
        } catch (error) {
          upload.offset = offset;
          upload.hash = null;
          throw error;
        } finally {
          await handle.close();
        }
      }),
    finish: (id, use) =>
      alone(id, async (upload) => {
        const { bytes, name, offset } = upload;
        if (offset < bytes) return no('upload-incomplete');
        const path = pathOf(id, 'part');
        const handle = await open(path, 'r+');
        try {
          await handle.sync();
          const sha256 = upload.hash?.digest('hex') ?? (await sha256Of(handle, bytes));
          upload.hash = null;
          const asSent = upload.sha256 === null || upload.sha256 === sha256;
          const value = await use({ handle, path, name, bytes, sha256, asSent });
          await drop(id);
          return { ok: true, value };
        } finally {
          await handle.close();
        }
      }),
    abandon: (id) =>
      alone(id, async () => {
        await drop(id);
        return { ok: true, value: null };
      }),
    roomForPage() {
      const own = [...uploads.values()].filter(({ from }) => from === 'page');
      if (own.length < limits.uploadsMax) return true;
      const [oldest] = own.filter(({ working }) => !working).sort((a, b) => a.touchedMs - b.touchedMs);
      if (!oldest || clock.monoMs() - oldest.touchedMs < restMsMin) return false;
      void drop(oldest.id);
      return true;
    },
    promisedBytes: () => sum([...uploads.values()].map(({ bytes }) => bytes)),
    awaitedBytes: () => sum([...uploads.values()].map(({ bytes, offset }) => bytes - offset)),
    stop: () => cancel(),
  };
}

/** Writes until the source ends or breaks off; moves the upload on. Null when all is well. */
async function writePiece(
  handle: FileHandle,
  upload: Upload,
  source: AsyncIterable<Uint8Array>,
): Promise<ProblemCode | null> {
  const end = upload.offset + limits.uploadPieceBytesMax;
  let writing = false;
  try {
    for await (const bytes of source) {
      if (upload.offset + bytes.length > upload.bytes) return 'upload-too-large';
      if (upload.offset + bytes.length > end) return 'body-too-large';
      writing = true;
      await writeAll(handle, bytes, upload.offset);
      writing = false;
      upload.hash?.update(bytes);
      upload.offset += bytes.length;
    }
    return null;
  } catch (error) {
    // The sender went away: what has come is kept, nobody reads the answer.
    return writing ? diskTrouble(error) : 'body-invalid';
  }
}

/** What an earlier life of the daemon has left; null when it is not whole or has rested too long. */
async function readUpload(
  id: string,
  pathOf: (id: string, kind: 'json' | 'part' | 'at') => string,
  clock: ClockPort,
): Promise<Upload | null> {
  const wanted = JSON.parse(await readFile(pathOf(id, 'json'), 'utf8')) as Partial<NewUpload>;
  const { bytes, from, name, sha256 } = wanted;
  if (typeof name !== 'string' || typeof bytes !== 'number' || !Number.isSafeInteger(bytes)) return null;
  if ((typeof sha256 !== 'string' && sha256 !== null) || (from !== 'page' && from !== 'centre')) return null;
  const flushed = Number((await readFile(pathOf(id, 'at'), 'utf8')) || Number.NaN);
  const { mtimeMs, size } = await stat(pathOf(id, 'part'));
  // A clock that is not set says nothing about how long a file has rested; a file from the future has not rested at all.
  const restedMs = clock.quality() === 'unset' ? 0 : Math.max(0, clock.wallMs() - mtimeMs);
  if (!Number.isSafeInteger(flushed) || flushed < 0 || flushed > bytes || restedMs > limits.uploadIdleMsMax)
    return null;
  const offset = Math.min(flushed, size);
  await truncate(pathOf(id, 'part'), offset);
  const hash = offset === 0 ? createHash('sha256') : null;
  return { id, name, bytes, sha256, from, offset, hash, touchedMs: clock.monoMs() - restedMs, working: false };
}

function atText(offset: number): string {
  return String(offset).padStart(16, '0');
}

function statusOf({ id, name, bytes, offset }: Upload): UploadStatus {
  return { id, name, bytes, offset };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export function no(problem: ProblemCode): { readonly ok: false; readonly problem: ProblemCode } {
  return { ok: false, problem };
}
