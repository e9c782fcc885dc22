/** What a counter shows, for tests of the drivers; and bytes from hex. */

import { bytesOf, hexOf } from '../drivers/foreign/byte-words.ts';
import type { ForeignDriver, ForeignReport } from '../drivers/foreign/foreign-contract.ts';
import { createFrameDriver } from '../drivers/foreign/frame-driver.ts';
import type { PlaceShow } from '../drivers/foreign/place-show.ts';
import { gb18030 } from './charset-gb18030.ts';
import { readForeignProfile } from './foreign-profiles.ts';

export const bytes = (text: string) => Uint8Array.from(bytesOf(text));

export function place(more: Partial<PlaceShow> = {}): PlaceShow {
  const ticket = more.ticket ?? '';
  return {
    counter: 3,
    state: ticket === '' ? 'free' : 'serving',
    ticket,
    text: ticket === '' ? '欢迎光临' : ticket,
    below: '3号窗口',
    latin: ticket === '' ? 'WELCOME' : ticket,
    latinBelow: 'Counter 3',
    light: 'green',
    again: 0,
    waiting: 0,
    session: null,
    ...more,
  };
}

/** A profile that comes with the program. */
export function shipped(profile: string) {
  const read = readForeignProfile({ profile }, '.');
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.profile;
}

export function frameDriver(name: string, more: object = {}): ForeignDriver {
  const profile = shipped(name);
  if (profile.kind !== 'frame') throw new Error(`${name} does not speak in frames`);
  return createFrameDriver({ profile: { ...profile, ...more }, charset: gb18030, baud: profile.baud });
}

/** Runs a driver on a clock of its own and gathers what it writes and says. */
export function play(driver: ForeignDriver) {
  let nowMs = 1_000;
  let wakeAtMs: number | null = null;
  const wires: string[] = [];
  const writtenAt: number[] = [];
  const reports: ForeignReport[] = [];
  type Output = ReturnType<ForeignDriver['onTick']>;
  const take = (output: Output) => {
    for (const piece of output.writes) {
      wires.push(hexOf(piece));
      writtenAt.push(nowMs);
    }
    reports.push(...output.reports);
    wakeAtMs = output.wakeAtMs;
  };
  const pass = (ms: number) => {
    const untilMs = nowMs + ms;
    while (wakeAtMs !== null && wakeAtMs <= untilMs) {
      nowMs = Math.max(nowMs, wakeAtMs);
      take(driver.onTick(nowMs));
    }
    nowMs = untilMs;
  };
  return {
    reports,
    writtenAt,
    /** What was written since the last question. */
    wires: () => wires.splice(0),
    open: () => take(driver.onOpen(nowMs)),
    close: () => take(driver.onClose(nowMs)),
    target: (...shows: (readonly [number, PlaceShow])[]) => take(driver.onTarget(new Map(shows), nowMs)),
    hear: (text: string | Uint8Array) => take(driver.onBytes(typeof text === 'string' ? bytes(text) : text, nowMs)),
    answered: (token: number, stored = true) => take(driver.answered(token, stored, nowMs)),
    pass,
  };
}
