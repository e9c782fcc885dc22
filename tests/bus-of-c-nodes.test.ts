/**
 * The built daemon and three C nodes on one bus of pseudo-terminals: from a ticket to the text on the panel, to keys, to a rating in the
 * journal. The daemon cannot tell them from a counter's devices; nothing reaches into either side.
 *
 *   hall ─► daemon ─┐
 *                   ├─ one bus line ─┬─ panel 1 ─ call keypad 17 ─ rating keypad 33, each a process of firmware-bridge/node
 */
import { spawn } from 'node:child_process';
import { afterEach, describe, expect, it } from 'vitest';
import { gb18030 } from '../device/adapters/charset-gb18030.ts';
import { BUS_KEY } from '../protocol/bus/bus-codes.ts';
import { createBusHub } from './bus-hub.ts';
import {
  callerOf,
  eventually,
  exportJournal,
  journalProblems,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';
import { hasProgram, nodeProgram } from './node-program.ts';
import { hasSocat } from './pty-pair.ts';

const BAUD = 115_200;
const NODES = [
  { kind: 'panel', address: 1 },
  { kind: 'keypad', address: 17 },
  { kind: 'rating', address: 33 },
] as const;

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
function later<T>(thing: T, end: (thing: T) => unknown): T {
  ends.push(() => end(thing));
  return thing;
}

const uidOf = (address: number): string => `4841${String(address).padStart(20, '0')}`;

interface CNode {
  /** What it has shown, newest last. */
  readonly shown: readonly string[];
  type(command: string): void;
  stop(): Promise<void>;
}

function startNode(port: string, kind: string, address: number): CNode {
  const options = ['--port', port, '--kind', kind, '--address', `${address}`, '--uid', uidOf(address)];
  const child = spawn(nodeProgram('hk-node'), [...options, '--baud', `${BAUD}`], { stdio: ['pipe', 'pipe', 'ignore'] });
  const exit = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const shown: string[] = [];
  let rest = '';
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop() ?? '';
    shown.push(...lines);
  });
  return {
    shown,
    type: (command) => child.stdin.write(`${command}\n`),
    stop() {
      child.stdin.end();
      return exit;
    },
  };
}

/** The text a zone has shown last in its bright half. */
function textOf(panel: CNode, zone: number): string {
  const line = panel.shown.findLast((each) => each.startsWith(`text ${zone} 1 `)) ?? '';
  return gb18030.decode(Uint8Array.from(Buffer.from(line.split(' ')[6] ?? '', 'hex')));
}

describe.skipIf(!hasSocat() || !hasProgram('gcc'))('the daemon and C nodes on one bus', () => {
  it('a ticket, a text, keys, a rating in the journal', { timeout: 90_000 }, async () => {
    const hub = later(await createBusHub(NODES.length + 1, BAUD), (each) => each.stop());
    const [hostPath = '', ...nodePaths] = hub.paths;
    const [panel, keypad, rating] = NODES.map(({ kind, address }, at) =>
      later(startNode(nodePaths[at] ?? '', kind, address), (each) => each.stop()),
    );
    if (panel === undefined || keypad === undefined || rating === undefined) throw new Error('three nodes');
    const data = later(temporaryFolder(), (each) => each.remove());
    const place = (at: 0 | 1 | 2) => ({ bus: 'main', address: NODES[at].address, uid: uidOf(NODES[at].address) });
    const config = {
      ...(await smallHall()),
      counters: [{ no: 1, services: ['A', 'K'], panel: place(0), keypad: place(1), rating: place(2) }],
      buses: [{ id: 'main', line: { serial: hostPath, baud: BAUD } }],
    };
    const hall = later(await startHall({ dataDir: data.path, config }), (each) => each.stop());
    const press = (key: number): void => keypad.type(`key ${key}`);
    await eventually('all three online', () =>
      NODES.every(({ address }) => hall.log.some((line) => line.includes(uidOf(address)))),
    );

    expect(textOf(panel, 0)).toBe('暂停服务');
    press(BUS_KEY.logIn);
    await eventually('a welcome on the panel', () => textOf(panel, 0) === '欢迎光临');
    const issued = await callerOf(hall.url).post('tickets', { service: 'A', requestId: 'tap-00000001' });
    expect(issued.status).toBe(201);
    press(BUS_KEY.next);
    await eventually('the number on the panel', () => textOf(panel, 0) === 'A001' && textOf(panel, 1) === '1号窗口');
    await eventually('it flashes', () => panel.shown.some((line) => line.startsWith('text 0 0 ')));
    press(BUS_KEY.start);
    press(BUS_KEY.finish);
    await eventually('a lit rating keypad', () => rating.shown.includes('rate 31 1'));
    rating.type('rate 5');
    await eventually('a locked rating keypad', () => rating.shown.includes('rate 0 0'));
    await eventually('the panel is free again', () => textOf(panel, 0) === '欢迎光临');

    // Stopping makes the journal whole: each key and the rating stand in it once, in the order of the presses.
    await eventually('the rating in the journal', async () =>
      (await exportJournal(data.path)).some(({ type }) => type === 'visit.rated'),
    );
    expect(await hall.stop()).toBe(0);
    expect(await journalProblems(data.path)).toEqual([]);
    const rows = await exportJournal(data.path);
    expect(rows.filter(({ type }) => type === 'visit.rated').map(({ body }) => body)).toMatchObject([
      { level: 5, origin: 'keypad' },
    ]);
    const order = ['ticket.issued', 'ticket.called', 'ticket.started', 'ticket.finished', 'visit.rated'];
    expect(rows.map(({ type }) => type).filter((type) => order.includes(type))).toEqual(order);
  });
});
