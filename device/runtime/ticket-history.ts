/** What the journal says of one ticket: read from the disk, only when somebody asks. */
import { whySentence } from '../../protocol/call-reasons.ts';
import type { TicketDetail, WhyAnswer } from '../../protocol/views.ts';
import type { JournalPort } from '../ports.ts';

/** Each call of the ticket with its reason, oldest first. */
export function callsOf(journal: JournalPort, seqs: readonly number[]): WhyAnswer['calls'] {
  return seqs.flatMap((seq) =>
    journal.read(seq, seq, 1).flatMap((row) => {
      if (row.type !== 'ticket.called') return [];
      const { counter, clerk, why, cause = null } = row.body;
      return [{ seq, wallMs: row.wallMs, counter, clerk, why, text: whySentence(why, cause), cause }];
    }),
  );
}

export function historyOf(journal: JournalPort, seqs: readonly number[]): TicketDetail['history'] {
  return seqs.flatMap((seq) =>
    journal.read(seq, seq, 1).map((row) => {
      const { counter } = row.body as { counter?: number };
      return { seq, type: row.type, wallMs: row.wallMs, counter: counter ?? null };
    }),
  );
}
