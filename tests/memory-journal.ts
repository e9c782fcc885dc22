/** A journal in memory with the face of the real one, and with the one thing a real one must never do: going back in time. */
import type { AppendResult, JournalPort } from '../device/ports.ts';
import { type EventType, event, type HallEvent, type JournalEvent } from '../protocol/events.ts';

export class MemoryJournal implements JournalPort {
  #rows: JournalEvent[];
  readonly #pruned: JournalEvent[] = [];
  #listeners = new Set<(events: readonly JournalEvent[]) => void>();

  constructor(rows: readonly JournalEvent[] = []) {
    this.#rows = [...rows];
  }

  head(): number {
    return this.#rows.at(-1)?.seq ?? 0;
  }

  append(events: readonly JournalEvent[]): AppendResult {
    for (const row of events) this.#rows.push(row);
    for (const listener of this.#listeners) listener(events);
    return { ok: true };
  }

  read(from: number, to: number, limit: number): readonly JournalEvent[] {
    const first = this.#rows[0]?.seq ?? 1;
    const start = Math.max(0, from - first);
    return this.#rows.slice(start, Math.max(start, Math.min(start + limit, to - first + 1)));
  }

  loadSnapshot(): null {
    return null;
  }

  saveSnapshot(): void {}

  onCommit(listener: (events: readonly JournalEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Every row, also those that were pruned: the truth, which the hall itself has no longer. */
  rows(): readonly JournalEvent[] {
    return [...this.#pruned, ...this.#rows];
  }

  /** The rows below `seq` are no longer kept. */
  prune(seq: number): void {
    this.#pruned.push(...this.#rows.filter((row) => row.seq < seq));
    this.#rows = this.#rows.filter((row) => row.seq >= seq);
  }
}

let ids = 0;

/** A row with an id that no other row of this process has. */
export function rowOf<T extends HallEvent>(seq: number, item: T): JournalEvent {
  ids += 1;
  const id = `01a20251-c570-7000-8000-${ids.toString(16).padStart(12, '0')}`;
  return {
    ...item,
    seq,
    id,
    wallMs: 1_795_334_400_000 + seq * 1_000,
    monoMs: seq * 1_000,
    clock: 'ntp',
    actor: 'kiosk-1',
  } as JournalEvent;
}

/** `count` rows of ordinary work from `from` on. */
export function workRows(from: number, count: number): JournalEvent[] {
  const rows: JournalEvent[] = [];
  for (let seq = from; seq < from + count; seq += 1) rows.push(rowOf(seq, workEvent(seq)));
  return rows;
}

function workEvent(seq: number): HallEvent {
  const ticket = `01a20251-c570-7c2e-9b3a-${seq.toString(16).padStart(12, '0')}`;
  const kinds: readonly EventType[] = ['ticket.issued', 'ticket.called', 'ticket.started', 'ticket.finished'];
  switch (kinds[seq % kinds.length]) {
    case 'ticket.called':
      return event('ticket.called', { ticket, counter: 1 + (seq % 4), clerk: '1001', why: 'fifo' });
    case 'ticket.started':
      return event('ticket.started', { ticket, counter: 1 + (seq % 4) });
    case 'ticket.finished':
      return event('ticket.finished', {
        ticket,
        counter: 1 + (seq % 4),
        clerk: '1001',
        service: 'A',
        servedMs: 90_000,
      });
    default:
      return event('ticket.issued', {
        ticket,
        no: `A${String(seq % 1000).padStart(3, '0')}`,
        series: 'A',
        n: seq % 1000,
        service: 'A',
        class: 'normal',
        channel: 'kiosk',
        locale: 'zh-CN',
        request: `tap-${seq}`,
        ahead: 4,
        wait: { fromMs: 60_000, toMs: 300_000 },
        printer: 'printer-1',
      });
  }
}

export function bootRow(seq: number, boot: string): JournalEvent {
  return rowOf(seq, event('system.started', { boot, sw: '0.1.0', config: 'sha256:0' }));
}

export function epochRow(
  seq: number,
  epoch: string,
  first: number,
  parent: { epoch: string; sequence: number } | null,
): JournalEvent {
  return rowOf(seq, event('epoch.started', { epoch, first, parent, reason: parent === null ? 'new' : 'fork' }));
}
