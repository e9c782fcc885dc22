/**
 * The program `hallkeeper`: commands, their help and their exit codes (0 only on success). Each command's work is in a
 * file of its own and is loaded only when it runs.
 */
import './lean-heap.ts';
import { Command, InvalidArgumentError, Option } from 'commander';
import { addBusCommands } from './bus-cli.ts';
import { addFirmwareCommands } from './cli-firmware.ts';
import { findProgram } from './program.ts';

const program = findProgram();
const cli = new Command('hallkeeper')
  .description(
    'One daemon that runs a whole service hall: tickets, calls, panels, keypads, voice, ratings and screens.',
  )
  .version(program.version)
  .showHelpAfterError('(hallkeeper --help shows the commands)');

cli
  .command('run')
  .description('run a real hall')
  .requiredOption('--config <file>', 'configuration of the hall (YAML)')
  .requiredOption('--data <dir>', 'folder for the journal; a local disk, never a network share')
  .option('--json', 'log lines as JSON')
  .action(async (options: { config: string; data: string; json?: boolean }) => {
    const { runHall } = await import('./commands/run-hall.ts');
    await runHall({ ...options, json: options.json ?? false, program });
  });

cli
  .command('demo')
  .description('run the virtual hall: every device is simulated behind a real byte stream')
  .option('--port <n>', 'port of the pages on this machine; 0 takes any free one', port, 8080)
  .option('--data <dir>', 'keep the journal there; a new temporary folder when left out')
  .option('--people', 'let simulated customers and clerks live in the hall')
  .action(async (options: { port: number; data?: string; people?: boolean }) => {
    const { runDemo } = await import('./commands/run-demo.ts');
    await runDemo({ port: options.port, data: options.data ?? null, people: options.people ?? false, program });
  });

cli
  .command('check-config <file>')
  .description('check a configuration and say what is wrong, where, and what to do')
  .option('--json', 'problems as JSON')
  .action(async (file: string, options: { json?: boolean }) => {
    const { checkConfig } = await import('./commands/check-config.ts');
    process.exitCode = checkConfig(file, options.json ?? false);
  });

cli
  .command('doctor')
  .description(
    'look at this machine and, with a configuration, at the hall: what is there, what is missing, what to do',
  )
  .option('--config <file>', 'configuration of the hall (YAML)')
  .option('--data <dir>', 'folder of the journal')
  .option('--json', 'findings as JSON')
  .option('--watch', 'follow the buttons, lamps and switches of the configuration until Ctrl-C')
  .action(async (options: { config?: string; data?: string; json?: boolean; watch?: boolean }) => {
    if (options.watch) {
      if (options.config === undefined) throw new Error('--watch needs --config: it names the lines');
      const { watchLines } = await import('./commands/watch-lines.ts');
      process.exitCode = await watchLines({ config: options.config, json: options.json ?? false });
      return;
    }
    const { doctor } = await import('./commands/doctor.ts');
    process.exitCode = await doctor({
      config: options.config ?? null,
      data: options.data ?? null,
      json: options.json ?? false,
    });
  });

cli
  .command('schedule')
  .description('print what will happen on a day and why: hours, services, duty, screens, films, notices')
  .requiredOption('--config <file>', 'configuration of the hall (YAML)')
  .option('--data <dir>', 'folder of the journal; without it only the configuration is looked at')
  .option('--day <date>', 'YYYY-MM-DD; today when left out', day)
  .option('--screen <id>', 'only this screen')
  .addOption(new Option('--lang <language>', 'language of the plan').choices(['en', 'zh-CN']).default('en'))
  .option('--json', 'the plan as JSON, in both languages')
  .action(async (options: ScheduleOptions) => {
    const { printSchedule } = await import('./commands/schedule.ts');
    process.exitCode = printSchedule({
      config: options.config,
      data: options.data ?? null,
      day: options.day ?? null,
      screen: options.screen ?? null,
      locale: options.lang,
      json: options.json ?? false,
    });
  });

cli
  .command('screen-agent')
  .description('switch one screen as the hall plans; runs on the machine the screen hangs on')
  .requiredOption('--screen <id>', 'id of the screen')
  .option('--daemon <url>', 'address of the hall', 'http://127.0.0.1:8080')
  .addOption(new Option('--way <way>', 'how the screen is switched').choices(['cec', 'wlopm', 'none']).default('cec'))
  .option('--output <name>', 'output of wlopm', 'HDMI-A-1')
  .option('--token-file <file>', 'token of a paired device, on another machine than the hall')
  .option('--json', 'log lines as JSON')
  .action(
    async (options: {
      screen: string;
      daemon: string;
      way: 'cec' | 'wlopm' | 'none';
      output: string;
      tokenFile?: string;
      json?: boolean;
    }) => {
      const { runScreenAgent } = await import('./commands/screen-agent.ts');
      await runScreenAgent({ ...options, tokenFile: options.tokenFile ?? null, json: options.json ?? false });
    },
  );

cli
  .command('why <ticket>')
  .description('explain from the journal why a ticket number was called, each time of a day; safe while the hall runs')
  .requiredOption('--data <dir>', 'folder of the journal')
  .option('--date <day>', 'business day, YYYY-MM-DD; the newest when left out', day)
  .option('--config <file>', "configuration of the hall: who waited is then listed in the counter's calling order")
  .addOption(new Option('--lang <language>', 'language of the answer').choices(['en', 'zh-CN']).default('en'))
  .option('--json', 'the calls as JSON, in both languages')
  .action(
    async (
      ticket: string,
      options: { data: string; date?: string; config?: string; lang: 'en' | 'zh-CN'; json?: boolean },
    ) => {
      const { explainCalls } = await import('./commands/why.ts');
      process.exitCode = explainCalls(options.data, ticket, {
        date: options.date ?? null,
        config: options.config ?? null,
        language: options.lang === 'zh-CN' ? 'zh' : 'en',
        json: options.json ?? false,
      });
    },
  );

cli
  .command('hash-pin')
  .description('make the hash of a PIN for the configuration; the PIN is read from standard input')
  .action(async () => {
    const { hashPinFromInput } = await import('./commands/hash-pin.ts');
    process.exitCode = await hashPinFromInput();
  });

cli
  .command('device-token <id>')
  .description('make the token of a kiosk or tablet on another machine, and its line for the configuration')
  .action(async (id: string) => {
    const { printDeviceToken } = await import('./commands/device-token.ts');
    process.exitCode = printDeviceToken(id);
  });

cli
  .command('report')
  .description('the report of a business day or a month, from the journal alone; safe while the hall runs')
  .option('--date <YYYY-MM-DD>', 'one business day', period(/^\d{4}-\d{2}-\d{2}$/, 'YYYY-MM-DD'))
  .option('--month <YYYY-MM>', 'the business days of a month', period(/^\d{4}-\d{2}$/, 'YYYY-MM'))
  .requiredOption('--data <dir>', 'folder of the journal')
  .option('--config <file>', "configuration of the hall: its target waits and its time zone; else this machine's zone")
  .option('--csv', 'as CSV: UTF-8, times in seconds')
  .option('--json', 'as JSON: times in milliseconds')
  .addOption(new Option('--lang <language>', 'language of the text').choices(['en', 'zh-CN']).default('en'))
  .action(async (options: ReportOptions) => {
    const { date, month, data, config = null, csv, json, lang } = options;
    const asked = date ?? month;
    if (asked === undefined || (date !== undefined && month !== undefined))
      throw new Error('Name one of --date YYYY-MM-DD and --month YYYY-MM.');
    if (csv && json) throw new Error('Choose one of --csv and --json.');
    const { printReport } = await import('./commands/report.ts');
    const form = csv ? 'csv' : json ? 'json' : 'text';
    process.exitCode = printReport({ period: asked, data, config, form, locale: lang });
  });

const ticket = cli.command('ticket').description('paper tickets');
ticket
  .command('render [ticket]')
  .description(
    "a ticket as a PNG picture, from the printer's own bytes: one of a journal by its number or id, or a sample without it",
  )
  .option('--config <file>', 'configuration of the hall (YAML); a sample hall when left out')
  .option('--data <dir>', 'folder of the journal; needed for a ticket by number or id')
  .option('--date <day>', 'business day of the number, YYYY-MM-DD; the newest when left out', day)
  .option('--service <id>', 'service of the sample; the first of the hall when left out')
  .option('--template <id>', 'ticket template; that of the service when left out')
  .option('--profile <name>', "printer profile; that of the hall's first printer when left out")
  .addOption(new Option('--paper <mm>', 'width of the paper, whatever the profile says').choices(['80', '58']))
  .option('--copies <n>', 'paper number n of the same ticket; 2 and more are marked as reprints', copies)
  .option('--large', 'large print')
  .option('--test', 'the paper with which staff try a printer, marked as no ticket')
  .addOption(new Option('--lang <language>', 'language the customer chose').choices(['zh-CN', 'en']).default('zh-CN'))
  .option('--out <file>', 'picture to write', 'ticket.png')
  .option('--json', 'what was made as JSON')
  .action(async (id: string | undefined, options: TicketOptions) => {
    const { renderTicket } = await import('./commands/ticket-render.ts');
    const { config, data, date, service, template, profile, paper, copies, lang, out } = options;
    process.exitCode = renderTicket({
      ticket: id ?? null,
      config: config ?? null,
      data: data ?? null,
      date: date ?? null,
      service: service ?? null,
      template: template ?? null,
      profile: profile ?? null,
      paper: paper ?? null,
      copies: copies ?? null,
      large: options.large ?? false,
      test: options.test ?? false,
      locale: lang,
      out,
      json: options.json ?? false,
      program,
    });
  });

addBusCommands(cli);

const journal = cli.command('journal').description('look at the journal of a hall; safe while the hall runs');
journal
  .command('verify')
  .description('check the journal: no hole, every event readable, the invariants of the hall after each')
  .requiredOption('--data <dir>', 'folder of the journal')
  .option('--json', 'the findings as JSON')
  .action(async (options: { data: string; json?: boolean }) => {
    const { verifyJournal } = await import('./commands/journal-commands.ts');
    process.exitCode = verifyJournal(options.data, options.json ?? false);
  });
journal
  .command('export')
  .description('write the events to standard output, one JSON object a line')
  .requiredOption('--data <dir>', 'folder of the journal')
  .option('--from <seq>', 'first sequence number', sequence, 1)
  .option('--to <seq>', 'last sequence number', sequence)
  .action(async (options: { data: string; from: number; to?: number }) => {
    const { exportJournal } = await import('./commands/journal-commands.ts');
    process.exitCode = await exportJournal(options.data, options.from, options.to ?? Number.MAX_SAFE_INTEGER);
  });
journal
  .command('stats')
  .description('count the events by type and by business day')
  .requiredOption('--data <dir>', 'folder of the journal')
  .option('--json', 'the counts as JSON')
  .action(async (options: { data: string; json?: boolean }) => {
    const { journalStats } = await import('./commands/journal-commands.ts');
    process.exitCode = journalStats(options.data, options.json ?? false);
  });

addFirmwareCommands(cli);

await cli.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 0 to 65535.');
  return value;
}

interface ScheduleOptions {
  readonly config: string;
  readonly data?: string;
  readonly day?: string;
  readonly screen?: string;
  readonly lang: 'en' | 'zh-CN';
  readonly json?: boolean;
}

interface ReportOptions {
  readonly date?: string;
  readonly month?: string;
  readonly data: string;
  readonly config?: string;
  readonly csv?: boolean;
  readonly json?: boolean;
  readonly lang: 'en' | 'zh-CN';
}

interface TicketOptions {
  readonly config?: string;
  readonly data?: string;
  readonly date?: string;
  readonly service?: string;
  readonly template?: string;
  readonly profile?: string;
  readonly paper?: '80' | '58';
  readonly copies?: number;
  readonly large?: boolean;
  readonly test?: boolean;
  readonly lang: 'zh-CN' | 'en';
  readonly out: string;
  readonly json?: boolean;
}

/** A date or a month that the calendar has. */
function period(form: RegExp, named: string) {
  return (text: string): string => {
    const instant = new Date(`${`${text}-01`.slice(0, 10)}T00:00:00Z`);
    if (!form.test(text) || Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(text))
      throw new InvalidArgumentError(`Write ${named}, as the calendar has it.`);
    return text;
  };
}

function copies(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 99)
    throw new InvalidArgumentError('Copies are a whole number from 1 to 99.');
  return value;
}

function sequence(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1)
    throw new InvalidArgumentError('A sequence number is a whole number from 1 on.');
  return value;
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) throw new InvalidArgumentError('A day is written YYYY-MM-DD.');
  return text;
}
