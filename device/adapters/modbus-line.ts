/**
 * Modbus RTU by `modbus-serial` over a line of ours, so that unplugging, back-off and bounds are those of every other device.
 *
 * The library does not keep the silence between frames and would send a second request over the first: the driver above asks once
 * and waits. Its own ports are left out; here bytes are gathered until an answer is whole. An answer that comes late is dropped.
 */
import { EventEmitter } from 'node:events';
import ModbusRTU from 'modbus-serial';
import { crc16Modbus } from '../drivers/foreign/frame-layout.ts';
import type { LinePort } from '../ports-line.ts';
import type { ModbusPort, ModbusWrite } from '../ports-modbus.ts';

export interface ModbusLineOptions {
  readonly line: LinePort;
  /** Longest wait for an answer. */
  readonly answerMs: number;
}

type Done = (failed: 'silent' | 'refused' | null) => void;

/** An answer to a write: unit, function, four bytes, CRC; an exception is five bytes. */
const answerBytes = 8;
const exceptionBytes = 5;

export function createModbusLine({ line, answerMs }: ModbusLineOptions): ModbusPort {
  const wire = new LineWire(line);
  const client = new ModbusRTU.default(wire);
  client.setTimeout(answerMs);

  return {
    start(handlers) {
      line.start({
        onOpen: () => {
          wire.isOpen = true;
          client.open(() => {});
          handlers.onOpen();
        },
        onClose: (reason) => {
          wire.isOpen = false;
          wire.forget();
          handlers.onClose(reason);
        },
        onBytes: (bytes) => wire.take(bytes),
      });
    },
    write(request, done) {
      if (!wire.isOpen) {
        setImmediate(() => done('silent'));
        return;
      }
      ask(client, request, answerOnce(done));
    },
  };
}

function ask(
  client: Pick<ModbusRTU.default, 'writeFC6' | 'writeFC16'>,
  { unit, at, words, one }: ModbusWrite,
  done: Done,
): void {
  const next = (error: unknown): void => done(error ? failureOf(error) : null);
  if (one) client.writeFC6(unit, at, words[0] ?? 0, next);
  else client.writeFC16(unit, at, [...words], next);
}

/** A device that says no has a code; everything else is silence: no answer, a damaged one, one of another device. */
function failureOf(error: unknown): 'silent' | 'refused' {
  return typeof error === 'object' && error !== null && 'modbusCode' in error && error.modbusCode !== undefined
    ? 'refused'
    : 'silent';
}

/** Once, and never from inside the call. */
function answerOnce(done: Done): Done {
  let isDone = false;
  return (failed) => {
    if (isDone) return;
    isDone = true;
    setImmediate(() => done(failed));
  };
}

/** What the library takes for a serial port. */
class LineWire extends EventEmitter {
  isOpen = false;
  readonly #line: LinePort;
  #asked: Uint8Array | null = null;
  #heard: number[] = [];

  constructor(line: LinePort) {
    super();
    this.#line = line;
  }

  open(done: (error?: Error) => void): void {
    done();
  }

  close(done: (error?: Error) => void): void {
    done();
  }

  write(bytes: Uint8Array): void {
    this.#heard = [];
    this.#asked = Uint8Array.from(bytes);
    this.#line.write(this.#asked);
  }

  take(bytes: Uint8Array): void {
    if (!this.#asked) return;
    this.#heard.push(...bytes);
    const answer = wholeAnswer(this.#heard, this.#asked);
    if (answer) {
      this.#asked = null;
      this.emit('data', Buffer.from(answer));
    } else if (this.#heard.length > heardBytesMax) this.#heard = this.#heard.slice(-answerBytes);
  }

  forget(): void {
    this.#asked = null;
    this.#heard = [];
  }
}

/** Noise before an answer and half answers are kept to this. */
const heardBytesMax = 256;

/** The first run that begins as an answer must and has the right CRC; the library looks at the rest. */
function wholeAnswer(heard: readonly number[], asked: Uint8Array): readonly number[] | null {
  for (let at = 0; at + exceptionBytes <= heard.length; at += 1) {
    if (heard[at] !== asked[0]) continue;
    const size =
      heard[at + 1] === asked[1] ? answerBytes : heard[at + 1] === ((asked[1] ?? 0) | 0x80) ? exceptionBytes : 0;
    if (size === 0 || at + size > heard.length) continue;
    const run = heard.slice(at, at + size);
    const crc = crc16Modbus(run.slice(0, -2));
    if (run[size - 2] === (crc & 0xff) && run[size - 1] === crc >> 8) return run;
  }
  return null;
}
