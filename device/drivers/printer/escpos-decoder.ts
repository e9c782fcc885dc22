/**
 * What a printer would put on paper for given bytes: a list of lines, codes, pictures and cuts. Reads our own jobs and
 * those of common foreign programs (parameters as numbers or as ASCII digits, with or without Chinese mode commands).
 * Never throws, never guesses: a command it cannot draw is counted. Pure, so that pages can use it as well.
 */
import type { Charset } from '../../../protocol/charset.ts';
import type { Align, QrLevel } from './escpos-bytes.ts';
import { commandLength, isKnownCommand } from './escpos-command.ts';
import { paperLinesMax } from './limits.ts';
import type { PaperLine, Placed, TextRun, TextStyle } from './paper-line.ts';
import { type RasterPicture, scaledRaster, storedPicture, word } from './raster-picture.ts';

export type { PaperLine } from './paper-line.ts';

export interface DecodedPaper {
  readonly lines: readonly PaperLine[];
  /** Commands that are unknown, cannot be drawn, or broke off at the end. */
  readonly unknownCommands: number;
}

interface Modes extends TextStyle, Placed {
  readonly lineDots: number;
  readonly chinese: boolean;
  readonly codePage: number;
  readonly moduleDots: number;
  readonly level: QrLevel;
}

const plain: Modes = {
  widthTimes: 1,
  heightTimes: 1,
  bold: false,
  underline: false,
  invert: false,
  font: 'A',
  align: 'left',
  marginDots: 0,
  areaDots: null,
  lineDots: 30,
  chinese: true,
  codePage: 0,
  moduleDots: 3,
  level: 'L',
};

const aligns: readonly Align[] = ['left', 'centre', 'right'];
const levels: readonly QrLevel[] = ['L', 'M', 'Q', 'H'];
/** Ruled lines in code page 1 (katakana), which some hosts use for tables; 8F..9F. */
const ruledLines = '┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯';
const dotsPerColumn = 12;
const characterDots = 24;

/** The lines on the paper, at most `paperLinesMax`. */
export function decodeEscpos(bytes: Uint8Array, charset: Charset): PaperLine[] {
  return [...decodePaper(bytes, charset).lines];
}

/** As `decodeEscpos`, with a count of what could not be drawn. */
export function decodePaper(bytes: Uint8Array, charset: Charset): DecodedPaper {
  const paper = createPaper(charset);
  let unknownCommands = 0;
  for (let at = 0; at < bytes.length && !paper.full(); ) {
    const length = commandLength(bytes, at);
    if (length === null || at + length > bytes.length) {
      unknownCommands++;
      break;
    }
    if (!paper.take(bytes.subarray(at, at + length))) {
      unknownCommands++;
    }
    at += length;
  }
  return { lines: paper.finish(), unknownCommands };
}

function createPaper(charset: Charset) {
  const lines: PaperLine[] = [];
  let modes = plain;
  let runs: TextRun[] = [];
  let xDots: number | null = null;
  let qrData = '';
  let stored: RasterPicture | null = null;

  const set = (change: Partial<Modes>): true => {
    modes = { ...modes, ...change };
    return true;
  };
  const placed = (): Placed => ({ align: modes.align, marginDots: modes.marginDots, areaDots: modes.areaDots });
  const emit = (line: PaperLine): true => {
    lines.push(line);
    return true;
  };

  const text = (bytes: Uint8Array): true => {
    const { widthTimes, heightTimes, bold, underline, invert, font } = modes;
    const decoded = modes.chinese ? charset.decode(bytes) : singleBytes(bytes, modes.codePage);
    runs.push({ text: decoded, columns: bytes.length, xDots, widthTimes, heightTimes, bold, underline, invert, font });
    xDots = null;
    return true;
  };

  /** Ends the line; returns whether there was one. */
  const flush = (): boolean => {
    const had = runs.length > 0;
    if (had) {
      emit({ kind: 'line', lineDots: modes.lineDots, runs, ...placed() });
    }
    runs = [];
    xDots = null;
    return had;
  };
  const blankDots = (): number => Math.max(modes.lineDots, characterDots * modes.heightTimes);
  const newLines = (count: number): true => {
    const blank = count - (count > 0 && flush() ? 1 : 0);
    return blank > 0 ? emit({ kind: 'feed', dots: blank * blankDots() }) : true;
  };

  /** Where the next run would begin, for relative moves. */
  const cursorDots = (): number =>
    runs.reduce(
      (at, run) => (run.xDots ?? at) + run.columns * run.widthTimes * (run.font === 'B' ? 9 : dotsPerColumn),
      0,
    );

  const raster = (picture: RasterPicture): true => {
    flush();
    return emit({ kind: 'raster', ...picture, ...placed() });
  };

  const esc = (command: Uint8Array, code: number, n: number): boolean => {
    switch (String.fromCharCode(code)) {
      case '@':
        runs = [];
        xDots = null;
        modes = plain;
        return true;
      case '!':
        return set({
          font: (n & 1) !== 0 ? 'B' : 'A',
          bold: (n & 8) !== 0,
          heightTimes: (n & 0x10) !== 0 ? 2 : 1,
          widthTimes: (n & 0x20) !== 0 ? 2 : 1,
          underline: (n & 0x80) !== 0,
        });
      case 'E':
      case 'G':
        return set({ bold: (n & 1) !== 0 });
      case '-':
        return set({ underline: digit(n) > 0 });
      case 'M':
        return set({ font: digit(n) === 1 ? 'B' : 'A' });
      case 'a':
        return set({ align: aligns[digit(n)] ?? modes.align });
      case 't':
        return set({ codePage: n });
      case '2':
        return set({ lineDots: 30 });
      case '3':
        return set({ lineDots: n });
      case 'd':
        return newLines(n);
      case 'J':
        flush();
        return n > 0 ? emit({ kind: 'feed', dots: n }) : true;
      case '$':
        xDots = word(command, 2);
        return true;
      case '\\': {
        const move = word(command, 2);
        xDots = Math.max(0, (xDots ?? cursorDots()) + (move >= 0x8000 ? move - 0x10000 : move));
        return true;
      }
      case 'i':
      case 'm':
        flush();
        return emit({ kind: 'cut' });
      default:
        return code !== 0x2a && isKnownCommand(0x1b, code);
    }
  };

  const gs = (command: Uint8Array, code: number, n: number): boolean => {
    switch (String.fromCharCode(code)) {
      case '!':
        return set({ widthTimes: ((n >> 4) & 7) + 1, heightTimes: (n & 7) + 1 });
      case 'B':
        return set({ invert: (n & 1) !== 0 });
      case 'L':
        return set({ marginDots: word(command, 2) });
      case 'W':
        return set({ areaDots: word(command, 2) });
      case 'V':
        flush();
        if (n >= 0x41) {
          emit({ kind: 'feed', dots: command[3] ?? 0 });
        }
        return emit({ kind: 'cut' });
      case 'v':
        return raster(scaledRaster(command));
      case '8':
        return graphics(command, 7);
      case '(':
        return n === 0x6b ? qr(command) : n === 0x4c ? graphics(command, 5) : true;
      default:
        return code !== 0x6b && code !== 0x2a && isKnownCommand(0x1d, code);
    }
  };

  /** Graphics memory: 70 stores a picture, 32 (or 02) prints what is stored. `at` is where the parameters begin. */
  const graphics = (command: Uint8Array, at: number): boolean => {
    const what = command[at + 1];
    if (what === 0x70) {
      stored = storedPicture(command, at);
      return true;
    }
    if ((what === 0x32 || what === 0x02) && stored !== null) {
      return raster(stored);
    }
    return false;
  };

  const qr = (command: Uint8Array): boolean => {
    const n = command[7] ?? 0;
    switch (command[6]) {
      case 0x41:
        return true;
      case 0x43:
        return set({ moduleDots: Math.max(1, n) });
      case 0x45:
        return set({ level: levels[digit(n)] ?? 'L' });
      case 0x50:
        qrData = Array.from(command.subarray(8), (byte) => String.fromCharCode(byte)).join('');
        return true;
      case 0x51:
        flush();
        return emit({ kind: 'qr', data: qrData, moduleDots: modes.moduleDots, level: modes.level, ...placed() });
      default:
        return false;
    }
  };

  const fs = (code: number, n: number): boolean => {
    switch (String.fromCharCode(code)) {
      case '&':
        return set({ chinese: true });
      case '.':
        return set({ chinese: false });
      case '-':
        return set({ underline: digit(n) > 0 });
      case '!':
        return set({
          widthTimes: (n & 4) !== 0 ? 2 : 1,
          heightTimes: (n & 8) !== 0 ? 2 : 1,
          underline: (n & 0x80) !== 0,
        });
      case 'W':
        return set((n & 1) !== 0 ? { widthTimes: 2, heightTimes: 2 } : { widthTimes: 1, heightTimes: 1 });
      default:
        return isKnownCommand(0x1c, code);
    }
  };

  return {
    full: () => lines.length >= paperLinesMax,
    /** One whole command. False: it cannot be drawn. */
    take(command: Uint8Array): boolean {
      const [first = 0, second = 0, third = 0] = command;
      switch (first) {
        case 0x0a:
          return newLines(1);
        case 0x09:
          xDots = (Math.floor(cursorDots() / (8 * dotsPerColumn)) + 1) * 8 * dotsPerColumn;
          return true;
        case 0x1b:
          return esc(command, second, third);
        case 0x1d:
          return gs(command, second, third);
        case 0x1c:
          return fs(second, third);
        case 0x10:
          return isKnownCommand(0x10, second);
        default:
          return first < 0x20 || text(command);
      }
    },
    finish(): readonly PaperLine[] {
      flush();
      return lines.slice(0, paperLinesMax);
    },
  };
}

/** A parameter that may be a number or its ASCII digit. */
function digit(n: number): number {
  return n >= 0x30 && n <= 0x39 ? n - 0x30 : n;
}

/** Text outside Chinese mode: ASCII, ruled lines of code page 1, and U+FFFD for all that only the printer's ROM knows. */
function singleBytes(bytes: Uint8Array, codePage: number): string {
  return Array.from(bytes, (byte) => {
    if (byte < 0x80) {
      return String.fromCharCode(byte);
    }
    return (codePage === 1 ? ruledLines[byte - 0x8f] : undefined) ?? '\ufffd';
  }).join('');
}
