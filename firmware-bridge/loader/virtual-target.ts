/**
 * A simulated STM32F1 in its ROM boot loader, at the far end of a cable: the protocol of AN3155 byte by byte, a flash with its rules,
 * both protections, and the time that erasing and programming take. It answers nothing before the first 7F, nothing while it is busy,
 * and nothing any more once its program was started. It never throws on bytes from outside.
 *
 *   deaf ─7F─► command ─code, complement─► its frames, each checked ─► command          go ─► deaf for good
 */
import type { LinePeer, PeerOutput } from '../../protocol/line-driver.ts';
import { LOADER_ACK, LOADER_COMMAND, LOADER_NACK, LOADER_SYNC } from './loader-codes.ts';
import { xorOf } from './loader-frames.ts';
import { createVirtualFlash } from './virtual-flash.ts';

export interface VirtualTargetOptions {
  readonly productId?: number;
  readonly flashBytes?: number;
  readonly pageBytes?: number;
  /** Which of the two erase commands it knows; newer chips have only the extended one. */
  readonly erase?: 'classic' | 'extended';
  readonly readoutProtected?: boolean;
  /** Numbers of write-protected pages. */
  readonly writeProtected?: readonly number[];
  readonly eraseMsPerPage?: number;
  readonly writeMsPerBlock?: number;
}

export interface VirtualTarget extends LinePeer {
  readonly flash: Uint8Array;
  readonly readoutProtected: boolean;
  readonly protectedPages: ReadonlySet<number>;
  /** Where the program was started, or null. */
  readonly runningAt: number | null;
  /** Frames whose check failed. */
  readonly damaged: number;
  /** As by its reset pin; the flash stays. */
  reset(): void;
}

/** One frame that the target waits for: how long it is, known from what has come so far, and what to do with it. */
interface Waiting {
  readonly length: (have: readonly number[]) => number;
  readonly take: (frame: readonly number[]) => void;
}

const VERSION = 0x31;
/** Protection by option bytes goes by so many pages. */
const PAGES_PER_SECTOR = 4;
const OPTION_MS = 5;

export function createVirtualTarget(options: VirtualTargetOptions = {}): VirtualTarget {
  const { productId = 0x410, flashBytes = 128 * 1024, pageBytes = 1024, erase = 'extended' } = options;
  const { eraseMsPerPage = 20, writeMsPerBlock = 7 } = options;
  const flash = createVirtualFlash(flashBytes, pageBytes);
  flash.protect(options.writeProtected ?? []);
  let readoutProtected = options.readoutProtected ?? false;
  let runningAt: number | null = null;
  let damaged = 0;
  let synced = false;
  let waiting: Waiting | null = null;
  let have: number[] = [];
  let writes: Uint8Array[] = [];
  let busy: { readonly untilMs: number; readonly after: () => void } | null = null;
  let nowMs = 0;

  const eraseCode = erase === 'extended' ? LOADER_COMMAND.eraseExtended : LOADER_COMMAND.erase;
  const { get, version, id, read, go, write, writeProtect, writeUnprotect, readoutProtect, readoutUnprotect } =
    LOADER_COMMAND;
  const commands: number[] = [get, version, id, read, go, write, eraseCode, writeProtect, writeUnprotect];
  commands.push(readoutProtect, readoutUnprotect);
  /** Refused while reading is not allowed. */
  const locked = new Set<number>([read, go, write, eraseCode, writeProtect, writeUnprotect]);

  const say = (...bytes: readonly number[]): void => {
    writes.push(Uint8Array.from(bytes));
  };
  const ack = (): void => say(LOADER_ACK);
  const nack = (): void => say(LOADER_NACK);

  function refuse(): void {
    damaged += 1;
    nack();
  }

  function expect(length: Waiting['length'], take: Waiting['take']): void {
    waiting = { length, take };
  }

  /** The answer comes when the work is done; until then nothing is heard. */
  function work(ms: number, after: () => void): void {
    busy = { untilMs: nowMs + ms, after };
  }

  function restart(): void {
    synced = false;
    waiting = null;
    have = [];
  }

  function expectAddress(then: (address: number) => void): void {
    expect(
      () => 5,
      (frame) => {
        const [a = 0, b = 0, c = 0, d = 0] = frame;
        if (xorOf(frame) !== 0) refuse();
        else then(((a << 24) | (b << 16) | (c << 8) | d) >>> 0);
      },
    );
  }

  const onCommand: Readonly<Record<number, () => void>> = {
    [get]: () => say(LOADER_ACK, commands.length, VERSION, ...commands, LOADER_ACK),
    [version]: () => say(LOADER_ACK, VERSION, 0, 0, LOADER_ACK),
    [id]: () => say(LOADER_ACK, 1, productId >> 8, productId & 0xff, LOADER_ACK),
    [read]: () => {
      ack();
      expectAddress((address) => (flash.holds(address, 1) ? startRead(address) : nack()));
    },
    [go]: () => {
      ack();
      expectAddress((address) => {
        if (!flash.holds(address, 8)) return nack();
        ack();
        runningAt = address;
      });
    },
    [write]: () => {
      ack();
      expectAddress((address) => (flash.holds(address, 4) && address % 4 === 0 ? startWrite(address) : nack()));
    },
    [eraseCode]: () => {
      ack();
      if (erase === 'extended') expectExtendedPages();
      else expectPages();
    },
    [writeProtect]: () => {
      ack();
      expect(([first = 0]) => first + 3, protectSectors);
    },
    [writeUnprotect]: () => change(OPTION_MS, flash.unprotect),
    [readoutProtect]: () =>
      change(OPTION_MS, () => {
        readoutProtected = true;
      }),
    [readoutUnprotect]: () =>
      change(eraseMsPerPage, () => {
        flash.unprotect();
        flash.eraseAll();
        readoutProtected = false;
      }),
  };

  function startRead(address: number): void {
    ack();
    expect(
      () => 2,
      ([length = 0, check = 0]) => {
        if ((length ^ check) !== 0xff) refuse();
        else if (!flash.holds(address, length + 1)) nack();
        else say(LOADER_ACK, ...flash.read(address, length + 1));
      },
    );
  }

  function startWrite(address: number): void {
    ack();
    expect(
      ([first = 0]) => first + 3,
      (frame) => {
        const data = Uint8Array.from(frame.slice(1, -1));
        if (xorOf(frame) !== 0) return refuse();
        if (data.length % 4 !== 0 || !flash.holds(address, data.length)) return nack();
        work(writeMsPerBlock, () => {
          flash.program(address, data);
          ack();
        });
      },
    );
  }

  function expectPages(): void {
    expect(
      ([first = 0]) => (first === 0xff ? 2 : first + 3),
      (frame) => {
        if (frame[0] === 0xff) return frame[1] === 0 ? eraseAll() : refuse();
        if (xorOf(frame) !== 0) return refuse();
        erasePages(frame.slice(1, -1));
      },
    );
  }

  function expectExtendedPages(): void {
    expect(
      ([high = 0, low = 0]) => (high === 0xff && low >= 0xf0 ? 3 : (high * 256 + low + 1) * 2 + 3),
      (frame) => {
        if (xorOf(frame) !== 0) return refuse();
        if (frame.length === 3) return frame[1] === 0xff ? eraseAll() : nack();
        const pages: number[] = [];
        for (let at = 2; at + 1 < frame.length; at += 2) pages.push((frame[at] ?? 0) * 256 + (frame[at + 1] ?? 0));
        erasePages(pages);
      },
    );
  }

  function erasePages(pages: readonly number[]): void {
    const isKnown = pages.every((page) => page < flash.pageCount);
    if (!isKnown) nack();
    else
      work(pages.length * eraseMsPerPage, () => {
        for (const page of pages) flash.erasePage(page);
        ack();
      });
  }

  function eraseAll(): void {
    work(eraseMsPerPage, () => {
      flash.eraseAll();
      ack();
    });
  }

  function protectSectors(frame: readonly number[]): void {
    const pages = frame
      .slice(1, -1)
      .flatMap((sector) => Array.from({ length: PAGES_PER_SECTOR }, (_, at) => sector * PAGES_PER_SECTOR + at));
    if (xorOf(frame) !== 0) refuse();
    else
      work(OPTION_MS, () => {
        flash.protect(pages);
        ack();
        restart();
      });
  }

  /** Two acknowledgements with the work between them, then a reset. */
  function change(ms: number, act: () => void): void {
    ack();
    work(ms, () => {
      act();
      ack();
      restart();
    });
  }

  function takeCommand([code = 0, check = 0]: readonly number[]): void {
    const act = (code ^ check) === 0xff ? onCommand[code] : undefined;
    if (act === undefined) refuse();
    else if (readoutProtected && locked.has(code)) nack();
    else act();
  }

  function takeByte(byte: number): void {
    if (busy !== null || runningAt !== null) return;
    if (!synced) {
      if (byte !== LOADER_SYNC) return;
      synced = true;
      ack();
      return;
    }
    have.push(byte);
    // The length of a frame is known from its first two bytes.
    const length = waiting === null ? 2 : have.length < 2 ? 2 : waiting.length(have);
    if (have.length < length) return;
    const frame = have;
    const take = waiting?.take ?? takeCommand;
    have = [];
    waiting = null;
    take(frame);
  }

  function output(): PeerOutput {
    const out = { writes, wakeAtMs: busy?.untilMs ?? null };
    writes = [];
    return out;
  }

  function live(atMs: number): void {
    nowMs = atMs;
    if (busy === null || atMs < busy.untilMs) return;
    const { after } = busy;
    busy = null;
    after();
  }

  return {
    flash: flash.bytes,
    protectedPages: flash.protectedPages,
    get readoutProtected() {
      return readoutProtected;
    },
    get runningAt() {
      return runningAt;
    },
    get damaged() {
      return damaged;
    },
    onBytes(bytes, atMs) {
      live(atMs);
      for (const byte of bytes) takeByte(byte);
      // Work that takes no time is done at once.
      live(atMs);
      return output();
    },
    onTick(atMs) {
      live(atMs);
      return output();
    },
    reset() {
      runningAt = null;
      busy = null;
      restart();
    },
  };
}
