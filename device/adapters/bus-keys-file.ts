/**
 * The keys of bus nodes, in a file of their own beside the journal: `bus-keys.json`, readable by its owner alone. A key stands on the disk
 * before the node is given it, and the old one stays until the node has proved the new one, so no loss of power makes a node a stranger.
 *
 *   { "38FF…51": { "key": "<32 hex>", "next": "<32 hex>" } }
 */

import { randomBytes } from 'node:crypto';
import { chmodSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { BusKeysPort, LogPort } from '../ports.ts';

interface Entry {
  /** Proved by the node. */
  readonly key?: string;
  /** Given to the node, not yet proved. */
  readonly next?: string;
}

const fileName = 'bus-keys.json';
const ownerOnly = 0o600;
const keyBytes = 16;
const hexKey = /^[0-9a-f]{32}$/;
const uidPattern = /^[0-9A-F]{24}$/;

/** Throws when the file is there and cannot be read as what it is: a hall that forgot its keys must not pass for one without. */
export function openBusKeys(dataDir: string, log: LogPort): BusKeysPort {
  const path = join(dataDir, fileName);
  const entries = readEntries(path, log);

  function save(): boolean {
    try {
      const draft = `${path}.new`;
      const file = openSync(draft, 'w', ownerOnly);
      try {
        writeSync(file, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
        fsyncSync(file);
      } finally {
        closeSync(file);
      }
      renameSync(draft, path);
      return true;
    } catch (error) {
      log.error('the keys of the bus cannot be stored', {
        why: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
  }

  function put(uid: string, entry: Entry): boolean {
    const before = entries.get(uid);
    if (entry.key === undefined && entry.next === undefined) entries.delete(uid);
    else entries.set(uid, entry);
    if (save()) return true;
    if (before) entries.set(uid, before);
    else entries.delete(uid);
    return false;
  }

  return {
    of(uid) {
      const entry = entries.get(uid);
      if (!entry) return undefined;
      const keys = [entry.key, entry.next].flatMap((hex) => (hex === undefined ? [] : [bytesOf(hex)]));
      return { keys, mayBeOpen: entry.key === undefined };
    },
    propose(uid) {
      const next = randomBytes(keyBytes).toString('hex');
      return put(uid, { ...entries.get(uid), next }) ? bytesOf(next) : null;
    },
    settle(uid, at) {
      const entry = entries.get(uid);
      if (!entry?.next) return;
      const held = [entry.key, entry.next].filter((hex) => hex !== undefined);
      const key = held[at % held.length];
      // The node has proved the old key after all: the new one may still be on its way to it.
      if (key !== undefined && key === entry.next) put(uid, { key });
    },
    withdraw(uid) {
      const { key } = entries.get(uid) ?? {};
      put(uid, key === undefined ? {} : { key });
    },
  };
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

function readEntries(path: string, log: LogPort): Map<string, Entry> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return new Map();
    throw error;
  }
  if ((statSync(path).mode & 0o077) !== 0) {
    chmodSync(path, ownerOnly);
    log.warn('the keys of the bus could be read by others; the file is closed now, change the keys', { file: path });
  }
  const read: unknown = JSON.parse(text);
  if (typeof read !== 'object' || read === null) throw new Error(`${path}: is not a table of keys`);
  const entries = new Map<string, Entry>();
  for (const [uid, entry] of Object.entries(read) as [string, Entry][]) {
    const isFit = [entry.key, entry.next].every((hex) => hex === undefined || hexKey.test(hex));
    if (!uidPattern.test(uid) || !isFit)
      throw new Error(`${path}: ${uid} is not a UID with a key of 32 hexadecimal digits`);
    entries.set(uid, entry);
  }
  return entries;
}
