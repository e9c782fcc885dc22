/**
 * One round of a playlist: each item as often as its weight, the repetitions spread out, in the order they are listed. The screens
 * play by this rule and the facilities page shows it; there is no second one. Pure.
 */

/** A picture without its own time stays so long: two sentences are read in it. */
export const pictureSecondsDefault = 12;

export function roundOf<Item extends { readonly weight?: number }>(items: readonly Item[]): Item[] {
  const weightMax = Math.max(1, ...items.map(({ weight = 1 }) => weight));
  const round: Item[] = [];
  for (let pass = 0; pass < weightMax; pass += 1)
    for (const item of items) {
      const { weight = 1 } = item;
      // Of `weightMax` passes an item takes part in `weight`, evenly spread.
      if (Math.floor(((pass + 1) * weight) / weightMax) > Math.floor((pass * weight) / weightMax)) round.push(item);
    }
  return round;
}
