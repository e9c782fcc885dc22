/** The commands `hallkeeper firmware …`: their options and help. Each command's work is in a file of its own and is loaded only when it runs. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FirmwareVersion } from '../firmware-bridge/firmware-file.ts';

interface FirmwareOptions {
  readonly port: string;
  readonly baud: number;
  readonly parity: 'even' | 'none';
  readonly lang: 'en' | 'zh-CN';
  readonly json?: boolean;
}

interface LoadOptions {
  readonly address?: number;
  readonly verify: boolean;
  readonly go?: boolean;
  readonly unprotectWrite?: boolean;
  readonly unprotectReadout?: boolean;
}

interface SimulateOptions {
  readonly classicErase?: boolean;
  readonly readoutProtected?: boolean;
  readonly writeProtected?: readonly number[];
  readonly instant?: boolean;
}

export function addFirmwareCommands(cli: Command): void {
  const firmware = cli
    .command('firmware')
    .description(
      'firmware of panels and keypads: over a service cable (STM32 boot loader, docs/firmware.md), or over the bus (docs/firmware-bus.md)',
    );
  addBusUpdate(cli, firmware);
  answered(overCable(firmware.command('load <file>')))
    .description('erase, write, read back: an Intel HEX or binary file into the chip on the cable')
    .option('--address <address>', 'where a binary begins; a HEX file has its own (default: 0x08000000)', address)
    .option('--verify', 'read back and compare what was written (the default)', true)
    .option('--no-verify', 'do not read back: a protected page then goes unnoticed')
    .option('--go', 'start the program afterwards')
    .option('--unprotect-write', 'lift the write protection of the chip first')
    .option('--unprotect-readout', 'lift the readout protection of the chip first: ERASES ALL of its flash')
    .action(async (file: string, options: FirmwareOptions & LoadOptions) => {
      const { loadFirmware } = await import('./commands/firmware-load.ts');
      process.exitCode = await loadFirmware({
        file,
        port: { path: options.port, baud: options.baud, parity: options.parity },
        address: options.address ?? null,
        verify: options.verify,
        go: options.go ?? false,
        unprotectWrite: options.unprotectWrite ?? false,
        unprotectReadout: options.unprotectReadout ?? false,
        json: options.json ?? false,
        locale: options.lang,
      });
    });
  answered(overCable(firmware.command('identify')))
    .description('ask the chip on the cable what it is, and change nothing')
    .action(async (options: FirmwareOptions) => {
      const { identifyChip } = await import('./commands/firmware-identify.ts');
      process.exitCode = await identifyChip({
        port: { path: options.port, baud: options.baud, parity: options.parity },
        json: options.json ?? false,
        locale: options.lang,
      });
    });
  overCable(firmware.command('simulate'))
    .description('be a simulated chip at the far end of a line, to try the loader without hardware; runs until Ctrl-C')
    .option('--classic-erase', 'know the old erase command only')
    .option('--readout-protected', 'be protected against reading')
    .option('--write-protected <pages>', 'protect these pages against writing, such as 0,1,2,3', pages)
    .option('--instant', 'take no time to erase and to write')
    .action(async (options: FirmwareOptions & SimulateOptions) => {
      const { simulateChip } = await import('./commands/firmware-simulate.ts');
      await simulateChip({
        port: { path: options.port, baud: options.baud, parity: options.parity },
        classicErase: options.classicErase ?? false,
        readoutProtected: options.readoutProtected ?? false,
        writeProtected: options.writeProtected ?? [],
        instant: options.instant ?? false,
      });
    });
}

/** Signed files, and the update of nodes by the running daemon. */
function addBusUpdate(cli: Command, firmware: Command): void {
  // An option --version of a command is the command's own.
  cli.enablePositionalOptions();
  firmware
    .command('pack <image>')
    .description('make a signed firmware file (.hkfw) of an image')
    .requiredOption('--model <n>', 'model it is for, as 257 or 0x0101', model)
    .requiredOption('--version <x.y.z>', 'version of the image; nodes never go back to an older one', version)
    .requiredOption('--key <file>', 'private Ed25519 key in PEM; openssl genpkey -algorithm ed25519 makes one')
    .requiredOption('-o, --output <file>', 'firmware file to write')
    .action(
      async (image: string, options: { model: number; version: FirmwareVersion; key: string; output: string }) => {
        const { packFirmware } = await import('./commands/firmware-file.ts');
        process.exitCode = packFirmware({ image, ...options });
      },
    );
  firmware
    .command('check <file>')
    .description('say what a firmware file is, and whether it is whole and signed')
    .option('--public-key <base64>', 'key it must be signed with, as in firmware.keys of the configuration')
    .option('--json', 'the findings as JSON')
    .action(async (file: string, options: { publicKey?: string; json?: boolean }) => {
      const { checkFirmware } = await import('./commands/firmware-file.ts');
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
        const { updateFirmware } = await import('./commands/firmware-update.ts');
        const { evenWhenOpen = false, json = false } = options;
        process.exitCode = await updateFirmware({ ...options, file, evenWhenOpen, json });
      },
    );
}

const overCable = (command: Command): Command =>
  command
    .requiredOption('--port <path>', 'serial port of the cable, such as /dev/ttyUSB0')
    .addOption(new Option('--baud <n>', 'bits per second, 1200 to 115200').argParser(baud).default(115_200))
    .addOption(
      new Option('--parity <parity>', 'even as the chip wants it; none for a simulated one')
        .choices(['even', 'none'])
        .default('even'),
    );

const answered = (command: Command): Command =>
  command
    .addOption(new Option('--lang <language>', 'language of the text').choices(['en', 'zh-CN']).default('en'))
    .option('--json', 'the result as JSON, in both languages');

function baud(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1_200 || value > 115_200)
    throw new InvalidArgumentError('The boot loader speaks 1200 to 115200 bits per second.');
  return value;
}

function address(text: string): number {
  const value = /^(0x[0-9a-f]{1,8}|\d{1,10})$/i.test(text) ? Number(text) : Number.NaN;
  if (!(value >= 0 && value <= 0xffff_ffff)) throw new InvalidArgumentError('An address is written like 0x08000000.');
  return value;
}

function pages(text: string): readonly number[] {
  const numbers = text.split(',').map(Number);
  if (numbers.some((each) => !Number.isInteger(each) || each < 0 || each > 1_023))
    throw new InvalidArgumentError('Pages are written like 0,1,2,3.');
  return numbers;
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
