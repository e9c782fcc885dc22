/** What one round of a playlist shows, item by item with its file and its time, by the rule that the screens play by. Pure. */
import type { PlaylistContent } from '../../../protocol/content.ts';
import { pictureSecondsDefault, roundOf } from '../../../protocol/playlist-round.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';

type Item = PlaylistContent['items'][number];
export interface RoundRow {
  readonly item: Item;
  readonly file: ContentView['media'][number] | null;
  readonly startsAtSeconds: number;
  readonly seconds: number;
}

export function roundRows(items: readonly Item[], media: ContentView['media']): readonly RoundRow[] {
  const files = new Map(media.map((file) => [file.sha256, file]));
  const rows: RoundRow[] = [];
  let startsAtSeconds = 0;
  for (const item of roundOf(items)) {
    const file = files.get(item.media) ?? null;
    const seconds = file?.kind === 'video' ? (file.durationMs ?? 0) / 1000 : (item.seconds ?? pictureSecondsDefault);
    rows.push({ item, file, startsAtSeconds, seconds });
    startsAtSeconds += seconds;
  }
  return rows;
}

export function roundSeconds(rows: readonly RoundRow[]): number {
  return rows.reduce((sum, { seconds }) => sum + seconds, 0);
}
