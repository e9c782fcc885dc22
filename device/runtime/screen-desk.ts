/**
 * The screens of the hall: which of them live, what each has said it shows, and what it has played. Power is three facts: planned by the
 * calendar, commanded by the screen's agent, confirmed by the screen. A screen that is off on purpose is not a fault.
 *
 *   beat ─► alive ─silent 20 s─► silent          alive ─film stands still 10 s─► stalled          planned off ─► off
 */
import type { Command } from '../../protocol/commands.ts';
import type { ScreenConfig } from '../../protocol/config.ts';
import type { BeatAnswer, PowerReport, ScreenBeat, ScreenPower } from '../../protocol/content.ts';
import { limits } from '../../protocol/limits.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { LocalMinute } from '../core/opening-hours.ts';
import { isNoticeShown } from '../core/resolve-content.ts';
import { plannedPower } from '../core/screen-plan.ts';
import type { HallState } from '../core/state.ts';
import type { ClockPort } from '../ports.ts';
import type { Health } from './health.ts';

export type ScreenLife = 'never' | 'alive' | 'stalled' | 'silent' | 'off';

export interface ScreenNow {
  readonly life: ScreenLife;
  readonly sinceWallMs: number | null;
  readonly beat: ScreenBeat | null;
  readonly power: ScreenPower;
}

export interface ScreenDesk {
  beat(screen: string, beat: ScreenBeat): BeatAnswer | null;
  power(screen: string, report: PowerReport): boolean;
  /** The page loads itself again at its next beat. */
  reload(screen: string): boolean;
  now(screen: string): ScreenNow | null;
  /** Looks at all screens; call each minute and after each change of the calendar. */
  refresh(): void;
  stop(): void;
}

/** A film whose place has not moved for so long stands still. */
const stalledMsMax = 10_000;

interface Seen {
  readonly config: ScreenConfig;
  beat: ScreenBeat | null;
  beatMs: number;
  movedMs: number;
  life: ScreenLife;
  sinceWallMs: number | null;
  report: PowerReport | null;
  reload: boolean;
  readonly plays: Map<string, { times: number; ms: number }>;
}

export function createScreenDesk(options: {
  /** With the calendar as it is now. */
  readonly index: () => HallIndex;
  readonly clock: ClockPort;
  readonly health: Health;
  readonly state: () => HallState;
  readonly local: () => LocalMinute | null;
  readonly store: (command: Command, actor: string) => void;
  readonly changed: () => void;
}): ScreenDesk {
  const { index, clock, health, state, local, store, changed } = options;
  const screens = new Map<string, Seen>(
    [...index().screens].map(([id, config]) => [
      id,
      {
        config,
        beat: null,
        beatMs: 0,
        movedMs: 0,
        life: 'never',
        sinceWallMs: null,
        report: null,
        reload: false,
        plays: new Map(),
      },
    ]),
  );
  let cancelLook = clock.at(clock.monoMs() + limits.screenBeatMs, look);
  let recordedMs = clock.monoMs();

  function look(): void {
    refresh();
    if (clock.monoMs() - recordedMs >= limits.playsRecordedMs) record();
    cancelLook = clock.at(clock.monoMs() + limits.screenBeatMs, look);
  }

  function refresh(): void {
    for (const [id, seen] of screens) judge(id, seen);
  }

  function judge(id: string, seen: Seen): void {
    const life = lifeOf(seen);
    if (life === seen.life) return;
    seen.life = life;
    seen.sinceWallMs = clock.wallMs();
    const device = deviceOf(id);
    if (life === 'silent') health.raise('screen-silent', device);
    else health.clear('screen-silent', device);
    if (life === 'stalled') health.raise('screen-stalled', device);
    else health.clear('screen-stalled', device);
    health.device(device, 'screen', life === 'silent' ? 'offline' : life === 'stalled' ? 'warning' : 'ok');
    changed();
  }

  function lifeOf({ beat, beatMs, movedMs, config, report }: Seen): ScreenLife {
    if (!beat) return 'never';
    const nowMs = clock.monoMs();
    const isOff = plannedPower(index(), config, local()) === 'off' || report?.confirmed === 'off';
    if (nowMs - beatMs > limits.screenSilentMsMax) return isOff ? 'off' : 'silent';
    if (isOff) return 'off';
    // A film that stands still while the screen draws nothing at all: the picture is dead though the page still talks.
    return beat.item !== null && beat.visible && nowMs - movedMs > stalledMsMax + limits.screenBeatMs
      ? 'stalled'
      : 'alive';
  }

  function beat(id: string, now: ScreenBeat): BeatAnswer | null {
    const seen = screens.get(id);
    if (!seen) return null;
    const before = seen.beat;
    const isMoving = before?.item !== now.item || before?.itemMs !== now.itemMs || now.frames > 0;
    seen.beat = now;
    seen.beatMs = clock.monoMs();
    if (isMoving || now.item === null) seen.movedMs = seen.beatMs;
    judge(id, seen);
    for (const { media, ms } of now.plays) addPlay(seen, media, ms);
    for (const notice of now.notices) confirm(id, notice);
    const struck = now.struck[0];
    if (struck) health.raise('media-struck', deviceOf(id), `${struck.media.slice(0, 12)}: ${struck.why}`);
    else health.clear('media-struck', deviceOf(id));
    if (before?.width !== now.width || before.height !== now.height || before.revision !== now.revision) changed();
    const { reload } = seen;
    seen.reload = false;
    return { reload };
  }

  function addPlay(seen: Seen, media: string, ms: number): void {
    const sum = seen.plays.get(media);
    if (sum) {
      sum.times += 1;
      sum.ms += ms;
    } else if (seen.plays.size < limits.mediaFilesMax) seen.plays.set(media, { times: 1, ms });
  }

  /** The screen says that a notice stands there; told to the journal once. */
  function confirm(screen: string, id: string): void {
    const notice = state().content.notices.get(id);
    if (!notice || notice.confirmed.includes(screen) || !isNoticeShown(notice, index(), screen, local())) return;
    store({ type: 'screen-confirmed', screen, notice: id }, `screen:${screen}`);
  }

  /** Proof of play goes to the journal in sums. */
  function record(): void {
    recordedMs = clock.monoMs();
    for (const [screen, { plays }] of screens) {
      if (plays.size === 0) continue;
      const rows = [...plays].map(([media, { times, ms }]) => ({ media, times, ms: Math.round(ms) }));
      plays.clear();
      for (let at = 0; at < rows.length; at += rowsPerEvent)
        store({ type: 'screen-played', screen, plays: rows.slice(at, at + rowsPerEvent) }, `screen:${screen}`);
    }
  }

  return {
    beat,
    power(id, report) {
      const seen = screens.get(id);
      if (!seen) return false;
      seen.report = report;
      judge(id, seen);
      changed();
      return true;
    },
    reload(id) {
      const seen = screens.get(id);
      if (seen) seen.reload = true;
      return seen !== undefined;
    },
    now(id) {
      const seen = screens.get(id);
      if (!seen) return null;
      const { life, sinceWallMs, beat: last, report, config } = seen;
      const planned = plannedPower(index(), config, local());
      const way = config.power?.way ?? 'none';
      return {
        life,
        sinceWallMs,
        beat: last,
        power: { planned, commanded: report?.commanded ?? null, confirmed: report?.confirmed ?? null, way },
      };
    },
    refresh,
    stop() {
      cancelLook();
      record();
    },
  };
}

/** Rows of one event: 64 characters of sum and some figures each stay within the bound of an event. */
const rowsPerEvent = 60;

function deviceOf(id: string): string {
  return `screen:${id}`;
}
