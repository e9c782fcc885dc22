/** What one round of a playlist shows, as the screens work it out: an item as often as its weight, the repetitions spread out. Pure. */
import type { PlaylistContent } from '../../../protocol/content.ts';
import type { ContentView } from '../../../protocol/screen-views.ts';

type Item = PlaylistContent['items'][number];
export interface RoundRow {
  readonly item: Item;
  readonly file: ContentView['media'][number] | null;
  readonly startsAtSeconds: number;
  readonly seconds: number;
}

/** A picture without its own time stays so long. */
const pictureSeconds = 12;

export function roundOf(items: readonly Item[], media: ContentView['media']): readonly RoundRow[] {
  const files = new Map(media.map((file) => [file.sha256, file]));
  const weightMax = Math.max(1, ...items.map(({ weight = 1 }) => weight));
  const rows: RoundRow[] = [];
  let startsAtSeconds = 0;
  for (let pass = 0; pass < weightMax; pass += 1)
    for (const item of items) {
      const { weight = 1 } = item;
      if (Math.floor(((pass + 1) * weight) / weightMax) === Math.floor((pass * weight) / weightMax)) continue;
      const file = files.get(item.media) ?? null;
      const seconds = file?.kind === 'video' ? (file.durationMs ?? 0) / 1000 : (item.seconds ?? pictureSeconds);
      rows.push({ item, file, startsAtSeconds, seconds });
      startsAtSeconds += seconds;
    }
  return rows;
}

export function roundSeconds(rows: readonly RoundRow[]): number {
  return rows.reduce((sum, { seconds }) => sum + seconds, 0);
}
