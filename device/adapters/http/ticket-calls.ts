/** Tickets, ratings and help: what customers do. The answer leaves after the commit that holds its effect. */
import type { FastifyReply } from 'fastify';
import type { Actor, Command } from '../../../protocol/commands.ts';
import { configDefaults } from '../../../protocol/config.ts';
import type { RatingLevel } from '../../../protocol/events.ts';
import { limits } from '../../../protocol/limits.ts';
import type { TicketAnswer, TicketDetail } from '../../../protocol/views.ts';
import { guarded, sendJson, sendProblem, sendRefusal } from './answer.ts';
import { actorOf, type Caller, deviceOf, isCounterStaff, isOfHall } from './caller.ts';
import type { HttpOptions } from './http-options.ts';
import type { ApiHandlers } from './register-calls.ts';
import { createTokenBuckets } from './token-buckets.ts';

type TicketCalls = Pick<
  ApiHandlers,
  | 'issue'
  | 'checkIn'
  | 'ticket'
  | 'cancel'
  | 'settlePrint'
  | 'reprint'
  | 'grantClass'
  | 'addService'
  | 'revive'
  | 'why'
  | 'rate'
  | 'help'
>;

interface Asking {
  readonly caller: Caller;
  readonly reply: FastifyReply;
}

/** Ids are opaque text; what is longer or stranger than any id of ours is not one. */
const idPattern = /^[A-Za-z0-9-]{1,64}$/;

export function createTicketCalls({ clock, config, hall, log, onHelp }: HttpOptions): TicketCalls {
  const ratingReasons = new Set((config.rating?.reasons ?? configDefaults.ratingReasons).map(({ id }) => id as string));

  /** Tries at appointment codes: each costs a token until the code turns out to be one. */
  const codes = createTokenBuckets(limits.wrongCodesPerMinute / 60, limits.wrongCodesBurst, limits.limiterEntriesMax);

  /** Submits and answers with the ticket, or with the refusal. */
  function change({ caller, reply }: Asking, command: Command, actor: Actor, id: string): void {
    if (!idPattern.test(id)) {
      sendProblem(reply, 'ticket-unknown');
      return;
    }
    hall.submit(command, actor, (result) =>
      guarded(reply, log, () => {
        if (!result.ok) sendRefusal(reply, result.refusal);
        else sendTicket(reply, 200, seenBy(caller, hall.ticketDetail(id)));
      }),
    );
  }

  return {
    issue({ body, caller, reply, request }) {
      const { service, class: ticketClass = 'normal', requestId, locale = 'zh-CN', rest, reason, large } = body;
      // A stranger is a phone whatever it says: no paper comes out in the hall for somebody who is not there.
      const channel = isOfHall(caller) || caller.session ? (body.channel ?? 'kiosk') : 'phone';
      if (ticketClass !== 'normal' && !isCounterStaff(caller)) {
        sendProblem(
          reply,
          'class-not-allowed',
          'body.class: only clerks and team leads who are signed in give this class; leave it out',
        );
        return;
      }
      if (reason !== undefined && !caller.session) {
        sendProblem(reply, 'not-signed-in', 'body.reason: only staff give a class and its reason; leave it out');
        return;
      }
      if (body.channel === 'staff' && !caller.session) {
        sendProblem(reply, 'not-signed-in', 'body.channel: sign in to issue as staff, or leave it out');
        return;
      }
      const command: Command = {
        type: 'issue',
        service,
        class: ticketClass,
        channel,
        locale,
        request: requestId,
        ...(rest === undefined ? {} : { rest }),
        ...(reason === undefined ? {} : { reason }),
        ...(large === true ? { large } : {}),
      };
      hall.submit(command, actorOf(caller, request.headers['x-device'], 'kiosk-1'), (result) =>
        guarded(reply, log, () => {
          if (!result.ok) sendRefusal(reply, result.refusal);
          else sendIssued(reply, result.ticket === null ? null : hall.ticketDetail(result.ticket));
        }),
      );
    },
    checkIn({ body, caller, reply, request }) {
      // Codes are short: only who stands in the hall, or its staff, may try one.
      if (!isOfHall(caller) && !caller.session) {
        sendProblem(reply, 'not-allowed', 'check in at a kiosk of the hall or at a counter');
        return;
      }
      const { code, requestId, locale = 'zh-CN', large = false } = body;
      // Pages of this machine share one count: a name is only said. A right code gives its token back.
      const who = caller.session ? `op:${caller.session.badge}` : (caller.device ?? 'this machine');
      const waitMs = codes.take(who, clock.monoMs());
      if (waitMs > 0) {
        sendProblem(reply, 'too-many-requests', `too many wrong codes; wait ${Math.ceil(waitMs / 1000)} s`, waitMs);
        return;
      }
      const command: Command = { type: 'check-in', code, channel: 'kiosk', locale, request: requestId, large };
      hall.submit(command, actorOf(caller, request.headers['x-device'], 'kiosk-1'), (result) =>
        guarded(reply, log, () => {
          if (result.ok || result.refusal.code !== 'appointment-unknown') codes.giveBack(who);
          if (!result.ok) sendRefusal(reply, result.refusal);
          else sendIssued(reply, result.ticket === null ? null : hall.ticketDetail(result.ticket));
        }),
      );
    },
    grantClass({ body, caller, params, reply }) {
      const { id = '' } = params;
      change({ caller, reply }, { ...body, type: 'grant', ticket: id }, actorOf(caller, undefined, 'staff'), id);
    },
    addService({ body, caller, params, reply }) {
      const { id = '' } = params;
      change({ caller, reply }, { ...body, type: 'add-service', ticket: id }, actorOf(caller, undefined, 'staff'), id);
    },
    revive({ caller, params, reply }) {
      const { id = '' } = params;
      change({ caller, reply }, { type: 'revive', ticket: id }, actorOf(caller, undefined, 'staff'), id);
    },
    why({ params, reply }) {
      const { id = '' } = params;
      const answer = idPattern.test(id) ? hall.why(id) : null;
      if (answer) sendJson(reply, 200, answer);
      else sendProblem(reply, 'ticket-unknown');
    },
    ticket({ caller, params, reply }) {
      const { id = '' } = params;
      sendTicket(reply, 200, idPattern.test(id) ? seenBy(caller, hall.ticketDetail(id)) : null);
    },
    cancel({ caller, params, reply, request }) {
      const { id = '' } = params;
      change(
        { caller, reply },
        { type: 'cancel', ticket: id },
        actorOf(caller, request.headers['x-device'], 'customer'),
        id,
      );
    },
    settlePrint({ body, caller, params, reply }) {
      const { id = '' } = params;
      change(
        { caller, reply },
        { type: 'print-settled', ticket: id, there: body.there },
        actorOf(caller, undefined, 'staff'),
        id,
      );
    },
    reprint({ caller, params, reply }) {
      const { id = '' } = params;
      change({ caller, reply }, { type: 'reprint', ticket: id }, actorOf(caller, undefined, 'staff'), id);
    },
    rate({ body, caller, params, reply, request }) {
      const { id = '' } = params;
      if (!idPattern.test(id)) {
        sendProblem(reply, 'visit-unknown');
        return;
      }
      const { level, reasons = [] } = body;
      if (!reasons.every((reason) => ratingReasons.has(reason))) {
        sendProblem(reply, 'reason-unknown', 'body.reasons: ids of the list `rating.reasons` of the configuration');
        return;
      }
      const command: Command = { type: 'rate', visit: id, level: level as RatingLevel, origin: 'page', reasons };
      hall.submit(command, actorOf(caller, request.headers['x-device'], 'customer'), (result) =>
        guarded(reply, log, () => {
          if (!result.ok) sendRefusal(reply, result.refusal);
          else sendJson(reply, 200, { visitId: id, level });
        }),
      );
    },
    help({ caller, reply, request }) {
      if (!isOfHall(caller)) {
        sendProblem(
          reply,
          'not-allowed',
          'only a device of the hall calls for help: pair this one, see docs/http-api.md',
        );
        return;
      }
      const id = deviceOf(caller, request.headers['x-device'], 'kiosk-1');
      log.info('help asked for', { device: id });
      onHelp?.(id);
      sendJson(reply, 202, {});
    },
  };
}

/**
 * The ticket as this caller may see it. Clerks and team leads see its class and when that was changed; nobody else learns that
 * somebody has priority.
 */
function seenBy(caller: Caller, ticket: TicketDetail | null): TicketDetail | null {
  if (!ticket || isCounterStaff(caller)) return ticket;
  const { class: _class, history, ...rest } = ticket;
  return { ...rest, history: history.filter(({ type }) => type !== 'ticket.class') };
}

function sendTicket(reply: FastifyReply, status: number, ticket: TicketDetail | null): void {
  if (ticket) sendJson(reply, status, ticket);
  else sendProblem(reply, 'ticket-unknown');
}

function sendIssued(reply: FastifyReply, ticket: TicketDetail | null): void {
  if (!ticket) {
    sendProblem(reply, 'internal-error');
    return;
  }
  const { ticketId, ticketNo, service, ahead, wait, print, appointment } = ticket;
  const answer: TicketAnswer = {
    ticketId,
    ticketNo,
    service,
    ahead,
    wait,
    print: { state: print.state },
    ...(appointment ? { appointment } : {}),
  };
  sendJson(reply, 201, answer);
}
