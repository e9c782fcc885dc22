/**
 * Stands at the paper slot: reads every piece that comes out of a virtual printer, from the very bytes that made it, and
 * puts a new roll in when the old one is near its end.
 */
import { gb18030 } from '../device/adapters/charset-gb18030.ts';
import { decodeEscpos } from '../device/drivers/printer/escpos-decoder.ts';
import type { Paper, VirtualPrinter } from '../device/drivers/printer/virtual-printer.ts';
import type { LinePeer, PeerOutput } from '../protocol/line-driver.ts';

export interface SeenPaper {
  /** Numbers in ticket print on this piece: one, unless a cut was lost. */
  readonly numbers: readonly string[];
  /** Ticket ids of the QR codes' addresses. */
  readonly ticketIds: readonly string[];
  /** 1 without a mark, else what 补打 says. */
  readonly copies: number;
  /** False: torn off before its cut. */
  readonly complete: boolean;
}

export interface PaperWitness {
  /** The printer as a peer that runs `times` as fast as a real one, each of its steps watched. */
  readonly peer: LinePeer;
  readonly papers: readonly SeenPaper[];
}

export function createPaperWitness(printer: VirtualPrinter, times = 1): PaperWitness {
  const papers: SeenPaper[] = [];
  let lastId = 0;

  function watched(step: PeerOutput, nowMs: number): PeerOutput {
    const { writes, wakeAtMs } = printer.state.paper === 'ok' ? step : withNewRoll(step, nowMs);
    for (const paper of printer.papers) {
      if (paper.id <= lastId) continue;
      lastId = paper.id;
      papers.push(readPaper(paper));
    }
    return { writes, wakeAtMs: wakeAtMs === null ? null : wakeAtMs / times };
  }

  function withNewRoll(step: PeerOutput, nowMs: number): PeerOutput {
    const { writes, wakeAtMs } = printer.setPaper('ok', nowMs);
    return { writes: [...step.writes, ...writes], wakeAtMs };
  }

  return {
    papers,
    peer: {
      onBytes: (bytes, nowMs) => watched(printer.onBytes(bytes, nowMs * times), nowMs * times),
      onTick: (nowMs) => watched(printer.onTick(nowMs * times), nowMs * times),
    },
  };
}

function readPaper(paper: Paper): SeenPaper {
  const lines = decodeEscpos(paper.bytes, gb18030);
  const texts = lines.flatMap((line) => (line.kind === 'line' ? line.runs : []));
  const codes = lines.flatMap((line) => (line.kind === 'qr' ? [line.data] : []));
  const mark = texts.map(({ text }) => /补打 第 (\d+) 份/.exec(text)?.[1]).find((count) => count !== undefined);
  return {
    numbers: texts.filter(({ widthTimes }) => widthTimes >= 3).map(({ text }) => text.trim()),
    ticketIds: codes.map((data) => data.slice(data.lastIndexOf('/') + 1)),
    copies: Number(mark ?? 1),
    complete: paper.complete,
  };
}
