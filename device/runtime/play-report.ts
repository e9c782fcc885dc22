/**
 * Proof of play of a business day, from the journal alone: which screen has shown which file how often and how long. Only the rows of
 * that day are read, however long the journal is.
 */
import type { JournalEvent } from '../../protocol/events.ts';
import { eachRow, findDay, type RowSource } from './day-rows.ts';

/** Name of a file by its sum, '' when it has left the hall. */
export type FileNames = (sha256: string) => string;

interface Sum {
  readonly screen: string;
  readonly media: string;
  times: number;
  ms: number;
}

/**
 * CSV text, one row for each screen and file; the header alone when nothing was played. `aboutMs`: a wall time shortly before that
 * day began. Gives up control after each piece of the journal that it has read.
 */
export function* businessDayPlays(
  rows: RowSource,
  date: string,
  aboutMs: number,
  nameOf: FileNames,
): Generator<void, string> {
  const sums = new Map<string, Sum>();
  const names = new Map<string, string>();
  const start = yield* findDay(rows, date, aboutMs);
  let day = '';
  if (start !== null)
    yield* eachRow(rows, start, (row) => {
      if (row.type === 'day.opened') day = row.body.date;
      // The first day from `date` on may be a later one: that one was not worked.
      if (day !== date) return false;
      if (row.type === 'media.added') names.set(row.body.media.sha256, row.body.media.name);
      if (row.type === 'screen.played') addPlays(sums, row);
      return true;
    });
  const lines = [...sums.values()].map(({ screen, media, times, ms }) =>
    [date, screen, media, quoted(names.get(media) ?? nameOf(media)), times, Math.round(ms / 1000)].join(','),
  );
  return ['date,screen,file_sha256,file_name,times,seconds', ...lines, ''].join('\r\n');
}

function addPlays(sums: Map<string, Sum>, { body }: Extract<JournalEvent, { type: 'screen.played' }>): void {
  for (const { media, times, ms } of body.plays) {
    const key = `${body.screen}/${media}`;
    const sum = sums.get(key) ?? { screen: body.screen, media, times: 0, ms: 0 };
    sum.times += times;
    sum.ms += ms;
    sums.set(key, sum);
  }
}

/** A field as RFC 4180 wants it; one that a spreadsheet would take for a formula is made plain text. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
