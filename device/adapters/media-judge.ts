/** Feeds the readers with a file's bytes, asks ffprobe where there is one, and has the one rule judge what was found. */
import type { FileHandle } from 'node:fs/promises';
import type { ByteRange } from '../drivers/media/byte-reading.ts';
import { withProbe } from '../drivers/media/ffprobe-facts.ts';
import type { FoundMedia } from '../drivers/media/found-media.ts';
import { judgeMedia, type MediaVerdict } from '../drivers/media/judge-media.ts';
import { readMedia } from '../drivers/media/read-media.ts';
import type { Ffprobe } from './ffprobe.ts';

/** Heads of boxes stand close together: one read serves many of them. */
const blockBytes = 16_384;

export interface FileToJudge {
  readonly handle: FileHandle;
  readonly path: string;
  readonly bytes: number;
  /** Name it was sent with, for the command that mends it. */
  readonly name: string;
}

export async function judgeFile(
  { bytes, handle, name, path }: FileToJudge,
  ffprobe: Ffprobe | null,
): Promise<MediaVerdict> {
  const found = await readFile(handle, bytes);
  if (found.kind !== 'video' || found.truncated || found.damaged || !ffprobe) return judgeMedia(found, name);
  const printed = await ffprobe.probe(path, found.container);
  return judgeMedia(printed === null ? found : withProbe(found, printed), name);
}

async function readFile(handle: FileHandle, bytes: number): Promise<FoundMedia> {
  const block = Buffer.alloc(blockBytes);
  let [blockAt, blockLength] = [0, 0];

  async function pieceOf({ at, length }: ByteRange): Promise<Uint8Array> {
    if (length > blockBytes) {
      const piece = Buffer.alloc(length);
      const { bytesRead } = await handle.read(piece, 0, length, at);
      return piece.subarray(0, bytesRead);
    }
    if (at < blockAt || at + length > blockAt + blockLength) {
      blockAt = at;
      blockLength = (await handle.read(block, 0, blockBytes, at)).bytesRead;
    }
    // A copy: the reader keeps pieces while the block goes on.
    return Uint8Array.from(block.subarray(at - blockAt, Math.min(at - blockAt + length, blockLength)));
  }

  const reading = readMedia(bytes);
  let step = reading.next();
  while (!step.done) step = reading.next(await pieceOf(step.value));
  return step.value;
}
