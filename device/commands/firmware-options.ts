/** Adds `pack`, `check` and `update` to the command `hallkeeper firmware`. Their work is loaded only when they run. */
import { type Command, InvalidArgumentError } from 'commander';
import type { FirmwareVersion } from '../../firmware-bridge/firmware-file.ts';

export function addFirmwareFileCommands(firmware: Command): void {
  firmware
    .command('pack <image>')
    .description('make a signed firmware file (.hkfw) of an image')
    .requiredOption('--model <n>', 'model it is for, as 257 or 0x0101', model)
    .requiredOption('--version <x.y.z>', 'version of the image; nodes never go back to an older one', version)
    .requiredOption('--key <file>', 'private Ed25519 key in PEM; openssl genpkey -algorithm ed25519 makes one')
    .requiredOption('-o, --output <file>', 'firmware file to write')
    .action(
      async (image: string, options: { model: number; version: FirmwareVersion; key: string; output: string }) => {
        const { packFirmware } = await import('./firmware-file.ts');
        process.exitCode = packFirmware({ image, ...options });
      },
    );
  firmware
    .command('check <file>')
    .description('say what a firmware file is, and whether it is whole and signed')
    .option('--public-key <base64>', 'key it must be signed with, as in firmware.keys of the configuration')
    .option('--json', 'the findings as JSON')
    .action(async (file: string, options: { publicKey?: string; json?: boolean }) => {
      const { checkFirmware } = await import('./firmware-file.ts');
      process.exitCode = checkFirmware(file, { publicKey: options.publicKey ?? null, json: options.json ?? false });
    });
  firmware
    .command('update <file>')
    .description('let the running daemon update nodes of a bus; a second run goes on where the first was cut off')
    .requiredOption('--bus <id>', 'bus of the configuration')
    .option('--nodes <list>', 'addresses, as 5,6, or all: every node of that model', 'all')
    .option('--even-when-open', 'do it though the hall is open; the nodes restart')
    .option('--daemon <url>', 'address of the hall', 'http://127.0.0.1:8080')
    .requiredOption(
      '--badge <no>',
      'badge of facilities or a team lead; the PIN comes from HALLKEEPER_PIN or standard input',
    )
    .option('--json', 'progress as JSON, one line a change')
    .action(
      async (
        file: string,
        options: { bus: string; nodes: string; evenWhenOpen?: boolean; daemon: string; badge: string; json?: boolean },
      ) => {
        const { updateFirmware } = await import('./firmware-update.ts');
        const { evenWhenOpen = false, json = false } = options;
        process.exitCode = await updateFirmware({ ...options, file, evenWhenOpen, json });
      },
    );
}

function model(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 0xffff)
    throw new InvalidArgumentError('A model is a whole number from 1 to 65535, as 257 or 0x0101.');
  return value;
}

function version(text: string): FirmwareVersion {
  const [, major, minor, patch] = (/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text) ?? []).map(Number);
  if (major === undefined || minor === undefined || patch === undefined || Math.max(major, minor, patch) > 255)
    throw new InvalidArgumentError('A version is three numbers up to 255, as 1.2.0.');
  return { major, minor, patch };
}
