/**
 * Drives all devices of one line that speak in frames, by their profile: shows the target, beeps at a call, opens the rating, and
 * turns what comes unasked into keys and ratings. One frame leaves at a time, after the silence that the profile wants.
 *
 *   bytes ─► frame-reader ─► frame-inbox ─► key, rating      answers ┐
 *   target ─► field-bytes ─► shown-frames ──────────────────────────┼─► gap ─► line
 *   calls ──────────────────────────────────────────────────── acts ┘
 */
import type { Charset } from '../../../protocol/charset.ts';
import type { FrameProfile } from '../../../protocol/foreign-profile.ts';
import type { DriverOutput } from '../../../protocol/line-driver.ts';
import { bytesOf } from './byte-words.ts';
import { caseBytes, templateBytes } from './field-bytes.ts';
import type { ForeignDriver, ForeignReport } from './foreign-contract.ts';
import {
  actAgeMsMax,
  actsMax,
  gapMsDefault,
  garbledBytes,
  heldMsMax,
  ownEchoMs,
  refreshSecondsDefault,
} from './foreign-limits.ts';
import { createFrameInbox } from './frame-inbox.ts';
import { compileLayout } from './frame-layout.ts';
import { createFrameReader, type ReadFrame } from './frame-reader.ts';
import { callOf, type ForeignTarget, type PlaceShow } from './place-show.ts';
import { createShownFrames, type WantedFrame } from './shown-frames.ts';

export interface FrameDriverOptions {
  readonly profile: FrameProfile;
  readonly charset: Charset;
  /** Bits a second, for the time that our own bytes take. */
  readonly baud: number;
}

export function createFrameDriver({ profile, charset, baud }: FrameDriverOptions): ForeignDriver {
  const layout = compileLayout(profile.frame);
  const reader = createFrameReader(profile.receive ? compileLayout(profile.receive) : layout);
  const inbox = createFrameInbox(profile, layout);
  const shown = createShownFrames();
  const fields = profile.fields ?? [];
  const gapMs = profile.gapMs ?? gapMsDefault;
  const refreshMs = (profile.refreshSeconds ?? refreshSecondsDefault) * 1_000;

  let target: ForeignTarget = new Map();
  let reports: ForeignReport[] = [];
  let answers: Uint8Array[] = [];
  let acts: { readonly bytes: Uint8Array; readonly bornMs: number }[] = [];
  let isOpen = false;
  let quietFromMs = 0;
  let refreshAtMs: number | null = null;
  let isGarbled = false;
  /** What we wrote last: an adapter that hears itself gives it back. */
  let lastWritten: { readonly bytes: Uint8Array; readonly untilMs: number } | null = null;
  /** Bytes have kept us from speaking since. */
  let heldSinceMs: number | null = null;
  const silent = new Set<number>();
  const heard = new Set<number>();

  function wantedFrames(): Map<string, WantedFrame> {
    const frames = new Map<string, WantedFrame>();
    for (const [address, show] of target) {
      for (const { name, cases } of profile.show ?? []) {
        const data = caseBytes(cases, fields, show, charset);
        if (!data) continue;
        const bytes = layout.encode(address, data);
        const confirms = profile.confirm !== undefined;
        frames.set(`${address} ${name}`, { address, bytes, key: String(bytes), confirms, once: false });
      }
      if (profile.rate !== undefined && show.session !== null) {
        const bytes = layout.encode(address, templateBytes(profile.rate, fields, show, charset));
        frames.set(`${address} (rate)`, { address, bytes, key: String(show.session), confirms: false, once: true });
      }
    }
    return frames;
  }

  function addActs(before: ForeignTarget, nowMs: number): void {
    for (const [address, show] of target) {
      const call = callOf(show);
      const known = before.get(address);
      // A call that stood before we came is old: nobody is startled by it.
      if (call === null || !known || call === callOf(known)) continue;
      for (const template of profile.call ?? []) addAct(address, template, show, nowMs);
    }
  }

  function addAct(address: number, template: string, show: PlaceShow, nowMs: number): void {
    acts.push({ bytes: layout.encode(address, templateBytes(template, fields, show, charset)), bornMs: nowMs });
    if (acts.length > actsMax) acts.shift();
  }

  function onFrame(frame: ReadFrame, nowMs: number): void {
    const isOwn = lastWritten !== null && nowMs <= lastWritten.untilMs && isSame(frame.raw, lastWritten.bytes);
    if (isOwn) {
      lastWritten = null;
      return;
    }
    const meaning = inbox.take(frame, nowMs);
    if (meaning.kind === 'nothing') return;
    if (meaning.kind === 'repeat') {
      if (meaning.answer) addAnswer(meaning.answer);
      return;
    }
    presence(frame.address, true);
    if (meaning.kind === 'confirm') shown.confirmed(meaning.address);
    else reports.push(meaning);
  }

  function addAnswer(answer: Uint8Array): void {
    answers.push(answer);
    if (answers.length > actsMax) answers.shift();
  }

  function presence(address: number, is: boolean): void {
    if (profile.confirm === undefined || (is ? heard.has(address) : silent.has(address))) return;
    (is ? heard : silent).add(address);
    (is ? silent : heard).delete(address);
    reports.push({ kind: 'presence', address, answers: is });
  }

  function watchNoise(): void {
    const now = reader.lostInRow >= garbledBytes || (isGarbled && reader.lostInRow > 0);
    if (now === isGarbled) return;
    isGarbled = now;
    reports.push({ kind: 'garbled', on: now });
  }

  function nextFrame(nowMs: number): Uint8Array | null {
    const answer = answers.shift();
    if (answer) return answer;
    acts = acts.filter(({ bornMs }) => nowMs - bornMs <= actAgeMsMax);
    const owed = shown.next(nowMs);
    for (const address of shown.takeSilent()) presence(address, false);
    return owed ?? acts.shift()?.bytes ?? null;
  }

  /** At most one frame a step; what waits is sent when the line has been quiet long enough. */
  function settle(nowMs: number): DriverOutput<ForeignReport> {
    const writes: Uint8Array[] = [];
    if (isOpen) {
      if (refreshAtMs !== null && nowMs >= refreshAtMs) {
        refreshAtMs = nowMs + refreshMs;
        shown.refresh();
      }
      const frame = nowMs >= quietFromMs ? nextFrame(nowMs) : null;
      if (frame) {
        writes.push(frame);
        const wireMs = (frame.length * 10_000) / baud;
        lastWritten = { bytes: frame, untilMs: nowMs + wireMs + ownEchoMs };
        quietFromMs = nowMs + wireMs + gapMs;
        heldSinceMs = null;
      }
    }
    const taken = reports;
    reports = [];
    return { writes, reports: taken, wakeAtMs: isOpen ? wakeAt(nowMs, writes.length > 0) : null };
  }

  function wakeAt(nowMs: number, hasSent: boolean): number | null {
    const isWaiting = hasSent || nowMs < quietFromMs;
    const wishes = [isWaiting ? quietFromMs : null, refreshAtMs, reader.wakeAtMs, shown.wakeAtMs()];
    const due = wishes.filter((each) => each !== null);
    return due.length === 0 ? null : Math.max(nowMs + 1, Math.min(...due));
  }

  return {
    onOpen(nowMs) {
      isOpen = true;
      reader.clear();
      shown.forget();
      answers = (profile.open ?? []).map((bytes) => Uint8Array.from(bytesOf(bytes)));
      acts = [];
      quietFromMs = nowMs;
      refreshAtMs = refreshMs > 0 ? nowMs + refreshMs : null;
      return settle(nowMs);
    },
    onClose(nowMs) {
      isOpen = false;
      answers = [];
      acts = [];
      heard.clear();
      return settle(nowMs);
    },
    onBytes(bytes, nowMs) {
      heldSinceMs ??= nowMs;
      // A line that is never quiet is a broken one: we speak all the same.
      quietFromMs = Math.max(quietFromMs, Math.min(nowMs + gapMs, heldSinceMs + heldMsMax));
      for (const frame of reader.feed(bytes, nowMs)) onFrame(frame, nowMs);
      watchNoise();
      return settle(nowMs);
    },
    onTick(nowMs) {
      for (const frame of reader.tick(nowMs)) onFrame(frame, nowMs);
      watchNoise();
      return settle(nowMs);
    },
    onTarget(next, nowMs) {
      const before = target;
      target = next;
      shown.want(wantedFrames());
      if (isOpen) addActs(before, nowMs);
      return settle(nowMs);
    },
    answered(token, stored, nowMs) {
      const answer = inbox.answer(token, stored);
      if (answer && isOpen) addAnswer(answer);
      return settle(nowMs);
    },
  };
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}
