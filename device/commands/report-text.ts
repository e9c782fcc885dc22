/** A report as text for a terminal and as CSV for a spreadsheet. Column names of the CSV are part of the public face. */
import { reportNotes, reportTexts } from '../../protocol/report-texts.ts';
import type { Report, ReportFigures, ReportWork } from '../../protocol/report-views.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';

type Cell = string | number | null;
type Row = Readonly<Record<string, Cell>>;

/** Times in whole seconds, shares from 0 to 1; a cell that does not apply is empty. New columns come at the end. */
export const csvColumns = [
  ...['from', 'to', 'scope', 'key'],
  ...['issued', 'kiosk', 'button', 'phone', 'staff', 'at_counter', 'normal', 'priority', 'appointment'],
  ...['calls', 'recalls', 'served', 'served_short', 'no_show', 'recycled', 'transferred_in', 'transferred_out'],
  ...['visit_in', 'cancelled', 'expired', 'waits', 'wait_mean_s', 'wait_median_s', 'wait_p90_s', 'wait_max_s'],
  ...['within_target', 'service_mean_s', 'level_1', 'level_2', 'level_3', 'level_4', 'level_5', 'not_rated'],
  ...['promised', 'promises', 'promise_mae_s', 'promise_bias_s', 'promise_p90_s', 'promise_coverage'],
  ...['open_s', 'paused_s', 'arrivals', 'unknown'],
] as const;

export function reportCsv(report: Report): string {
  const { from, to } = report;
  const pauses = (scope: string, key: Cell, { pauses: each }: ReportWork): Row[] =>
    each.map(({ reason, ms }) => ({ scope: `${scope}-pause`, key: `${key}/${reason}`, paused_s: seconds(ms) }));
  const rows: Row[] = [
    { scope: 'total', key: '', ...figureCells(report.total), unknown: report.unknown },
    ...report.services.map(({ service, ...own }) => ({ scope: 'service', key: service, ...figureCells(own) })),
    ...report.counters.flatMap((own) => [
      { scope: 'counter', key: own.counter, ...workCells(own) },
      ...pauses('counter', own.counter, own),
    ]),
    ...report.clerks.flatMap((own) => [
      { scope: 'clerk', key: own.clerk, ...workCells(own) },
      ...pauses('clerk', own.clerk ?? '', own),
    ]),
    ...report.hours.map(({ hour, arrivals, served }) => ({ scope: 'hour', key: hour, arrivals, served })),
  ];
  const line = (row: Row) => csvColumns.map((column) => row[column] ?? '').join(',');
  return `${[csvColumns.join(','), ...rows.map((row) => line({ from, to, ...row }))].join('\n')}\n`;
}

function figureCells({ wait, promise, channels, classes, levels, ...own }: ReportFigures): Row {
  const { counter, ...elsewhere } = channels;
  return {
    ...elsewhere,
    at_counter: counter,
    ...classes,
    issued: own.issued,
    calls: own.calls,
    recalls: own.recalls,
    served: own.served,
    served_short: own.servedShort,
    no_show: own.noShow,
    recycled: own.recycled,
    transferred_in: own.transferredIn,
    transferred_out: own.transferredOut,
    visit_in: own.visitIn,
    cancelled: own.cancelled,
    expired: own.expired,
    waits: wait?.n ?? 0,
    wait_mean_s: seconds(wait?.meanMs),
    wait_median_s: seconds(wait?.medianMs),
    wait_p90_s: seconds(wait?.p90Ms),
    wait_max_s: seconds(wait?.maxMs),
    within_target: own.withinTarget,
    service_mean_s: seconds(own.serviceMeanMs),
    ...Object.fromEntries(levels.map((count, index) => [`level_${index + 1}`, count])),
    not_rated: own.notRated,
    promised: own.promised,
    promises: promise?.n ?? 0,
    promise_mae_s: seconds(promise?.meanAbsMs),
    promise_bias_s: seconds(promise?.biasMs),
    promise_p90_s: seconds(promise?.p90AbsMs),
    promise_coverage: promise?.coverage ?? null,
  };
}

function workCells({ openMs, pausedMs, served, serviceMeanMs, noShow }: ReportWork): Row {
  return {
    served,
    no_show: noShow,
    service_mean_s: seconds(serviceMeanMs),
    open_s: seconds(openMs),
    paused_s: seconds(pausedMs),
  };
}

const seconds = (ms: number | null | undefined): number | null => (ms == null ? null : Math.round(ms / 1000));

// ---------------------------------------------------------------------------------------------- text

export function reportText(report: Report, isMonth: boolean, locale: Locale): string {
  const t = (key: keyof typeof reportTexts) => pick(reportTexts[key], locale);
  const { from, to, running } = report;
  const title = `${t(isMonth ? 'month' : 'day')} ${from === to ? from : `${from} – ${to}`}${running ? ` ${t('running')}` : ''}`;
  const figureRow = (name: string, own: ReportFigures): Cell[] => [
    name,
    own.issued,
    own.classes.priority,
    own.classes.appointment,
    own.served,
    own.noShow,
    `${own.transferredIn}/${own.transferredOut}`,
    `${own.cancelled}/${own.expired}`,
    ...[own.wait?.meanMs, own.wait?.medianMs, own.wait?.p90Ms, own.wait?.maxMs].map(clock),
    percent(own.withinTarget),
    clock(own.serviceMeanMs),
    [...own.levels].reverse().join('/'),
    own.notRated,
    clock(own.promise?.meanAbsMs),
    percent(own.promise?.coverage),
  ];
  const services = [
    [
      ...(['service', 'issued', 'priority', 'appointment', 'served', 'noShow', 'transferred', 'left'] as const),
      ...(['waitMean', 'waitMedian', 'waitP90', 'waitMax', 'target', 'serviceMean', 'rated', 'notRated'] as const),
      ...(['promise', 'coverage'] as const),
    ].map(t),
    ...report.services.map(({ service, ...own }) => figureRow(service, own)),
    figureRow(t('total'), report.total),
  ];
  const workHead = (['open', 'paused', 'served', 'serviceMean', 'noShow'] as const).map(t);
  const workRow = (name: Cell, own: ReportWork): Cell[] => [
    name,
    clock(own.openMs),
    `${clock(own.pausedMs)}${own.pauses.length > 0 ? ` (${own.pauses.map((each) => `${each.reason} ${clock(each.ms)}`).join(', ')})` : ''}`,
    own.served,
    clock(own.serviceMeanMs),
    own.noShow,
  ];
  const tables = [
    services,
    [[t('counter'), ...workHead], ...report.counters.map((own) => workRow(own.counter, own))],
    [[t('clerk'), ...workHead], ...report.clerks.map((own) => workRow(own.clerk ?? t('keys'), own))],
    [
      [t('hour'), t('arrivals'), t('served')],
      ...report.hours.map(({ hour, arrivals, served }) => [`${String(hour).padStart(2, '0')}:00`, arrivals, served]),
    ],
  ];
  const notes = reportNotes.map((note) => `* ${pick(note, locale)}`);
  return `${[title, ...tables.map(tableText), notes.join('\n')].join('\n\n')}\n`;
}

/** Columns of equal width on a terminal, on which a Chinese character is two wide. */
function tableText(rows: readonly (readonly Cell[])[]): string {
  const cells = rows.map((row) => row.map((cell) => String(cell ?? '–')));
  const widths = (cells[0] ?? []).map((_, at) => Math.max(...cells.map((row) => widthOf(row[at] ?? ''))));
  return cells
    .map((row) =>
      row
        .map((cell, at) => cell + ' '.repeat((widths[at] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += /[\u2e80-\u9fff\uff00-\uffef]/.test(character) ? 2 : 1;
  return width;
}

/** `4:05`, `1:20:00`. */
function clock(ms: number | null | undefined): string {
  const whole = seconds(ms);
  if (whole === null) return '–';
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const two = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function percent(share: number | null | undefined): string {
  return share == null ? '–' : `${Math.round(100 * share)} %`;
}
