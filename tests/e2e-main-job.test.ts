/**
 * The main job of the hall from the first tap to the centre, over real interfaces only: the built daemon as a process,
 * pseudo-terminals to printer and bus, mosquitto with passwords, a browser. Nothing reaches into the daemon.
 *
 *   tap ─► paper ─► keypad ─► panel, signage, voice ─► start, finish ─► rating key ─► event at the centre
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium, type Locator, type Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { gb18030 } from '../device/adapters/charset-gb18030.ts';
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { hostPeerOnLine, type PeerHost } from '../device/demo/peer-host.ts';
import { startTinyCentre } from '../device/demo/tiny-centre.ts';
import { decodeEscpos, type PaperLine } from '../device/drivers/printer/escpos-decoder.ts';
import { renderPaper } from '../device/drivers/printer/paper-renderer.ts';
import { printerProfiles } from '../device/drivers/printer/printer-profile.ts';
import {
  createVirtualPrinter,
  type Paper,
  type VirtualPrinter,
  virtualPrinterLike,
} from '../device/drivers/printer/virtual-printer.ts';
import { createVirtualBus } from '../firmware-bridge/virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from '../firmware-bridge/virtual-node.ts';
import { BUS_KEY } from '../protocol/bus/bus-codes.ts';
import type { LinePeer } from '../protocol/line-driver.ts';
import { startEventWitness } from './event-witness.ts';
import {
  callerOf,
  eventually,
  exportJournal,
  journalProblems,
  smallHall,
  startHall,
  temporaryFolder,
} from './hall-process.ts';
import { startMosquitto } from './mosquitto.ts';
import { createPtyPair, hasSocat } from './pty-pair.ts';
import { hasZbar, readQr } from './read-qr.ts';

const browserPath = '/usr/bin/chromium';
const publicUrl = 'https://hall.example.cn';
const busBaud = 38_400;

/** What a test has started, ended in the opposite order. */
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
function later<T>(thing: T, end: (thing: T) => unknown): T {
  ends.push(() => end(thing));
  return thing;
}

describe.skipIf(!hasSocat() || !hasZbar())('the main job', () => {
  it.skipIf(!existsSync(browserPath))('from a tap to an event at the centre', { timeout: 90_000 }, async () => {
    const printer = createVirtualPrinter();
    const nodes = hallNodes();
    const printerAt = await atPty(printer, 38_400);
    const busAt = await atPty(createVirtualBus({ baud: busBaud, nodes: Object.values(nodes), seed: 3 }), busBaud);
    const broker = later(await startMosquitto({ users: ['hall-1'] }), (each) => each.stop());
    const witness = later(await startEventWitness(broker), (each) => each.stop());
    const { user, password, passwordFile } = broker.user('central');
    const centre = later(startTinyCentre({ url: broker.url, user, password }), (each) => each.stop());
    const data = later(temporaryFolder(), (each) => each.remove());
    const small = await smallHall();
    const hall = later(
      await startHall({
        dataDir: data.path,
        config: {
          ...small,
          hall: { ...small.hall, publicUrl },
          counters: [
            {
              no: 1,
              services: ['A', 'K'],
              panel: { bus: 'main', address: 1 },
              keypad: { bus: 'main', address: 17, uid: nodes.keypad.uid },
              rating: { bus: 'main', address: 33 },
            },
          ],
          printers: [{ id: 'printer-1', line: { serial: printerAt.path, baud: 38_400 }, profile: 'epson-tm' }],
          buses: [{ id: 'main', line: { serial: busAt.path, baud: busBaud } }],
          mqtt: { url: broker.url, passwordFile: passwordFile.replace('central', 'hall-1') },
        },
      }),
      (each) => each.stop(),
    );
    const press = (key: number) => void busAt.host.poke((nowMs) => void nodes.keypad.press(key, nowMs));
    const panel = () => nodes.panel.view(performance.now()).zones.map(({ text, flashing }) => ({ text, flashing }));
    const witnessed = (type: string) => witness.events.find((each) => each.type === `hall.${type}.v1`) ?? null;

    const browser = later(await launchBrowser(), (each) => each.close());
    const signage = await openPage(browser, `${hall.url}/signage`, { width: 1920, height: 1080 });
    const kiosk = await openPage(browser, `${hall.url}/kiosk`, { width: 1080, height: 1920 });
    await eventually('a ready printer and bus', async () => {
      const { body } = await callerOf(hall.url).get('hall');
      return (body.kiosk as { paper: boolean }).paper && nodes.rating.view(performance.now()).online;
    });

    // A customer taps; the paper comes out, and a phone reads its code.
    await kiosk.locator('hk-service-choice button').first().click();
    const ticketNo = await textOf(kiosk.locator('[data-ticket]'));
    expect(ticketNo).toBe('A001');
    const paper = await eventually('the paper', () => printer.papers[0] ?? null);
    await kiosk.locator('.print[data-print="take"]').waitFor();
    const lines = decodeEscpos(paper.bytes, gb18030);
    expect(paper.complete).toBe(true);
    expect(textsOf(lines)).toEqual(expect.arrayContaining(['一厅', ticketNo, '缴费', 'Pay a bill']));
    const issued = await eventually('the ticket at the centre', () => witnessed('ticket.issued'));
    expect(readQr(renderPaper(lines, printerProfiles['epson-tm'].dotsPerLine))).toBe(
      `${publicUrl}/t/${issued.data.ticket}`,
    );

    // The clerk opens the counter and calls.
    press(BUS_KEY.logIn);
    await eventually('a welcome on the panel', () => panel()[0]?.text === '欢迎光临');
    press(BUS_KEY.next);
    await eventually('the number on the panel', () => panel()[0]?.text === ticketNo);
    expect(panel()).toEqual([
      { text: ticketNo, flashing: true },
      { text: '1号窗口', flashing: false },
    ]);
    const call = signage.locator('hk-call-board .call');
    await call.waitFor();
    expect(await textOf(call.locator('.ticket'))).toBe(ticketNo);
    expect(await textOf(call.locator('.counter .number'))).toBe('1');
    await eventually('the voice speaks', async () => (await voiceOf(signage)).join() === 'speaking: speaking');
    await eventually('the voice has spoken', async () => (await voiceOf(signage)).join() === 'on: spoken', 30_000);

    // Start, finish; the customer rates.
    press(BUS_KEY.start);
    await eventually('the start at the centre', () => witnessed('ticket.started'));
    press(BUS_KEY.finish);
    await eventually('a lit rating keypad', () => nodes.rating.view(performance.now()).rating !== null);
    expect(witnessed('visit.rated')).toBeNull();
    busAt.host.poke((nowMs) => void nodes.rating.rate(5, nowMs));
    const rated = await eventually('the rating at the centre', () => witnessed('visit.rated'));
    expect(rated).toMatchObject({ hall: 'hall-1', data: { counter: 1, level: 5, origin: 'keypad' } });
    await eventually('the panel is free again', () => panel()[0]?.text === '欢迎光临');

    // The centre has acknowledged everything; one paper, one call, one rating; the journal is whole.
    const head = () => callerOf(hall.url).get('hall');
    await eventually('all acknowledged', async () => centre.acked('hall-1') === (await head()).body.seq);
    expect(printer.papers.length).toBe(1);
    expect(await hall.stop()).toBe(0);
    expect(await journalProblems(data.path)).toEqual([]);
    const types = (await exportJournal(data.path)).map(({ type }) => type);
    for (const type of ['ticket.issued', 'ticket.printed', 'ticket.called', 'ticket.finished', 'visit.rated'])
      expect([type, types.filter((each) => each === type).length]).toEqual([type, 1]);
  });

  it('a printer without codes of its own gets the same code as a picture', { timeout: 60_000 }, async () => {
    const profile = printerProfiles['zijiang-58'];
    const printer = createVirtualPrinter(virtualPrinterLike(profile));
    const { path } = await atPty(printer, profile.baud);
    const data = later(temporaryFolder(), (each) => each.remove());
    const small = await smallHall();
    const hall = later(
      await startHall({
        dataDir: data.path,
        config: {
          ...small,
          hall: { ...small.hall, publicUrl },
          printers: [{ id: 'printer-1', line: { serial: path, baud: profile.baud }, profile: 'zijiang-58' }],
        },
      }),
      (each) => each.stop(),
    );
    const { status, body } = await callerOf(hall.url).post('tickets', { service: 'K', requestId: 'tap-00000001' });
    expect([status, body.ticketNo]).toEqual([201, 'K001']);
    const lines = decodeEscpos((await paperOf(printer)).bytes, gb18030);
    expect(lines.some((line) => line.kind === 'qr')).toBe(false);
    expect(lines.some((line) => line.kind === 'raster')).toBe(true);
    expect(readQr(renderPaper(lines, profile.dotsPerLine))).toBe(`${publicUrl}/t/${body.ticketId}`);
    await eventually('a confirmed paper', async () => {
      const { print } = (await callerOf(hall.url).get(`tickets/${body.ticketId}`)).body as { print: { state: string } };
      return print.state === 'printed';
    });
    expect(await hall.stop()).toBe(0);
    expect(await journalProblems(data.path)).toEqual([]);
  });
});

// ---------------------------------------------------------------------------------------------- the far ends

function hallNodes(): Readonly<Record<'panel' | 'keypad' | 'rating', VirtualNode>> {
  const make = (kind: VirtualNode['kind'], address: number) =>
    createVirtualNode({ kind, address, uid: `4841${String(address).padStart(20, '0')}`, charset: gb18030, boot: 41 });
  return { panel: make('panel', 1), keypad: make('call-keypad', 17), rating: make('rating-keypad', 33) };
}

/** A device at one end of a new pair of terminals; `path` is the end for the daemon. */
async function atPty(peer: LinePeer, baud: number): Promise<{ readonly path: string; readonly host: PeerHost }> {
  const pair = later(await createPtyPair(), (each) => each.stop());
  const line = createSerialLine({ path: pair.b, baud, random: Math.random });
  return { path: pair.a, host: later(hostPeerOnLine(peer, line), (each) => each.stop()) };
}

function paperOf(printer: VirtualPrinter): Promise<Paper> {
  return eventually('the paper', () => printer.papers[0] ?? null, 30_000);
}

function textsOf(lines: readonly PaperLine[]): readonly string[] {
  return lines.flatMap((line) => (line.kind === 'line' ? [line.runs.map((run) => run.text).join('')] : []));
}

// ---------------------------------------------------------------------------------------------- the browser

function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserPath,
    // As a hall starts its signage browser: nobody is there to allow it to speak.
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required'],
  });
}

async function openPage(browser: Browser, url: string, viewport: { width: number; height: number }): Promise<Page> {
  const page = await browser.newPage({ viewport });
  await page.goto(url);
  return page;
}

/** What the signage page says of its voice: its sound, and the state of each call in the queue. */
function voiceOf(page: Page): Promise<readonly string[]> {
  return page.evaluate(() => {
    const { __hallkeeper: shown } = globalThis as { __hallkeeper?: { voice: readonly { readonly state: string }[] } };
    return (shown?.voice ?? []).map(({ state }) => `${document.documentElement.dataset.voice}: ${state}`);
  });
}

async function textOf(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? '').trim();
}
