/**
 * `hallkeeper ticket render`: a ticket as a picture, made from the very bytes that the printer would get. A ticket of a
 * journal by its number or id, or a sample. Read-only, safe beside a running hall.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { nearest } from '../../protocol/nearest-word.ts';
import type { Locale } from '../../protocol/texts-types.ts';
import { ticketTemplates } from '../../protocol/ticket-template.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { openDotFont } from '../adapters/dot-font-file.ts';
import { createLogoSource } from '../adapters/logo-file.ts';
import { withOwnFiles } from '../adapters/own-files.ts';
import { pictureOfPaper } from '../adapters/paper-picture.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { evolve } from '../core/evolve.ts';
import { indexHall } from '../core/hall-index.ts';
import { emptyState, type HallState, type Ticket } from '../core/state.ts';
import { findPrinterProfile, type PrinterProfile, printerProfiles } from '../drivers/printer/printer-profile.ts';
import type { TicketLayout } from '../drivers/printer/ticket-page.ts';
import type { Program } from '../program.ts';
import { createTicketPapers } from '../runtime/ticket-papers.ts';
import { problemText } from './check-config.ts';
import { rowsOf } from './journal-commands.ts';

export interface TicketRenderOptions {
  /** Number or id; null renders a sample. */
  readonly ticket: string | null;
  readonly config: string | null;
  readonly data: string | null;
  /** Business day of the number; the newest when null. */
  readonly date: string | null;
  readonly service: string | null;
  readonly template: string | null;
  readonly profile: string | null;
  readonly paper: '80' | '58' | null;
  readonly copies: number | null;
  readonly large: boolean;
  readonly test: boolean;
  readonly locale: Locale;
  readonly out: string;
  readonly json: boolean;
  readonly program: Program;
}

/** Exit code: 0 with a picture, 1 when there is no such ticket. Throws when a name leads nowhere or a file is wrong. */
export function renderTicket(options: TicketRenderOptions): number {
  const config = options.config === null ? sampleHall : readConfig(options.config);
  const profile = profileOf(options, config);
  const templates = ticketTemplates(config.tickets).map(({ id }) => id);
  if (options.template !== null && !templates.includes(options.template))
    throw new Error(`There is no template ${options.template}; known: ${templates.join(', ')}.`);
  const say = (what: string) => process.stderr.write(`${what}\n`);
  const font = openDotFont(options.program.fontFile, (why) => say(`${options.program.fontFile}: ${why}`));
  const logo = createLogoSource((file, why) => say(`${file}: ${why}`));
  const means = { charset: gb18030, font, logo };
  const papers = createTicketPapers(means, indexHall(config), createSystemClock(config.hall.zone));
  const layout = options.ticket === null ? sample(options, papers, profile) : ofJournal(options, papers, profile);
  if (!layout) {
    say(`There is no ticket ${options.ticket}${options.date === null ? '' : ` on ${options.date}`} in this journal.`);
    return 1;
  }
  const picture = pictureOfPaper(layout.body, profile.dotsPerLine, means);
  writeFileSync(options.out, picture.png);
  const { widthDots, heightDots, lines } = picture;
  const facts = {
    file: options.out,
    profile: profile.name,
    widthDots,
    heightDots,
    bytes: layout.body.length,
    missing: layout.substituted,
  };
  if (options.json) process.stdout.write(`${JSON.stringify({ ...facts, lines })}\n`);
  else {
    process.stdout.write(
      `${options.out}: ${widthDots} x ${heightDots} dots, ${layout.body.length} bytes to a ${profile.name} printer.\n`,
    );
    if (layout.substituted.length > 0) say(`Not in any font: ${layout.substituted.join(' ')}`);
  }
  return 0;
}

type Papers = ReturnType<typeof createTicketPapers>;

function sample(options: TicketRenderOptions, papers: Papers, profile: PrinterProfile): TicketLayout {
  const { service, template, large, locale, copies, test } = options;
  const layout = papers.sample(
    {
      ...(service === null ? {} : { service }),
      ...(template === null ? {} : { template }),
      ...(copies === null ? {} : { copies }),
      large,
      locale,
      isTest: test,
    },
    profile,
  );
  if (!layout) throw new Error(`There is no service ${service}.`);
  return layout;
}

function ofJournal(options: TicketRenderOptions, papers: Papers, profile: PrinterProfile): TicketLayout | null {
  const { data, ticket: wanted, date, template, copies, large } = options;
  if (data === null || wanted === null)
    throw new Error('A ticket by number or id needs --data, the folder of its journal.');
  const journal = openSqliteJournal(data, { readonly: true });
  try {
    const found = findTicket(rowsOf(journal, 1, journal.head()), wanted.trim(), date);
    if (!found) return null;
    return papers.ofTicket(found.ticket, found.state, profile, {
      ...(template === null ? {} : { template }),
      ...(copies === null ? {} : { copies }),
      ...(large ? { large } : {}),
    });
  } finally {
    journal.close();
  }
}

/** The ticket as it was when it was issued or last printed: that is what its paper says. */
function findTicket(
  rows: ReturnType<typeof rowsOf>,
  wanted: string,
  date: string | null,
): { readonly ticket: Ticket; readonly state: HallState } | null {
  let state = emptyState();
  let found: Ticket | null = null;
  const number = wanted.toUpperCase();
  for (const row of rows) {
    state = evolve(state, row);
    if (row.type !== 'ticket.issued' && row.type !== 'ticket.reprint') continue;
    const ticket = state.tickets.get(row.body.ticket);
    const isIt = ticket?.id === wanted || (ticket?.no === number && (date === null || ticket.day === date));
    if (ticket && isIt) found = structuredClone(ticket);
  }
  return found ? { ticket: found, state } : null;
}

function profileOf({ profile: name, paper }: TicketRenderOptions, config: HallConfig): PrinterProfile {
  const known = Object.keys(printerProfiles);
  const configured = config.printers?.[0]?.profile ?? configDefaults.printerProfile;
  const profile = findPrinterProfile(name ?? configured);
  if (!profile) {
    const near = nearest(name ?? '', known);
    throw new Error(
      `There is no printer profile ${name}; ${near ? `did you mean ${near}? ` : ''}known: ${known.join(', ')}.`,
    );
  }
  return paper === null ? profile : { ...profile, dotsPerLine: paper === '58' ? 384 : 576 };
}

function readConfig(file: string): HallConfig {
  const folder = dirname(file);
  const loaded = loadConfig(readFileSync(file, 'utf8'), file, (named) => existsSync(resolve(folder, named)));
  if (!loaded.ok) throw new Error(loaded.problems.map((problem) => problemText(file, problem)).join('\n'));
  return withOwnFiles(loaded.config, folder);
}

/** Without a configuration: a hall that shows what a ticket can say. */
const sampleHall: HallConfig = {
  hall: {
    id: 'sample',
    name: { zh: '滨江燃气营业大厅', en: 'Riverside Gas Service Hall' },
    zone: 'Asia/Shanghai',
    publicUrl: 'https://hall.example.cn',
  },
  services: [
    {
      id: 'A',
      name: { zh: '缴费', en: 'Pay a bill' },
      bring: [{ zh: '燃气卡或户号', en: 'Gas card or account number' }],
      minutes: 4,
    },
  ],
  counters: [{ no: 1, services: ['A'] }],
};
