/** What clerks do at a counter. Each answer is the counter as it is after the commit. */
import type { Command } from '../../../protocol/commands.ts';
import { configDefaults } from '../../../protocol/config.ts';
import { guarded, sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers, Exchange } from './register-calls.ts';

type CounterCallName =
  | 'open'
  | 'close'
  | 'pause'
  | 'resume'
  | 'callNext'
  | 'call'
  | 'recall'
  | 'start'
  | 'finish'
  | 'noShow'
  | 'park'
  | 'unpark'
  | 'transfer'
  | 'recycle'
  | 'undo'
  | 'walkIn'
  | 'storeNext'
  | 'cover'
  | 'uncover';
type CounterCalls = Pick<ApiHandlers, CounterCallName>;

export function createCounterCalls({ config, hall, log }: HttpOptions): CounterCalls {
  const parkReasons = new Set((config.calls?.parkReasons ?? configDefaults.parkReasons).map(({ id }) => id as string));

  function act(
    { caller, params, reply }: Pick<Exchange<'open'>, 'caller' | 'params' | 'reply'>,
    make: (counter: number) => Command,
  ): void {
    const no = counterNo(params.no);
    if (no === null) {
      sendProblem(reply, 'counter-unknown');
      return;
    }
    hall.submit(make(no), actorOf(caller, undefined, 'staff'), (result) =>
      guarded(reply, log, () => {
        const detail = result.ok ? hall.counterDetail(no) : null;
        if (!result.ok) sendRefusal(reply, result.refusal);
        else if (detail) sendJson(reply, 200, detail);
        else sendProblem(reply, 'counter-unknown');
      }),
    );
  }

  return {
    open: (exchange) => act(exchange, (counter) => ({ type: 'open', counter })),
    close: (exchange) => act(exchange, (counter) => ({ type: 'close', counter })),
    pause: (exchange) => act(exchange, (counter) => ({ type: 'pause', counter, reason: exchange.body.reason })),
    resume: (exchange) => act(exchange, (counter) => ({ type: 'resume', counter })),
    callNext: (exchange) => act(exchange, (counter) => ({ type: 'call-next', counter, ...expected(exchange.body) })),
    call: (exchange) =>
      act(exchange, (counter) => ({
        type: 'call',
        counter,
        ticket: ticketOf(exchange.body),
        ...(exchange.body.reason === undefined ? {} : { reason: exchange.body.reason }),
        ...expected(exchange.body),
      })),
    recall: (exchange) => act(exchange, (counter) => ({ type: 'recall', counter, ...expected(exchange.body) })),
    start: (exchange) => act(exchange, (counter) => ({ type: 'start', counter, ...expected(exchange.body) })),
    finish: (exchange) => act(exchange, (counter) => ({ type: 'finish', counter, ...expected(exchange.body) })),
    noShow: (exchange) => act(exchange, (counter) => ({ type: 'no-show', counter, ...expected(exchange.body) })),
    park(exchange) {
      const { reason } = exchange.body;
      if (reason !== undefined && !parkReasons.has(reason))
        sendProblem(
          exchange.reply,
          'reason-unknown',
          'body.reason: an id of the list `calls.parkReasons` of the configuration, or leave it out',
        );
      else
        act(exchange, (counter) => ({
          type: 'park',
          counter,
          ...(reason === undefined ? {} : { reason }),
          ...expected(exchange.body),
        }));
    },
    unpark: (exchange) =>
      act(exchange, (counter) => ({
        type: 'unpark',
        counter,
        ticket: ticketOf(exchange.body),
        ...expected(exchange.body),
      })),
    transfer: (exchange) => act(exchange, (counter) => ({ ...exchange.body, type: 'transfer', counter })),
    recycle: (exchange) => act(exchange, (counter) => ({ type: 'recycle', counter, ...expected(exchange.body) })),
    undo: (exchange) => act(exchange, (counter) => ({ type: 'undo', counter, ...expected(exchange.body) })),
    walkIn: (exchange) => act(exchange, (counter) => ({ ...exchange.body, type: 'walk-in', counter })),
    storeNext: (exchange) => act(exchange, (counter) => ({ ...exchange.body, type: 'store-next', counter })),
    cover: (exchange) => act(exchange, (counter) => ({ ...exchange.body, type: 'cover', counter })),
    uncover: (exchange) => act(exchange, (counter) => ({ type: 'uncover', counter })),
  };
}

/** Counter number of a path, 1 to 199; null for anything else. */
export function counterNo(text: string | undefined): number | null {
  return /^[1-9][0-9]{0,2}$/.test(text ?? '') ? Number(text) : null;
}

function ticketOf(body: { readonly ticketId: string } | { readonly ticket: string }): string {
  return 'ticketId' in body ? body.ticketId : body.ticket;
}

function expected(body: { readonly expect?: string | null }): { expect?: string | null } {
  return body.expect === undefined ? {} : { expect: body.expect };
}
