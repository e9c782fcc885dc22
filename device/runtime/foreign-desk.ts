/**
 * One line with devices of another maker: tells them what they should show, and turns what they send into the same commands as the
 * keypads of the bus. A device is answered only after the commit that holds its key, so that one that repeats itself does so until then.
 */
import type { Charset } from '../../protocol/charset.ts';
import type { Command } from '../../protocol/commands.ts';
import { type ForeignConfig, loneAddress } from '../../protocol/foreign-config.ts';
import { type FrameProfile, type LineDisplayProfile, rolesOf } from '../../protocol/foreign-profile.ts';
import { type HallIndex, nodeKey } from '../core/hall-index.ts';
import type { HallState } from '../core/state.ts';
import { ratingShow } from '../core/target.ts';
import type { ForeignDriver, ForeignReport } from '../drivers/foreign/foreign-contract.ts';
import { createFrameDriver } from '../drivers/foreign/frame-driver.ts';
import { createLineDisplayDriver } from '../drivers/foreign/line-display-driver.ts';
import type { ForeignTarget } from '../drivers/foreign/place-show.ts';
import type { ClockPort, CommandResult, LogPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import { createDriverRunner } from './driver-runner.ts';
import { createForeignHealth } from './foreign-health.ts';
import type { Health } from './health.ts';
import { placeTarget } from './place-target.ts';

export interface ForeignDeskOptions {
  readonly entry: ForeignConfig;
  readonly profile: FrameProfile | LineDisplayProfile;
  readonly line: LinePort;
  readonly charset: Charset;
  readonly index: HallIndex;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  /** Differs at each start of the daemon. */
  readonly boot: number;
  readonly state: () => HallState;
  /** Stores the effect of a command, again and again until the disk takes it; then calls back. */
  readonly store: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
  /** Tries once. */
  readonly submit: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
}

export interface ForeignDesk {
  start(): void;
  /** Call after each commit. */
  refresh(): void;
  stop(): void;
}

type Press = Extract<ForeignReport, { kind: 'key' | 'rating' }>;

export function createForeignDesk(options: ForeignDeskOptions): ForeignDesk {
  const { entry, profile, line, index, clock, log } = options;
  const confirms = profile.kind === 'frame' && profile.confirm !== undefined;
  const health = createForeignHealth(entry, confirms, options.health);
  const driver = driverOf(options);
  const shownPlaces = entry.places.filter(({ roles }) => !roles || roles.includes('panel') || roles.includes('rating'));
  const runner = createDriverRunner<ForeignTarget, ForeignReport>({
    line,
    driver,
    clock,
    log,
    onReport: (report) => {
      if (!health.onReport(report)) onPress(report as Press);
    },
    onLine: (up, reason) => health.onLine(up, reason),
  });
  let told = '';
  let events = 0;

  function onPress(report: Press): void {
    const { address, token } = report;
    const isRating = report.kind === 'rating';
    const place = entry.places.find((each) => (each.address ?? loneAddress) === address);
    const roles = place?.roles ?? rolesOf(profile);
    if (!place || !roles.includes(isRating ? 'rating' : 'keypad')) {
      log.info('a device that is not in the configuration speaks', { line: entry.id, address, kind: report.kind });
      return;
    }
    events += 1;
    const key = isRating
      ? ({
          kind: 'rating',
          session: ratingShow(options.state(), place.counter)?.session ?? 0,
          level: report.level,
        } as const)
      : ({ kind: 'call', code: report.code, action: 'press' } as const);
    const node = nodeKey(entry.id, address);
    const { boot } = options;
    const who = { bus: entry.id, address, uid: `foreign:${node}`, boot, event: events };
    // As on the bus: a rating is kept until the disk takes it, a clerk's key done late would surprise.
    const take = isRating ? options.store : options.submit;
    take({ type: 'key', ...who, ageMs: 0, key }, `keypad:${node}`, (result) =>
      runner.step((nowMs) => driver.answered(token, result.ok, nowMs)),
    );
  }

  function refresh(): void {
    const target = placeTarget(shownPlaces, options.state(), index);
    const now = JSON.stringify([...target]);
    if (now === told) return;
    told = now;
    runner.setTarget(target);
  }

  return {
    start() {
      health.start();
      runner.start();
      refresh();
    },
    refresh,
    stop: () => runner.stop(),
  };
}

function driverOf({ entry, profile, charset }: ForeignDeskOptions): ForeignDriver {
  const baud = entry.line.baud ?? profile.baud;
  if (profile.kind === 'frame') return createFrameDriver({ profile: withinRoles(profile, entry), charset, baud });
  const { brightness } = entry;
  return createLineDisplayDriver(brightness === undefined ? { profile, baud } : { profile, baud, brightness });
}

/** A line whose devices are all for less than their profile can do is not asked for the rest. */
function withinRoles(profile: FrameProfile, { places }: ForeignConfig): FrameProfile {
  const isUsed = (role: 'panel' | 'rating') => places.some(({ roles }) => !roles || roles.includes(role));
  const { show, call, rate, ...rest } = profile;
  return {
    ...rest,
    ...(isUsed('panel') && show ? { show } : {}),
    ...(isUsed('panel') && call ? { call } : {}),
    ...(isUsed('rating') && rate !== undefined ? { rate } : {}),
  };
}
