/** `hallkeeper firmware pack` and `hallkeeper firmware check`: make a firmware file from an image, and say what a file is and whether it is whole. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import {
  FIRMWARE_FILE_BYTES_MAX,
  type FirmwareFileFault,
  type FirmwareVersion,
  firmwareMessage,
  readFirmwareFile,
  versionText,
  writeFirmwareFile,
} from '../../firmware-bridge/firmware-file.ts';
import { FIRMWARE_IMAGE_BYTES_MAX, FIRMWARE_IMAGE_BYTES_MIN } from '../../firmware-bridge/firmware-limits.ts';
import { firmwareJudge, signFirmware } from '../adapters/firmware-judge.ts';

const faultWords: Readonly<Record<FirmwareFileFault, string>> = {
  'not-firmware': 'It is no firmware file (.hkfw). Make one of an image with `hallkeeper firmware pack`.',
  'cut-short': 'It is cut short. Copy it again.',
  'too-long': 'There are bytes behind its end. Copy it again.',
  'too-large': `Its image is larger than ${FIRMWARE_IMAGE_BYTES_MAX} bytes; no node holds that.`,
  'too-small': `Its image is smaller than ${FIRMWARE_IMAGE_BYTES_MIN} bytes; that is no program.`,
  damaged: 'It is damaged: the image does not have the digest that the file names. Copy it again.',
};

export function packFirmware(options: {
  readonly image: string;
  readonly model: number;
  readonly version: FirmwareVersion;
  readonly key: string;
  readonly output: string;
}): number {
  const { model, version, output } = options;
  const { size } = statSync(options.image);
  if (size > FIRMWARE_IMAGE_BYTES_MAX)
    throw new Error(`${options.image} has ${size} bytes. ${faultWords['too-large']}`);
  if (size < FIRMWARE_IMAGE_BYTES_MIN)
    throw new Error(`${options.image} has ${size} bytes. ${faultWords['too-small']}`);
  const image = new Uint8Array(readFileSync(options.image));
  const about = { model, version, sha256: firmwareJudge.sha256(image) };
  const { signature, publicKey } = signFirmware(readFileSync(options.key, 'utf8'), firmwareMessage(about, size));
  writeFileSync(output, writeFirmwareFile({ ...about, signature, image }));
  const entry = `{ model: ${model}, publicKey: "${publicKey}" }`;
  process.stdout.write(
    `${output}: version ${versionText(version)} for model ${modelText(model)}, ${size} bytes, signed\nkey for the configuration of a hall (firmware.keys):  ${entry}\n`,
  );
  return 0;
}

export function checkFirmware(
  path: string,
  options: { readonly publicKey: string | null; readonly json: boolean },
): number {
  const read = readFirmwareBytes(path);
  const say = (ok: boolean, about: object, words: string): number => {
    process.stdout.write(options.json ? `${JSON.stringify({ ok, ...about })}\n` : `${path}: ${words}\n`);
    return ok ? 0 : 1;
  };
  if (!read.ok) return say(false, { fault: read.fault }, faultWords[read.fault]);
  const { model, version, image, signature, sha256 } = read.file;
  const digest = Buffer.from(sha256).toString('hex');
  const message = firmwareMessage(read.file, image.length);
  const isRight =
    options.publicKey === null || signature === null
      ? null
      : firmwareJudge.verify(options.publicKey, message, signature);
  const about = {
    model,
    version: versionText(version),
    bytes: image.length,
    sha256: digest,
    signed: signature !== null,
    signatureRight: isRight,
  };
  const words = `version ${about.version} for model ${modelText(model)}, ${image.length} bytes, SHA-256 ${digest}`;
  if (signature === null) return say(false, about, `${words}. It is not signed; no hall sends it.`);
  if (isRight === false) return say(false, about, `${words}. It is not signed with that key.`);
  return say(
    true,
    about,
    `${words}, ${isRight === null ? 'signed (not checked: name --public-key)' : 'signed with that key'}`,
  );
}

/** The bytes of a file and what they are; a file that is far too large is not read. */
export function readFirmwareBytes(path: string): ReturnType<typeof readFirmwareFile> & { readonly bytes: Uint8Array } {
  if (statSync(path).size > FIRMWARE_FILE_BYTES_MAX) return { ok: false, fault: 'too-large', bytes: new Uint8Array(0) };
  const bytes = new Uint8Array(readFileSync(path));
  return { ...readFirmwareFile(bytes, firmwareJudge.sha256), bytes };
}

export function firmwareFaultWords(fault: FirmwareFileFault): string {
  return faultWords[fault];
}

function modelText(model: number): string {
  return `${model} (${model.toString(16).toUpperCase().padStart(4, '0')}h)`;
}
