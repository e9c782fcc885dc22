/** What the hall bus has to say to the engine, and a line of text for each, for the log. */
import type { BusCap, BusEvent } from '../protocol/bus/bus-reply.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { SurveyedNode } from './bus-survey.ts';
import type { OrderEnd } from './link-orders.ts';
import type { SecureTrouble } from './link-security.ts';

export type BusReport =
  | {
      /** The node has had its whole state and is in service. Again after each new session that followed an absence or a reboot. */
      readonly kind: 'node-online';
      readonly address: number;
      readonly uid: string;
      readonly boot: number;
      readonly model: number;
      /** Firmware, as 1.0.3. */
      readonly fw: string;
      readonly cap: BusCap;
      /** Under the secure channel: all of this is proved. */
      readonly secure: boolean;
    }
  | {
      /** The node has proved a key; `keyTry` says which of those that were held for it. */
      readonly kind: 'channel-up';
      readonly address: number;
      readonly uid: string;
      readonly keyTry: number;
    }
  | { readonly kind: 'node-locked'; readonly address: number; readonly uid: string; readonly why: SecureTrouble }
  | {
      /** Frames whose MAC was refused since the last such report, by the host or, as it says, by the node. */
      readonly kind: 'forged';
      readonly address: number;
      readonly count: number;
    }
  | { readonly kind: 'order-ended'; readonly id: number; readonly address: number; readonly end: OrderEnd }
  | { readonly kind: 'survey-found'; readonly node: SurveyedNode }
  | {
      /** `isWhole`: noise did not keep any node from being heard, as far as can be told. */
      readonly kind: 'survey-ended';
      readonly found: number;
      readonly rounds: number;
      readonly isWhole: boolean;
    }
  | { readonly kind: 'addressed'; readonly uid: string; readonly address: number; readonly done: boolean }
  | {
      /** The rate of the line from now on; `missing` have not been heard at it. */
      readonly kind: 'speed';
      readonly baud: number;
      readonly missing: readonly number[];
    }
  | { readonly kind: 'node-offline'; readonly address: number }
  | { readonly kind: 'uid-mismatch'; readonly address: number; readonly expected: string; readonly actual: string }
  | {
      /** Commit it, then call `stored`; until then the node keeps it and nothing new is sent there. */
      readonly kind: 'event';
      readonly address: number;
      readonly uid: string;
      readonly boot: number;
      readonly eventId: number;
      /** Age when the node first told it; 655,350 = that or more. */
      readonly ageMs: number;
      readonly event: BusEvent;
    }
  | {
      /** The node will not do what was asked; it is not asked again in this session. `reason` is a BUS_NAK. */
      readonly kind: 'refused';
      readonly address: number;
      readonly command: string;
      readonly reason: number;
      readonly detail: number;
    }
  | { readonly kind: 'bus-stats'; readonly stats: BusMasterStats };

export function describeBusReport(report: BusReport): string {
  switch (report.kind) {
    case 'node-online':
      return `node ${hex(report.address)} online: ${report.uid}, boot ${report.boot}, firmware ${report.fw}${report.secure ? ', secure' : ''}`;
    case 'channel-up':
      return `node ${hex(report.address)} proves its key`;
    case 'node-locked':
      return `node ${hex(report.address)} (${report.uid}) is not used: ${report.why}`;
    case 'forged':
      return `node ${hex(report.address)}: ${report.count} frames refused, their proof is wrong`;
    case 'order-ended':
      return `node ${hex(report.address)} order ${report.id}: ${report.end.end}`;
    case 'survey-found':
      return `found ${report.node.uid} at ${hex(report.node.address)}`;
    case 'survey-ended':
      return `search over: ${report.found} found in ${report.rounds} rounds${report.isWhole ? '' : ', with noise'}`;
    case 'addressed':
      return `${report.uid} ${report.done ? 'is now' : 'did not take'} ${hex(report.address)}`;
    case 'speed':
      return `bus: ${report.baud} baud, ${report.missing.length} missing`;
    case 'node-offline':
      return `node ${hex(report.address)} offline: no valid reply for 8 s`;
    case 'uid-mismatch':
      return `node ${hex(report.address)} is ${report.actual}, not ${report.expected}: not used`;
    case 'event':
      return `node ${hex(report.address)} event ${report.eventId}: ${describeEvent(report.event)}, ${report.ageMs} ms old`;
    case 'refused':
      return `node ${hex(report.address)} refuses ${report.command}: NAK ${hex(report.reason)} ${hex(report.detail)}`;
    case 'bus-stats': {
      const { online, cycleMs, framesSent, retries, spoiled } = report.stats;
      return `bus: ${online} online, cycle ${Math.round(cycleMs)} ms, ${framesSent} frames, ${retries} retries, ${spoiled} spoiled`;
    }
  }
}

function describeEvent(event: BusEvent): string {
  switch (event.kind) {
    case 'key':
      return `key ${hex(event.key)} action ${event.action}`;
    case 'rating':
      return `rating ${event.level} of session ${event.session}`;
    case 'state':
      return `state ${hex(event.flags)}, ${event.damaged} damaged frames, up ${event.uptimeS} s`;
  }
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(2, '0');
}
