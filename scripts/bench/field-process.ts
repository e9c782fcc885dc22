/** Entry of the field's process: serves the virtual devices and marks what passes their wires. */

import { gb18030 } from '../../device/adapters/charset-gb18030.ts';
import { servePeerOnTcp } from '../../device/demo/peer-host.ts';
import { createVirtualPrinter } from '../../device/drivers/printer/virtual-printer.ts';
import { createVirtualBus } from '../../firmware-bridge/virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from '../../firmware-bridge/virtual-node.ts';
import { BUS_REPLY, BUS_REQUEST } from '../../protocol/bus/bus-codes.ts';
import { createBusFrameReader } from '../../protocol/bus/bus-frame-reader.ts';
import { BUS_BITS_PER_BYTE } from '../../protocol/bus/bus-limits.ts';
import type { LinePeer, PeerOutput } from '../../protocol/line-driver.ts';
import { benchBaud, keypadOffset } from './bench-hall.ts';
import { machineMs } from './timing.ts';

/** What the field is asked to do. */
export type FieldOrder =
  | { readonly do: 'serve'; readonly counters: number; readonly printer: boolean }
  | { readonly do: 'press'; readonly address: number; readonly key: number }
  | { readonly do: 'count' }
  | { readonly do: 'end' };

/** What happened on a wire, and when, by `machineMs`. */
export type FieldMark =
  | { readonly saw: 'serving'; readonly busPort: number; readonly printerPort: number; readonly atMs: number }
  /** The last byte of a keypad's event is at the host's end. */
  | { readonly saw: 'key'; readonly address: number; readonly atMs: number }
  /** The first byte of a text for a panel leaves the host. `wireMs` is how long the frame takes. */
  | { readonly saw: 'text'; readonly address: number; readonly wireMs: number; readonly atMs: number }
  /** A panel shows another main text. */
  | { readonly saw: 'shown'; readonly address: number; readonly text: string; readonly atMs: number }
  /** The first bytes of a job are at the printer's end. */
  | { readonly saw: 'job'; readonly atMs: number }
  /** Frames that the host has sent since the beginning. */
  | { readonly saw: 'frames'; readonly count: number; readonly atMs: number };

/** Paper comes out quickly here: the wait for paper is no part of what is measured. */
const paperMmPerSecond = 2_000;
const mainZone = 0;

process.on('message', (order: FieldOrder) => void obey(order));
process.on('disconnect', () => process.exit(0));
let press: (address: number, key: number) => void = () => {};
let frames = 0;

async function obey(order: FieldOrder): Promise<void> {
  if (order.do === 'end') process.exit(0);
  else if (order.do === 'press') press(order.address, order.key);
  else if (order.do === 'count') mark({ saw: 'frames', count: frames, atMs: machineMs() });
  else {
    const [busPort, printerPort] = await Promise.all([
      order.counters > 0 ? serveBus(order.counters) : 0,
      order.printer ? servePrinter() : 0,
    ]);
    mark({ saw: 'serving', busPort, printerPort, atMs: machineMs() });
  }
}

function mark(what: FieldMark): void {
  process.send?.(what);
}

async function serveBus(counters: number): Promise<number> {
  const panels = Array.from({ length: counters }, (_, index) => nodeOf('panel', index + 1));
  const keypads = Array.from({ length: counters }, (_, index) => nodeOf('call-keypad', index + 1 + keypadOffset));
  const bus = createVirtualBus({ baud: benchBaud, nodes: [...panels, ...keypads], seed: 7 });
  const texts = new Map<number, string>();
  let changing = 0;
  const host = await servePeerOnTcp(
    watchedBus(bus, (address) => {
      changing = address;
    }),
    0,
    {
      onStep() {
        const panel = changing > 0 ? panels[changing - 1] : undefined;
        if (!panel) return;
        const text = panel.view(performance.now()).zones[mainZone]?.text ?? '';
        if (texts.get(panel.address) === text) return;
        texts.set(panel.address, text);
        mark({ saw: 'shown', address: panel.address, text, atMs: machineMs() });
      },
    },
  );
  press = (address, key) =>
    host.poke((nowMs) => {
      keypads[address - keypadOffset - 1]?.press(key, nowMs);
      return undefined;
    });
  return host.port;
}

function nodeOf(kind: 'panel' | 'call-keypad', address: number): VirtualNode {
  const uid = `48414C4C00000000000000${address.toString(16).padStart(2, '0').toUpperCase()}`;
  return createVirtualNode({ kind, address, uid, charset: gb18030, boot: Math.floor(Date.now() / 1000) % 0x7fff_ffff });
}

/** Reads along: texts on their way to panels, keys on their way to the host. */
function watchedBus(bus: LinePeer, onText: (address: number) => void): LinePeer {
  const towardsNodes = createBusFrameReader();
  const towardsHost = createBusFrameReader();
  const take = (output: PeerOutput): PeerOutput => {
    for (const bytes of output.writes)
      for (const frame of towardsHost.push(bytes))
        if (frame.type === BUS_REPLY.key) mark({ saw: 'key', address: frame.address, atMs: machineMs() });
    return output;
  };
  return {
    onBytes(bytes, nowMs) {
      const atMs = machineMs();
      for (const frame of towardsNodes.push(bytes)) {
        frames += 1;
        if (frame.type !== BUS_REQUEST.text || frame.payload[0] !== mainZone) continue;
        const wireMs = (bytes.length * BUS_BITS_PER_BYTE * 1000) / benchBaud;
        mark({ saw: 'text', address: frame.address, wireMs, atMs });
        onText(frame.address);
      }
      return take(bus.onBytes(bytes, nowMs));
    },
    onTick: (nowMs) => take(bus.onTick(nowMs)),
  };
}

async function servePrinter(): Promise<number> {
  const printer = createVirtualPrinter({ mmPerSecond: paperMmPerSecond });
  const watched: LinePeer = {
    onBytes(bytes, nowMs) {
      // ESC @ begins every job and nothing else.
      if (bytes[0] === 0x1b && bytes[1] === 0x40) mark({ saw: 'job', atMs: machineMs() });
      return printer.onBytes(bytes, nowMs);
    },
    onTick: (nowMs) => printer.onTick(nowMs),
  };
  const host = await servePeerOnTcp(watched, 0);
  return host.port;
}
