/**
 * Simulated people for the demo: customers who take tickets or check in at the kiosk, some of whom do not come when they are called,
 * and clerks who work with the call keypads. They act only through what real people have: the kiosk's calls, the keys of
 * virtual keypads, and a console for what has no key.
 */
import type { AppointmentList } from '../../protocol/appointments.ts';
import type { HallConfig } from '../../protocol/config.ts';
import type { Hall } from '../runtime/hall-types.ts';
import type { VirtualHall } from './virtual-hall.ts';

export interface People {
  stop(): void;
}

const customerEveryMs = 14_000;
const clerkEveryMs = 5_000;
/** Chances at each look of a clerk: start after a call, or nobody comes, and is called again later or not; finish; a rating. */
const chance = { absent: 0.06, recycle: 0.5, start: 0.8, finish: 0.3, rate: 0.6, customer: 0.8, checkIn: 0.2 } as const;
const queueMax = 12;
const keys = { next: 0x01, skip: 0x04, start: 0x0a, finish: 0x0b, logIn: 0x0c } as const;

export function startPeople(options: {
  readonly hall: Hall;
  readonly virtual: VirtualHall;
  readonly config: HallConfig;
  readonly appointments: AppointmentList;
}): People {
  const { hall, virtual, config } = options;
  let taken = 0;
  const toCome = [...options.appointments];

  function customer(): void {
    if (Math.random() < chance.checkIn) checkIn();
    const { services } = hall.hallView();
    const open = services.filter((service) => service.open && service.waiting < queueMax);
    const service = open[Math.floor(Math.random() * open.length)];
    if (!service || Math.random() > chance.customer) return;
    taken += 1;
    const request = `people-${process.pid}-${Date.now()}-${taken}`;
    const locale = Math.random() < 0.85 ? 'zh-CN' : 'en';
    const command = { type: 'issue', service: service.id, class: 'normal', channel: 'kiosk', locale, request } as const;
    hall.submit(command, { id: 'kiosk-1', clerk: null, staff: false }, () => {});
  }

  /** Whoever has an appointment comes; too early, the hall says so and the person comes again. */
  function checkIn(): void {
    const [first] = toCome;
    if (!first) return;
    const request = `people-${process.pid}-${first.id}`;
    const command = { type: 'check-in', code: first.code, channel: 'kiosk', locale: 'zh-CN', request } as const;
    hall.submit(command, { id: 'kiosk-1', clerk: null, staff: false }, (result) => {
      if (result.ok || result.refusal.code !== 'appointment-early') toCome.shift();
    });
  }

  /** Nobody comes to the counter: the ticket is called again later, or is a no-show. */
  function nobodyCame(counter: number, press: (key: number) => void): void {
    if (Math.random() >= chance.recycle) press(keys.skip);
    else hall.submit({ type: 'recycle', counter }, { id: `console-${counter}`, clerk: null, staff: true }, () => {});
  }

  function clerks(): void {
    for (const settings of config.counters) {
      const counter = hall.counterDetail(settings.no);
      const address = settings.keypad?.address;
      if (!counter || address === undefined) continue;
      const press = (key: number) => void virtual.act('key', { address, key });
      if (counter.rating && settings.rating && Math.random() < chance.rate) {
        virtual.act('rate', {
          address: settings.rating.address,
          level: Math.random() < 0.7 ? 5 : 1 + Math.floor(Math.random() * 5),
        });
      }
      if (counter.state === 'closed') press(keys.logIn);
      else if (counter.ticket?.state === 'called') {
        if (Math.random() < chance.absent) nobodyCame(settings.no, press);
        else if (Math.random() < chance.start) press(keys.start);
      } else if (counter.ticket?.state === 'serving' && Math.random() < chance.finish) press(keys.finish);
      else if (!counter.ticket && counter.waiting > 0) press(keys.next);
    }
  }

  const timers = [setInterval(customer, customerEveryMs), setInterval(clerks, clerkEveryMs)];
  return {
    stop() {
      for (const timer of timers) clearInterval(timer);
    },
  };
}
