import { expect, it } from 'vitest';
import { dummyHash, hashPin, verifyPin } from './pin-hash.ts';

it('verifies what it hashed and nothing else', async () => {
  const stored = await hashPin('4711', 1024);
  expect(stored).toMatch(/^scrypt\$1024\$8\$1\$[A-Za-z0-9+/=]{24}\$[A-Za-z0-9+/=]{44}$/);
  expect(await hashPin('4711', 1024)).not.toBe(stored);
  expect(await verifyPin('4711', stored)).toBe(true);
  for (const pin of ['4712', '', '4711 ', '٤٧١١']) expect(await verifyPin(pin, stored)).toBe(false);
});

it('agrees with the test vector of RFC 7914', async () => {
  const salt = Buffer.from('SodiumChloride').toString('base64');
  const hash = Buffer.from(
    '7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887',
    'hex',
  ).toString('base64');
  expect(await verifyPin('pleaseletmein', `scrypt$16384$8$1$${salt}$${hash}`)).toBe(true);
});

it('says no to hashes it cannot or will not compute', async () => {
  for (const stored of [
    '',
    'scrypt',
    'scrypt$16384$8$1$$',
    'scrypt$3$8$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==',
    'scrypt$1073741824$8$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==',
    'bcrypt$1$1$1$c2FsdHNhbHQ=$aGFzaGhhc2hoYXNoaGFzaA==',
  ])
    expect(await verifyPin('x', stored)).toBe(false);
});

it('makes a dummy that costs the same and opens for nobody', async () => {
  const like = await hashPin('1', 1024);
  const dummy = dummyHash(like);
  expect(dummy.split('$').slice(0, 4)).toEqual(like.split('$').slice(0, 4));
  expect(await verifyPin('1', dummy)).toBe(false);
  expect(dummyHash(undefined)).toMatch(/^scrypt\$16384\$8\$1\$/);
});
