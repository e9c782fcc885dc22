import { chmodSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSnapshotStore } from './snapshot-store.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-snapshots-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const rowId = (seq: number): string => `row ${seq}`;
const files = (): string[] => readdirSync(folder).sort();

describe('snapshots', () => {
  it('come back as they were given, the newest first', () => {
    const store = createSnapshotStore(folder, rowId);
    expect(store.load(100)).toBeNull();
    store.save(10, '{"n":"十"}');
    store.save(20, '{"n":20}');
    expect(store.load(100)).toEqual({ seq: 20, state: '{"n":20}' });
  });

  it('are kept by two', () => {
    const store = createSnapshotStore(folder, rowId);
    for (const seq of [5, 9, 700, 12_345]) store.save(seq, `{"seq":${seq}}`);
    expect(files().map((name) => Number(name.split('-')[1]))).toEqual([700, 12_345]);
  });

  it('of a journal that was here before are not believed, and make room for its own', () => {
    const later = createSnapshotStore(folder, (seq) => `later ${seq}`);
    for (const seq of [5, 20, 30]) later.save(seq, `{"life":"later","seq":${seq}}`);
    const store = createSnapshotStore(folder, rowId);
    expect(store.load(100)).toBeNull();
    store.save(10, '{"life":"own"}');
    expect(files().map((name) => Number(name.split('-')[1]))).toEqual([10]);
    expect(store.load(100)).toEqual({ seq: 10, state: '{"life":"own"}' });
  });

  it('newer than the journal are passed over: the journal is the truth', () => {
    const store = createSnapshotStore(folder, rowId);
    store.save(10, 'ten');
    store.save(20, 'twenty');
    expect(store.load(19)).toEqual({ seq: 10, state: 'ten' });
    expect(store.load(9)).toBeNull();
  });

  it('that are damaged are passed over for the one before', () => {
    const store = createSnapshotStore(folder, rowId);
    store.save(10, 'ten');
    store.save(20, 'twenty');
    const newest = join(folder, files()[1] ?? '');
    writeFileSync(newest, readFileSync(newest, 'utf8').replace('w', 'W'));
    expect(store.load(100)).toEqual({ seq: 10, state: 'ten' });
    writeFileSync(newest, '');
    expect(store.load(100)).toEqual({ seq: 10, state: 'ten' });
  });

  it('half written by a power cut are no snapshots', () => {
    const store = createSnapshotStore(folder, rowId);
    store.save(10, 'ten');
    writeFileSync(join(folder, 'snapshot.part'), 'twen');
    writeFileSync(join(folder, 'snapshot-20-abc.json'), 'twenty');
    expect(store.load(100)).toEqual({ seq: 10, state: 'ten' });
    store.save(30, 'thirty');
    expect(store.load(100)).toEqual({ seq: 30, state: 'thirty' });
    expect(files()).not.toContain('snapshot.part');
  });

  it('that cannot be written are no trouble', () => {
    const store = createSnapshotStore(folder, rowId);
    store.save(10, 'ten');
    const away = `${folder}-away`;
    renameSync(folder, away);
    try {
      expect(() => store.save(20, 'twenty')).not.toThrow();
    } finally {
      renameSync(away, folder);
      chmodSync(folder, 0o700);
    }
    expect(store.load(100)).toEqual({ seq: 10, state: 'ten' });
  });
});
