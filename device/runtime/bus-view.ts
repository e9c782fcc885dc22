/** One bus as staff see it: what the configuration expects at each address beside what answers there. */
import type { BusMaster, BusMasterNodeFacts } from '../../firmware-bridge/bus-master-types.ts';
import { BUS_CHARSET, BUS_FEATURE, BUS_ID_FLAG, BUS_STATE_FLAG } from '../../protocol/bus/bus-codes.ts';
import type { BusCap, BusId } from '../../protocol/bus/bus-reply.ts';
import type { BusNodeView, BusView } from '../../protocol/bus-views.ts';
import { nodeKey } from '../core/hall-index.ts';
import type { BusKeysPort } from '../ports.ts';
import type { LinePort } from '../ports-line.ts';
import type { BusWorks } from './bus-works.ts';
import type { Health } from './health.ts';

interface NodePlace {
  readonly address: number;
  readonly kind: 'panel' | 'call-keypad' | 'rating-keypad';
  readonly counter: number;
  readonly uid?: string;
}

interface Facts {
  readonly id: string;
  readonly nodes: readonly NodePlace[];
  readonly master: BusMaster;
  readonly works: BusWorks;
  readonly line: LinePort;
  readonly keys: BusKeysPort | null;
  readonly health: Health;
  readonly nowMs: number;
}

const charsets = Object.keys(BUS_CHARSET) as (keyof typeof BUS_CHARSET)[];
const features = Object.keys(BUS_FEATURE) as (keyof typeof BUS_FEATURE)[];

export function busView(facts: Facts): BusView {
  const { id, nodes, master, works, line, nowMs } = facts;
  const scan = works.scanned;
  return {
    id,
    up: line.state === 'up',
    baud: works.baud,
    cycleMs: Math.round(master.stats.cycleMs),
    nodes: master
      .nodes(nowMs)
      .map((node) =>
        nodeView(
          node,
          nodes.find(({ address }) => address === node.address),
          facts,
        ),
      )
      .sort((a, b) => a.address - b.address),
    scan: scan && {
      running: scan.running,
      whole: scan.whole,
      found: scan.found.map(({ uid, address, id: said }) => ({
        ...{ uid, address, model: said.model },
        firmware: firmwareOf(said),
      })),
    },
  };
}

function nodeView(node: BusMasterNodeFacts, place: NodePlace | undefined, facts: Facts): BusNodeView {
  const { id, keys, health } = facts;
  const isWrong = health.has('node-wrong', nodeKey(id, node.address));
  const flags = node.state?.flags ?? 0;
  const isInstalling = ((node.id?.flags ?? 0) & BUS_ID_FLAG.installMode) !== 0;
  return {
    address: node.address,
    kind: place?.kind ?? null,
    counter: place?.counter ?? null,
    state: isWrong ? 'wrong' : node.trouble ? 'locked' : node.online ? 'online' : 'offline',
    uid: node.saidUid,
    expectedUid: place?.uid ?? null,
    model: node.id?.model ?? null,
    firmware: node.id ? firmwareOf(node.id) : null,
    install: (flags & BUS_STATE_FLAG.installMode) !== 0 || isInstalling,
    cap: node.cap && capView(node.cap),
    silentMs: node.silentMs === null ? null : Math.round(node.silentMs),
    silences: node.silences,
    damaged: node.state?.damaged ?? null,
    refused: node.forged,
    secure: node.secure,
    keyed: node.saidUid !== null && keys?.of(node.saidUid) !== undefined,
    trouble: node.trouble,
  };
}

function capView(cap: BusCap): NonNullable<BusNodeView['cap']> {
  const { minor, zones, columns, glyphs, leds, keys, ratingLevels } = cap;
  return {
    ...{ minor, zones, columns, glyphs, leds, keys, ratingLevels },
    charset: charsets.find((name) => BUS_CHARSET[name] === cap.charset) ?? 'ascii',
    features: features.filter((name) => cap.features & BUS_FEATURE[name]),
  };
}

function firmwareOf({ firmware: { major, minor, patch } }: BusId): string {
  return `${major}.${minor}.${patch}`;
}
