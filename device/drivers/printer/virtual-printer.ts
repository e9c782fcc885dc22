/**
 * A printer without metal: good enough to demonstrate with, to test the driver against and to be printed to by foreign
 * programs. It has a receive buffer, prints at mechanical speed in virtual time, uses up paper, opens its cover, jams its
 * cutter, and answers like the model its options describe. Whatever it is sent, it never throws and never grows.
 *
 *   bytes ─► receive-buffer ─► one command at a time ─► paper in progress ─cut─► papers
 *                └─ real-time commands at once          (busy while the paper moves)
 */
import type { LinePeer, PeerOutput } from '../../../protocol/line-driver.ts';
import { asciiBytes, concatBytes } from './escpos-bytes.ts';
import { bootMs, nearEndDots, paperBytesMax, papersMax, receiveBufferBytes, rollDots } from './limits.ts';
import { createMotionMeter, type MotionMeter } from './paper-motion.ts';
import { automaticStatusOf, type PrinterBody, realTimeAnswerOf } from './printer-body.ts';
import type { PaperState } from './printer-contract.ts';
import type { PrinterProfile } from './printer-profile.ts';
import { createReceiveBuffer, type RealTimeCommand } from './receive-buffer.ts';

export interface VirtualPrinterOptions {
  /** Mechanical speed; 100 mm/s for common models. */
  readonly mmPerSecond?: number;
  readonly bufferBytes?: number;
  /** False: a fault throws away what was received (some models do). */
  readonly keepsBuffer?: boolean;
  /** What it understands; everything by default. */
  readonly answers?: Partial<VirtualPrinterAnswers>;
  /** Maker and model, as `1D 49 42` and `1D 49 43` tell them. */
  readonly identity?: readonly [string, string];
  /** What models do beside the command set; nothing by default. */
  readonly habits?: Partial<VirtualPrinterHabits>;
}

export interface VirtualPrinterHabits {
  /** `1B 40` switches automatic status off. */
  readonly initialiseEndsAutomatic: boolean;
  /** A process id request is taken for text. */
  readonly processIdAsText: boolean;
  /** Every real-time question is answered twice. */
  readonly statusTwice: boolean;
  /** An open lid is told as paper end. */
  readonly lidAsPaperEnd: boolean;
}

export interface VirtualPrinterAnswers {
  readonly automatic: boolean;
  readonly inOrder: boolean;
  readonly processId: boolean;
  readonly realTime: boolean;
  /** `10 14 08 ...` clears the buffers; clones take it for a drawer pulse. */
  readonly clear: boolean;
}

/** One piece that came out. `bytes` are the very commands that made it. */
export interface Paper {
  readonly id: number;
  readonly bytes: Uint8Array;
  /** False: part of what it should show was thrown away by a fault, a clear or a power cut. */
  readonly complete: boolean;
}

export interface VirtualPrinterState {
  readonly power: boolean;
  readonly silent: boolean;
  readonly paper: PaperState;
  readonly coverOpen: boolean;
  readonly cutterJammed: boolean;
  readonly cutterError: boolean;
  readonly printing: boolean;
  readonly paperDotsLeft: number;
  readonly bufferedBytes: number;
  readonly overrunBytes: number;
  /** Times a clear command was taken for the drawer's pulse: never, if the driver knows its model. */
  readonly drawerPulses: number;
}

/** Controls return what the printer says because of them (its automatic status), like every other step. */
export interface VirtualPrinter extends LinePeer {
  readonly papers: readonly Paper[];
  readonly state: VirtualPrinterState;
  setPaper(paper: PaperState, nowMs: number): PeerOutput;
  /** Exactly so much paper: for running out in the middle of a ticket. */
  setPaperDots(dots: number, nowMs: number): PeerOutput;
  setCover(open: boolean, nowMs: number): PeerOutput;
  /** A jam shows at the next cut. After it is freed the printer still waits to be told to go on (`10 05 n`). */
  setCutter(jammed: boolean, nowMs: number): PeerOutput;
  /** Stands still: `hot` while its head cools, `held` without a reason it could tell (the feed key). */
  setStop(stop: 'hot' | 'held' | null, nowMs: number): PeerOutput;
  /** Prints, but its answers do not arrive. */
  setSilent(silent: boolean, nowMs: number): PeerOutput;
  setPower(on: boolean, nowMs: number): PeerOutput;
}

const cutMs = 300;
const allAnswers: VirtualPrinterAnswers = {
  automatic: true,
  inOrder: true,
  processId: true,
  realTime: true,
  clear: true,
};

/** Options for a virtual printer that behaves like a profile's model. */
export function virtualPrinterLike(profile: PrinterProfile): VirtualPrinterOptions {
  const speaks = profile.completion !== 'none';
  return {
    mmPerSecond: profile.mmPerSecond,
    answers: {
      automatic: profile.asb,
      inOrder: profile.completion === 'gs-h' || profile.completion === 'gs-r',
      processId: profile.completion === 'gs-h',
      realTime: speaks,
      clear: profile.clear === 'dle-dc4-8',
    },
    habits: {
      processIdAsText: profile.quirks.includes('process-id-as-text'),
      lidAsPaperEnd: profile.quirks.includes('lid-as-paper-end'),
    },
  };
}

export function createVirtualPrinter(options: VirtualPrinterOptions = {}): VirtualPrinter {
  const answers = { ...allAnswers, ...options.answers };
  const { initialiseEndsAutomatic, processIdAsText, statusTwice, lidAsPaperEnd } = options.habits ?? {};
  const dotsPerMs = ((options.mmPerSecond ?? 100) * 8) / 1_000;
  const keepsBuffer = options.keepsBuffer ?? true;
  const [maker, model] = options.identity ?? ['HALLKEEPER', 'VIRTUAL-80'];
  const bufferBytes = options.bufferBytes ?? receiveBufferBytes;
  const buffer = createReceiveBuffer(bufferBytes);
  const papers: Paper[] = [];

  let meter: MotionMeter = createMotionMeter();
  let piece: Uint8Array[] = [];
  let pieceBytes = 0;
  let pieceMoved = false;
  let pieceTorn = false;
  let nextPaperId = 1;
  let power = true;
  let silent = false;
  let coverOpen = false;
  let cutterJammed = false;
  let cutterError = false;
  let stop: 'hot' | 'held' | null = null;
  let paperDotsLeft = rollDots;
  let automaticOn = false;
  let bootedAtMs = Number.NEGATIVE_INFINITY;
  let busyUntilMs = Number.NEGATIVE_INFINITY;
  let said: Uint8Array[] = [];
  let lastStatus = -1;
  let drawerPulses = 0;

  const paperState = (): PaperState => (paperDotsLeft <= 0 ? 'end' : paperDotsLeft <= nearEndDots ? 'near-end' : 'ok');
  const stopped = (): boolean => coverOpen || cutterError || stop !== null || paperDotsLeft <= 0;

  const say = (bytes: Uint8Array): void => {
    if (power && !silent) {
      said.push(bytes);
    }
  };

  const body = (): PrinterBody => {
    const isPaperEnd = lidAsPaperEnd === true && coverOpen;
    return {
      stopped: stopped(),
      coverOpen: coverOpen && lidAsPaperEnd !== true,
      cutterError,
      hot: stop === 'hot',
      paper: isPaperEnd ? 'end' : paperState(),
    };
  };

  /** Automatic status goes out when it differs from the last one, and once when it is switched on. */
  const tellChange = (always: boolean): void => {
    const paper = paperDotsLeft <= 0 ? 2 : paperDotsLeft <= nearEndDots ? 1 : 0;
    const status =
      (stop === null ? 0 : stop === 'hot' ? 16 : 32) + paper * 4 + (coverOpen ? 2 : 0) + (cutterError ? 1 : 0);
    const changed = status !== lastStatus;
    lastStatus = status;
    if (automaticOn && answers.automatic && (changed || always)) {
      say(automaticStatusOf(body()));
    }
  };

  const dropPiece = (): void => {
    piece = [];
    pieceBytes = 0;
    pieceMoved = false;
    pieceTorn = false;
  };

  const endPiece = (complete: boolean): void => {
    papers.push({ id: nextPaperId++, bytes: concatBytes(piece), complete });
    papers.splice(0, papers.length - papersMax);
    dropPiece();
  };

  const loseBuffer = (): void => {
    buffer.clear();
    // What is printed stays on the roll, ahead of whatever comes next, until something cuts.
    if (pieceMoved) {
      pieceTorn = true;
    } else {
      dropPiece();
    }
    meter = createMotionMeter();
  };

  const onFault = (): void => {
    if (!keepsBuffer) {
      loseBuffer();
    }
  };

  const onRealTime = (command: RealTimeCommand): void => {
    if (command.kind === 'status') {
      if (answers.realTime) {
        const answer = realTimeAnswerOf(body(), command.question);
        say(statusTwice === true ? Uint8Array.of(answer, answer) : Uint8Array.of(answer));
      }
    } else if (command.kind === 'recover') {
      if (cutterError && !cutterJammed) {
        if (command.way === 2) {
          loseBuffer();
        }
        cutterError = false;
      }
    } else if (answers.clear) {
      loseBuffer();
      say(Uint8Array.of(0x37, 0x25, 0x00));
    } else {
      drawerPulses++;
    }
  };

  /** Executes one whole command. False: it could not be done and stays in the buffer. */
  const execute = (command: Uint8Array, nowMs: number): boolean => {
    const [first = 0, second = 0, third = 0] = command;
    const isCut = first === 0x1d && second === 0x56;
    if (isCut && cutterJammed) {
      cutterError = true;
      return false;
    }
    if (first === 0x1b && second === 0x40 && !pieceMoved) {
      // The line that was not printed yet is thrown away, a half request taken for text with it.
      dropPiece();
    }
    const isText = processIdAsText === true && first === 0x1d && second === 0x28 && third === 0x48;
    const dots = meter.dotsOf(isText ? command.subarray(1) : command);
    if (first !== 0x10 && first !== 0x00 && pieceBytes + command.length <= paperBytesMax) {
      // Such a printer drops the code it does not know and prints what stands behind it.
      piece.push(isText ? command.filter((byte) => byte >= 0x20) : command);
      pieceBytes += command.length;
    }
    if (dots > 0) {
      pieceMoved = true;
      paperDotsLeft -= dots;
      busyUntilMs = nowMs + dots / dotsPerMs;
    }
    if (isCut || isOldCut(first, second)) {
      busyUntilMs = Math.max(busyUntilMs, nowMs) + cutMs;
      endPiece(!pieceTorn);
    }
    answer(command, first, second, third);
    return true;
  };

  const answer = (command: Uint8Array, first: number, second: number, third: number): void => {
    if (first === 0x1b && second === 0x40 && initialiseEndsAutomatic === true) {
      automaticOn = false;
    }
    if (first !== 0x1d) {
      return;
    }
    if (second === 0x61) {
      automaticOn = third !== 0;
      tellChange(true);
    } else if (second === 0x72 && answers.inOrder) {
      const paper = third === 0x01 || third === 0x31;
      say(Uint8Array.of(paper && paperState() !== 'ok' ? 0x03 : 0x00));
    } else if (second === 0x49) {
      say(
        third >= 0x41 ? concatBytes([Uint8Array.of(0x5f), identityText(third), Uint8Array.of(0)]) : Uint8Array.of(0x02),
      );
    } else if (second === 0x28 && third === 0x48 && answers.processId && command.length === 11) {
      say(concatBytes([Uint8Array.of(0x37, 0x22), command.subarray(7), Uint8Array.of(0)]));
    }
  };

  const identityText = (which: number): Uint8Array => asciiBytes(which === 0x42 ? maker : which === 0x43 ? model : '1');

  const run = (nowMs: number): void => {
    while (power && !stopped() && nowMs >= busyUntilMs) {
      const command = buffer.peek();
      if (command === null) {
        break;
      }
      const done = execute(command, nowMs);
      if (done) {
        buffer.drop(command.length);
      }
      if (stopped()) {
        onFault();
      }
    }
    tellChange(false);
  };

  const finishStep = (nowMs: number): PeerOutput => {
    run(nowMs);
    const writes = said;
    said = [];
    const waiting = power && !stopped() && busyUntilMs > nowMs && buffer.length > 0;
    return { writes, wakeAtMs: waiting ? busyUntilMs : null };
  };

  return {
    papers,
    get state() {
      return {
        power,
        silent,
        paper: paperState(),
        coverOpen,
        cutterJammed,
        cutterError,
        printing: buffer.length > 0 && !stopped(),
        paperDotsLeft: Math.max(0, paperDotsLeft),
        bufferedBytes: buffer.length,
        overrunBytes: buffer.overrunBytes,
        drawerPulses,
      };
    },
    onBytes(bytes, nowMs) {
      const isDeaf = !power || nowMs < bootedAtMs;
      for (const byte of isDeaf ? [] : bytes) {
        if (buffer.length >= bufferBytes) {
          run(nowMs);
        }
        const command = buffer.push(byte);
        if (command !== null) {
          onRealTime(command);
        }
      }
      return finishStep(nowMs);
    },
    onTick: finishStep,
    setPaper(paper, nowMs) {
      return this.setPaperDots(paper === 'ok' ? rollDots : paper === 'near-end' ? nearEndDots : 0, nowMs);
    },
    setPaperDots(dots, nowMs) {
      const had = paperDotsLeft > 0;
      paperDotsLeft = Math.max(0, dots);
      if (had && paperDotsLeft === 0) {
        onFault();
      }
      return finishStep(nowMs);
    },
    setCover(open, nowMs) {
      if (open && !coverOpen) {
        coverOpen = true;
        onFault();
      }
      coverOpen = open;
      return finishStep(nowMs);
    },
    setCutter(jammed, nowMs) {
      cutterJammed = jammed;
      return finishStep(nowMs);
    },
    setStop(now, nowMs) {
      if (now !== null && !stopped()) {
        stop = now;
        onFault();
      }
      stop = now;
      return finishStep(nowMs);
    },
    setSilent(now, nowMs) {
      silent = now;
      return finishStep(nowMs);
    },
    setPower(on, nowMs) {
      if (power && !on) {
        loseBuffer();
        automaticOn = false;
        cutterError = false;
        busyUntilMs = Number.NEGATIVE_INFINITY;
      }
      if (on && !power) {
        bootedAtMs = nowMs + bootMs;
      }
      power = on;
      return finishStep(nowMs);
    },
  };
}

function isOldCut(first: number, second: number): boolean {
  return first === 0x1b && (second === 0x69 || second === 0x6d);
}
