/** The health of the devices on one line of other makers: the line, and each device as far as it can be known. */
import { type ForeignConfig, loneAddress } from '../../protocol/foreign-config.ts';
import { nodeKey } from '../core/hall-index.ts';
import type { ForeignReport } from '../drivers/foreign/foreign-contract.ts';
import type { Health } from './health.ts';

export interface ForeignHealth {
  start(): void;
  onLine(up: boolean, reason: string): void;
  /** Takes what is about health; false for keys and ratings. */
  onReport(report: ForeignReport): boolean;
}

/** `confirms`: the devices answer, so that a silent one is noticed; others count as well while their line is up. */
export function createForeignHealth(entry: ForeignConfig, confirms: boolean, health: Health): ForeignHealth {
  const line = `foreign-${entry.id}`;
  const devices = entry.places.map(({ address }) => nodeKey(entry.id, address ?? loneAddress));

  return {
    start() {
      health.device(line, 'foreign', 'offline');
      for (const device of devices) health.device(device, 'foreign', 'offline');
    },
    onLine(up, reason) {
      if (up) health.clear('line-lost', line);
      else health.raise('line-lost', line, reason);
      health.clear('foreign-garbled', line);
      health.device(line, 'foreign', up ? 'ok' : 'offline');
      for (const device of devices) {
        // While the line is away nobody can say more of a device than that.
        if (!up) health.clear('foreign-silent', device);
        if (!up || !confirms) health.device(device, 'foreign', up ? 'ok' : 'offline');
      }
    },
    onReport(report) {
      if (report.kind === 'presence') {
        const device = nodeKey(entry.id, report.address);
        if (!devices.includes(device)) return true;
        if (report.answers) health.clear('foreign-silent', device);
        else health.raise('foreign-silent', device);
        health.device(device, 'foreign', report.answers ? 'ok' : 'offline');
        return true;
      }
      if (report.kind !== 'garbled') return false;
      if (report.on) health.raise('foreign-garbled', line);
      else health.clear('foreign-garbled', line);
      health.device(line, 'foreign', report.on ? 'warning' : 'ok');
      return true;
    },
  };
}
