/**
 * What people do with one bus: search, give addresses, make a node show itself, install keys, change the speed. Each act is begun with the
 * master and answered when its report comes; one that the master cannot finish is answered by the master too, so nobody waits for ever.
 */
import type { BusMaster } from '../../firmware-bridge/bus-master-types.ts';
import type { BusReport } from '../../firmware-bridge/bus-report.ts';
import type { SurveyedNode, SurveyScope } from '../../firmware-bridge/bus-survey.ts';
import { BUS_ALL, BUS_COLOUR, BUS_FEATURE, BUS_SOUND } from '../../protocol/bus/bus-codes.ts';
import type { BusRequest } from '../../protocol/bus/bus-request.ts';
import { encodeBusRequest } from '../../protocol/bus/bus-request.ts';
import type { ScanScope } from '../../protocol/bus-views.ts';
import type { DriverOutput } from '../../protocol/line-driver.ts';
import type { RefusalCode } from '../../protocol/refusals.ts';
import type { BusDone, BusKeysPort, ClockPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';

export interface BusScan {
  readonly running: boolean;
  readonly whole: boolean;
  readonly found: readonly SurveyedNode[];
}

export interface BusWorks {
  readonly scanned: BusScan | null;
  readonly baud: number;
  scan(scope: ScanScope, done: BusDone): void;
  setAddress(uid: string, address: number, done: BusDone): void;
  identify(address: number, done: BusDone): void;
  installKey(address: number, done: BusDone): void;
  setSpeed(baud: number, done: BusDone): void;
  /** True when the report was about such an act. */
  onReport(report: BusReport): boolean;
  /** The line is lost: what waits for a broadcast's answer has failed. */
  onLineLost(): void;
}

export interface BusWorksOptions {
  readonly master: BusMaster;
  readonly line: LinePort;
  readonly baud: number;
  readonly clock: ClockPort;
  readonly keys: BusKeysPort | null;
  readonly step: (take: (nowMs: number) => DriverOutput<BusReport>) => void;
}

type OrderEnded = Extract<BusReport, { kind: 'order-ended' }>['end'];

const scopes: Readonly<Record<ScanScope, SurveyScope>> = { new: 0, all: 1, button: 2 };
/** A node shows itself for so long: time to look along a row of counters. */
const showDs = 100;
/** Nodes go back to the old rate 15 s after they heard nothing at the new one; before that the hall knows whether it works. */
const speedTrialMs = 12_000;

export function createBusWorks(options: BusWorksOptions): BusWorks {
  const { master, line, clock, keys, step } = options;
  const orders = new Map<number, (end: OrderEnded) => void>();
  let lastOrder = 0;
  let scan: { running: boolean; whole: boolean; found: SurveyedNode[] } | null = null;
  let onScanned: BusDone | null = null;
  let addressing: { readonly uid: string; readonly done: BusDone } | null = null;
  let baud = options.baud;
  let isRetuning = false;

  const nodes = () => master.nodes(clock.monoMs());

  function order(address: number, request: BusRequest, ended: (end: OrderEnded) => void, mends = false): void {
    lastOrder += 1;
    const id = lastOrder;
    orders.set(id, ended);
    step((nowMs) => master.order(address, { id, mends, ...encodeBusRequest(request) }, nowMs));
  }

  function isReady(done: BusDone): boolean {
    if (line.state === 'up' && !isRetuning) return true;
    done(line.state === 'up' ? 'bus-busy' : 'bus-down');
    return false;
  }

  /** Everything the node has to show itself with; all are sent, and one answer is enough. */
  function showings(address: number): BusRequest[] {
    const cap = nodes().find((node) => node.address === address)?.cap;
    const blink = {
      kind: 'led',
      led: BUS_ALL,
      temporary: true,
      on: BUS_COLOUR.white,
      off: 0,
      onDs: 3,
      offDs: 3,
    } as const;
    const text = Uint8Array.from(String(address), (digit) => digit.charCodeAt(0));
    const zone = {
      kind: 'text',
      zone: 0,
      temporary: true,
      flash: true,
      scroll: false,
      centre: true,
      colour: 0,
    } as const;
    const requests: BusRequest[] = [];
    if (!cap || cap.zones > 0) requests.push({ ...zone, timeDs: showDs, text });
    if (!cap || cap.leds > 0) requests.push({ ...blink, durationDs: showDs });
    if (!cap || cap.features & BUS_FEATURE.buzzer)
      requests.push({ kind: 'buz', sound: BUS_SOUND.beep, onDs: 2, offDs: 2, count: 3 });
    return requests;
  }

  function refusalOf(end: OrderEnded): RefusalCode | null {
    if (end.end === 'done') return null;
    return end.end === 'refused' ? 'node-refuses' : 'node-silent';
  }

  /** Tells every node in service, then goes to the new rate, and back when nobody is heard there. */
  function setSpeed(next: number, done: BusDone): void {
    const told = nodes().filter(({ online }) => online);
    isRetuning = true;
    let left = told.length;
    const each = (): void => {
      left -= 1;
      if (left > 0) return;
      const before = baud;
      retune(next);
      clock.at(clock.monoMs() + speedTrialMs, () => {
        const isHeard =
          told.length === 0 || nodes().some(({ online, silentMs }) => online && (silentMs ?? 0) < speedTrialMs / 2);
        if (!isHeard) retune(before);
        isRetuning = false;
        done(isHeard ? null : 'node-silent');
      });
    };
    if (told.length === 0) {
      left = 1;
      each();
    }
    for (const { address } of told) order(address, { kind: 'comset', baud: next }, each);
  }

  function retune(next: number): void {
    baud = next;
    master.setBaud(next);
    line.retune(next);
  }

  return {
    get scanned() {
      return scan;
    },
    get baud() {
      return baud;
    },
    scan(scope, done) {
      if (!isReady(done)) return;
      if (scan?.running) {
        done('bus-busy');
        return;
      }
      scan = { running: true, whole: false, found: [] };
      onScanned = done;
      step((nowMs) => master.survey(scopes[scope], nowMs));
    },
    setAddress(uid, address, done) {
      if (!isReady(done)) return;
      const isTaken = nodes().some((node) => node.address === address && node.online && node.id?.uid !== uid);
      if (isTaken || addressing) {
        done(isTaken ? 'address-taken' : 'bus-busy');
        return;
      }
      addressing = { uid, done };
      step((nowMs) => master.setAddress(uid, address, nowMs));
    },
    identify(address, done) {
      if (!isReady(done)) return;
      const requests = showings(address);
      let left = requests.length;
      let best: RefusalCode | null = 'node-silent';
      for (const request of requests) {
        order(address, request, (end) => {
          left -= 1;
          const refusal = refusalOf(end);
          if (refusal === null || best === 'node-silent') best = best === null ? null : refusal;
          if (left === 0) done(best);
        });
      }
    },
    installKey(address, done) {
      if (!isReady(done)) return;
      const uid = nodes().find((node) => node.address === address)?.saidUid;
      if (uid === undefined || uid === null) {
        done('node-silent');
        return;
      }
      const key = keys?.propose(uid) ?? null;
      if (key === null) {
        done('keys-not-stored');
        return;
      }
      const ended = (end: OrderEnded): void => {
        // After silence it is not known which key the node has: both are kept until it has proved one.
        if (end.end === 'refused') keys?.withdraw(uid);
        done(refusalOf(end));
      };
      order(address, { kind: 'keyset', slot: 0, key }, ended, true);
    },
    setSpeed(next, done) {
      if (!isReady(done)) return;
      if (scan?.running || addressing) done('bus-busy');
      else setSpeed(next, done);
    },
    onReport(report) {
      switch (report.kind) {
        case 'order-ended': {
          const ended = orders.get(report.id);
          orders.delete(report.id);
          ended?.(report.end);
          return true;
        }
        case 'survey-found':
          scan?.found.push(report.node);
          return true;
        case 'survey-ended': {
          if (scan) scan = { ...scan, running: false, whole: report.isWhole };
          const done = onScanned;
          onScanned = null;
          done?.(null);
          return true;
        }
        case 'addressed': {
          const waiting = addressing;
          addressing = null;
          if (scan && report.done)
            scan.found = scan.found.map((node) =>
              node.uid === report.uid ? { ...node, address: report.address } : node,
            );
          waiting?.done(report.done ? null : 'node-silent');
          return true;
        }
        case 'channel-up':
          keys?.settle(report.uid, report.keyTry);
          return true;
        default:
          return false;
      }
    },
    onLineLost() {
      // Errands of the master outlive the line and end when it is back; only people must not wait for that.
      onScanned?.('bus-down');
      onScanned = null;
      addressing?.done('bus-down');
      addressing = null;
      if (scan?.running) scan = { ...scan, running: false };
    },
  };
}
