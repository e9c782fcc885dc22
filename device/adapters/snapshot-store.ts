/**
 * Snapshots beside the journal: files named by sequence and hash, written under a temporary name, flushed and renamed;
 * the newest two are kept. A snapshot only shortens the next start: one that is damaged, newer than the journal, or of
 * another journal that was here once, is passed over.
 *
 *   hash = sha256(id of the row at that sequence, a line feed, the state)
 *
 * The row's id makes the hash one of this journal: an older journal that was put back gives other rows the same sequences.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const kept = 2;
const pattern = /^snapshot-(\d{12})-([0-9a-f]{16})\.json$/;

export interface SnapshotStore {
  load(head: number): { readonly seq: number; readonly state: string } | null;
  save(seq: number, state: string): void;
}

/** `rowId` gives the id of the journal's row at a sequence, or null where it has none. */
export function createSnapshotStore(folder: string, rowId: (seq: number) => string | null): SnapshotStore {
  const hashAt = (seq: number, state: string) => hashOf(`${rowId(seq) ?? ''}\n${state}`);
  return {
    load(head) {
      for (const { name, seq, hash } of list(folder)) {
        if (seq > head) continue;
        const state = readQuietly(join(folder, name));
        if (state !== null && hashAt(seq, state) === hash) return { seq, state };
      }
      return null;
    },
    save(seq, state) {
      const name = `snapshot-${String(seq).padStart(12, '0')}-${hashAt(seq, state)}.json`;
      const temporary = join(folder, 'snapshot.part');
      try {
        writeDurably(temporary, state);
        renameSync(temporary, join(folder, name));
      } catch {
        // Best effort by contract: a full disk costs a longer start, nothing else.
        rmSync(temporary, { force: true });
        return;
      }
      // What is newer than the newest state belongs to another life of this folder.
      const own = list(folder).filter((each) => each.seq <= seq);
      const keep = new Set(own.slice(0, kept).map((each) => each.name));
      for (const old of list(folder)) if (!keep.has(old.name)) rmSync(join(folder, old.name), { force: true });
    },
  };
}

function list(folder: string): { name: string; seq: number; hash: string }[] {
  const found = readdirSync(folder).flatMap((name) => {
    const match = pattern.exec(name);
    return match ? [{ name, seq: Number(match[1]), hash: match[2] ?? '' }] : [];
  });
  return found.sort((a, b) => b.seq - a.seq);
}

function writeDurably(path: string, text: string): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function readQuietly(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
