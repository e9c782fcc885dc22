/**
 * One hall bus: tells its nodes what they should show, and turns what they send into commands. An event of a node is
 * acknowledged on the wire only after the commit that holds it.
 */

import { createBusMaster } from '../../firmware-bridge/bus-master.ts';
import { type BusReport, describeBusReport } from '../../firmware-bridge/bus-report.ts';
import type { BusTarget, NodeTarget, SoundTarget } from '../../firmware-bridge/bus-target.ts';
import { BUS_COLOUR, BUS_SOUND } from '../../protocol/bus/bus-codes.ts';
import type { BusView } from '../../protocol/bus-views.ts';
import type { Charset } from '../../protocol/charset.ts';
import type { Command } from '../../protocol/commands.ts';
import type { BusConfig } from '../../protocol/config.ts';
import type { DeviceKind } from '../../protocol/device-kinds.ts';
import { type HallIndex, nodeKey } from '../core/hall-index.ts';
import { counterOf, type HallState } from '../core/state.ts';
import { keypadShow, panelShow, ratingShow } from '../core/target.ts';
import type { BusKeysPort, ClockPort, CommandResult, LogPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import { busView } from './bus-view.ts';
import { type BusWorks, createBusWorks } from './bus-works.ts';
import { createDriverRunner } from './driver-runner.ts';
import type { FirmwareLine } from './firmware-desk.ts';
import type { Health } from './health.ts';

export interface BusDeskOptions {
  readonly bus: BusConfig;
  readonly line: LinePort;
  readonly charset: Charset;
  readonly index: HallIndex;
  readonly clock: ClockPort;
  readonly log: LogPort;
  readonly health: Health;
  /** Numbers in [0, 1) that nobody can foretell. */
  readonly random: () => number;
  readonly keys: BusKeysPort | null;
  readonly state: () => HallState;
  /** Stores the effect of a command, again and again until the disk takes it; then calls back. */
  readonly store: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
  /** Tries once. */
  readonly submit: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
}

export interface BusDesk {
  readonly id: string;
  /** What people do with this bus. */
  readonly works: BusWorks;
  view(): BusView;
  start(): void;
  /** Call after each commit. */
  refresh(): void;
  stop(): void;
  /** Its nodes and their firmware, and the way to use the line beside the hall's work. */
  readonly firmware: FirmwareLine;
}

type NodeKind = 'panel' | 'call-keypad' | 'rating-keypad';
export interface DeskNode {
  readonly address: number;
  readonly kind: NodeKind;
  readonly counter: number;
  readonly uid?: string;
}

const kindOnHealthPage: Record<NodeKind, DeviceKind> = {
  panel: 'panel',
  'call-keypad': 'keypad',
  'rating-keypad': 'rating',
};
/** All five levels; clip 1 asks for a rating. */
const ratingMask = 0x1f;
const ratingClip = 1;
/** After the last forged frame. */
const forgedShownMs = 600_000;
/** A call flashes for ten seconds and then stands. */
const callFlashDs = 100;

export function createBusDesk(options: BusDeskOptions): BusDesk {
  const { bus, line, clock, log, health, index } = options;
  const nodes = nodesOf(bus.id, index);
  const sounds = new Map<number, SoundTarget>();
  const waitingBefore = new Map<number, number>();
  /** Model and version by address, as they were said last. */
  const versions = new Map<number, { readonly model: number; readonly version: string }>();
  let soundId = 0;
  /** What each node was last told to show, with its text for comparing: a node without news keeps its very object. */
  const told = new Map<number, { readonly key: string; readonly target: NodeTarget }>();
  const baud = bus.line.baud ?? line.baud ?? 115_200;
  const master = createBusMaster({
    baud,
    random: options.random,
    keys: (uid) => options.keys?.of(uid),
    ...(bus.cycleMs === undefined ? {} : { keypadPollMs: bus.cycleMs }),
    charset: options.charset,
    nodes,
    lastEvents: new Map([...options.state().keys].map(([uid, { boot, event }]) => [uid, { boot, eventId: event }])),
  });
  const runner = createDriverRunner<BusTarget, BusReport>({ line, driver: master, clock, log, onReport, onLine });
  const works = createBusWorks({ master, line, baud, clock, keys: options.keys, step: runner.step });
  let forgedEnds: (() => void) | null = null;

  function refresh(): void {
    const state = options.state();
    ringWhoRests(state);
    let isNews = false;
    for (const node of nodes) {
      const target = targetOf(node, state);
      const key = JSON.stringify(target);
      if (told.get(node.address)?.key === key) continue;
      told.set(node.address, { key, target });
      isNews = true;
    }
    if (!isNews) return;
    runner.setTarget(withTime(new Map([...told].map(([address, { target }]) => [address, target]))));
  }

  /** A clerk with an empty line hears the first customer come: one beep. */
  function ringWhoRests(state: HallState): void {
    for (const { kind, address, counter } of nodes) {
      if (kind !== 'call-keypad') continue;
      const { waiting } = keypadShow(state, index, counter);
      if (waiting > 0 && waitingBefore.get(address) === 0) beep(address, 1);
      waitingBefore.set(address, waiting);
    }
  }

  /** A pure look at the state and at the sounds rung so far: asked twice, it says the same. */
  function targetOf(node: DeskNode, state: HallState): NodeTarget {
    if (node.kind === 'panel') return panelTarget(state, node.counter);
    if (node.kind === 'rating-keypad') return ratingTarget(state, node.counter);
    const { light } = keypadShow(state, index, node.counter);
    const on = light === 'green' ? BUS_COLOUR.green : light === 'red' ? BUS_COLOUR.red : BUS_COLOUR.black;
    const sound = sounds.get(node.address);
    const base = { texts: [], leds: [{ led: 0, on, off: 0, onDs: 1, offDs: 0 }], rate: null };
    const target = counterOf(state, node.counter).state === 'closed' ? { ...base, resting: true } : base;
    return sound ? { ...target, sound } : target;
  }

  function withTime(targets: BusTarget['nodes']): BusTarget {
    if (clock.quality() === 'unset') return { nodes: targets };
    const wallMs = clock.wallMs();
    const utcMinutes = Math.floor(wallMs / 60_000) % 1440;
    const offset = (clock.local(wallMs).minutes - utcMinutes + 1440) % 1440;
    return { nodes: targets, time: { unixMs: Math.floor(wallMs), offsetMin: offset > 840 ? offset - 1440 : offset } };
  }

  function beep(address: number, count: number): void {
    soundId += 1;
    sounds.set(address, { id: soundId, sound: BUS_SOUND.beep, onDs: 1, offDs: 1, count });
  }

  function onReport(report: BusReport): void {
    if (report.kind === 'event') {
      onEvent(report);
      return;
    }
    if (report.kind !== 'bus-stats') log.info(describeBusReport(report), { bus: bus.id });
    if (works.onReport(report)) return;
    if (report.kind === 'forged') onForged(report.address, report.count);
    if (report.kind === 'node-locked') onLocked(report.address, report.why);
    if (report.kind === 'node-online' || report.kind === 'node-offline' || report.kind === 'uid-mismatch')
      onPresence(report);
  }

  /**
   * The master says once that another device answers, and then that the right one is away. Only the right one's answer ends
   * the first: staff should compare the device, not look for a loose plug.
   */
  function onPresence(report: Extract<BusReport, { kind: 'node-online' | 'node-offline' | 'uid-mismatch' }>): void {
    const device = nodeKey(bus.id, report.address);
    if (!nodes.some(({ address }) => address === report.address)) return; // a guest of an installer
    const kind = kindOf(report.address);
    if (report.kind === 'node-online') {
      health.clear('node-wrong', device);
      health.clear('node-locked', device);
      versions.set(report.address, { model: report.model, version: report.fw });
    }
    if (report.kind === 'uid-mismatch') health.raise('node-wrong', device, report.actual);
    const isWrong = health.has('node-wrong', device) || health.has('node-locked', device);
    const isAway = report.kind === 'node-offline' && !isWrong;
    if (isAway) health.raise('node-offline', device);
    else health.clear('node-offline', device);
    health.device(device, kind, isWrong ? 'fault' : isAway ? 'offline' : 'ok');
  }

  function kindOf(address: number): DeviceKind {
    return kindOnHealthPage[nodes.find((node) => node.address === address)?.kind ?? 'panel'];
  }

  function onLocked(address: number, why: string): void {
    const device = nodeKey(bus.id, address);
    health.clear('node-offline', device);
    health.raise('node-locked', device, why);
    health.device(device, kindOf(address), 'fault');
  }

  /** Attacks come in bursts: the fault stands until some time after the last. */
  function onForged(address: number, count: number): void {
    const device = `bus-${bus.id}`;
    forgedEnds?.();
    health.clear('bus-forged', device);
    health.raise('bus-forged', device, `${nodeKey(bus.id, address)}: ${count}`);
    forgedEnds = clock.at(clock.monoMs() + forgedShownMs, () => health.clear('bus-forged', device));
  }

  function onEvent(report: Extract<BusReport, { kind: 'event' }>): void {
    const { address, uid, boot, eventId, ageMs, event } = report;
    const acknowledge = () => runner.step((nowMs) => master.stored(address, boot, eventId, nowMs));
    if (event.kind === 'state') {
      acknowledge();
      return;
    }
    const key =
      event.kind === 'key'
        ? ({ kind: 'call', code: event.key, action: actionOf(event.action) } as const)
        : ({ kind: 'rating', session: event.session, level: event.level } as const);
    const command = { type: 'key', bus: bus.id, address, uid, boot, event: eventId, ageMs, key } as const;
    // A rating is kept until the disk takes it. A clerk's key is refused with a sound: done late it would surprise.
    const take = key.kind === 'rating' ? options.store : options.submit;
    take(command, `keypad:${nodeKey(bus.id, address)}`, (result) => {
      if (refused(result)) {
        beep(address, 3);
        refresh();
      }
      acknowledge();
    });
  }

  function onLine(up: boolean, reason: string): void {
    const device = `bus-${bus.id}`;
    if (up) health.clear('line-lost', device);
    else {
      health.raise('line-lost', device, reason);
      works.onLineLost();
    }
    health.device(device, 'bus', up ? 'ok' : 'offline');
  }

  return {
    id: bus.id,
    works,
    view: () => busView({ id: bus.id, nodes, master, works, line, keys: options.keys, health, nowMs: clock.monoMs() }),
    start() {
      health.device(`bus-${bus.id}`, 'bus', 'offline');
      for (const node of nodes) health.device(nodeKey(bus.id, node.address), kindOnHealthPage[node.kind], 'offline');
      runner.start();
      refresh();
    },
    refresh,
    firmware: {
      id: bus.id,
      nodes: () =>
        nodes.map(({ address, kind, counter }) => {
          const { model = null, version = null } = versions.get(address) ?? {};
          return { address, kind, counter, model, version };
        }),
      setGuest: (guest) => runner.step((nowMs) => master.setGuest(guest, nowMs)),
    },
    stop() {
      forgedEnds?.();
      runner.stop();
    },
  };
}

function nodesOf(bus: string, index: HallIndex): DeskNode[] {
  const nodes: DeskNode[] = [];
  for (const counter of index.config.counters) {
    const add = (kind: NodeKind, ref: typeof counter.panel) => {
      if (ref?.bus !== bus) return;
      const node = { address: ref.address, kind, counter: counter.no };
      nodes.push(ref.uid === undefined ? node : { ...node, uid: ref.uid });
    };
    add('panel', counter.panel);
    add('call-keypad', counter.keypad);
    add('rating-keypad', counter.rating);
  }
  return nodes;
}

function panelTarget(state: HallState, counter: number): NodeTarget {
  const show = panelShow(state, counter);
  const colours = { green: BUS_COLOUR.green, red: BUS_COLOUR.red, amber: BUS_COLOUR.amber, dark: BUS_COLOUR.black };
  const on = colours[show.light];
  const main = { zone: 0, text: show.main, centre: true, colour: on };
  const flashing = show.calling ? { ...main, flashDs: callFlashDs, again: show.again } : main;
  return {
    texts: [flashing, { zone: 1, text: show.below, centre: true }],
    leds: [{ led: 0, on, off: 0, onDs: 5, offDs: show.calling ? 5 : 0 }],
    rate: null,
  };
}

function ratingTarget(state: HallState, counter: number): NodeTarget {
  const rating = ratingShow(state, counter);
  const lit = { led: 0, on: rating ? BUS_COLOUR.white : BUS_COLOUR.black, off: 0, onDs: 1, offDs: 0 };
  const { session = 0, seconds = 0 } = rating ?? {};
  return { texts: [], leds: [lit], rate: rating ? { session, seconds, clip: ratingClip, mask: ratingMask } : null };
}

function actionOf(action: number): 'press' | 'long' | 'stuck' {
  return action === 0 ? 'press' : action === 1 ? 'long' : 'stuck';
}

/** True when a key was understood and could not be done: its clerk hears it. */
function refused(result: CommandResult): boolean {
  if (!result.ok) return true;
  const record = result.events.find((each) => each.type === 'device.key');
  return record?.type === 'device.key' && record.body.done !== 'done' && record.body.done !== 'ignored';
}
