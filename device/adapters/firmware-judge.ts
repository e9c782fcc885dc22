/** Digests and Ed25519 signatures of firmware, by the platform's own cryptography. A key that cannot be read verifies nothing. */
import { createHash, createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import type { FirmwareJudge } from '../ports-firmware.ts';

export const firmwareJudge: FirmwareJudge = {
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
  verify(publicKey, message, signature) {
    try {
      const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' });
      return key.asymmetricKeyType === 'ed25519' && verify(null, message, key, signature);
    } catch {
      return false;
    }
  },
};

/** Signs with a private key in PEM; also its public key as the configuration has it. Throws with words for a person. */
export function signFirmware(
  pem: string,
  message: Uint8Array,
): { readonly signature: Uint8Array; readonly publicKey: string } {
  const key = readKey(pem);
  const publicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');
  return { signature: new Uint8Array(sign(null, message, key)), publicKey };
}

function readKey(pem: string) {
  let key: ReturnType<typeof createPrivateKey>;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error('The key is no private key in PEM. Make one: openssl genpkey -algorithm ed25519 -out key.pem');
  }
  if (key.asymmetricKeyType !== 'ed25519')
    throw new Error(`The key is ${key.asymmetricKeyType}; firmware is signed with Ed25519.`);
  return key;
}
