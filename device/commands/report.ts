/** `hallkeeper report`: a business day or a month from the journal; read-only, safe beside a running hall. */
import { existsSync, readFileSync } from 'node:fs';
import type { HallConfig } from '../../protocol/config.ts';
import { reportTexts } from '../../protocol/report-texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { type ReportOptions, reportOf, targetsOf } from '../core/day-report.ts';
import { reportDays } from '../runtime/day-rows.ts';
import { problemText } from './check-config.ts';
import { reportCsv, reportText } from './report-text.ts';

export interface ReportCommand {
  /** `YYYY-MM-DD`, or `YYYY-MM` for a month. */
  readonly period: string;
  readonly data: string;
  /** For target waits and the hall's time zone. */
  readonly config: string | null;
  readonly form: 'text' | 'csv' | 'json';
  readonly locale: Locale;
}

/** The earliest that a date can begin anywhere on earth, before its midnight in UTC. */
const eastMsMax = 14 * 3_600_000;

/** Exit code: 0 with a report, 1 when the journal has no such day, 2 when the configuration is wrong. */
export function printReport({ period, data, config: file, form, locale }: ReportCommand): number {
  const config = file === null ? null : readConfig(file);
  if (config === undefined) return 2;
  const isMonth = period.length === 7;
  // A month is the days whose text begins like it: no day has a greater number than 31.
  const [from, to] = isMonth ? [`${period}-01`, `${period}-31`] : [period, period];
  const journal = openSqliteJournal(data, { readonly: true });
  try {
    const rows = {
      head: journal.head,
      read: (first: number, limit: number) => journal.read(first, Number.MAX_SAFE_INTEGER, limit),
    };
    const reading = reportDays(rows, from, to, Date.parse(`${from}T00:00:00Z`) - eastMsMax);
    let step = reading.next();
    while (!step.done) step = reading.next();
    const report = reportOf(step.value, optionsOf(config));
    if (!report) {
      process.stderr.write(`${pick(reportTexts.none, locale)}\n`);
      return 1;
    }
    if (form === 'json') process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
    else process.stdout.write(form === 'csv' ? reportCsv(report) : reportText(report, isMonth, locale));
    return 0;
  } finally {
    journal.close();
  }
}

/** Undefined when it is wrong; what is wrong has then been said. */
function readConfig(file: string): HallConfig | undefined {
  const loaded = loadConfig(readFileSync(file, 'utf8'), file, existsSync);
  if (loaded.ok) return loaded.config;
  for (const problem of loaded.problems) process.stderr.write(`${problemText(file, problem)}\n`);
  return undefined;
}

function optionsOf(config: HallConfig | null): ReportOptions {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...(config ? { timeZone: config.hall.zone } : {}),
    hour: '2-digit',
    hourCycle: 'h23',
  });
  return {
    targetsMs: targetsOf(config?.services ?? []),
    hourOf: (wallMs) => Number(format.format(wallMs)),
  };
}
