/**
 * The text of one event for the centre: a CloudEvents JSON object made by string concatenation around the body, so that
 * draining a long backlog costs one stringify per event and nothing else. Only the body, the actor and the ids of the
 * configuration can need escaping. No clock is read: the time is that of the row.
 */
import type { JournalEvent } from '../../protocol/events.ts';
import { eventWireType } from '../../protocol/mqtt.ts';

const dayMs = 86_400_000;

/** `boot` null: not known, then the member is left out. */
export function envelopeText(row: JournalEvent, hall: string, epoch: string, boot: string | null): string {
  const subject = subjectOf(row);
  return (
    `{"specversion":"1.0","id":"${row.id}","source":"/halls/${hall}","type":"${eventWireType(row.type)}",` +
    (subject === null ? '' : `"subject":${JSON.stringify(subject)},`) +
    `"time":"${rfc3339Utc(row.wallMs)}","epoch":"${epoch}","sequence":"${row.seq}",` +
    (boot === null ? '' : `"boot":${JSON.stringify(boot)},`) +
    `"mono":"${Math.max(0, Math.floor(row.monoMs))}","clock":"${row.clock}","actor":${JSON.stringify(row.actor)},` +
    `"data":${JSON.stringify(bodyForCentre(row))}}`
  );
}

/**
 * What leaves the hall of an event. Why somebody was given priority or called out of turn, and the code that opens an appointment,
 * are the hall's own business: they stay in its journal.
 */
function bodyForCentre(row: JournalEvent): object {
  if (row.type === 'ticket.issued' || row.type === 'ticket.class') {
    const { reason: _own, ...body } = row.body as { readonly reason?: string };
    return body;
  }
  if (row.type === 'ticket.called' && row.body.cause?.reason !== undefined) {
    const { reason: _own, ...cause } = row.body.cause;
    return { ...row.body, cause };
  }
  if (row.type !== 'appointment.booked') return row.body;
  const { code: _own, ...body } = row.body;
  return body;
}

/** The thing an event is about: `ticket/<uuid>`, `counter/3`, `device/printer-1`. A visit is the ticket that was served. */
export function subjectOf(row: JournalEvent): string | null {
  const body: Readonly<Record<string, unknown>> = row.body;
  for (const name of ['ticket', 'visit', 'counter', 'device', 'epoch'] as const) {
    const value = body[name];
    if (typeof value === 'string' || typeof value === 'number') return `${name === 'visit' ? 'ticket' : name}/${value}`;
  }
  return null;
}

/** RFC 3339 in UTC with milliseconds; `wallMs` since 1970, years 1970 to 9999. */
export function rfc3339Utc(wallMs: number): string {
  const ms = Math.min(253_402_300_799_999, Math.max(0, Math.floor(wallMs)));
  const inDay = ms % dayMs;
  const hours = Math.floor(inDay / 3_600_000);
  const minutes = Math.floor(inDay / 60_000) % 60;
  const seconds = Math.floor(inDay / 1_000) % 60;
  return `${dateOf((ms - inDay) / dayMs)}T${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}.${pad(inDay % 1_000, 3)}Z`;
}

/** Gregorian date of a day number since 1970-01-01, reckoned in years that begin on 1 March so that the leap day is last. */
function dateOf(day: number): string {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1_460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const m = Math.floor((5 * dayOfYear + 2) / 153);
  const month = m < 10 ? m + 3 : m - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(dayOfYear - Math.floor((153 * m + 2) / 5) + 1, 2)}`;
}

function pad(n: number, width: number): string {
  return String(n).padStart(width, '0');
}
