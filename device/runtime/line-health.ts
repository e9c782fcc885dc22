/**
 * What a line on the pins means for the health page. A fault of the line itself stands at its device; one that all lines share
 * (no GPIO, no permission, no chip) is told once, for the machine.
 */
import type { DeviceKind } from '../../protocol/device-kinds.ts';
import type { GpioFault } from '../drivers/button/gpio-port.ts';
import type { Health } from './health.ts';

export interface LineHealth {
  /** True when the line works (again), false when nothing is known of it. */
  onFault(fault: GpioFault): boolean;
  /** What stands at the device besides: a stuck button, a call. The line's own fault comes before it. */
  show(state: 'ok' | 'warning' | 'fault'): void;
}

/** Of the machine, not of one line. */
const machineFaults: ReadonlySet<GpioFault['code']> = new Set([
  'absent',
  'sysfs-gone',
  'no-module',
  'no-permission',
  'no-chip',
]);
const machine = 'gpio';

export function createLineHealth(health: Health, device: string, kind: DeviceKind): LineHealth {
  let trouble: 'none' | 'line' | 'machine' = 'none';
  let shown: 'ok' | 'warning' | 'fault' = 'ok';
  const tell = () => health.device(device, kind, trouble === 'none' ? shown : 'fault');

  return {
    onFault({ code, message }) {
      if (code === 'healed') {
        if (trouble === 'machine') health.clear('gpio-absent', machine);
        trouble = 'none';
        health.clear('gpio-fault', device);
        tell();
        return true;
      }
      if (code === 'opening') return false;
      if (machineFaults.has(code)) {
        trouble = 'machine';
        health.raise('gpio-absent', machine, message);
      } else if (code !== 'not-ready' || trouble !== 'machine') {
        trouble = 'line';
        health.raise('gpio-fault', device, message);
      }
      tell();
      return false;
    },
    show(state) {
      shown = state;
      tell();
    },
  };
}
