/**
 * Figures for Prometheus. The hall's own counts and views, and what only the web server knows: answers, streams, the
 * process. It keeps nothing of the hall.
 */
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { AccuracyPart, HealthPart } from '../../../protocol/views.ts';
import type { HallPort, ServiceCounts } from '../../ports.ts';

export interface Metrics {
  /** One answered request. */
  answered(status: number, tookMs: number): void;
  /** Prometheus text format 0.0.4. */
  text(): string;
  close(): void;
}

export interface MetricsSource {
  readonly hall: HallPort;
  readonly services: readonly string[];
  readonly streams: () => { readonly open: number; readonly cut: number };
  readonly version: string;
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1] as const;

export function createMetrics(source: MetricsSource): Metrics {
  const loopDelay = monitorEventLoopDelay({ resolution: 50 });
  loopDelay.enable();
  const inBucket = secondsBuckets.map(() => 0);
  const byStatus = [0, 0, 0, 0, 0, 0];
  let seconds = 0;
  let requests = 0;

  return {
    answered(status, tookMs) {
      const took = tookMs / 1000;
      requests += 1;
      seconds += took;
      const kind = Math.floor(status / 100);
      byStatus[kind] = (byStatus[kind] ?? 0) + 1;
      for (let index = secondsBuckets.length - 1; index >= 0; index -= 1) {
        if (took > (secondsBuckets[index] ?? 0)) break;
        inBucket[index] = (inBucket[index] ?? 0) + 1;
      }
    },
    text() {
      const lines = [...hallLines(source), ...healthLines(source), ...pinLines(source)];
      const streams = source.streams();
      lines.push(...family('hallkeeper_streams', 'gauge', 'Open event streams', [['', streams.open]]));
      lines.push(
        ...family('hallkeeper_streams_cut_total', 'counter', 'Streams cut because the page did not read', [
          ['', streams.cut],
        ]),
      );
      const statuses = byStatus.flatMap((count, kind): Sample[] =>
        kind === 0 ? [] : [[`{class="${kind}xx"}`, count]],
      );
      lines.push(...family('hallkeeper_http_requests_total', 'counter', 'Answers by status class', statuses));
      lines.push(
        '# HELP hallkeeper_http_request_seconds Time from headers to answer',
        '# TYPE hallkeeper_http_request_seconds histogram',
      );
      secondsBuckets.forEach((bound, index) => {
        lines.push(`hallkeeper_http_request_seconds_bucket{le="${bound}"} ${inBucket[index] ?? 0}`);
      });
      lines.push(
        `hallkeeper_http_request_seconds_bucket{le="+Inf"} ${requests}`,
        `hallkeeper_http_request_seconds_sum ${seconds}`,
        `hallkeeper_http_request_seconds_count ${requests}`,
      );
      lines.push(...processLines(loopDelay.percentile(99) / 1e9, loopDelay.max / 1e9));
      return `${lines.join('\n')}\n`;
    },
    close() {
      loopDelay.disable();
    },
  };
}

type Sample = readonly [labels: string, value: number];

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...samples.map(([labels, value]) => `${name}${labels} ${value}`),
  ];
}

function hallLines({ hall, services, version }: MetricsSource): string[] {
  const counts = hall.counts();
  const byService = (what: keyof ServiceCounts): Sample[] =>
    services.map((service) => [`{service="${service}"}`, counts.get(service)?.[what] ?? 0]);
  const view = hall.hallView();
  return [
    ...family('hallkeeper_info', 'gauge', 'Version', [[`{version="${escapeLabel(version)}"}`, 1]]),
    ...family('hallkeeper_tickets_issued_today', 'gauge', 'Tickets issued this business day', byService('issued')),
    ...family(
      'hallkeeper_tickets_called_today',
      'gauge',
      'First and later calls this business day, recalls not counted',
      byService('called'),
    ),
    ...family('hallkeeper_tickets_served_today', 'gauge', 'Services finished this business day', byService('served')),
    ...family('hallkeeper_no_shows_today', 'gauge', 'Calls nobody came to this business day', byService('noShow')),
    ...family('hallkeeper_visits_rated_today', 'gauge', 'Visits rated this business day', byService('rated')),
    ...accuracyLines(hall),
    ...family(
      'hallkeeper_tickets_waiting',
      'gauge',
      'People waiting now',
      view.services.map(({ id, waiting }): Sample => [`{service="${id}"}`, waiting]),
    ),
    ...family('hallkeeper_counters_open', 'gauge', 'Counters open now', [
      ['', view.counters.filter(({ state }) => state === 'open').length],
    ]),
  ];
}

/** How true the promised waits of this business day were: scored at the first call of each ticket that had one. */
function accuracyLines(hall: HallPort): string[] {
  const parts = hall.accuracy();
  const each = (name: string, help: string, of: (part: AccuracyPart) => number): string[] =>
    family(
      name,
      'gauge',
      help,
      parts.map((part): Sample => [`{service="${part.service}"}`, of(part)]),
    );
  return [
    ...each('hallkeeper_wait_scored_today', 'First calls whose promised wait was scored today', ({ n }) => n),
    ...each(
      'hallkeeper_wait_error_mean_seconds',
      'Mean of |expected - real| wait today',
      ({ meanAbsMs }) => meanAbsMs / 1000,
    ),
    ...each(
      'hallkeeper_wait_bias_seconds',
      'Mean of expected - real wait today; negative: too little was promised',
      ({ biasMs }) => biasMs / 1000,
    ),
    ...each(
      'hallkeeper_wait_error_p90_seconds',
      'Nine of ten waits were within this of the expected one today',
      ({ p90AbsMs }) => p90AbsMs / 1000,
    ),
    ...each(
      'hallkeeper_wait_band_share',
      'Share of real waits between the expected p10 and p90 today; 0.8 is right',
      ({ coverage }) => coverage,
    ),
  ];
}

function healthLines({ hall }: MetricsSource): string[] {
  const { devices, faults, journal }: HealthPart = hall.healthPart();
  return [
    ...family('hallkeeper_journal_seq', 'gauge', 'Last journal sequence', [['', journal.seq]]),
    ...(journal.acked === null
      ? []
      : family('hallkeeper_journal_acked', 'gauge', 'Last sequence the centre has', [['', journal.acked]])),
    ...family('hallkeeper_faults', 'gauge', 'Faults present now', [['', faults.length]]),
    ...family(
      'hallkeeper_fault',
      'gauge',
      'One for each fault present now',
      faults.map(({ code, device }): Sample => [`{code="${code}",device="${escapeLabel(device)}"}`, 1]),
    ),
    ...family(
      'hallkeeper_device_ok',
      'gauge',
      'One when the device is well, else zero',
      devices.map(
        ({ id, kind, state }): Sample => [`{device="${escapeLabel(id)}",kind="${kind}"}`, state === 'ok' ? 1 : 0],
      ),
    ),
  ];
}

/** The lines on the pins; `hallkeeper doctor` reads them here while the daemon holds them. */
function pinLines({ hall }: MetricsSource): string[] {
  const lines = hall.lines();
  if (lines.length === 0) return [];
  return [
    ...family(
      'hallkeeper_line_level',
      'gauge',
      'One when pressed, closed or on, else zero; left out when not known',
      lines.flatMap(({ device, level }): Sample[] =>
        level === null ? [] : [[`{device="${escapeLabel(device)}"}`, level]],
      ),
    ),
    ...family(
      'hallkeeper_line_figure',
      'gauge',
      'Counts since the start, and bounce in milliseconds',
      lines.flatMap(({ device, figures }) =>
        Object.entries(figures).flatMap(([what, value]): Sample[] =>
          value === null ? [] : [[`{device="${escapeLabel(device)}",what="${what}"}`, value]],
        ),
      ),
    ),
  ];
}

function processLines(loopP99Seconds: number, loopMaxSeconds: number): string[] {
  const { rss, heapUsed } = process.memoryUsage();
  const { user, system } = process.cpuUsage();
  return [
    ...family('process_resident_memory_bytes', 'gauge', 'Resident memory', [['', rss]]),
    ...family('nodejs_heap_used_bytes', 'gauge', 'JavaScript heap in use', [['', heapUsed]]),
    ...family('process_cpu_seconds_total', 'counter', 'CPU time, user and system', [['', (user + system) / 1e6]]),
    ...family('nodejs_eventloop_delay_p99_seconds', 'gauge', 'Event loop delay, 99th percentile since start', [
      ['', loopP99Seconds],
    ]),
    ...family('nodejs_eventloop_delay_max_seconds', 'gauge', 'Event loop delay, longest since start', [
      ['', loopMaxSeconds],
    ]),
    ...family('nodejs_eventloop_utilization', 'gauge', 'Share of time the event loop worked since start', [
      ['', performance.eventLoopUtilization().utilization],
    ]),
  ];
}

function escapeLabel(text: string): string {
  return text.replace(/[\\"\n]/g, (char) => (char === '\n' ? '\\n' : `\\${char}`));
}
