/** The commands `hallkeeper bus …` with their help. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BusCommand } from './commands/bus-commands.ts';

type Given = { readonly daemon: string; readonly badge: string; readonly json?: boolean };

export function addBusCommands(cli: Command): void {
  const bus = cli
    .command('bus')
    .description(
      'the hall bus, through the running daemon: nodes, search, addresses, keys; the PIN is read from standard input',
    );

  const command = (name: string, description: string): Command =>
    bus
      .command(name)
      .description(description)
      .requiredOption('--badge <badge>', 'badge of a team lead or of facilities staff')
      .option('--daemon <url>', 'address of the hall', 'http://127.0.0.1:8080')
      .option('--json', 'the answer as JSON');
  const run = async (act: Parameters<typeof import('./commands/bus-commands.ts').runBusCommand>[0], given: Given) => {
    const { runBusCommand } = await import('./commands/bus-commands.ts');
    const options: BusCommand = { daemon: given.daemon, badge: given.badge, json: given.json ?? false };
    process.exitCode = await runBusCommand(act, options);
  };

  command('list', 'every node with identity, capabilities, when it was last heard, errors').action((given: Given) =>
    run({ does: 'list' }, given),
  );
  command('scan <bus>', 'look for nodes and say which have no address')
    .addOption(
      new Option('--scope <scope>', 'new: without an address; all; button: whose button was pressed in the last minute')
        .choices(['new', 'all', 'button'])
        .default('new'),
    )
    .action((id: string, given: Given & { scope: string }) =>
      run({ does: 'scan', bus: id, scope: given.scope }, given),
    );
  command('address <bus> <uid> <address>', 'give the node of a UID an address, 1 to 125').action(
    (id: string, uid: string, at: string, given: Given) =>
      run({ does: 'address', bus: id, uid: uid.toUpperCase(), address: nodeAddress(at) }, given),
  );
  command('identify <bus> <address>', 'let a node blink, beep and show its address for ten seconds').action(
    (id: string, at: string, given: Given) => run({ does: 'identify', bus: id, address: nodeAddress(at) }, given),
  );
  command(
    'install-key <bus> <address>',
    'give a node a new key of the secure channel; first time: in install mode',
  ).action((id: string, at: string, given: Given) => run({ does: 'key', bus: id, address: nodeAddress(at) }, given));
  command(
    'speed <bus> <baud>',
    'let the whole bus go at another rate; it goes back when no node is heard there',
  ).action((id: string, baud: string, given: Given) => run({ does: 'speed', bus: id, baud: Number(baud) }, given));
}

function nodeAddress(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 125)
    throw new InvalidArgumentError('An address is a whole number from 1 to 125.');
  return value;
}
