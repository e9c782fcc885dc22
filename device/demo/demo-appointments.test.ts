import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../tests/link-hall.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { readAppointments } from '../runtime/appointment-list.ts';
import { demoAppointments } from './demo-appointments.ts';
import { startDemo } from './start-demo.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

it('are a list that a hall takes, at any minute of the year', () => {
  const { local } = createSystemClock('Asia/Shanghai');
  for (let day = 0; day < 366; day += 1) {
    const wallMs = Date.UTC(2026, 0, 1) + day * 86_400_000 + day * 237_000;
    const list = demoAppointments({ wallMs: () => wallMs, local });
    expect(readAppointments(list, { services: new Set(['A', 'F', 'H', 'K']), local }).problems).toEqual([]);
  }
});

it('come from the centre and can be checked in for', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'hallkeeper-demo-appointments-'));
  const demoDir = dirname(fileURLToPath(import.meta.url));
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const demo = await startDemo({
    port: 0,
    dataDir,
    displayDir: dataDir,
    demoDir,
    version: '0',
    log,
    people: false,
  });
  ends.push(
    () => rmSync(dataDir, { recursive: true, force: true }),
    () => demo.stop(),
  );
  const { hall } = demo.daemon;
  const types = () => hall.readEvents(1, 1_000).map(({ type }) => type);
  await until('the appointments', () => types().includes('appointment.booked'));
  expect(types().filter((type) => type === 'appointment.booked')).toHaveLength(demo.appointments.length);
  const code = demo.appointments.find(({ service }) => service === 'F')?.code ?? '';
  const answer = await fetch(`${demo.url}/api/appointments/check-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code, requestId: 'demo-check-in-1' }),
  });
  expect(answer.status).toBe(201);
  expect(await answer.json()).toMatchObject({ ticketNo: 'F001' });
  const issued = hall.readEvents(1, 1_000).find(({ type }) => type === 'ticket.issued');
  expect(issued?.body).toMatchObject({ class: 'appointment', appointment: expect.stringContaining('demo-') });
});
