/** What staff switch for the whole hall: services, a paper roll's number, the business day. Each answer is the state after the commit. */
import type { Command } from '../../../protocol/commands.ts';
import { guarded, sendJson, sendRefusal } from './answer.ts';
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
    confirmDay: (exchange) => change(exchange, { type: 'open-day', date: exchange.body.date }, hall.day),
  };
}
