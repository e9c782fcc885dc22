/** Appointments of the demo's centre: some around now, so that checking in can be tried at once, early and late ones too. */
import type { AppointmentList } from '../../protocol/appointments.ts';
import type { ClockPort } from '../ports.ts';

/** Minutes from now, with the service. */
const slots = [
  [-40, 'K'],
  [-10, 'A'],
  [5, 'F'],
  [15, 'A'],
  [25, 'H'],
  [90, 'A'],
] as const;
const roundMs = 5 * 60_000;

export function demoAppointments({ wallMs, local }: Pick<ClockPort, 'wallMs' | 'local'>): AppointmentList {
  const nowMs = Math.floor(wallMs() / roundMs) * roundMs;
  return slots.map(([minutes, service]) => {
    const { date, minutes: ofDay } = local(nowMs + minutes * 60_000);
    const [hour, minute] = [Math.floor(ofDay / 60), ofDay % 60].map((part) => String(part).padStart(2, '0'));
    // Digits only, easy to type: 88 and the time.
    return {
      id: `demo-${date}-${hour}${minute}`,
      code: `88${hour}${minute}`,
      service,
      at: `${date}T${hour}:${minute}`,
    };
  });
}
