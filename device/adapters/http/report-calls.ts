/** The report of a day for team leads. The journal is read in pieces, and between them everything else goes on. */
import { setImmediate } from 'node:timers/promises';
import { type ReportOptions, reportOf, targetsOf } from '../../core/day-report.ts';
import { type RowSource, reportDays } from '../../runtime/day-rows.ts';
import { sendJson, sendProblem } from './answer.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers } from './register-calls.ts';

/** The earliest that a date can begin anywhere on earth, before its midnight in UTC. */
const eastMsMax = 14 * 3_600_000;

export function createReportCalls({ clock, config, hall }: HttpOptions): Pick<ApiHandlers, 'reportDay'> {
  const rows: RowSource = { head: hall.seq, read: hall.readEvents };
  const options: ReportOptions = {
    targetsMs: targetsOf(config.services),
    hourOf: (wallMs) => Math.floor(clock.local(wallMs).minutes / 60),
  };
  /** One at a time: a day of a large hall is some tens of thousands of rows. */
  let isReading = false;

  return {
    async reportDay({ query, reply }) {
      const date = query.date ?? hall.day().date;
      const dayMs = date === null ? Number.NaN : Date.parse(`${date}T00:00:00Z`);
      if (date === null || Number.isNaN(dayMs)) {
        sendProblem(reply, 'not-found', 'query.date: the hall has no business day of that date');
        return;
      }
      if (isReading) {
        sendProblem(reply, 'busy', 'another report is being read', 1_000);
        return;
      }
      isReading = true;
      try {
        const reading = reportDays(rows, date, date, dayMs - eastMsMax);
        let step = reading.next();
        for (; !step.done; step = reading.next()) await setImmediate();
        const report = reportOf(step.value, options);
        if (report) sendJson(reply, 200, report);
        else sendProblem(reply, 'not-found', 'query.date: the hall has no business day of that date');
      } finally {
        isReading = false;
      }
    },
  };
}
