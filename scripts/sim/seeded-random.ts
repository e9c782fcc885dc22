/** A small seeded generator: the same seed gives the same days on every machine. For simulations, never for secrets. */
export interface SeededRandom {
  /** In [0, 1). */
  uniform(): number;
  normal(): number;
}

/** A 32-bit counter, mixed (Murmur's finaliser): good enough to draw waiting halls, and fast. */
export function seededRandom(seed: number): SeededRandom {
  let counter = Math.imul(seed | 0, 0x9e3779b1);
  const uniform = (): number => {
    counter = (counter + 0x9e3779b9) | 0;
    let mixed = counter;
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 4_294_967_296;
  };
  return {
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
  };
}
