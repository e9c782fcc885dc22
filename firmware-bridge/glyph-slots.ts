/**
 * Glyph slots of one panel: pictures of characters that its own font lacks. A slot is taken from the character that was wanted longest
 * ago, and never from one that is wanted now; a character without a picture or without a slot stays 〓.
 */

/** 16 rows of 2 bytes, or null: there is no picture of it. */
export type GlyphSource = (character: string) => Uint8Array | null;

export interface GlyphSlots {
  /** Slots of these characters, in the order of their first mention; those that find none are left out. */
  assign(characters: readonly string[], count: number): ReadonlyMap<string, number>;
}

export const noGlyphs: GlyphSource = () => null;

export function createGlyphSlots(source: GlyphSource): GlyphSlots {
  /** Oldest wish first. */
  const slots = new Map<string, number>();

  function freeSlot(count: number, wanted: ReadonlySet<string>): number | null {
    const taken = new Set(slots.values());
    for (let slot = 0; slot < count; slot += 1) if (!taken.has(slot)) return slot;
    for (const [character, slot] of slots) {
      if (wanted.has(character)) continue;
      slots.delete(character);
      return slot;
    }
    return null;
  }

  return {
    assign(characters, count) {
      const wanted = new Set(characters.filter((character) => source(character) !== null));
      const assigned = new Map<string, number>();
      for (const character of wanted) {
        const slot = slots.get(character) ?? freeSlot(count, wanted);
        if (slot === null || slot >= count) continue;
        slots.delete(character);
        slots.set(character, slot);
        assigned.set(character, slot);
      }
      return assigned;
    },
  };
}
