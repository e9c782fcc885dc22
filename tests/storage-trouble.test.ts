/**
 * Trouble with the disk, with the built daemon on a real file system that is full, refuses changes or breaks. A ticket
 * that cannot be stored is not given; what can be read is still shown; staff are told what is wrong; and when the disk
 * works again the hall goes on by itself, without a hole in the numbers or a number twice.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { gb18030 } from '../device/adapters/charset-gb18030.ts';
import { type PeerHost, servePeerOnTcp } from '../device/demo/peer-host.ts';
import { createVirtualBus } from '../firmware-bridge/virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from '../firmware-bridge/virtual-node.ts';
import { BUS_KEY } from '../protocol/bus/bus-codes.ts';
import type { HallConfig } from '../protocol/config.ts';
import {
  type Caller,
  callerOf,
  eventually,
  exportJournal,
  type HallProcess,
  journalProblems,
  signIn,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';
import { canMountDisk, createSmallDisk, type SmallDisk } from './small-disk.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
function later<T>(thing: T, end: (thing: T) => unknown): T {
  ends.push(() => end(thing));
  return thing;
}

let config: HallConfig;
beforeAll(async () => {
  config = await smallHall();
});

describe.skipIf(!canMountDisk())('a disk in trouble', () => {
  it('full: refuses, shows what it has, and goes on when there is room', { timeout: 120_000 }, async () => {
    const disk = smallDisk();
    const keypad = node('call-keypad', 17);
    const { host: bus, config: wired } = await onBus([keypad]);
    const hall = await startOn(disk.path, {
      ...wired,
      counters: [
        { no: 1, services: ['A', 'K'], keypad: { bus: 'main', address: 17 } },
        { no: 2, services: ['A'] },
      ],
    });
    const { kiosk, lead } = await people(hall);
    await eventually('a keypad', () => keypad.view(performance.now()).online);
    const numbers = [await ticketNo(kiosk)];

    disk.fill();
    const refused = await untilRefused(kiosk, lead);
    expect(refused).toMatchObject({
      status: 503,
      body: {
        code: 'storage-failed',
        text: {
          zh: '系统暂时无法保存，请联系工作人员。',
          en: 'The system cannot save at the moment. Please ask our staff.',
        },
      },
    });
    expect(await faultsOf(lead)).toContain('storage-full');
    expect(await readable(hall)).toEqual([200, 200, 200]);

    // A clerk's key is refused with beeps and does nothing later.
    expect((await lead.post('counters/1/open')).status).toBe(503);
    const { sounds } = keypad.view(performance.now());
    bus.poke((nowMs) => void keypad.press(BUS_KEY.logIn, nowMs));
    await eventually('the beeps of a refusal', () => keypad.view(performance.now()).sounds > sounds);
    expect(hall.alive()).toBe(true);

    disk.free();
    await goesOn(kiosk, lead, numbers);
    await eventually('the key is taken', () => keypad.view(performance.now()).eventsQueued === 0);
    expect(await counterState(kiosk)).toBe('closed');
    await endWhole(hall, numbers);
  });

  it('refusing every change: says read-only, and goes on when it is writable', { timeout: 120_000 }, async () => {
    const disk = smallDisk();
    const hall = await startOn(disk.path);
    const { kiosk, lead } = await people(hall);
    const numbers = [await ticketNo(kiosk)];
    disk.freeze();
    ends.push(() => disk.thaw());
    expect(await kiosk.post('tickets', aTicket())).toMatchObject({ status: 503, body: { code: 'storage-failed' } });
    expect(await faultsOf(lead)).toContain('storage-read-only');
    expect(await readable(hall)).toEqual([200, 200, 200]);
    disk.thaw();
    await goesOn(kiosk, lead, numbers);
    await endWhole(hall, numbers);
  });

  it('a rating given meanwhile is kept', { timeout: 120_000 }, async () => {
    const disk = smallDisk();
    const keypad = node('rating-keypad', 33);
    const { host, config: wired } = await onBus([keypad]);
    const rating = { bus: 'main', address: 33 };
    const hall = await startOn(disk.path, { ...wired, counters: [{ no: 1, services: ['A', 'K'], rating }] });
    const { kiosk, lead } = await people(hall);
    const numbers = [await ticketNo(kiosk)];
    for (const act of ['open', 'call-next', 'start', 'finish'])
      expect((await lead.post(`counters/1/${act}`)).status).toBe(200);
    await eventually('a lit keypad', () => keypad.view(performance.now()).rating !== null);
    disk.freeze();
    ends.push(() => disk.thaw());
    host.poke((nowMs) => void keypad.rate(4, nowMs));
    await eventually('a try', async () => (await faultsOf(lead)).includes('storage-read-only'));
    expect(keypad.view(performance.now()).eventsQueued).toBe(1);
    disk.thaw();
    await eventually('a stored rating', () => keypad.view(performance.now()).eventsQueued === 0);
    await endWhole(hall, numbers);
    const rated = (await exportJournal(disk.path)).filter(({ type }) => type === 'visit.rated');
    expect(rated.map(({ body }) => body.level)).toEqual([4]);
  });

  it('broken: says read-only; after a repair and a start the numbers go on', { timeout: 120_000 }, async () => {
    const disk = smallDisk();
    const hall = await startOn(disk.path);
    const { kiosk, lead } = await people(hall);
    const numbers = [await ticketNo(kiosk), await ticketNo(kiosk)];
    disk.breakDown();
    expect(await kiosk.post('tickets', aTicket())).toMatchObject({ status: 503, body: { code: 'storage-failed' } });
    expect(await faultsOf(lead)).toContain('storage-read-only');
    expect(await readable(hall)).toEqual([200, 200, 200]);
    expect(await hall.stop()).toBe(0);
    disk.repair();
    const again = await startOn(disk.path);
    numbers.push(await ticketNo(callerOf(again.url)));
    await endWhole(again, numbers);
  });

  it('full at the start: serves pages, refuses, and begins by itself when there is room', {
    timeout: 120_000,
  }, async () => {
    const disk = smallDisk();
    const first = await startOn(disk.path);
    const numbers = [await ticketNo(callerOf(first.url))];
    expect(await first.stop()).toBe(0);
    disk.fill();
    const hall = await startOn(disk.path);
    const kiosk = callerOf(hall.url);
    expect(await readable(hall)).toEqual([200, 200, 200]);
    expect(await waitingOf(kiosk)).toBe(1);
    expect(await kiosk.post('tickets', aTicket())).toMatchObject({ status: 503, body: { code: 'storage-failed' } });
    expect(await faultsOf(kiosk)).toContain('storage-full');
    disk.free();
    await eventually('a start that is recorded', async () =>
      (await faultsOf(kiosk)).every((code) => !code.startsWith('storage-')),
    );
    numbers.push(await ticketNo(kiosk));
    // It is the usual journal again: others may read while the hall runs.
    expect((await exportJournal(disk.path)).filter(({ type }) => type === 'system.started')).toHaveLength(2);
    await endWhole(hall, numbers);
  });

  it('full at the start after a power cut: goes on in the room that the journal has', {
    timeout: 120_000,
  }, async () => {
    const disk = smallDisk();
    const first = await startOn(disk.path);
    const numbers = [await ticketNo(callerOf(first.url))];
    await first.kill();
    disk.fill();
    const hall = await startOn(disk.path);
    numbers.push(await ticketNo(callerOf(hall.url)));
    expect(await faultsOf(callerOf(hall.url))).not.toContain('storage-full');
    await endWhole(hall, numbers);
  });

  it('full at the very first start: says so and ends', { timeout: 120_000 }, async () => {
    const disk = smallDisk();
    disk.fill();
    expect(await failedStart(disk.path)).toMatch(/^The (data folder|journal) .* cannot be (opened|written): .+\.$/);
    disk.free();
    const hall = await startOn(disk.path);
    await endWhole(hall, [await ticketNo(callerOf(hall.url))]);
  });
});

describe('a start that cannot be', () => {
  it('a data folder that is a file', async () => {
    const { path } = later(temporaryFolder(), (each) => each.remove());
    const file = join(path, 'data');
    writeFileSync(file, 'not a folder');
    expect(await failedStart(file)).toMatch(/^The data folder .*\/data cannot be written: .+\.$/);
  });

  it.skipIf(!canMountDisk())('a data folder that cannot be written', async () => {
    const disk = smallDisk();
    disk.freeze();
    ends.push(() => disk.thaw());
    expect(await failedStart(disk.path)).toMatch(/^The data folder .*\/data cannot be written: .+\.$/);
  });

  it('a port that is taken', async () => {
    const { path } = later(temporaryFolder(), (each) => each.remove());
    const hall = await startOn(path);
    const other = later(temporaryFolder(), (each) => each.remove());
    const listen = { host: '127.0.0.1', port: Number(new URL(hall.url).port) };
    // Its lines to devices must not keep it alive.
    const printers = [{ id: 'printer-1', line: { tcp: '127.0.0.1:1' } }];
    expect(await failedStart(other.path, { ...config, listen, printers })).toMatch(/EADDRINUSE.*127\.0\.0\.1/);
  });

  it('a second daemon on the same folder', async () => {
    const { path } = later(temporaryFolder(), (each) => each.remove());
    const hall = await startOn(path);
    expect(await failedStart(path)).toBe(
      `Another hallkeeper is running on ${path}. End it first, or give this one a data folder of its own.`,
    );
    expect((await callerOf(hall.url).post('tickets', aTicket())).status).toBe(201);
  });

  it.each([
    ['garbage', Buffer.from('This is not a journal. '.repeat(500))],
    ['garbage behind a good head', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(5_000, 0xa5)])],
  ])('a journal that is %s', async (_what, bytes) => {
    const { path } = later(temporaryFolder(), (each) => each.remove());
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'journal.db'), bytes);
    expect(await failedStart(path)).toMatch(/^The journal .*\/journal\.db cannot be opened: .+\.$/);
  });
});

// ---------------------------------------------------------------------------------------------- the hall

function node(kind: VirtualNode['kind'], address: number): VirtualNode {
  const uid = `4841${String(address).padStart(20, '0')}`;
  return createVirtualNode({ kind, address, uid, charset: gb18030, boot: 41 });
}

/** The hall's configuration with a bus that has these nodes. */
async function onBus(nodes: readonly VirtualNode[]): Promise<{ readonly host: PeerHost; readonly config: HallConfig }> {
  const baud = 38_400;
  const host = later(await servePeerOnTcp(createVirtualBus({ baud, nodes, seed: 5 }), 0), (each) => each.stop());
  return { host, config: { ...config, buses: [{ id: 'main', line: { tcp: `127.0.0.1:${host.port}`, baud } }] } };
}

function smallDisk(): SmallDisk {
  return later(createSmallDisk(16), (each) => each.remove());
}

async function startOn(dataDir: string, settings: HallConfig = config): Promise<HallProcess> {
  return later(await startHall({ config: settings, dataDir }), (each) => each.stop());
}

/** What a start says on standard error; it must end with an exit code other than 0 and without a stack. */
async function failedStart(dataDir: string, settings: HallConfig = config): Promise<string> {
  const started = startHall({ config: settings, dataDir });
  const error = await started.then(
    async (hall) => {
      await hall.stop();
      return new Error('it started');
    },
    (reason: Error) => reason,
  );
  const [head, ...lines] = error.message.split('\n');
  expect(head).toMatch(/^the hall ended with [1-9]/);
  return lines.join('\n').trim();
}

async function people(hall: HallProcess): Promise<{ readonly kiosk: Caller; readonly lead: Caller }> {
  return { kiosk: callerOf(hall.url), lead: await signIn(hall.url, '2001') };
}

let taps = 0;
function aTicket() {
  taps += 1;
  return { service: 'A', requestId: `tap-${String(taps).padStart(8, '0')}` };
}

async function ticketNo(kiosk: Caller): Promise<string> {
  const { status, body } = await kiosk.post('tickets', aTicket());
  expect(status).toBe(201);
  return String(body.ticketNo);
}

/** The journal has some room of its own: work is done until it is used up, and then a customer comes. */
async function untilRefused(kiosk: Caller, lead: Caller) {
  for (let open = true; ; open = !open) {
    const { status } = await lead.post(`counters/2/${open ? 'open' : 'close'}`);
    if (status !== 200) return kiosk.post('tickets', aTicket());
  }
}

async function goesOn(kiosk: Caller, lead: Caller, numbers: string[]): Promise<void> {
  await eventually('a ticket', async () => {
    const { status, body } = await kiosk.post('tickets', aTicket());
    if (status === 201) numbers.push(String(body.ticketNo));
    return status === 201;
  });
  const faults = await faultsOf(lead);
  expect(faults.filter((code) => code.startsWith('storage-'))).toEqual([]);
}

/** Ends the hall and looks at what it leaves: a whole journal with exactly the numbers that were given. */
async function endWhole(hall: HallProcess, numbers: readonly string[]): Promise<void> {
  expect(await hall.stop()).toBe(0);
  expect(await journalProblems(hall.dataDir)).toEqual([]);
  const rows = await exportJournal(hall.dataDir);
  const stored = rows.flatMap(({ type, body }) => (type === 'ticket.issued' ? [body.no] : []));
  expect(stored).toEqual(numbers);
  expect(stored).toEqual(numbers.map((_, at) => `A${String(at + 1).padStart(3, '0')}`));
}

async function faultsOf(staff: Caller): Promise<readonly string[]> {
  const { body } = await staff.get('health');
  return (body.faults as readonly { readonly code: string }[]).map(({ code }) => code);
}

async function counterState(caller: Caller): Promise<unknown> {
  const { body } = await caller.get('hall');
  return (body.counters as readonly { readonly state: string }[])[0]?.state;
}

async function waitingOf(caller: Caller): Promise<unknown> {
  const { body } = await caller.get('hall');
  return (body.services as readonly { readonly waiting: number }[])[0]?.waiting;
}

/** Statuses of what must work whatever the disk does. */
async function readable(hall: HallProcess): Promise<readonly number[]> {
  const caller = callerOf(hall.url);
  const [view, health, metrics] = [
    await caller.get('hall'),
    await caller.get('health'),
    await fetch(`${hall.url}/metrics`),
  ];
  await metrics.text();
  return [view.status, health.status, metrics.status];
}
