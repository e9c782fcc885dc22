/** So many in an hour and no more: what goes beyond is for a person. Bounded by its own number. */
export interface HourlyCap {
  /** True, and counted, while the hour that ends now has room. */
  take(nowMs: number): boolean;
}

const hourMs = 3_600_000;

export function createHourlyCap(max: number): HourlyCap {
  const taken: number[] = [];
  return {
    take(nowMs) {
      while (taken[0] !== undefined && taken[0] <= nowMs - hourMs) taken.shift();
      if (taken.length >= max) return false;
      taken.push(nowMs);
      return true;
    },
  };
}
