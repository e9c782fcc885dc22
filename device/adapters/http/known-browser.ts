/**
 * Remembers on the browser's side that a member of staff has signed in there, so that strangers who guess at a badge
 * never slow its owner. The cookie outlives a restart of the daemon and needs no store: its seal is made with the hash of
 * the PIN, which only the configuration knows, and falls with it when the PIN is changed. It opens nothing by itself.
 *
 *   hk_known = BADGE.NONCE.SEAL    SEAL = HMAC-SHA256(PIN hash, "BADGE.NONCE"), base64url
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export const knownCookie = 'hk_known';
/** Half a year: a clerk on long leave comes back to her own PC. */
export const knownCookieSeconds = 180 * 24 * 3_600;

const pattern = /^(\d{3,8})\.([A-Za-z0-9_-]{16})\.([A-Za-z0-9_-]{43})$/;

export function makeKnown(badge: string, pinHash: string): string {
  const said = `${badge}.${randomBytes(12).toString('base64url')}`;
  return `${said}.${sealOf(said, pinHash)}`;
}

/** The nonce of a cookie that was made for this badge with this PIN hash, or null for any other text. */
export function readKnown(cookie: string | null, badge: string, pinHash: string): string | null {
  const match = pattern.exec(cookie ?? '');
  const [, said, nonce, seal] = match ?? [];
  if (said !== badge || nonce === undefined || seal === undefined) return null;
  const right = Buffer.from(sealOf(`${badge}.${nonce}`, pinHash));
  const shown = Buffer.from(seal);
  return shown.length === right.length && timingSafeEqual(shown, right) ? nonce : null;
}

function sealOf(said: string, pinHash: string): string {
  return createHmac('sha256', pinHash).update(said).digest('base64url');
}
