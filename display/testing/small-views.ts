/** Parts of views as the small hall shows them: a counter, rows of a list, an open rating. */
import { callReason } from '../../protocol/call-reasons.ts';
import type { CounterDetail, RateView, WaitingPart } from '../../protocol/views.ts';
import { lineOf, type SmallCounter, type SmallMemory, type SmallTicket, servedBy } from './small-state.ts';

export const ratingSeconds = 15;

export function detailOf(memory: SmallMemory, no: number, counter: SmallCounter): CounterDetail {
  const ticket = memory.tickets.find((one) => one.ticketId === counter.ticketId);
  const nowMs = performance.now();
  const { cover, undo } = counter;
  const reason = callReason(ticket?.why ?? null);
  return {
    no,
    name: null,
    state: counter.state,
    pauseReason: counter.pauseReason,
    clerk: counter.clerk,
    services: servedBy(counter, nowMs),
    ticket: ticket
      ? {
          ticketId: ticket.ticketId,
          ticketNo: ticket.ticketNo,
          service: ticket.service,
          state: ticket.state,
          class: ticket.class,
          locale: 'zh-CN',
          waitedMs: (ticket.calledAtMs ?? nowMs) - ticket.bornAtMs,
          calledAgoMs: ticket.calledAtMs === null ? null : nowMs - ticket.calledAtMs,
          startedAgoMs: ticket.startedAtMs === null ? null : nowMs - ticket.startedAtMs,
          times: ticket.times,
          todo: ticket.todo,
          recycled: ticket.recycled,
          print: ticket.print,
        }
      : null,
    waiting: lineOf(memory, no, counter, nowMs).length,
    servedToday: counter.served,
    rating: ratingOf(counter),
    armed: counter.armed,
    cover: cover && cover.untilMs > nowMs ? { services: cover.services, leftMs: cover.untilMs - nowMs } : null,
    undo:
      undo && undo.untilMs > nowMs
        ? { what: undo.what, ticketId: undo.ticketId, ticketNo: undo.ticketNo, leftMs: undo.untilMs - nowMs }
        : null,
    break: counter.break,
    ...(reason ? { reason } : {}),
  };
}

export function rowsOf(tickets: readonly SmallTicket[]): WaitingPart[] {
  const nowMs = performance.now();
  return tickets.map((ticket) => ({
    ticketId: ticket.ticketId,
    ticketNo: ticket.ticketNo,
    service: ticket.service,
    class: ticket.class,
    waitedMs: Math.round(nowMs - ticket.bornAtMs),
    targetMs: 15 * 60_000,
    print: ticket.print,
    paperPlace: ticket.paperPlace,
    parked: ticket.state === 'parked',
    resting: ticket.restsUntilMs > nowMs,
    forCounter: ticket.forCounter,
    forClerk: ticket.forClerk,
  }));
}

export function ratingOf({ rating }: SmallCounter): RateView['rating'] {
  const nowMs = performance.now();
  if (!rating || rating.untilMs < nowMs) return null;
  return {
    visitId: rating.visitId,
    ticketNo: rating.ticketNo,
    seconds: ratingSeconds,
    leftMs: Math.round(rating.untilMs - nowMs),
  };
}
