/**
 * The kernel's input events (`struct input_event` of a 64-bit machine, 24 bytes) as key changes. Pure; pieces may end anywhere.
 *
 *   seconds 8 · microseconds 8 · type 2 · code 2 · value 4, little endian
 */
const EVENT_BYTES = 24;
const TYPE_AT = 16;
const TYPE_SYN = 0;
const TYPE_KEY = 1;
const SYN_DROPPED = 3;
/** 2 is the keyboard's repetition while a key is held. */
const REPEATED = 2;

export interface InputEventParser {
  onBytes(bytes: Uint8Array): void;
}

export function createInputEventParser(handlers: {
  readonly onKey: (code: number, level: 0 | 1) => void;
  /** The kernel's buffer was full: changes are lost, levels are those of the next change. */
  readonly onDropped: () => void;
}): InputEventParser {
  let rest = new Uint8Array(0);
  return {
    onBytes(bytes) {
      const all = new Uint8Array(rest.length + bytes.length);
      all.set(rest);
      all.set(bytes, rest.length);
      const view = new DataView(all.buffer);
      let at = 0;
      for (; at + EVENT_BYTES <= all.length; at += EVENT_BYTES) {
        const type = view.getUint16(at + TYPE_AT, true);
        const code = view.getUint16(at + TYPE_AT + 2, true);
        const value = view.getInt32(at + TYPE_AT + 4, true);
        if (type === TYPE_SYN && code === SYN_DROPPED) handlers.onDropped();
        else if (type === TYPE_KEY && value !== REPEATED) handlers.onKey(code, value === 1 ? 1 : 0);
      }
      rest = all.slice(at);
    },
  };
}
