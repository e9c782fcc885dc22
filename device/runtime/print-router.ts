/**
 * Fail-over between the printers of a hall. A printer that has been in trouble for some seconds gives what it has not begun
 * to one that can print; what it had begun may be on paper, so it stays, and after a minute staff are asked.
 *
 *   owed by a printer in trouble ─┬─ not begun, 8 s ──► withheld from its driver ──► `print-move` ──► owed by another
 *                                 └─ begun, 60 s ────► `print-unknown` ──► staff ──► reprint, not begun ──► as above
 *
 * Paper that was owed when the daemon ended counts as begun (`mayBeOnPaper`): the printer may hold the first of it.
 *
 * Where no printer works, nothing moves: whichever is mended first takes what is owed.
 */
import type { Command } from '../../protocol/commands.ts';
import { limits } from '../../protocol/limits.ts';
import type { HallIndex } from '../core/hall-index.ts';
import type { HallState, Ticket } from '../core/state.ts';
import { paperOwed } from '../core/target.ts';
import type { ClockPort, CommandResult } from '../ports.ts';
import type { PrintDesk } from './print-desk.ts';

export interface PrintRouter {
  /** Call when paper is owed, or a printer's trouble has begun or ended. */
  look(): void;
  /** The printer that a ticket's paper is being moved to; null while it is not. */
  goesTo(ticket: Ticket): string | null;
  stop(): void;
}

export function createPrintRouter(options: {
  readonly desks: ReadonlyMap<string, PrintDesk>;
  readonly index: HallIndex;
  readonly clock: ClockPort;
  readonly state: () => HallState;
  readonly store: (command: Command, actor: string, done: (result: CommandResult) => void) => void;
}): PrintRouter {
  const { desks, index, clock, state, store } = options;
  /** Jobs whose move or doubt is being stored, with the printer of the move. */
  const underWay = new Map<number, string | null>();
  let cancel: (() => void) | null = null;
  let looking = false;
  let stopped = false;

  const owedBy = (printer: string) => paperOwed(state(), index, printer, limits.printJobsMax);

  /** The working printer with the least to do, in the order of the configuration. */
  function target(): string | null {
    let best: { readonly id: string; readonly owes: number } | null = null;
    for (const [id, desk] of desks) {
      if (desk.trouble() !== null) continue;
      const owes = owedBy(id).length;
      if (!best || owes < best.owes) best = { id, owes };
    }
    return best?.id ?? null;
  }

  function move(ticket: Ticket, from: PrintDesk, printer: string): void {
    const { job } = ticket;
    underWay.set(job, printer);
    from.withhold(ticket, true);
    store({ type: 'print-move', ticket: ticket.id, job, printer }, printer, () => {
      underWay.delete(job);
      // Moved, it is owed here no more; refused, this printer may have it back.
      from.withhold(ticket, false);
    });
  }

  function doubt(ticket: Ticket, printer: string): void {
    underWay.set(ticket.job, null);
    store({ type: 'print-unknown', ticket: ticket.id, job: ticket.job }, printer, () => underWay.delete(ticket.job));
  }

  function lookAt(id: string, desk: PrintDesk, nowMs: number): number | null {
    const sinceMs = desk.troubleSinceMs();
    const pending = owedBy(id).filter(({ print, job }) => print === 'pending' && !underWay.has(job));
    if (sinceMs === null || pending.length === 0) return null;
    let dueMs: number | null = null;
    for (const ticket of pending) {
      const isBegun = ticket.mayBeOnPaper || desk.begun(ticket);
      const atMs = sinceMs + (isBegun ? limits.printDoubtAfterMs : limits.printMoveAfterMs);
      const to = target();
      if (to === null) return null;
      if (atMs > nowMs) dueMs = Math.min(dueMs ?? atMs, atMs);
      else if (isBegun) doubt(ticket, id);
      else move(ticket, desk, to);
    }
    return dueMs;
  }

  function look(): void {
    // A printer alone has nobody to give to; a look inside a look is made by the commit that caused it.
    if (stopped || looking || desks.size < 2) return;
    looking = true;
    cancel?.();
    cancel = null;
    const dues = [...desks].map(([id, desk]) => lookAt(id, desk, clock.monoMs())).filter((due) => due !== null);
    if (dues.length > 0) cancel = clock.at(Math.min(...dues), look);
    looking = false;
  }

  return {
    look,
    goesTo: ({ job }) => underWay.get(job) ?? null,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
}
