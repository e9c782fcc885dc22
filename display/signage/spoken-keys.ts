/**
 * What the page has begun to speak, over a reload of it: bounded, because older calls are too old to be spoken anyway. A browser without
 * storage forgets with the page.
 */

/** More than a view repeats; see `callHistoryMax` and `hallAnnouncementsMax`. */
export const spokenKeysMax = 40;
const storageKey = 'hallkeeper.spoken';

export class SpokenKeys {
  readonly #keys: Set<string>;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem'> | null;

  constructor(storage = pageStorage()) {
    this.#storage = storage;
    this.#keys = new Set(readKept(storage));
  }

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  add(key: string): void {
    this.#keys.add(key);
    // The set begins with the oldest.
    for (const old of this.#keys) {
      if (this.#keys.size <= spokenKeysMax) break;
      this.#keys.delete(old);
    }
    try {
      this.#storage?.setItem(storageKey, JSON.stringify([...this.#keys]));
    } catch {
      // Without storage a reload within 20 s of a call may repeat it: a small price.
    }
  }
}

/** Null where the browser forbids it. */
function pageStorage(): Pick<Storage, 'getItem' | 'setItem'> | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function readKept(storage: Pick<Storage, 'getItem'> | null): readonly string[] {
  try {
    const kept: unknown = JSON.parse(storage?.getItem(storageKey) ?? '[]');
    const keys = Array.isArray(kept) ? kept.filter((key): key is string => typeof key === 'string') : [];
    return keys.slice(-spokenKeysMax);
  } catch {
    return [];
  }
}
