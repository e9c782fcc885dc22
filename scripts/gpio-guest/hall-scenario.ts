/**
 * The hall itself on the real kernel: journal on disk, printer at the far end of a TCP line, push button and lamps on the pins, and
 * no page at all, because no HTTP server is ever opened. A press is a ticket on paper.
 */
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gb18030 } from '../../device/adapters/charset-gb18030.ts';
import { openSqliteJournal } from '../../device/adapters/sqlite-journal.ts';
import { createSystemClock } from '../../device/adapters/system-clock.ts';
import { createSystemRandom } from '../../device/adapters/system-random.ts';
import { servePeerOnTcp } from '../../device/demo/peer-host.ts';
import type { GpioWay } from '../../device/drivers/button/gpio-port.ts';
import { createVirtualPrinter } from '../../device/drivers/printer/virtual-printer.ts';
import { lineFor } from '../../device/main.ts';
import { createHall } from '../../device/runtime/hall.ts';
import type { HallConfig } from '../../protocol/config.ts';
import { type Figures, machineGpio } from './line-scenarios.ts';
import { pause, simulatedChip, until } from './simulated-chip.ts';

export async function hallScenario(way: GpioWay): Promise<Figures> {
  const sim = simulatedChip(process.env.SIM);
  sim.drive(17, 1);
  sim.drive(22, 1);
  const printer = createVirtualPrinter();
  const printerAt = await servePeerOnTcp(printer, 0);
  const journal = openSqliteJournal(mkdtempSync(join(tmpdir(), 'hall-')));
  const config = hallConfig(printerAt.port);
  const clock = createSystemClock(config.hall.zone);
  const random = createSystemRandom();
  const line = lineFor({ tcp: `127.0.0.1:${printerAt.port}` }, random);
  const hall = createHall({
    config,
    journal,
    clock,
    random,
    log: { info() {}, warn() {}, error() {} },
    charset: gb18030,
    line: () => line,
    gpio: await machineGpio(way),
    demo: false,
    speech: false,
    sw: '0',
    configHash: '',
  });
  const isFault = (code: string, device: string) =>
    hall.health.faults().some((fault) => fault.code === code && fault.device === device);
  hall.start();
  await until('the lamp of the button is lit', () => sim.level(5) === 1);
  await until('the printer answers', () => !isFault('printer-offline', 'printer-1'));
  const pressedMs = performance.now();
  for (const level of [0, 1, 0, 1, 0] as const) {
    sim.drive(17, level);
    await pause(2);
  }
  await until('paper', () => printer.papers.some(({ complete }) => complete));
  const paperMs = Math.round(performance.now() - pressedMs);
  sim.drive(17, 1);
  sim.drive(22, 0);
  await until('staff are called', () => isFault('staff-called', 'staff-call-22'));
  sim.drive(22, 1);
  const issued = journal.read(1, Number.MAX_SAFE_INTEGER, 1_000).filter(({ type }) => type === 'ticket.issued');
  assert.equal(issued.length, 1);
  assert.equal(printer.papers.length, 1);
  hall.stop();
  assert.equal(sim.level(5), 0, 'no lamp promises a ticket when the hall has ended');
  await line.stop();
  await printerAt.stop();
  journal.close();
  return { tickets: issued.length, papers: printer.papers.length, paperMs };
}

function hallConfig(port: number): HallConfig {
  return {
    hall: { id: 'test', name: { zh: '测试大厅', en: 'Test hall' }, zone: 'Asia/Shanghai' },
    services: [{ id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4 }],
    counters: [{ no: 1, services: ['A'] }],
    printers: [{ id: 'printer-1', line: { tcp: `127.0.0.1:${port}` }, profile: 'epson-tm' }],
    buttons: [{ gpio: 'GPIO17', service: 'A', lamp: 5 }],
    gpio: { calls: [{ gpio: 22, lamp: 6 }], buzzer: { gpio: 12 } },
  };
}
