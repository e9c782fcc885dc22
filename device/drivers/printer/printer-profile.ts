/**
 * What is different from one printer model to the next, as data. A new model is one more entry here and no code.
 * Values come from the named manuals; '[?]' in a comment means nobody has tried it on the real machine yet. The driver
 * must give a right answer for either outcome of every [?].
 */
import type { CharacterArea } from './printable-text.ts';

/** How the printer says that a job is done. `none`: it never says anything, not even its status. */
export type Completion = 'gs-h' | 'gs-r' | 'dle-eot-poll' | 'none';
/** How a half-received job is thrown away. */
export type ClearWay = 'dle-dc4-8' | 'dle-enq-2' | 'nul-flood';
/** What a model does that the command set does not say. */
export type PrinterQuirk =
  /** Can be set so that an open lid is reported as paper end: the fault names both. */
  | 'lid-as-paper-end'
  /** `10 14 ..` is its drawer pulse: it must never be sent. */
  | 'drawer-on-dle-dc4'
  /** Prints the characters of a process id request: it is never asked for one. */
  | 'process-id-as-text';

export interface PrinterProfile {
  readonly name: string;
  /** Maker and models, for people. */
  readonly models: string;
  /** 576 at 80 mm, 384 at 58 mm; 8 dots a millimetre. */
  readonly dotsPerLine: 576 | 384;
  readonly charset: CharacterArea;
  /** Puts two-byte characters on, at the head of each job. */
  readonly chinese: readonly number[];
  /** Chooses the one-byte code page; empty where only Chinese mode matters. */
  readonly codePage: readonly number[];
  readonly completion: Completion;
  readonly clear: ClearWay;
  readonly qr: 'native' | 'raster';
  /** True when the printer reports changes by itself after `1D 61 FF`. */
  readonly asb: boolean;
  /** Whole commands, as bytes. */
  readonly cut: readonly number[];
  readonly buzzer: readonly number[];
  readonly baud: number;
  readonly flow: 'none' | 'rtscts' | 'xonxoff';
  readonly mmPerSecond: number;
  /** Paper on a new roll, and what is left of it when the near-end sensor speaks; learned in the hall from then on. */
  readonly rollMm: number;
  readonly nearEndMm: number;
  readonly quirks: readonly PrinterQuirk[];
  /** True: how it confirms is not known, and what its answers to the first questions show is used. */
  readonly adopts: boolean;
}

const eightyMillimetres = {
  dotsPerLine: 576,
  charset: 'gb2312',
  chinese: [0x1c, 0x26],
  codePage: [],
  qr: 'native',
  asb: true,
  cut: [0x1d, 0x56, 0x42, 0x40],
  buzzer: [],
  baud: 38_400,
  flow: 'none',
  mmPerSecond: 100,
  // 80 mm rolls are sold as 50 m on an 80 mm core; the sensor's lever is set by hand, some metres are usual [?].
  rollMm: 50_000,
  nearEndMm: 3_000,
  quirks: [],
  adopts: false,
} as const;

export const printerProfiles = {
  /** Everything in the Epson ESC/POS reference. */
  'epson-tm': {
    ...eightyMillimetres,
    name: 'epson-tm',
    models: 'Epson TM-T20, T81, T82, T88',
    charset: 'gbk',
    completion: 'gs-h',
    clear: 'dle-dc4-8',
  },
  /** RP325-328 command set: GS ( H is listed and not tried, so GS r is believed; DLE DC4 is the drawer pulse. */
  'rongta-80': {
    ...eightyMillimetres,
    name: 'rongta-80',
    models: 'Rongta RP325 to RP328 and OEM "80mm Series"',
    completion: 'gs-r',
    clear: 'nul-flood',
    qr: 'raster',
    quirks: ['drawer-on-dle-dc4'],
  },
  /** XP-80 and POS-80 clones: DLE DC4 is their drawer pulse and must not be sent; 1B 42 n t beeps. */
  'xprinter-80': {
    ...eightyMillimetres,
    name: 'xprinter-80',
    models: 'Xprinter XP-80, POS-80 class',
    completion: 'gs-r',
    clear: 'dle-enq-2',
    buzzer: [0x1b, 0x42, 0x02, 0x02],
    quirks: ['drawer-on-dle-dc4'],
  },
  /** BTP-M300 manual: status as in the reference; the lid may be set to count as paper end. Clearing is not documented. */
  'snbc-btp': {
    ...eightyMillimetres,
    name: 'snbc-btp',
    models: 'SNBC BTP-M300 and its line',
    completion: 'gs-r',
    clear: 'nul-flood',
    qr: 'raster',
    quirks: ['lid-as-paper-end'],
  },
  /** TP80K manual: as the Epson reference except the process id. */
  'hprt-tp80': {
    ...eightyMillimetres,
    name: 'hprt-tp80',
    models: 'HPRT TP80K and its line',
    completion: 'gs-r',
    clear: 'dle-dc4-8',
  },
  /** SP91 class: only real-time status is documented. */
  'sprt-sp91': {
    ...eightyMillimetres,
    name: 'sprt-sp91',
    models: 'Sprt SP91 class',
    completion: 'dle-eot-poll',
    clear: 'nul-flood',
    asb: false,
    qr: 'raster',
    baud: 9_600,
  },
  /** ZJ-58: no process id, no clear command, QR code only in some firmware. */
  'zijiang-58': {
    ...eightyMillimetres,
    name: 'zijiang-58',
    models: 'Zijiang ZJ-58 and other 58 mm printers',
    dotsPerLine: 384,
    completion: 'gs-r',
    clear: 'nul-flood',
    qr: 'raster',
    baud: 9_600,
    mmPerSecond: 60,
    rollMm: 25_000,
    nearEndMm: 1_500,
    quirks: ['process-id-as-text'],
  },
  /** A model nobody has named: asked at its first start what it can do, and believed that far. */
  unknown: {
    ...eightyMillimetres,
    name: 'unknown',
    models: 'any ESC/POS printer; it is asked how it confirms',
    completion: 'gs-r',
    clear: 'nul-flood',
    qr: 'raster',
    baud: 9_600,
    adopts: true,
  },
  /** Anything that answers: asks for the least and believes the least. */
  generic: {
    ...eightyMillimetres,
    name: 'generic',
    models: 'any ESC/POS printer with GS r',
    completion: 'gs-r',
    clear: 'dle-enq-2',
    asb: false,
    baud: 9_600,
  },
  /** A line on which nothing ever comes back. Jobs end as sent, not as confirmed. */
  mute: {
    ...eightyMillimetres,
    name: 'mute',
    models: 'a printer whose answers do not arrive',
    completion: 'none',
    clear: 'nul-flood',
    asb: false,
    baud: 9_600,
  },
} as const satisfies Record<string, PrinterProfile>;

export type PrinterProfileName = keyof typeof printerProfiles;

/** The profile of a configured name, or null when there is none. */
export function findPrinterProfile(name: string): PrinterProfile | null {
  const known: Record<string, PrinterProfile> = printerProfiles;
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}
