/**
 * Devices of other makers from end to end: a process of the built daemon, real pseudo-terminals, and at their far ends the bytes of
 * a caller with rating keys, a customer display and a Modbus panel. A call on the API is bytes; a key frame is a call in the hall.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { hostPeerOnLine, type PeerHost } from '../device/demo/peer-host.ts';
import { createTestingLineDisplay } from '../device/drivers/foreign/testing-line-display.ts';
import { createTestingModbusSlave } from '../device/drivers/foreign/testing-modbus-slave.ts';
import { createFarEnd, type FarEnd } from './foreign-far-end.ts';
import {
  type Caller,
  callerOf,
  eventually,
  exportJournal,
  type HallProcess,
  signIn,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';
import { patternBytes } from './line-recorder.ts';
import { createPtyPair, hasSocat, type PtyPair } from './pty-pair.ts';

const next = 'FF 68 03 03 68 05 00 0C 11 16';
const rated = 'FF 68 03 03 68 05 11 00 16 16';
const beep = 'FF 68 02 02 68 05 03 08 16';
const opensRating = 'FF 68 03 03 68 05 01 0B 11 16';

describe.skipIf(!hasSocat())('a hall with devices of other makers (needs socat)', () => {
  const folder = temporaryFolder();
  const display = createTestingLineDisplay();
  const slave = createTestingModbusSlave(7, 3);
  let pairs: PtyPair[] = [];
  let hall: HallProcess;
  let lead: Caller;
  let caller: FarEnd;
  let screen: FarEnd;
  let panelHost: PeerHost;
  const stops: (() => Promise<unknown>)[] = [];
  let taps = 0;

  const pair = (at: number) => pairs[at] as PtyPair;
  const faults = async () => {
    const { body } = await lead.get('health');
    return (body.faults as { code: string; device: string }[]).map(({ code, device }) => `${code} ${device}`);
  };
  const counter = async (no: number) => {
    const { body } = await callerOf(hall.url).get('hall');
    return (body.counters as { no: number; ticketNo: string | null; state: string }[]).find((each) => each.no === no);
  };
  const ticket = async () => {
    taps += 1;
    const { body } = await callerOf(hall.url).post('tickets', { service: 'A', requestId: `tap-${taps}` });
    return String(body.ticketNo);
  };
  const upper = () => display.lines[0].trimEnd();
  const digits = (no: string) => Array.from(no.slice(-3), (digit) => `0${digit}`).join(' ');

  /** Within a second and a half of a call a `next` is a nervous finger, and within 0.3 s a repeat: the press comes after both. */
  const pressNext = async () => {
    const fromMs = performance.now();
    await eventually('the last press is over', () => performance.now() - fromMs > 1_600);
    caller.say(next);
  };

  beforeAll(async () => {
    pairs = await Promise.all([createPtyPair(), createPtyPair(), createPtyPair()]);
    caller = createFarEnd(pair(0));
    screen = createFarEnd(pair(1), (bytes) => display.take(bytes));
    const panelLine = createSerialLine({ path: pair(2).b, baud: 9_600, random: () => 0 });
    panelHost = hostPeerOnLine(slave, panelLine);
    stops.push(
      () => caller.stop(),
      () => screen.stop(),
      () => panelHost.stop(),
      () => panelLine.stop(),
    );
    // A profile of the hall's own: the panel's, shown again every two seconds.
    const own = join(folder.path, 'panel.yaml');
    const text = readFileSync(join(import.meta.dirname, '..', 'device', 'foreign', 'modbus-panel.yaml'), 'utf8');
    writeFileSync(own, `${text}refreshSeconds: 2\n`);
    const serial = (at: number) => ({ serial: pair(at).a, baud: 9_600 });
    hall = await startHall({
      config: await smallHall({
        foreign: [
          { id: 'callers', line: serial(0), profile: 'ff68', places: [{ counter: 1, address: 5 }] },
          { id: 'display', line: serial(1), profile: 'cd5220', brightness: 4, places: [{ counter: 1 }] },
          { id: 'panels', line: serial(2), file: own, places: [{ counter: 1, address: 7 }] },
        ],
      }),
      dataDir: folder.path,
    });
    lead = await signIn(hall.url, '2001');
    await eventually('all lines are up', async () => (await faults()).length === 0);
  }, 60_000);

  afterAll(async () => {
    await hall?.stop();
    for (const stop of stops) await stop();
    for (const each of pairs) await each.stop();
    folder.remove();
  });

  beforeEach(() => caller.forget());

  it('a call on the API is the right bytes on every line', async () => {
    await lead.post('counters/1/open');
    await eventually('the display says welcome', () => upper() === 'WELCOME');
    expect(display.brightness).toBe(4);
    const no = await ticket();
    expect((await lead.post('counters/1/call-next')).status).toBe(200);
    await eventually('the caller beeps', () => caller.heard().includes(beep));
    await eventually('it shows the number', () => caller.heard().includes(`02 0A 0A 0A ${digits(no)}`));
    await eventually('the display shows it', () => upper() === no);
    expect(display.lines[1].trimEnd()).toBe('Counter 1');
    await eventually('the panel shows it', () => slave.registers.get(0) === Number(no.slice(-3)));
    await eventually('the panel blinks', () => slave.registers.get(1) === 1);
    expect(slave.overrun).toBe(0);
    expect(slave.leastGapMs).toBeGreaterThanOrEqual(5);
  });

  it('a key frame is a call in the hall, answered by the identical frame, and its repeat is none', async () => {
    await lead.post('counters/1/start');
    const no = await ticket();
    const after = await ticket();
    await pressNext();
    // At once, as a device does that has heard no answer yet.
    caller.say(next);
    await eventually('the hall calls', async () => (await counter(1))?.ticketNo === no);
    await eventually('the key is answered', () => caller.heard().includes(next));
    expect((await counter(1))?.ticketNo).toBe(no);
    const keys = (await exportJournal(folder.path)).filter(({ type }) => type === 'device.key');
    expect(keys).toHaveLength(1);
    expect(keys.at(-1)?.body).toMatchObject({ bus: 'callers', address: 5, code: 'key:1', done: 'done' });
    expect(after).not.toBe(no);
  });

  it('a rating is opened on the device, given once by its key and answered by function 01', async () => {
    await lead.post('counters/1/finish');
    await eventually('the rating is opened', () => caller.heard().includes(opensRating));
    caller.say(rated);
    // Value 0 is level 5 of this profile; 16 - 10 = 06.
    await eventually('it is answered', () => caller.heard().includes('FF 68 03 03 68 05 01 00 06 16'));
    caller.say(rated);
    const given = (await exportJournal(folder.path)).filter(({ type }) => type === 'visit.rated');
    expect(given.map(({ body }) => [body.level, body.origin])).toEqual([[5, 'keypad']]);
  });

  it('noise is a fault and not a crash, and the next good key is heard', async () => {
    caller.say(patternBytes(3_000));
    for (let i = 0; i < 20; i += 1) caller.say(patternBytes(997, i));
    await eventually('the noise is told', async () => (await faults()).includes('foreign-garbled foreign-callers'));
    expect(hall.alive()).toBe(true);
    caller.forget();
    const { ticketNo } = (await counter(1)) ?? {};
    await pressNext();
    await eventually('the key is heard', async () => (await counter(1))?.ticketNo !== ticketNo);
    await eventually('the fault is over', async () => (await faults()).length === 0);
  });

  it('what is unplugged is told, and shows what it should when it is plugged in again', async () => {
    for (const at of [0, 1, 2]) pair(at).unplug();
    await eventually('three lines are lost', async () => {
      const now = await faults();
      return ['callers', 'display', 'panels'].every((id) => now.includes(`line-lost foreign-${id}`));
    });
    display.powerCut();
    slave.registers.clear();
    const no = await ticket();
    await lead.post('counters/1/call-next');
    caller.forget();
    for (const at of [0, 1, 2]) await pair(at).replug();
    const shown = (await counter(1))?.ticketNo ?? '';
    expect(shown.length).toBeGreaterThan(0);
    await eventually('the display heals', () => upper() === shown, 30_000);
    await eventually('the caller heals', () => caller.heard().includes(`02 0A 0A 0A ${digits(shown)}`), 45_000);
    await eventually('the panel heals', () => slave.registers.get(0) === Number(shown.slice(-3)), 45_000);
    await eventually('no fault stays', async () => (await faults()).length === 0, 45_000);
    expect(no.length).toBeGreaterThan(0);
  }, 120_000);

  it('a Modbus panel without power is a fault of that device alone', async () => {
    slave.power = false;
    await lead.post('counters/1/start');
    await lead.post('counters/1/finish');
    await eventually('it is told', async () => (await faults()).join() === 'foreign-silent panels/7', 30_000);
    slave.power = true;
    await eventually('it heals', async () => (await faults()).length === 0, 45_000);
  }, 90_000);
});
