import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workRows } from '../../tests/memory-journal.ts';
import { openSqliteJournal, type SqliteJournal } from './sqlite-journal.ts';

let folder = '';
let open: SqliteJournal[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-journal-'));
});
afterEach(() => {
  for (const journal of open.splice(0)) journal.close();
  open = [];
  rmSync(folder, { recursive: true, force: true });
});

function journal(options: { readonly?: boolean } = {}): SqliteJournal {
  const opened = openSqliteJournal(folder, options);
  open.push(opened);
  return opened;
}

function close(which: SqliteJournal): void {
  open = open.filter((other) => other !== which);
  which.close();
}

/** Opens the journal while each PRAGMA text passes through `change`; gives the connection and what was read back. */
function openWatched(change: (text: string) => string = (text) => text) {
  const real = Database.prototype.pragma;
  const read = new Map<string, unknown>();
  const connections: Database.Database[] = [];
  Database.prototype.pragma = function (this: Database.Database, text, options) {
    const answer = real.call(this, change(text), options);
    if (text === 'synchronous=FULL') connections.push(this);
    if (!text.includes('=')) read.set(text, answer);
    return answer;
  };
  try {
    return { journal: journal(), read, connection: connections[0] };
  } finally {
    Database.prototype.pragma = real;
  }
}

describe('the settings of the journal', () => {
  it('are full synchronous writing, also when the file is opened again', () => {
    const first = journal();
    first.append(workRows(1, 3));
    close(first);
    const { read, connection } = openWatched();
    expect(read.get('synchronous')).toBe(2);
    expect(read.get('journal_mode')).toBe('wal');
    expect(connection?.pragma('synchronous', { simple: true })).toBe(2);
  });

  it('are refused in words when a connection stays at NORMAL: a power cut could lose tickets', () => {
    close(journal());
    const sabotaged = () => openWatched((text) => text.replace('synchronous=FULL', 'synchronous=NORMAL'));
    expect(sabotaged).toThrow('synchronous is 1 instead of 2');
  });

  it('keep pages of 1 KiB and a write-ahead file of 2 MiB from the start', () => {
    const written = journal();
    written.append(workRows(1, 1));
    expect(statSync(join(folder, 'journal.db-wal')).size).toBe(2 * 1024 * 1024);
    close(written);
    const db = new Database(join(folder, 'journal.db'), { readonly: true });
    expect(db.pragma('page_size', { simple: true })).toBe(1_024);
    db.close();
  });

  it('keep the size of the write-ahead file through thousands of commits', () => {
    const written = journal();
    for (let seq = 1; seq <= 3_000; seq += 10) expect(written.append(workRows(seq, 10)).ok).toBe(true);
    expect(statSync(join(folder, 'journal.db-wal')).size).toBe(2 * 1024 * 1024);
    expect(written.head()).toBe(3_000);
  });
});

describe('rows', () => {
  it('come back as they were given, whole and in order', () => {
    const rows = workRows(1, 50);
    const written = journal();
    written.append(rows.slice(0, 20));
    written.append(rows.slice(20));
    close(written);
    const read = journal();
    expect(read.head()).toBe(50);
    expect(read.read(1, 50, 100)).toEqual(rows);
    expect(read.read(5, 50, 3).map(({ seq }) => seq)).toEqual([5, 6, 7]);
    expect(read.read(51, 60, 3)).toEqual([]);
  });

  it('never leave a hole: a row that does not follow is a bug and is stored nowhere', () => {
    const written = journal();
    written.append(workRows(1, 2));
    expect(() => written.append(workRows(4, 1))).toThrow('row 4 does not follow 2');
    expect(() => written.append(workRows(2, 1))).toThrow('row 2 does not follow 2');
    expect(written.head()).toBe(2);
    expect(written.append(workRows(3, 1)).ok).toBe(true);
  });

  it('are stored all or none', () => {
    const written = journal();
    const [first, second] = workRows(1, 2);
    if (!first || !second) throw new Error('no rows');
    const answer = written.append([first, { ...second, seq: 1 }]);
    expect(answer).toMatchObject({ ok: false, trouble: 'storage-failed' });
    expect(written.head()).toBe(0);
    expect(written.read(1, 9, 9)).toEqual([]);
    expect(written.append(workRows(1, 2)).ok).toBe(true);
  });

  it('that find the disk full are refused as such, and go on when there is room again', () => {
    const { journal: written, connection: db } = openWatched();
    written.append(workRows(1, 1));
    db?.pragma('max_page_count=8');
    const answer = written.append(workRows(2, 200));
    expect(answer).toMatchObject({ ok: false, trouble: 'storage-full' });
    expect(written.head()).toBe(1);
    db?.pragma('max_page_count=1000000');
    expect(written.append(workRows(2, 200)).ok).toBe(true);
    expect(written.head()).toBe(201);
  });
});

describe('one writer', () => {
  it('holds the folder: a second one is told so', () => {
    journal();
    expect(() => journal()).toThrow('Another hallkeeper is running');
  });

  it('that was killed leaves the folder free', () => {
    close(journal());
    const hold = `
      const Database = (await import('better-sqlite3')).default;
      const lock = new Database(${JSON.stringify(join(folder, 'lock.db'))}, { timeout: 0 });
      lock.pragma('locking_mode=EXCLUSIVE');
      lock.exec('BEGIN EXCLUSIVE');
      process.kill(process.pid, 'SIGKILL');`;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', hold]);
    expect(signal).toBe('SIGKILL');
    expect(journal().head()).toBe(0);
  });

  it('does not keep readers away, and they see each commit', () => {
    const writer = journal();
    writer.append(workRows(1, 5));
    const reader = journal({ readonly: true });
    expect(reader.head()).toBe(5);
    expect(reader.append(workRows(6, 1))).toMatchObject({ ok: false, trouble: 'storage-read-only' });
    writer.append(workRows(6, 5));
    expect(reader.head()).toBe(10);
    expect(reader.read(1, 10, 100)).toHaveLength(10);
    close(writer);
    expect(reader.head()).toBe(10);
  });
});

describe('opening', () => {
  it('of a folder that cannot be made is refused in words', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => openSqliteJournal(join(folder, 'file', 'data'))).toThrow('cannot be written');
  });

  it('of a file that is no database is refused in words', () => {
    close(journal());
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    writeFileSync(join(folder, 'journal.db'), 'no database '.repeat(2_000));
    expect(() => journal()).toThrow(/journal.db cannot be opened/);
  });

  it('for reading makes nothing', () => {
    expect(() => journal({ readonly: true })).toThrow(/cannot be opened/);
    expect(existsSync(join(folder, 'journal.db'))).toBe(false);
  });
});

/** True when the engine was built to flush data only, and the machine can show it. */
function canCountFlushes(): boolean {
  const db = new Database(':memory:');
  const built = (db.pragma('compile_options') as { compile_options: string }[]).map((each) => each.compile_options);
  db.close();
  return (built.includes('HAVE_FDATASYNC') || usesFdatasync()) && spawnSync('strace', ['-V']).error === undefined;
}

/** The option is not among those that SQLite tells; the symbol that the addon imports is. */
function usesFdatasync(): boolean {
  const addon = join(process.cwd(), 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
  return existsSync(addon) && readFileSync(addon).includes('fdatasync');
}

describe('an older journal that was put back by hand', () => {
  it('is not mixed with the snapshot of the newer one', () => {
    const newer = journal();
    newer.append(workRows(1, 8));
    newer.saveSnapshot(8, '{"life":"newer"}');
    expect(newer.loadSnapshot()?.seq).toBe(8);
    close(newer);
    for (const name of readdirSync(folder)) if (name.startsWith('journal.db')) rmSync(join(folder, name));
    const back = journal();
    const others = workRows(1, 10).map((row, at) =>
      at < 5 ? row : { ...row, id: workRows(row.seq + 100, 1)[0]?.id ?? '' },
    );
    back.append(others);
    expect(back.loadSnapshot()).toBeNull();
  });
});

describe('on the card', () => {
  it.skipIf(!canCountFlushes())('a commit costs one flush', { timeout: 60_000 }, () => {
    const program = join(process.cwd(), 'dist/device/adapters/sqlite-journal.js');
    const commits = 100;
    const work = `
      const { openSqliteJournal } = await import(${JSON.stringify(program)});
      const { writeSync } = await import('node:fs');
      const journal = openSqliteJournal(${JSON.stringify(folder)});
      const row = ${JSON.stringify(workRows(1, 1)[0])};
      journal.append([row]);
      writeSync(2, 'BEGIN');
      for (let seq = 2; seq <= ${commits + 1}; seq += 1) journal.append([{ ...row, seq }]);
      writeSync(2, 'FINISH');`;
    const trace = join(folder, 'trace');
    const calls = 'trace=fsync,fdatasync,sync_file_range,write';
    const { status, stderr } = spawnSync('strace', [
      ...['-f', '-e', calls, '-o', trace, process.execPath, '--input-type=module', '-e', work],
    ]);
    expect(status, String(stderr)).toBe(0);
    const between = readFileSync(trace, 'utf8').split('"BEGIN"')[1]?.split('"FINISH"')[0] ?? '';
    expect(between.match(/\bf(data)?sync\(/g)).toHaveLength(commits);
  });
});
