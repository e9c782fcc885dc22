/**
 * PIN hashes: `scrypt$N$r$p$saltB64$hashB64`. The PIN itself is never kept, logged or compared in the open; checking
 * takes the same time for a wrong PIN as for a right one. All work runs on the thread pool, never on the main thread.
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Cost of a new hash: 16 MB and some 50 ms on a PC, 200 ms on a Pi; a four-digit PIN lives by the throttle, not by this. */
const costDefault = 16_384;
const blockSize = 8;
const parallel = 1;
const saltBytes = 16;
const hashBytes = 32;
/** A configured hash may ask for at most this much work: 128 MB is what a Pi can spare for a moment. */
const costMax = 131_072;
const blockSizeMax = 16;
const parallelMax = 4;

interface PinHash {
  readonly cost: number;
  readonly block: number;
  readonly lanes: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

/** Hashes a PIN with a new salt. `cost` is scrypt's N, a power of two. */
export async function hashPin(pin: string, cost: number = costDefault): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive(pin, { cost, block: blockSize, lanes: parallel, salt, hash: Buffer.alloc(hashBytes) });
  return `scrypt$${cost}$${blockSize}$${parallel}$${salt.toString('base64')}$${hash.toString('base64')}`;
}

/** True when the PIN belongs to the hash. A hash that cannot be read is false, never an error. */
export async function verifyPin(pin: string, stored: string): Promise<boolean> {
  const parsed = parseHash(stored);
  if (!parsed) return false;
  try {
    return timingSafeEqual(await derive(pin, parsed), parsed.hash);
  } catch {
    return false;
  }
}

/**
 * A hash nobody knows the PIN of, with the cost of `like`: checking an unknown badge against it takes as long as
 * checking a known one.
 */
export function dummyHash(like: string | undefined): string {
  const parsed = like === undefined ? null : parseHash(like);
  const salt = randomBytes(parsed?.salt.length ?? saltBytes).toString('base64');
  const hash = randomBytes(parsed?.hash.length ?? hashBytes).toString('base64');
  return `scrypt$${parsed?.cost ?? costDefault}$${parsed?.block ?? blockSize}$${parsed?.lanes ?? parallel}$${salt}$${hash}`;
}

function parseHash(stored: string): PinHash | null {
  const [kind, n, r, p, saltText, hashText, ...more] = stored.split('$');
  if (kind !== 'scrypt' || more.length > 0 || !saltText || !hashText) return null;
  const [cost, block, lanes] = [Number(n), Number(r), Number(p)];
  if (!Number.isInteger(cost) || cost < 2 || cost > costMax || (cost & (cost - 1)) !== 0) return null;
  if (!Number.isInteger(block) || block < 1 || block > blockSizeMax) return null;
  if (!Number.isInteger(lanes) || lanes < 1 || lanes > parallelMax) return null;
  const salt = Buffer.from(saltText, 'base64');
  const hash = Buffer.from(hashText, 'base64');
  if (salt.length < 8 || hash.length < 16 || hash.length > 64) return null;
  return { cost, block, lanes, salt, hash };
}

function derive(pin: string, to: PinHash): Promise<Buffer> {
  const options = { N: to.cost, r: to.block, p: to.lanes, maxmem: 128 * to.cost * to.block * to.lanes + 1_048_576 };
  return new Promise((resolve, reject) => {
    scrypt(pin.normalize('NFKC'), to.salt, to.hash.length, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
