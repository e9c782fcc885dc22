/** The far end of a pseudo-terminal: keeps what the daemon has written, and plugs itself in again after an unplug. */
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { bytesOf, hexOf } from '../device/drivers/foreign/byte-words.ts';
import type { PtyPair } from './pty-pair.ts';

export interface FarEnd {
  /** All bytes since `forget`, as hex. */
  heard(): string;
  forget(): void;
  say(text: string | Uint8Array): void;
  readonly up: boolean;
  stop(): Promise<void>;
}

export function createFarEnd(pair: PtyPair, onBytes: (bytes: Uint8Array) => void = () => {}): FarEnd {
  const line = createSerialLine({ path: pair.b, baud: 9_600, random: () => 0 });
  let heard: number[] = [];
  let up = false;
  line.start({
    onOpen: () => {
      up = true;
    },
    onClose: () => {
      up = false;
    },
    onBytes: (bytes) => {
      heard.push(...bytes);
      onBytes(bytes);
    },
  });
  return {
    heard: () => hexOf(heard),
    forget() {
      heard = [];
    },
    say: (text) => void line.write(typeof text === 'string' ? Uint8Array.from(bytesOf(text)) : text),
    get up() {
      return up;
    },
    stop: () => line.stop(),
  };
}
