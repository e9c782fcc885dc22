/**
 * Devices of the hall on other machines: a touch kiosk, a rating tablet. Each has a token of its own; the configuration
 * holds only its SHA-256, so that a copied file pairs nothing. A token is 256 bits of chance: nobody guesses it.
 *
 *   Authorization: Device TOKEN        programs
 *   any page?device=TOKEN, once        browsers: the answer sets the cookie `hk_device` and leads to the clean address
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { HallConfig } from '../../../protocol/config.ts';

export const deviceCookie = 'hk_device';
/** The longest that browsers keep a cookie: 400 days. A kiosk that is used renews it with each page. */
export const deviceCookieSeconds = 400 * 24 * 3_600;

const tokenBytes = 32;
const tokenPattern = /^[A-Za-z0-9_-]{43}$/;

export interface PairedDevices {
  /** Id of the device whose token this is, or null. Takes the same time whichever it is. */
  find(token: string): string | null;
}

export function createPairedDevices(devices: HallConfig['devices']): PairedDevices {
  const known = (devices ?? []).map(({ id, token }) => ({ id, hash: Buffer.from(token, 'hex') }));
  return {
    find(token) {
      if (known.length === 0 || !tokenPattern.test(token)) return null;
      const hash = createHash('sha256').update(token).digest();
      let found: string | null = null;
      for (const device of known)
        if (device.hash.length === hash.length && timingSafeEqual(device.hash, hash)) found = device.id;
      return found;
    },
  };
}

/** A fresh token, 43 characters of base64url, and what the configuration keeps of it (64 hex digits). */
export function makeDeviceToken(): { readonly token: string; readonly hash: string } {
  const token = randomBytes(tokenBytes).toString('base64url');
  return { token, hash: createHash('sha256').update(token).digest('hex') };
}

/** The token of `Authorization: Device …`, or null. */
export function deviceToken(authorization: string | undefined): string | null {
  return /^Device +([A-Za-z0-9_-]{1,100}) *$/i.exec(authorization ?? '')?.[1] ?? null;
}
