/** Proof of play of a business day, from the journal alone: which screen has shown which file how often and how long. */
import type { JournalEvent } from '../../protocol/events.ts';

/** Events read at once. */
const readAtOnce = 5_000;

/** CSV text, one row for each screen and file; the header alone when nothing was played. */
export function businessDayPlays(
  source: { seq(): number; readEvents(from: number, limit: number): readonly JournalEvent[] },
  date: string,
): string {
  const sums = new Map<string, { screen: string; media: string; times: number; ms: number }>();
  const names = new Map<string, string>();
  let day = '';
  for (let from = 1; from <= source.seq(); ) {
    const rows = source.readEvents(from, readAtOnce);
    const last = rows.at(-1);
    if (!last) break;
    from = last.seq + 1;
    for (const row of rows) {
      if (row.type === 'day.opened') day = row.body.date;
      if (row.type === 'media.added') names.set(row.body.media.sha256, row.body.media.name);
      if (row.type !== 'screen.played' || day !== date) continue;
      for (const { media, times, ms } of row.body.plays) {
        const key = `${row.body.screen}/${media}`;
        const sum = sums.get(key) ?? { screen: row.body.screen, media, times: 0, ms: 0 };
        sum.times += times;
        sum.ms += ms;
        sums.set(key, sum);
      }
    }
  }
  const lines = [...sums.values()].map(({ screen, media, times, ms }) =>
    [date, screen, media, quoted(names.get(media) ?? ''), times, Math.round(ms / 1000)].join(','),
  );
  return ['date,screen,file_sha256,file_name,times,seconds', ...lines, ''].join('\r\n');
}

/** A field as RFC 4180 wants it; one that a spreadsheet would take for a formula is made plain text. */
function quoted(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}
