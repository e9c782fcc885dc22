/** What the team lead's page shows and changes of the small hall: the day, services, rolls, appointments, how true the waits were. */
import type { DayAnswer, DeskView, HallView } from '../../protocol/views.ts';
import { sampleReasons } from './sample-views.ts';
import { type SmallMemory, SmallRefusal } from './small-state.ts';

type Body = Readonly<Record<string, unknown>>;

export interface SmallDesk {
  date: string | null;
  closed: boolean;
  held: string | null;
  /** Share of its numbers that a service has used. */
  readonly used: Map<string, number>;
  readonly rolls: Map<string, number>;
  appointments: DeskView['appointments'];
  accuracy: DeskView['accuracy'];
}

export function freshDesk(date: string | null): SmallDesk {
  const at = (hour: number, minute: number) => Date.UTC(2026, 10, 22, hour - 8, minute);
  return {
    date,
    closed: false,
    held: null,
    used: new Map([['K', 0.93]]),
    rolls: new Map(),
    appointments: [
      { id: 'p1', service: 'F', slotMs: at(9, 30), state: 'checked-in', ticketNo: 'F001' },
      { id: 'p2', service: 'F', slotMs: at(9, 45), state: 'missed', ticketNo: null },
      { id: 'p3', service: 'H', slotMs: at(14, 0), state: 'booked', ticketNo: null },
    ],
    accuracy: [
      { service: 'A', n: 42, meanAbsMs: 118_000, biasMs: 64_000, p90AbsMs: 300_000, coverage: 0.81 },
      { service: 'F', n: 1, meanAbsMs: 20_000, biasMs: -8_000, p90AbsMs: 20_000, coverage: 1 },
    ],
  };
}

export function deskView(
  desk: SmallDesk,
  hall: HallView,
  parts: Pick<DeskView, 'counters' | 'left' | 'passed' | 'faults' | 'duty'>,
): DeskView {
  const parked = parts.left.filter((one) => one.parked).length;
  return {
    hall: hall.hall,
    day: { ...day(desk), waiting: parts.left.length - parked, parked },
    services: hall.services,
    ...parts,
    appointments: desk.appointments,
    numbers: hall.services.map(({ id }) => ({ service: id, usedShare: desk.used.get(id) ?? 0.04 })),
    accuracy: desk.accuracy,
    reasons: sampleReasons(),
  };
}

export function dayAnswer(desk: SmallDesk, { tickets }: SmallMemory): DayAnswer {
  const left = tickets.filter(({ state }) => state === 'waiting' || state === 'parked');
  const parked = left.filter(({ state }) => state === 'parked').length;
  return {
    ...day(desk),
    waiting: left.length - parked,
    parked,
    left: left.map(({ ticketId, ticketNo, service, state }) => ({ ticketId, ticketNo, service, state })),
  };
}

function day({ date, closed, held }: SmallDesk) {
  return { date, closed, held };
}

export function dayMove(desk: SmallDesk, memory: SmallMemory, action: string, body: Body): void {
  if (action === 'close') {
    if (desk.closed) throw new SmallRefusal('day-closed');
    desk.closed = true;
    for (const ticket of memory.tickets)
      if (ticket.state === 'waiting' || ticket.state === 'parked') ticket.state = 'expired';
  } else if (action === 'reopen') {
    if (!desk.closed) throw new SmallRefusal('day-not-closed');
    desk.closed = false;
  } else if (action === 'confirm') {
    if (desk.date !== null && String(body.date) <= desk.date) throw new SmallRefusal('day-not-next');
    Object.assign(desk, { date: String(body.date), held: null, closed: false });
  } else throw new SmallRefusal('not-found');
}

/** The services after staff have switched one; the roll's number is remembered. */
export function serviceMove(
  desk: SmallDesk,
  services: HallView['services'],
  id: string,
  action: string,
  body: Body,
): HallView['services'] {
  const service = services.find((one) => one.id === id);
  if (!service) throw new SmallRefusal('service-unknown');
  const set = (change: Partial<HallView['services'][number]>) =>
    services.map((one) => (one === service ? { ...one, ...change } : one));
  if (action === 'close') {
    const reason = sampleReasons().close.find((one) => one.id === body.reason);
    if (!reason) throw new SmallRefusal('reason-unknown');
    return set({ open: false, closedBy: 'service-closed', closedReason: reason.text });
  }
  if (action === 'open') {
    if (service.closedReason === null) throw new SmallRefusal('service-not-closed');
    return set({ open: true, closedBy: null, closedReason: null });
  }
  if (action !== 'roll') throw new SmallRefusal('not-found');
  if (service.closedBy !== 'service-paper-roll') throw new SmallRefusal('roll-none');
  desk.rolls.set(id, Number(body.n));
  return services;
}
