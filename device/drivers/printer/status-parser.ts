/**
 * Printer replies, byte by byte. Five kinds share one line without framing; they are told apart by their fixed bits:
 *
 *   0xx1xx00        first of 4 bytes of automatic status    (b & 93) == 10, followed by three with (b & 90) == 0
 *   11 / 13         go on / stop                            (flow control, also inside other replies)
 *   37 5F 35 3B 3D  block of text up to 00
 *   0xx1xx10        answer to one real-time question        (b & 93) == 12
 *   0xx0xxxx        answer to an in-order status request    (b & 90) == 0, outside a group
 *
 * Anything else is counted and dropped. A group or block that breaks off is counted and its breaking byte looked at
 * afresh, so one lost byte costs at most one reply. Memory is bounded by one block.
 */
import { statusBlockBytesMax } from './limits.ts';

export type StatusReply =
  | { readonly kind: 'automatic'; readonly bytes: readonly [number, number, number, number] }
  | { readonly kind: 'flow'; readonly stop: boolean }
  | { readonly kind: 'real-time'; readonly byte: number }
  | { readonly kind: 'in-order'; readonly byte: number }
  /** `head` is 37, 5F, 35, 3B or 3D (hex); `body` what stood between it and the 00. */
  | { readonly kind: 'block'; readonly head: number; readonly body: Uint8Array };

export interface StatusParser {
  /** Replies completed by `bytes`, in order. */
  parse(bytes: Uint8Array): StatusReply[];
  /** The line was quiet for longer than a reply can pause: a half reply is dropped. */
  endOfBurst(): void;
  /** Bytes that fitted nothing, and groups or blocks that broke off. */
  readonly counters: { readonly unknownBytes: number; readonly brokenReplies: number };
}

const blockHeads = new Set([0x37, 0x5f, 0x35, 0x3b, 0x3d]);

export function createStatusParser(): StatusParser {
  const group: number[] = [];
  const block: number[] = [];
  const counters = { unknownBytes: 0, brokenReplies: 0 };

  const dropHalf = (): void => {
    if (group.length > 0 || block.length > 0) {
      counters.brokenReplies++;
    }
    group.length = 0;
    block.length = 0;
  };

  /** Takes the byte into a running group or block. False: it does not belong there. */
  const continues = (byte: number, replies: StatusReply[]): boolean => {
    if (group.length > 0) {
      if ((byte & 0x90) !== 0) {
        return false;
      }
      group.push(byte);
      const [first, second, third, fourth] = group;
      if (first !== undefined && second !== undefined && third !== undefined && fourth !== undefined) {
        replies.push({ kind: 'automatic', bytes: [first, second, third, fourth] });
        group.length = 0;
      }
      return true;
    }
    if (byte === 0) {
      const [head = 0, ...body] = block;
      replies.push({ kind: 'block', head, body: Uint8Array.from(body) });
      block.length = 0;
      return true;
    }
    // Block text is printable; a status byte inside means that its 00 was lost.
    if (byte < 0x20 || block.length > statusBlockBytesMax) {
      return false;
    }
    block.push(byte);
    return true;
  };

  const starts = (byte: number, replies: StatusReply[]): void => {
    if ((byte & 0x93) === 0x10) {
      group.push(byte);
    } else if (blockHeads.has(byte)) {
      block.push(byte);
    } else if ((byte & 0x93) === 0x12) {
      replies.push({ kind: 'real-time', byte });
    } else if ((byte & 0x90) === 0) {
      replies.push({ kind: 'in-order', byte });
    } else {
      counters.unknownBytes++;
    }
  };

  return {
    counters,
    endOfBurst: dropHalf,
    parse(bytes) {
      const replies: StatusReply[] = [];
      for (const byte of bytes) {
        if (byte === 0x11 || byte === 0x13) {
          replies.push({ kind: 'flow', stop: byte === 0x13 });
          continue;
        }
        if (group.length > 0 || block.length > 0) {
          if (continues(byte, replies)) {
            continue;
          }
          dropHalf();
        }
        starts(byte, replies);
      }
      return replies;
    },
  };
}
