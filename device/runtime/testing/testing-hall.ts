/** The whole hall on virtual time: printer, bus nodes and buttons are virtual devices at the far ends of virtual lines. */
import { createVirtualBus } from '../../../firmware-bridge/virtual-bus.ts';
import { createVirtualNode, type VirtualNode } from '../../../firmware-bridge/virtual-node.ts';
import type { Charset } from '../../../protocol/charset.ts';
import type { Actor, Command } from '../../../protocol/commands.ts';
import type { HallConfig } from '../../../protocol/config.ts';
import type { EventType, JournalEvent } from '../../../protocol/events.ts';
import { createVirtualGpio, type VirtualGpio } from '../../drivers/button/virtual-gpio.ts';
import { createVirtualPrinter, type VirtualPrinter } from '../../drivers/printer/virtual-printer.ts';
import type { BusKeysPort, CommandResult, DeviceMemoryPort } from '../../ports.ts';
import { createHall } from '../hall.ts';
import type { Hall } from '../hall-types.ts';
import { createTestingJournal, createTestingRandom, type TestingJournal } from './testing-journal.ts';
import { createVirtualClock, type VirtualClock } from './virtual-clock.ts';
import { createVirtualLine, type VirtualLine } from './virtual-line.ts';

export interface TestingWorld {
  readonly clock: VirtualClock;
  readonly journal: TestingJournal;
  readonly printer: VirtualPrinter;
  readonly printerLine: VirtualLine;
  /** At `virtual:3`, for a configuration that names it. */
  readonly second: { readonly printer: VirtualPrinter; readonly line: VirtualLine };
  readonly busLine: VirtualLine;
  readonly nodes: ReadonlyMap<number, VirtualNode>;
  readonly gpio: VirtualGpio;
  readonly hall: Hall;
  /** Submits, lets it be decided, and gives the answer. */
  give(command: Command, actor?: Actor): CommandResult;
  tap(request: string): CommandResult;
  rows<T extends EventType>(type: T): readonly Extract<JournalEvent, { type: T }>[];
}

const baud = 38_400;
const kiosk: Actor = { id: 'kiosk-1', clerk: null, staff: false };
export const lineIds = { panel: 1, keypad: 17, rating: 33 } as const;

/** One service, one counter with panel and keypads, one printer, one button on GPIO 17 with a lamp on 5. */
export const deviceHall: HallConfig = {
  hall: { id: 'test', name: { zh: '测试大厅', en: 'Test hall' }, zone: 'UTC' },
  services: [{ id: 'A', name: { zh: '缴费', en: 'Payment' }, minutes: 4 }],
  counters: [
    {
      no: 1,
      services: ['A'],
      panel: { bus: 'main', address: lineIds.panel },
      keypad: { bus: 'main', address: lineIds.keypad },
      rating: { bus: 'main', address: lineIds.rating },
    },
  ],
  printers: [{ id: 'printer-1', line: { tcp: 'virtual:1' }, profile: 'epson-tm' }],
  buses: [{ id: 'main', line: { tcp: 'virtual:2', baud } }],
  buttons: [{ gpio: 17, service: 'A', lamp: 5 }],
};

export function createTestingWorld(
  charset: Charset,
  journal: TestingJournal = createTestingJournal(),
  config: HallConfig = deviceHall,
  memory?: DeviceMemoryPort,
  more: { readonly busKeys?: BusKeysPort; readonly boxed?: readonly VirtualNode[] } = {},
): TestingWorld {
  const clock = createVirtualClock();
  const printer = createVirtualPrinter();
  const secondPrinter = createVirtualPrinter();
  const node = (kind: 'panel' | 'call-keypad' | 'rating-keypad', address: number) =>
    createVirtualNode({
      kind,
      address,
      uid: `48410000000000000000${String(address).padStart(4, '0')}`,
      charset,
      boot: 7,
    });
  const nodes = [
    node('panel', lineIds.panel),
    node('call-keypad', lineIds.keypad),
    node('rating-keypad', lineIds.rating),
    ...(more.boxed ?? []),
  ];
  const bus = createVirtualBus({ baud, nodes, seed: 7 });
  const printerLine = createVirtualLine(printer, clock);
  const secondLine = createVirtualLine(secondPrinter, clock);
  const busLine = createVirtualLine(bus, clock, baud);
  busLine.onRetune = bus.setBaud;
  const gpio = createVirtualGpio({ nowMs: clock.monoMs, onWake: wakeGpio });
  function wakeGpio(atMs: number): void {
    clock.at(atMs, () => {
      const next = gpio.step();
      if (next !== null) wakeGpio(next);
    });
  }
  const lines = new Map([
    ['virtual:1', printerLine],
    ['virtual:3', secondLine],
  ]);
  const hall = createHall({
    config,
    journal,
    clock,
    random: createTestingRandom(journal.head() * 1_000),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    charset,
    line: (line) => lines.get('tcp' in line ? line.tcp : '') ?? busLine,
    ...(memory ? { memory } : {}),
    gpio,
    ...(more.busKeys ? { busKeys: more.busKeys } : {}),
    demo: false,
    speech: false,
    sw: '0',
    configHash: '',
  });

  function give(command: Command, actor: Actor = kiosk): CommandResult {
    let answer: CommandResult | null = null;
    hall.submit(command, actor, (result) => {
      answer = result;
    });
    clock.settle();
    if (!answer) throw new Error('no answer came');
    return answer;
  }

  return {
    clock,
    journal,
    printer,
    printerLine,
    second: { printer: secondPrinter, line: secondLine },
    busLine,
    nodes: new Map(nodes.map((each) => [each.address, each])),
    gpio,
    hall,
    give,
    tap: (request) =>
      give({ type: 'issue', service: 'A', class: 'normal', channel: 'kiosk', locale: 'zh-CN', request }),
    rows: <T extends EventType>(type: T) =>
      journal.rows.filter((row): row is Extract<JournalEvent, { type: T }> => row.type === type),
  };
}
