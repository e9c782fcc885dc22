/**
 * What is different from one printer model to the next, as data. A new model is one more entry here and no code.
 * Values come from the named manuals; '?' in a source means nobody has tried it on the real machine yet.
 */
import type { CharacterArea } from './printable-text.ts';

/** How the printer says that a job is done. `none`: it never says anything, not even its status. */
export type Completion = 'gs-h' | 'gs-r' | 'dle-eot-poll' | 'none';
/** How a half-received job is thrown away. */
export type ClearWay = 'dle-dc4-8' | 'dle-enq-2' | 'nul-flood';

export interface PrinterProfile {
  readonly name: string;
  /** 576 at 80 mm, 384 at 58 mm; 8 dots a millimetre. */
  readonly dotsPerLine: 576 | 384;
  readonly charset: CharacterArea;
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
}

const eightyMillimetres = {
  dotsPerLine: 576,
  charset: 'gb2312',
  qr: 'native',
  asb: true,
  cut: [0x1d, 0x56, 0x42, 0x40],
  buzzer: [],
  baud: 38_400,
  flow: 'none',
  mmPerSecond: 100,
} as const;

export const printerProfiles = {
  /** TM-T20/81/82/88: everything in the Epson ESC/POS reference. */
  'epson-tm': { ...eightyMillimetres, name: 'epson-tm', charset: 'gbk', completion: 'gs-h', clear: 'dle-dc4-8' },
  /** XP-80 and POS-80 clones: DLE DC4 is their drawer pulse and must not be sent; 1B 42 n t beeps. */
  'xprinter-80': {
    ...eightyMillimetres,
    name: 'xprinter-80',
    completion: 'gs-r',
    clear: 'dle-enq-2',
    buzzer: [0x1b, 0x42, 0x02, 0x02],
  },
  /** ZJ-58: no process id, no clear command, QR code only in some firmware. */
  'zijiang-58': {
    ...eightyMillimetres,
    name: 'zijiang-58',
    dotsPerLine: 384,
    completion: 'gs-r',
    clear: 'nul-flood',
    qr: 'raster',
    baud: 9_600,
    mmPerSecond: 60,
  },
  /** SP91 class: only real-time status is documented. */
  'sprt-sp91': {
    ...eightyMillimetres,
    name: 'sprt-sp91',
    completion: 'dle-eot-poll',
    clear: 'nul-flood',
    asb: false,
    qr: 'raster',
    baud: 9_600,
  },
  /** TP80K manual: as the Epson reference except the process id. */
  'hprt-tp80': { ...eightyMillimetres, name: 'hprt-tp80', completion: 'gs-r', clear: 'dle-dc4-8' },
  /** Anything that prints: asks for the least and believes the least. */
  generic: {
    ...eightyMillimetres,
    name: 'generic',
    completion: 'gs-r',
    clear: 'dle-enq-2',
    asb: false,
    baud: 9_600,
  },
  /** A line on which nothing ever comes back. Jobs end as sent, not as confirmed. */
  mute: { ...eightyMillimetres, name: 'mute', completion: 'none', clear: 'nul-flood', asb: false, baud: 9_600 },
} as const satisfies Record<string, PrinterProfile>;

export type PrinterProfileName = keyof typeof printerProfiles;

/** The profile of a configured name, or null when there is none. */
export function findPrinterProfile(name: string): PrinterProfile | null {
  const known: Record<string, PrinterProfile> = printerProfiles;
  return Object.hasOwn(known, name) ? (known[name] ?? null) : null;
}
