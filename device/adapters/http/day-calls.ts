/** What staff switch for the whole hall: services, a paper roll's number, the business day. Each answer is the state after the commit. */
import type { Command } from '../../../protocol/commands.ts';
import { limits } from '../../../protocol/limits.ts';
import { guarded, sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf, type Caller } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type DayCalls = Pick<
  ApiHandlers,
  'closeService' | 'openService' | 'setRoll' | 'day' | 'closeDay' | 'reopenDay' | 'confirmDay'
>;

export function createDayCalls({ hall, log }: HttpOptions): DayCalls {
  function change(
    { caller, reply }: { readonly caller: Caller; readonly reply: Exchange<'day'>['reply'] },
    command: Command,
    answer: () => unknown,
  ): void {
    hall.submit(command, actorOf(caller, undefined, 'staff'), (result) =>
      guarded(reply, log, () => {
        if (result.ok) sendJson(reply, 200, answer());
        else sendRefusal(reply, result.refusal);
      }),
    );
  }
  const wholeHall = () => ({ seq: hall.seq(), ...hall.hallView() });

  return {
    closeService(exchange) {
      const { id = '' } = exchange.params;
      change(exchange, { type: 'close-service', service: id, reason: exchange.body.reason }, wholeHall);
    },
    openService(exchange) {
      const { id = '' } = exchange.params;
      change(exchange, { type: 'open-service', service: id }, wholeHall);
    },
    setRoll(exchange) {
      const { id = '' } = exchange.params;
      change(exchange, { type: 'set-roll', service: id, n: exchange.body.n }, wholeHall);
    },
    day: ({ reply }) => sendJson(reply, 200, hall.day()),
    closeDay: (exchange) => change(exchange, { type: 'close-day' }, hall.day),
    reopenDay: (exchange) => change(exchange, { type: 'reopen-day' }, hall.day),
    confirmDay(exchange) {
      const { date } = exchange.body;
      const { date: today, held } = hall.day();
      const ahead = date === held ? 1 : daysBetween(today ?? date, date);
      if (Number.isNaN(ahead))
        sendProblem(exchange.reply, 'body-invalid', `body.date: ${date} is not in the calendar; write YYYY-MM-DD`);
      else if (ahead > limits.confirmedDaysMax) sendProblem(exchange.reply, 'day-too-far');
      else change(exchange, { type: 'open-day', date }, hall.day);
    },
  };
}

/** Whole days from one date to another; not a number when one of them is not in the calendar. */
function daysBetween(from: string, to: string): number {
  return (dayMsOf(to) - dayMsOf(from)) / 86_400_000;
}

function dayMsOf(date: string): number {
  const ms = Date.parse(`${date}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(date) ? ms : Number.NaN;
}
