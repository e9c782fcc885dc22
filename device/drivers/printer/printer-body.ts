/** What a printer says about its body: the bits of automatic status and of the answers to real-time questions. */
import type { PaperState } from './printer-contract.ts';

export interface PrinterBody {
  /** Offline for any reason. */
  readonly stopped: boolean;
  readonly coverOpen: boolean;
  readonly cutterError: boolean;
  /** The print head cools; the printer goes on by itself. */
  readonly hot: boolean;
  readonly paper: PaperState;
}

/** The 4 bytes of automatic status; `10 00 00 0F` when all is well. */
export function automaticStatusOf(body: PrinterBody): Uint8Array {
  return Uint8Array.of(
    0x10 | (body.stopped ? 0x08 : 0) | (body.coverOpen ? 0x20 : 0),
    (body.cutterError ? 0x08 : 0) | (body.hot ? 0x40 : 0),
    (body.paper === 'ok' ? 0 : 0x03) | (body.paper === 'end' ? 0x0c : 0),
    0x0f,
  );
}

/** The byte that answers real-time question 1..4; `12` when all is well. */
export function realTimeAnswerOf(body: PrinterBody, question: number): number {
  const isError = body.cutterError || body.hot;
  switch (question) {
    case 1:
      return 0x12 | (body.stopped ? 0x08 : 0);
    case 2:
      return 0x12 | (body.coverOpen ? 0x04 : 0) | (body.paper === 'end' ? 0x20 : 0) | (isError ? 0x40 : 0);
    case 3:
      return 0x12 | (body.cutterError ? 0x08 : 0) | (body.hot ? 0x40 : 0);
    default:
      return 0x12 | (body.paper === 'ok' ? 0 : 0x0c) | (body.paper === 'end' ? 0x60 : 0);
  }
}
