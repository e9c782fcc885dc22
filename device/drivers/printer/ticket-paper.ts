/** What one ticket says, in words and figures, before anybody decides how it looks. */
import type { TicketClass } from '../../../protocol/events.ts';
import type { Bilingual, Locale } from '../../../protocol/texts-types.ts';

export interface TicketPaper {
  readonly hallName: Bilingual;
  readonly ticketNo: string;
  readonly service: Bilingual;
  readonly class: TicketClass;
  /** The language the customer chose. */
  readonly locale: Locale;
  /** Services of the same visit that come after the first, in order. */
  readonly rest: readonly Bilingual[];
  /** Time of the appointment as words; null for a walk-in. */
  readonly appointmentText: string | null;
  /** People in front; null when a place in the line would not be true. */
  readonly ahead: number | null;
  /** Waiting range as words; null when it is not known. */
  readonly waitText: Bilingual | null;
  /** Time of issue as words; null while the clock is not trusted. */
  readonly timeText: string | null;
  /** ASCII (percent-encoded) address of the ticket's page; null for none. */
  readonly qrUrl: string | null;
  readonly bring: readonly Bilingual[];
  /** 2 or more prints the mark 补打 with the count. */
  readonly copies: number;
  /** Closing lines. */
  readonly phrases: readonly Bilingual[];
  /** Large print for people who see badly. */
  readonly large: boolean;
  /** A paper of staff that tries the printer: marked as no ticket above and below. */
  readonly isTest: boolean;
}
