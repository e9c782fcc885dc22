/**
 * When the page loads itself again, as a pure rule: it was told to, its memory has grown, or the daemon has other software. It
 * does so between two items and in a quiet minute, and never while the daemon is away: there would be nothing to load.
 */
const mb = 1024 * 1024;
const heapGrowthBytesMax = 150 * mb;
/** Where the browser gives a page less, the page would die before it has grown so much. */
const smallHeapBytes = 100 * mb;
const smallHeapUsedBytesMax = 45 * mb;
const quietMs = 60_000;
/** A film of an hour is not waited for. */
const boundaryWaitMsMax = 15 * 60_000;
/** Memory that grows back at once is no reason to load again and again. */
const lifeMsMin = 10 * 60_000;

/** Something between page and daemon that changes the page would make it load again without end. */
const softwareLifeMsMin = 60_000;

export interface ReloadFacts {
  readonly told: boolean;
  readonly otherSoftware: boolean;
  readonly heapBytes: number | null;
  readonly heapAtStartBytes: number | null;
  readonly heapLimitBytes: number | null;
  readonly lifeMs: number;
}

export function wantsReload(facts: ReloadFacts): boolean {
  const { told, otherSoftware, heapBytes, heapAtStartBytes, heapLimitBytes, lifeMs } = facts;
  if (told || (otherSoftware && lifeMs >= softwareLifeMsMin)) return true;
  if (heapBytes === null || lifeMs < lifeMsMin) return false;
  if (heapLimitBytes !== null && heapLimitBytes < smallHeapBytes) return heapBytes > smallHeapUsedBytesMax;
  return heapAtStartBytes !== null && heapBytes - heapAtStartBytes > heapGrowthBytesMax;
}

export function mayReload(now: {
  readonly linked: boolean;
  readonly atBoundary: boolean;
  readonly wantedMs: number;
  readonly sinceCallMs: number;
  readonly emergency: boolean;
}): boolean {
  const { linked, atBoundary, wantedMs, sinceCallMs, emergency } = now;
  return linked && !emergency && sinceCallMs >= quietMs && (atBoundary || wantedMs >= boundaryWaitMsMax);
}
