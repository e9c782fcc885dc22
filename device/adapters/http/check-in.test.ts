/** Check-in for an appointment: who may try a code, how often, and what each answer says. */
import { afterEach, describe, expect, it } from 'vitest';
import { limits } from '../../../protocol/limits.ts';
import { makeDeviceToken } from './paired-devices.ts';
import { type RealHall, startRealHall } from './testing-real-hall.ts';

type Who = Readonly<Record<string, string>>;
const kiosk = makeDeviceToken();
const tablet = makeDeviceToken();
const asKiosk = { authorization: `Device ${kiosk.token}` };
const asTablet = { authorization: `Device ${tablet.token}` };
const minuteMs = 60_000;

let hall: RealHall;
let taps = 0;
afterEach(() => hall.stop());

/** Appointments for service A, in minutes from now, by their code. A stranger is a stranger, wherever the test runs. */
async function start(slots: Readonly<Record<string, number>>): Promise<void> {
  const devices = [
    { id: 'kiosk-2', token: kiosk.hash },
    { id: 'tablet-4', token: tablet.hash },
  ];
  hall = await startRealHall({ devices }, { trustLoopback: false });
  const items = Object.entries(slots).map(([code, minutes]) => ({
    id: `no-${code}`,
    code,
    service: 'A',
    slotMs: hall.clock.wallMs() + minutes * minuteMs,
  }));
  expect((await hall.give({ type: 'appointments', items })).ok).toBe(true);
}

const checkIn = (code: string, who: Who = asKiosk) => {
  taps += 1;
  return hall.ask(who, '/api/appointments/check-in', { code, requestId: `check-${taps}` });
};

describe('a code', () => {
  it('gives a ticket, the same one each time, whatever the case of its letters', async () => {
    await start({ AB12: 10 });
    const first = await checkIn('ab12');
    expect(first.body).toMatchObject({ ticketNo: 'A001', service: 'A' });
    expect((await checkIn('AB12', asTablet)).body.ticketId).toBe(first.body.ticketId);
    const issued = hall.rows.filter(({ type }) => type === 'ticket.issued');
    expect(issued).toMatchObject([{ actor: 'kiosk-2', body: { class: 'appointment', appointment: 'no-AB12' } }]);
  });

  it('may be too early, another day or late, and says so', async () => {
    await start({ EARLY: 45, OTHER: 24 * 60, LATE: -40 });
    expect(await checkIn('EARLY')).toMatchObject({ code: 'appointment-early', body: { values: { minutes: 15 } } });
    expect((await checkIn('OTHER')).code).toBe('appointment-other-day');
    expect((await checkIn('LATE')).status).toBe(201);
    expect(hall.rows.findLast(({ type }) => type === 'ticket.issued')?.body).toMatchObject({ class: 'normal' });
    await hall.give({ type: 'close-day' });
    // Its ticket has expired with the day: the code opens no other one today.
    expect((await checkIn('LATE')).code).toBe('day-closed');
    hall.clock.advance(20 * minuteMs);
    expect((await checkIn('EARLY')).code).toBe('day-closed');
  });
});

describe('guessing', () => {
  it('is for nobody outside the hall', async () => {
    await start({ AB12: 0 });
    expect((await checkIn('AB12', {})).code).toBe('not-allowed');
    expect((await checkIn('AB12', { 'x-device': 'kiosk-2' })).code).toBe('not-allowed');
    const staff = await hall.signIn('3001');
    expect((await checkIn('AB12', staff)).status).toBe(201);
  });

  it('is counted for each device, and a right code costs nothing', async () => {
    await start({ AB12: 0, CD34: 0 });
    for (let tries = 0; tries < 2 * limits.wrongCodesBurst; tries += 1)
      expect((await checkIn('AB12')).status).toBe(201);
    for (let tries = 0; tries < limits.wrongCodesBurst; tries += 1)
      expect((await checkIn(`GUESS${tries}`)).code).toBe('appointment-unknown');
    const refused = await checkIn('CD34');
    expect([refused.status, refused.code, refused.headers.get('retry-after')]).toEqual([429, 'too-many-requests', '6']);
    expect((await checkIn('CD34', asTablet)).status).toBe(201);
    hall.clock.advance(minuteMs / limits.wrongCodesPerMinute);
    expect((await checkIn('CD34')).status).toBe(201);
    expect((await checkIn('GUESS')).code).toBe('appointment-unknown');
    expect((await checkIn('GUESS')).code).toBe('too-many-requests');
  });

  it('is not faster with many tries at once, nor under other names on this machine', async () => {
    await start({ AB12: 0 });
    const tries = Array.from({ length: 5 * limits.wrongCodesBurst }, (_, at) => checkIn(`MANY${at}`));
    const codes = (await Promise.all(tries)).map(({ code }) => code);
    expect(codes.filter((code) => code === 'appointment-unknown')).toHaveLength(limits.wrongCodesBurst);
    await hall.stop();
    hall = await startRealHall();
    const named = Array.from({ length: 20 }, (_, at) => checkIn('NAMED', { 'x-device': `kiosk-${at}` }));
    const answers = (await Promise.all(named)).map(({ code }) => code);
    expect(answers.filter((code) => code === 'appointment-unknown')).toHaveLength(limits.wrongCodesBurst);
  });
});
