/**
 * The journal on disk: one append-only table in one SQLite file. It must never answer before the rows are durable,
 * never leave a hole in the sequence and never change a stored row.
 *
 *   append ─► BEGIN IMMEDIATE ─► INSERT … ─► COMMIT (one flush of the WAL) ─► answer
 *
 * The settings and the reason for each stand in docs/decisions/0003-journal.md. better-sqlite3 opens an existing WAL
 * file with synchronous=NORMAL, which loses acknowledged rows in a power cut: FULL is set and read back at every open.
 */
import { closeSync, existsSync, fstatSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { ClockQuality, HallEvent, JournalEvent } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import type { AppendResult, JournalPort, StorageTrouble } from '../ports.ts';
import { createSnapshotStore } from './snapshot-store.ts';

export interface SqliteJournal extends JournalPort {
  close(): void;
}

export class JournalOpenError extends Error {}

/** WAL size after opening: larger than the checkpoint threshold, so that no commit changes the file's size. */
const walBytes = 2 * 1024 * 1024;
const journalFile = 'journal.db';

interface Row {
  readonly seq: number;
  readonly id: Buffer;
  readonly type: string;
  readonly wall: number;
  readonly mono: number;
  readonly body: string;
}

/** Opens (or makes) the journal in `folder`. Throws JournalOpenError with words for a person when it cannot be used safely. */
export function openSqliteJournal(folder: string, options: { readonly readonly?: boolean } = {}): SqliteJournal {
  if (!options.readonly) makeFolder(folder);
  const path = join(folder, journalFile);
  const lock = options.readonly ? null : holdLock(folder);
  let db = openConnection(path, options.readonly ?? false);
  const snapshots = createSnapshotStore(folder, (seq) => db.idOf(seq));
  let head = db.head();

  function append(events: readonly JournalEvent[]): AppendResult {
    if (options.readonly)
      return { ok: false, trouble: 'storage-read-only', detail: 'the journal was opened for reading' };
    const rows = events.map((each) => toRow(each));
    const long = rows.find((row) => row[5].length > limits.eventBodyBytesMax);
    if (long) {
      const detail = `${long[2]} has ${long[5].length} characters; a row holds ${limits.eventBodyBytesMax}`;
      return { ok: false, trouble: 'event-too-long', detail, seq: long[0] };
    }
    if (rows[0] && rows[0][0] !== head + 1) throw new Error(`journal row ${rows[0][0]} does not follow ${head}`);
    try {
      db.write(rows);
    } catch (error) {
      // The transaction is rolled back; what the file holds decides what is true.
      head = db.head();
      return { ok: false, ...troubleOf(error, folder) };
    }
    head += rows.length;
    // The first read after a commit writes a mark into the mapped index beside the WAL. It is done now, while the disk
    // works: on one that has turned read-only that write would end the process with SIGBUS instead of an error.
    db.head();
    if (db.narrow) {
      db.close();
      db = openConnection(path, false);
    }
    return { ok: true };
  }

  return {
    head: () => (options.readonly ? db.head() : head),
    append,
    read: (from, to, limit) => db.read(from, to, limit),
    loadSnapshot: () => snapshots.load(head),
    saveSnapshot: (seq, state) => snapshots.save(seq, state),
    close() {
      db.close();
      lock?.close();
    },
  };
}

// ---------------------------------------------------------------------------------------------- opening

type StoredRow = readonly [seq: number, id: Buffer, type: string, wall: number, mono: number, body: string];

/** The open file with its statements. */
interface Connection {
  /** Opened without the mapped index, for which a full disk has no room: it can be read, but by this process alone. */
  readonly narrow: boolean;
  head(): number;
  read(from: number, to: number, limit: number): readonly JournalEvent[];
  idOf(seq: number): string | null;
  /** All rows or none; throws what SQLite says. */
  write(rows: readonly StoredRow[]): void;
  close(): void;
}

/** A journal on a full disk is opened all the same, so that pages can be served; the first row that finds room opens it anew. */
function openConnection(path: string, readonly: boolean): Connection {
  const { db, narrow } = openDatabase(path, readonly);
  if (!readonly && !narrow) extendWal(`${path}-wal`);
  const insert = readonly
    ? null
    : db.prepare('INSERT INTO journal(seq, id, type, wall, mono, body) VALUES (?, ?, ?, ?, ?, ?)');
  const readHead = db.prepare('SELECT max(seq) AS head FROM journal');
  const readRows = db.prepare(
    'SELECT seq, id, type, wall, mono, body FROM journal WHERE seq >= ? AND seq <= ? ORDER BY seq LIMIT ?',
  );
  const readId = db.prepare('SELECT hex(id) AS id FROM journal WHERE seq = ?');
  return {
    narrow,
    head: () => headOf(readHead),
    read: (from, to, limit) => (readRows.all(from, to, limit) as Row[]).map(fromRow),
    idOf: (seq) => (readId.get(seq) as { id: string } | undefined)?.id ?? null,
    write: db.transaction((rows: readonly StoredRow[]) => {
      for (const row of rows) insert?.run(...row);
    }).immediate,
    close: () => db.close(),
  };
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new JournalOpenError(`The data folder ${folder} cannot be written: ${messageOf(error)}.`);
  }
}

function openDatabase(path: string, readonly: boolean): { readonly db: Database.Database; readonly narrow: boolean } {
  try {
    if (readonly) return { db: new Database(path, { readonly, fileMustExist: true }), narrow: false };
    const isOld = existsSync(path);
    try {
      return { db: openForWriting(path, false), narrow: false };
    } catch (error) {
      if (!isOld || !/^SQLITE_(FULL|IOERR)/.test(codeOf(error))) throw error;
      return { db: openForWriting(path, true), narrow: true };
    }
  } catch (error) {
    if (error instanceof JournalOpenError) throw error;
    throw new JournalOpenError(`The journal ${path} cannot be opened: ${messageOf(error)}.`);
  }
}

function openForWriting(path: string, narrow: boolean): Database.Database {
  const db = new Database(path);
  try {
    // Held exclusively, the index beside the WAL is kept in memory instead of in a file.
    if (narrow) db.pragma('locking_mode=EXCLUSIVE');
    db.pragma('page_size=1024');
    db.pragma('journal_mode=WAL');
    db.pragma('synchronous=FULL');
    db.pragma('wal_autocheckpoint=1000');
    expectPragma(db, 'journal_mode', 'wal');
    expectPragma(db, 'synchronous', 2);
    db.exec(
      'CREATE TABLE IF NOT EXISTS journal(seq INTEGER PRIMARY KEY, id BLOB NOT NULL, type TEXT NOT NULL, wall INTEGER NOT NULL, mono INTEGER NOT NULL, body TEXT NOT NULL) STRICT',
    );
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function expectPragma(db: Database.Database, name: string, expected: string | number): void {
  const actual = db.pragma(name, { simple: true });
  if (actual !== expected) {
    throw new JournalOpenError(
      `The journal's setting ${name} is ${String(actual)} instead of ${expected}: a power cut could lose tickets. The daemon does not start like this.`,
    );
  }
}

/** One writer a folder: an exclusive transaction on a lock file is held as long as the process lives, and ends with it. */
function holdLock(folder: string): Database.Database {
  const path = join(folder, 'lock.db');
  try {
    const lock = new Database(path, { timeout: 0 });
    lock.pragma('locking_mode=EXCLUSIVE');
    // Nothing is ever written: a journal of the lock file would only need room that a full disk has not.
    lock.pragma('journal_mode=MEMORY');
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new JournalOpenError(
        `Another hallkeeper is running on ${folder}. End it first, or give this one a data folder of its own.`,
      );
    }
    throw new JournalOpenError(`The data folder ${folder} cannot be written: ${messageOf(error)}.`);
  }
}

/**
 * Grows the WAL to its full size once. A growing file makes the file system flush its own journal with each commit;
 * SQLite ignores bytes that are no valid frame. Measured: one flush a commit instead of two.
 */
function extendWal(path: string): void {
  const file = openSync(path, 'a');
  try {
    const size = fstatSync(file).size;
    if (size >= walBytes) return;
    const zeros = new Uint8Array(64 * 1024);
    for (let at = size; at < walBytes; ) at += writeSync(file, zeros, 0, Math.min(zeros.length, walBytes - at));
    fsyncSync(file);
  } catch {
    // A full disk at start: the journal still works, each commit only costs more; the first one that fails reports it.
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/** Makes the names in a folder durable. */
export function syncFolder(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

// ---------------------------------------------------------------------------------------------- rows

function toRow(each: JournalEvent): StoredRow {
  const body = JSON.stringify({ actor: each.actor, clock: each.clock, data: each.body });
  return [
    each.seq,
    Buffer.from(each.id.replaceAll('-', ''), 'hex'),
    each.type,
    Math.round(each.wallMs),
    Math.round(each.monoMs),
    body,
  ];
}

function fromRow(row: Row): JournalEvent {
  const { actor, clock, data } = JSON.parse(row.body) as {
    actor: string;
    clock: ClockQuality;
    data: HallEvent['body'];
  };
  const hex = row.id.toString('hex');
  const id = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return {
    seq: row.seq,
    id,
    type: row.type,
    body: data,
    wallMs: row.wall,
    monoMs: row.mono,
    clock,
    actor,
  } as JournalEvent;
}

function headOf(statement: Database.Statement): number {
  return (statement.get() as { head: number | null }).head ?? 0;
}

// ---------------------------------------------------------------------------------------------- trouble

function troubleOf(error: unknown, folder: string): { readonly trouble: StorageTrouble; readonly detail: string } {
  const code = codeOf(error);
  const detail = `${code || 'error'}: ${messageOf(error)}`;
  if (code === 'SQLITE_FULL') return { trouble: 'storage-full', detail };
  if (code.startsWith('SQLITE_READONLY') || code === 'SQLITE_PERM') return { trouble: 'storage-read-only', detail };
  if (code.startsWith('SQLITE_')) return { trouble: troubleOfFolder(folder), detail };
  throw error;
}

/** SQLite calls every refused write but a full disk an I/O error; the folder itself says more. */
function troubleOfFolder(folder: string): StorageTrouble {
  const path = join(folder, 'probe');
  try {
    closeSync(openSync(path, 'w'));
    rmSync(path, { force: true });
    return 'storage-failed';
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EROFS' || code === 'EPERM' || code === 'EACCES') return 'storage-read-only';
    return code === 'ENOSPC' || code === 'EDQUOT' ? 'storage-full' : 'storage-failed';
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
