/**
 * The virtual devices of a hall and what a person can do to them: one printer, one bus with its nodes, push buttons.
 * They sit at the far ends of real byte streams; the daemon sees nothing but bytes.
 */

import { createVirtualBus, type VirtualBus } from '../../firmware-bridge/virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from '../../firmware-bridge/virtual-node.ts';
import type { HallConfig } from '../../protocol/config.ts';
import type { LabActions, LabNode, LabPrinter } from '../../protocol/lab.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { createVirtualGpio, type VirtualGpio } from '../drivers/button/virtual-gpio.ts';
import { decodeEscpos } from '../drivers/printer/escpos-decoder.ts';
import { type DisplayList, renderPaper } from '../drivers/printer/paper-renderer.ts';
import { createVirtualPrinter, type Paper, type VirtualPrinter } from '../drivers/printer/virtual-printer.ts';
import type { DemoFirmware } from './demo-firmware.ts';
import { demoBaud } from './demo-hall.ts';
import type { PeerHost } from './peer-host.ts';

export interface HallNode {
  readonly node: VirtualNode;
  readonly kind: LabNode['kind'];
  readonly counter: number;
}

export interface VirtualHall {
  readonly printer: VirtualPrinter;
  readonly bus: VirtualBus;
  readonly nodes: readonly HallNode[];
  readonly gpio: VirtualGpio;
  /** The hosts of the printer and of the bus, once they stand at their lines. */
  attach(hosts: { readonly printer: PeerHost; readonly bus: PeerHost }): void;
  act<Action extends keyof LabActions>(action: Action, body: LabActions[Action]): boolean;
  noise(): number;
  stop(): void;
}

/** Paper of the demo's printer, dots. */
const paperDots = 576;
/** How long a finger stays on a button, and how its contact bounces, milliseconds. */
const pressMs = 180;
const bounceMs = [0.6, 1.1, 1.9, 2.8] as const;

export function createVirtualHall(config: HallConfig, firmware?: DemoFirmware): VirtualHall {
  const printer = createVirtualPrinter();
  const nodes = nodesOf(config, firmware);
  const bus = createVirtualBus({ baud: demoBaud, nodes: nodes.map(({ node }) => node), seed: 7 });
  let gpioTimer: NodeJS.Timeout | null = null;
  const gpio = createVirtualGpio({ nowMs: () => performance.now(), onWake: (atMs) => wakeGpio(atMs) });
  let hosts: { readonly printer: PeerHost; readonly bus: PeerHost } | null = null;
  let noise = 0;

  function wakeGpio(atMs: number): void {
    if (gpioTimer) clearTimeout(gpioTimer);
    gpioTimer = setTimeout(
      () => {
        gpioTimer = null;
        const next = gpio.step();
        if (next !== null) wakeGpio(next);
      },
      Math.max(0, atMs - performance.now()),
    );
  }

  const at = (address: number) => nodes.find(({ node }) => node.address === address)?.node;
  const touch = (run: (nowMs: number) => void) => {
    hosts?.bus.poke((nowMs) => {
      run(nowMs);
      return undefined;
    });
  };

  const acts: { readonly [Action in keyof LabActions]: (body: LabActions[Action]) => boolean } = {
    printer(body) {
      const { power, paper, cover, cutter } = body;
      if (power !== undefined) hosts?.printer.poke((nowMs) => printer.setPower(power, nowMs));
      if (paper !== undefined) hosts?.printer.poke((nowMs) => printer.setPaper(paper, nowMs));
      if (cover !== undefined) hosts?.printer.poke((nowMs) => printer.setCover(cover === 'open', nowMs));
      if (cutter !== undefined) hosts?.printer.poke((nowMs) => printer.setCutter(cutter === 'jammed', nowMs));
      return true;
    },
    key({ address, key }) {
      const node = at(address);
      touch((nowMs) => node?.press(key, nowMs));
      return node !== undefined;
    },
    rate({ address, level }) {
      const node = at(address);
      touch((nowMs) => node?.rate(level, nowMs));
      return node !== undefined;
    },
    plug({ address, plugged }) {
      const node = at(address);
      touch(() => (plugged ? node?.plug() : node?.unplug()));
      return node !== undefined;
    },
    noise({ share }) {
      noise = share;
      bus.setNoise({ towardsNodes: share, towardsHost: share });
      return true;
    },
    button: ({ gpio: bcm }) => gpio.press(bcm, pressMs, bounceMs),
    broker: () => false,
  };

  return {
    printer,
    bus,
    nodes,
    gpio,
    attach(standing) {
      hosts = standing;
    },
    act: (action, body) => acts[action](body),
    noise: () => noise,
    stop() {
      if (gpioTimer) clearTimeout(gpioTimer);
    },
  };
}

function nodesOf(config: HallConfig, firmware?: DemoFirmware): HallNode[] {
  const nodes: HallNode[] = [];
  for (const counter of config.counters) {
    const add = (kind: LabNode['kind'], ref: typeof counter.panel) => {
      if (!ref) return;
      const uid =
        ref.uid ?? `4841${ref.address.toString(16).padStart(4, '0').toUpperCase()}0000000000000001`.slice(0, 24);
      const update = firmware ? { update: firmware.slotsOf(kind) } : {};
      const node = createVirtualNode({ kind, address: ref.address, uid, charset: gb18030, boot: bootOf(), ...update });
      nodes.push({ node, kind, counter: counter.no });
    };
    add('panel', counter.panel);
    add('call-keypad', counter.keypad);
    add('rating-keypad', counter.rating);
  }
  return nodes;
}

/** A node's boot id differs at every boot; the demo's nodes are born with the process. */
function bootOf(): number {
  return Math.floor(Date.now() / 1000) % 0x7fff_ffff;
}

export function labPrinter({ state }: VirtualPrinter): LabPrinter {
  return {
    power: state.power,
    paper: state.paper,
    cover: state.coverOpen ? 'open' : 'closed',
    cutter: state.cutterJammed || state.cutterError ? 'jammed' : 'ok',
    bufferedBytes: state.bufferedBytes,
  };
}

export function labNode({ node, kind, counter }: HallNode, nowMs: number): LabNode {
  const view = node.view(nowMs);
  return {
    address: node.address,
    kind,
    counter,
    plugged: view.plugged,
    linked: view.online,
    zones: view.zones.map(({ text, flashing, colour }) => ({ text, flashing, colour })),
    leds: view.leds.map(({ colour, blinking }) => ({ on: colour, off: 0, blinking })),
    rating: view.rating
      ? { session: view.rating.session, leftMs: Math.max(0, Math.round(view.rating.deadlineMs - nowMs)) }
      : null,
    beeps: view.sounds + view.refusals,
  };
}

/** What a paper looks like, from the very bytes that made it. */
export function drawPaper(paper: Paper): DisplayList {
  return renderPaper(decodeEscpos(paper.bytes, gb18030), paperDots);
}
