/**
 * Drives a customer display of two lines of Latin letters: the ticket number above, the counter below. Such a display never answers:
 * it is set up and written whole when its line opens, and written again from time to time, so that it heals after any power cut.
 */
import type { LineDisplayProfile } from '../../../protocol/foreign-profile.ts';
import type { DriverOutput } from '../../../protocol/line-driver.ts';
import { dialects } from './display-dialect.ts';
import type { ForeignDriver, ForeignReport } from './foreign-contract.ts';
import { blinkMs, callBlinkMs, gapMsDefault, refreshSecondsDefault } from './foreign-limits.ts';
import { latinOnly } from './latin-only.ts';
import { callOf, type ForeignTarget, type PlaceShow } from './place-show.ts';

export interface LineDisplayOptions {
  readonly profile: LineDisplayProfile;
  readonly baud: number;
  /** 1..4; as the display stands when left out. */
  readonly brightness?: number;
}

const columnsDefault = 20;
/** Of a display that blinks by itself: ten times 50 ms. */
const ownBlink = 10;

export function createLineDisplayDriver({ profile, baud, brightness }: LineDisplayOptions): ForeignDriver {
  const dialect = dialects[profile.dialect];
  const columns = profile.columns ?? columnsDefault;
  const gapMs = profile.gapMs ?? gapMsDefault;
  const refreshMs = (profile.refreshSeconds ?? refreshSecondsDefault) * 1_000;
  const blinksItself = profile.blink === true && dialect.blink !== null;

  let show: PlaceShow | null = null;
  let isOpen = false;
  /** What the display was sent: upper and lower line, and whether it blinks. */
  let sent: { upper: string; lower: string; blink: boolean } | null = null;
  let setUp: Uint8Array[] = [];
  let quietFromMs = 0;
  let refreshAtMs: number | null = null;
  let blinkUntilMs = 0;
  let blinkFromMs = 0;
  let isOverdue = false;

  function upperNow(nowMs: number): string {
    const text = latinOnly(show?.latin ?? '', columns);
    const isDark = !blinksItself && isBlinking(nowMs) && Math.floor((nowMs - blinkFromMs) / blinkMs) % 2 === 1;
    return isDark ? ''.padEnd(columns) : text;
  }

  function isBlinking(nowMs: number): boolean {
    return nowMs < blinkUntilMs;
  }

  /** The next command owed, or null. */
  function next(nowMs: number): Uint8Array | null {
    const first = setUp.shift();
    if (first) return first;
    if (!show) return null;
    const upper = upperNow(nowMs);
    const lower = latinOnly(show.latinBelow, columns);
    const blink = blinksItself && isBlinking(nowMs);
    sent ??= { upper: '', lower: '', blink: false };
    if (sent.upper !== upper || isOverdue) {
      sent.upper = upper;
      if (isOverdue) sent.lower = '';
      isOverdue = false;
      return dialect.line(1, upper);
    }
    if (sent.lower !== lower) {
      sent.lower = lower;
      return dialect.line(2, lower);
    }
    if (sent.blink !== blink && dialect.blink) {
      sent.blink = blink;
      return dialect.blink(blink ? ownBlink : 0);
    }
    return null;
  }

  function settle(nowMs: number): DriverOutput<ForeignReport> {
    const writes: Uint8Array[] = [];
    if (isOpen) {
      if (refreshAtMs !== null && nowMs >= refreshAtMs) {
        refreshAtMs = nowMs + refreshMs;
        isOverdue = true;
      }
      const command = nowMs >= quietFromMs ? next(nowMs) : null;
      if (command) {
        writes.push(command);
        quietFromMs = nowMs + (command.length * 10_000) / baud + gapMs;
      }
    }
    return { writes, reports: [], wakeAtMs: isOpen ? wakeAt(nowMs) : null };
  }

  function wakeAt(nowMs: number): number | null {
    const step = blinkFromMs + (Math.floor((nowMs - blinkFromMs) / blinkMs) + 1) * blinkMs;
    const blinkAtMs = !isBlinking(nowMs) ? null : blinksItself ? blinkUntilMs : Math.min(step, blinkUntilMs);
    const wishes = [nowMs < quietFromMs ? quietFromMs : null, refreshAtMs, blinkAtMs].filter((each) => each !== null);
    return wishes.length === 0 ? null : Math.max(nowMs + 1, Math.min(...wishes));
  }

  return {
    onOpen(nowMs) {
      isOpen = true;
      sent = null;
      isOverdue = false;
      setUp = [
        ...dialect.setUp,
        ...(brightness !== undefined && dialect.brightness ? [dialect.brightness(brightness)] : []),
      ];
      quietFromMs = nowMs;
      refreshAtMs = refreshMs > 0 ? nowMs + refreshMs : null;
      return settle(nowMs);
    },
    onClose(nowMs) {
      isOpen = false;
      return settle(nowMs);
    },
    // It has nothing to say.
    onBytes: (_bytes, nowMs) => settle(nowMs),
    onTick: settle,
    onTarget(target: ForeignTarget, nowMs) {
      const [now] = target.values();
      const call = callOf(now);
      if (call === null) blinkUntilMs = nowMs;
      else if (show && call !== callOf(show)) {
        blinkFromMs = nowMs;
        blinkUntilMs = nowMs + callBlinkMs;
      }
      show = now ?? null;
      return settle(nowMs);
    },
    answered: (_token, _stored, nowMs) => settle(nowMs),
  };
}
