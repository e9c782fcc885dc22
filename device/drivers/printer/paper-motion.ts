/**
 * How far the paper moves for each command, in dots (8 a millimetre). The driver derives a job's deadline from it, the
 * virtual printer its pace and its use of paper. An estimate: a QR code's size is taken from its data length.
 */
import { commandLength } from './escpos-command.ts';

/** Distance from the print head to the blade: what a 'feed and cut' moves before its own parameter. */
const headToCutterDots = 96;
const defaultLineDots = 30;
const characterDots = 24;

export interface MotionMeter {
  /** Dots the paper moves when `command` (one whole command) is executed. Keeps the modes that matter. */
  dotsOf(command: Uint8Array): number;
}

export function createMotionMeter(): MotionMeter {
  let lineDots = defaultLineDots;
  let heightTimes = 1;
  let tallestTimes = 1;
  let qrModuleDots = 3;
  let qrBytes = 0;

  const endLine = (): number => {
    const dots = Math.max(lineDots, tallestTimes * characterDots);
    tallestTimes = heightTimes;
    return dots;
  };

  return {
    dotsOf(command) {
      const [first = 0, second = 0, third = 0, fourth = 0] = command;
      if (first >= 0x20) {
        tallestTimes = Math.max(tallestTimes, heightTimes);
        return 0;
      }
      if (first === 0x0a) {
        return endLine();
      }
      switch (first * 256 + second) {
        case 0x1b40:
          lineDots = defaultLineDots;
          heightTimes = 1;
          tallestTimes = 1;
          return 0;
        case 0x1d21:
          heightTimes = (third & 0x07) + 1;
          return 0;
        case 0x1b21:
          heightTimes = (third & 0x10) !== 0 ? 2 : 1;
          return 0;
        case 0x1b32:
          lineDots = defaultLineDots;
          return 0;
        case 0x1b33:
          lineDots = third;
          return 0;
        case 0x1b64:
          return third * endLine();
        case 0x1b4a:
          return third;
        case 0x1d56:
          return third >= 0x41 ? headToCutterDots + fourth : 0;
        case 0x1d76:
          return (command[6] ?? 0) + (command[7] ?? 0) * 256;
        case 0x1d38:
          return pictureRows(command, 7);
        case 0x1d28:
          return qrDots(command);
        default:
          return 0;
      }
    },
  };

  function qrDots(command: Uint8Array): number {
    const [, , kind, , , , what, size = 3] = command;
    if (kind !== 0x6b) {
      return kind === 0x4c ? pictureRows(command, 5) : 0;
    }
    if (what === 0x43) {
      qrModuleDots = size;
    } else if (what === 0x50) {
      qrBytes = command.length - 8;
    } else if (what === 0x51 && qrBytes > 0) {
      return qrModulesOf(qrBytes) * qrModuleDots;
    }
    return 0;
  }
}

/** Rows of a stored picture whose parameters begin at `at`; believed only as far as there is data. */
function pictureRows(command: Uint8Array, at: number): number {
  const rowBytes = Math.ceil(((command[at + 6] ?? 0) + (command[at + 7] ?? 0) * 256) / 8);
  if (command[at + 1] !== 0x70 || rowBytes === 0) {
    return 0;
  }
  const declared = (command[at + 8] ?? 0) + (command[at + 9] ?? 0) * 256;
  return Math.min(declared, Math.floor(Math.max(0, command.length - at - 10) / rowBytes));
}

/** Paper length in millimetres of a whole job. */
export function paperLengthMm(job: Uint8Array): number {
  const meter = createMotionMeter();
  let dots = 0;
  for (let at = 0; at < job.length; ) {
    const length = commandLength(job, at) ?? job.length - at;
    dots += meter.dotsOf(job.subarray(at, at + length));
    at += length;
  }
  return dots / 8;
}

/** Bytes that fit at level M in versions 1..40 (ISO/IEC 18004, byte mode). */
const qrBytesByVersion = [
  14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911,
  997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331,
];

/** Modules on a side of a QR code for so many bytes at level M. */
export function qrModulesOf(bytes: number): number {
  const index = qrBytesByVersion.findIndex((capacity) => bytes <= capacity);
  return 17 + 4 * (index < 0 ? qrBytesByVersion.length : index + 1);
}
