import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LogPort } from '../ports.ts';
import { openBusKeys } from './bus-keys-file.ts';

const uid = '38FF6C064D42393018274351';
let folder = '';
let said: string[] = [];
const say = (what: string) => void said.push(what);
const log: LogPort = { info: say, warn: say, error: say };
const file = () => join(folder, 'bus-keys.json');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-keys-'));
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the keys of the bus', () => {
  it('are on the disk before the node is given one, for the owner alone', () => {
    const key = openBusKeys(folder, log).propose(uid);
    expect(key).toHaveLength(16);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(openBusKeys(folder, log).of(uid)).toEqual({ keys: [key], mayBeOpen: true });
  });

  it('keep the old one until the node has proved the new one', () => {
    const keys = openBusKeys(folder, log);
    const first = keys.propose(uid);
    keys.settle(uid, 0);
    expect(keys.of(uid)).toEqual({ keys: [first], mayBeOpen: false });
    const second = keys.propose(uid);
    expect(keys.of(uid)).toEqual({ keys: [first, second], mayBeOpen: false });
    keys.settle(uid, 0);
    expect(keys.of(uid)?.keys).toEqual([first, second]);
    keys.settle(uid, 1);
    expect(openBusKeys(folder, log).of(uid)).toEqual({ keys: [second], mayBeOpen: false });
  });

  it('forget what the node has refused', () => {
    const keys = openBusKeys(folder, log);
    keys.propose(uid);
    keys.withdraw(uid);
    expect(keys.of(uid)).toBeUndefined();
    expect(readFileSync(file(), 'utf8').trim()).toBe('{}');
  });

  it('are closed to others when somebody has opened them, and that is said', () => {
    openBusKeys(folder, log).propose(uid);
    chmodSync(file(), 0o644);
    openBusKeys(folder, log);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(said.join()).toContain('read by others');
  });

  it('do not pass for none when the file is spoiled', () => {
    writeFileSync(file(), '{"38FF6C064D42393018274351": {"key": "short"}}');
    expect(() => openBusKeys(folder, log)).toThrow(/32 hexadecimal/);
  });

  it('are not given out when they cannot be stored', () => {
    const keys = openBusKeys(join(folder, 'gone'), log);
    expect(keys.propose(uid)).toBeNull();
    expect(keys.of(uid)).toBeUndefined();
  });
});
