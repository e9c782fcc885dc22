/**
 * Firmware for the virtual nodes: a key pair made for this one demo, nodes that trust it, and three files that can be sent. The private
 * key stands in the demo's own folder, so that a visitor can sign an image of their own; it is trusted nowhere else.
 */
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BusNodeKind } from '../../firmware-bridge/bus-node-kind.ts';
import { firmwareMessage, writeFirmwareFile } from '../../firmware-bridge/firmware-file.ts';
import { createSeededRandom } from '../../firmware-bridge/seeded-random.ts';
import { virtualModel } from '../../firmware-bridge/virtual-device.ts';
import { createVirtualFirmware, type VirtualFirmware } from '../../firmware-bridge/virtual-firmware.ts';
import type { FirmwareConfig } from '../../protocol/config-firmware.ts';
import { firmwareJudge, signFirmware } from '../adapters/firmware-judge.ts';

export interface DemoFirmware {
  readonly config: FirmwareConfig;
  /** Both slots of one node. */
  slotsOf(kind: BusNodeKind): VirtualFirmware;
}

const kinds: readonly BusNodeKind[] = ['panel', 'call-keypad', 'rating-keypad'];
const imageBytes = 24_000;
const slotBytes = 32_768;
const factory = { major: 1, minor: 0, patch: 3 };
const next = { major: 1, minor: 1, patch: 0 };
/** Image that begins so does not come up: the nodes go back to the one before. */
const brokenByte = 0xff;

/** Writes `demo-firmware/key.pem` and one `.hkfw` for each kind of node below the demo's folder. */
export function makeDemoFirmware(dataDir: string): DemoFirmware {
  const folder = join(dataDir, 'demo-firmware');
  mkdirSync(folder, { recursive: true });
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writeFileSync(join(folder, 'key.pem'), pem, { mode: 0o600 });
  const { publicKey } = signFirmware(pem, new Uint8Array(1));
  for (const kind of kinds) {
    const random = createSeededRandom(kind);
    const image = Uint8Array.from({ length: imageBytes }, (_, at) => (at === 0 ? 1 : Math.floor(random() * 256)));
    const about = { model: virtualModel(kind), version: next, sha256: firmwareJudge.sha256(image) };
    const { signature } = signFirmware(pem, firmwareMessage(about, image.length));
    writeFileSync(join(folder, `${kind}-1.1.0.hkfw`), writeFirmwareFile({ ...about, signature, image }));
  }
  return {
    config: { keys: kinds.map((kind) => ({ model: virtualModel(kind), publicKey })) },
    slotsOf: (kind) =>
      createVirtualFirmware({
        model: virtualModel(kind),
        version: factory,
        imageBytesMax: slotBytes,
        sha256: firmwareJudge.sha256,
        verify: (message, signature) => firmwareJudge.verify(publicKey, message, signature),
        runs: (image) => image[0] !== brokenByte,
      }),
  };
}
