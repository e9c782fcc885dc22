/** The few things films ask of a disk: that what was said to be there is there after the plug was pulled, and what an error means. */
import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';

/** After this a name made, changed or taken away in the folder stays so. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

export async function writeDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes over a short text of the same length, so that the file is never seen empty. */
export async function overwriteDurably(path: string, text: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.write(text, 0);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

export async function writeAll(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await handle.write(bytes, done, bytes.length - done, at + done);
    done += bytesWritten;
  }
}

/** Hash of the first `bytes` of a file, in lower-case hex. */
export async function sha256Of(handle: FileHandle, bytes: number): Promise<string> {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(262_144);
  for (let at = 0; at < bytes; ) {
    const { bytesRead } = await handle.read(piece, 0, Math.min(piece.length, bytes - at), at);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    at += bytesRead;
  }
  return hash.digest('hex');
}

/** What a failed write means for whoever sent the file. */
export function diskTrouble(error: unknown): 'media-full' | 'storage-failed' {
  const { code } = error as { code?: unknown };
  return code === 'ENOSPC' || code === 'EDQUOT' ? 'media-full' : 'storage-failed';
}
