/** One line with Modbus panels: keeps their registers as the hall wants, and says which of them do not answer. */
import type { Charset } from '../../protocol/charset.ts';
import type { ForeignConfig } from '../../protocol/foreign-config.ts';
import type { ModbusProfile } from '../../protocol/foreign-profile.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState } from '../core/state.ts';
import { createModbusDriver, type ModbusOutput } from '../drivers/foreign/modbus-driver.ts';
import type { ClockPort } from '../ports.ts';
import type { ModbusPort } from '../ports-modbus.ts';
import type { ForeignDesk } from './foreign-desk.ts';
import { createForeignHealth } from './foreign-health.ts';
import type { Health } from './health.ts';
import { placeTarget } from './place-target.ts';

export interface ModbusDeskOptions {
  readonly entry: ForeignConfig;
  readonly profile: ModbusProfile;
  readonly port: ModbusPort;
  readonly charset: Charset;
  readonly index: HallIndex;
  readonly clock: ClockPort;
  readonly health: Health;
  readonly state: () => HallState;
}

export function createModbusDesk(options: ModbusDeskOptions): ForeignDesk {
  const { entry, profile, port, index, clock } = options;
  const driver = createModbusDriver(profile, options.charset);
  const health = createForeignHealth(entry, true, options.health);
  let cancelWake: (() => void) | null = null;
  let stopped = false;
  let told = '';

  function take({ request, reports, wakeAtMs }: ModbusOutput): void {
    if (stopped) return;
    cancelWake?.();
    cancelWake = wakeAtMs === null ? null : clock.at(wakeAtMs, () => take(driver.onTick(clock.monoMs())));
    for (const report of reports) health.onReport(report);
    if (request) port.write(request, (failed) => take(driver.onDone(failed, clock.monoMs())));
  }

  function refresh(): void {
    const target = placeTarget(entry.places, options.state(), index);
    const now = JSON.stringify([...target]);
    if (now === told) return;
    told = now;
    take(driver.onTarget(target, clock.monoMs()));
  }

  return {
    start() {
      health.start();
      port.start({
        onOpen: () => {
          health.onLine(true, '');
          take(driver.onOpen(clock.monoMs()));
        },
        onClose: (reason) => {
          health.onLine(false, reason);
          take(driver.onClose(clock.monoMs()));
        },
      });
      refresh();
    },
    refresh,
    stop() {
      stopped = true;
      cancelWake?.();
    },
  };
}
