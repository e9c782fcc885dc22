import { describe, expect, it } from 'vitest';
import { limits } from '../../protocol/limits.ts';
import { gb18030 } from '../adapters/charset-gb18030.ts';
import { writeSnapshot } from '../core/snapshot.ts';
import { replay } from './engine.ts';
import { createTestingWorld, deviceHall } from './testing/testing-hall.ts';
import { createTestingJournal } from './testing/testing-journal.ts';
import { mondayTenMs } from './testing/virtual-clock.ts';

describe('the start of a hall', () => {
  it('is recorded, with a new epoch only the first time', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    expect(first.journal.rows.map(({ type }) => type).slice(0, 3)).toEqual([
      'epoch.started',
      'system.started',
      'day.opened',
    ]);
    const second = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    second.hall.start();
    expect(second.rows('epoch.started')).toHaveLength(1);
    expect(second.rows('system.started')).toHaveLength(2);
    expect(second.rows('day.opened')).toHaveLength(1);
    expect(second.hall.epochs()).toEqual(first.hall.epochs());
  });

  it('tells of each bus device which counter it is for', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    const { devices } = world.hall.healthPart();
    expect(devices.find((one) => one.kind === 'panel')).toMatchObject({ id: 'main/1', counter: 1 });
    expect(devices.find((one) => one.kind === 'printer')).not.toHaveProperty('counter');
  });

  it('goes on with the numbers of the day', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    first.tap('a');
    first.tap('b');
    const second = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    second.hall.start();
    second.tap('c');
    second.tap('a');
    expect(second.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A002', 'A003']);
  });

  it('that cannot be recorded is shown as a fault, and recorded before anything else when the disk works again', () => {
    const world = createTestingWorld(gb18030);
    world.journal.refuse('storage-read-only');
    world.hall.start();
    expect(world.tap('a')).toMatchObject({ ok: false, refusal: { code: 'storage-failed' } });
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('storage-read-only');
    world.journal.refuse(null);
    world.clock.advance(2_000);
    expect(world.tap('a').ok).toBe(true);
    expect(world.journal.rows.map(({ type }) => type).slice(0, 2)).toEqual(['epoch.started', 'system.started']);
    expect(world.rows('system.started')).toHaveLength(1);
  });
});

describe('a disk that is full at the start', () => {
  const clerk = { id: 'op:1001', clerk: '1001', staff: true };

  it('leaves the pages with what the journal holds, and every command refused', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    first.tap('a');
    const world = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    world.journal.refuse('storage-full');
    world.hall.start();
    expect(world.hall.hallView().services[0]).toMatchObject({ id: 'A', waiting: 1, open: true });
    expect(world.hall.healthPart().status).toBe('fault');
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('storage-full');
    expect(world.give({ type: 'open', counter: 1 }, clerk)).toMatchObject({
      refusal: { code: 'storage-failed' },
    });
    world.clock.advance(60_000);
    for (let n = 0; n < 100; n += 1) expect(world.tap(`tap-${n}`).ok).toBe(false);
    expect(world.journal.rows).toEqual(first.journal.rows);
  });

  it('is tried at most once a second, however many people tap', () => {
    const world = createTestingWorld(gb18030);
    world.journal.refuse('storage-full');
    world.hall.start();
    const before = world.journal.tries;
    for (let n = 0; n < 1_000; n += 1) {
      world.tap(`tap-${n}`);
      world.clock.advance(10);
    }
    expect(world.journal.tries - before).toBeLessThanOrEqual(11);
  });

  it('is begun on when there is room: the start first, then what a start puts in order, then the command', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    first.clock.advance(5_000);
    first.printerLine.pull();
    first.tap('a');
    const known = first.journal.rows.length;
    const world = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    world.clock.setWall(first.clock.wallMs());
    world.journal.refuse('storage-full');
    world.hall.start();
    world.clock.advance(30_000);
    world.journal.refuse(null);
    world.clock.advance(1_500);
    expect(world.tap('b').ok).toBe(true);
    const types = world.journal.rows.slice(known).map(({ type }) => type);
    expect(types.slice(0, 2)).toEqual(['system.started', 'ticket.reprint']);
    expect(types.filter((type) => type === 'system.started')).toHaveLength(1);
    expect(world.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A002']);
    expect(world.hall.health.faults().map(({ code }) => code)).not.toContain('storage-full');
  });
});

describe('a clock that is not known to be right', () => {
  const hours = [{ days: [1], from: '08:00', to: '17:00' }];
  const notice = (en: string) => ({ title: { zh: '通知', en }, text: { zh: '文', en: 'text' } });
  const signage = {
    notices: [notice('n'), { ...notice('old'), until: '2026-03-01' }, { ...notice('now'), from: '2026-03-02' }],
  };
  const config = { ...deviceHall, hall: { ...deviceHall.hall, hours }, signage };
  const faults = (world: ReturnType<typeof createTestingWorld>) =>
    world.hall.health.faults().map(({ code, device }) => `${code} ${device}`);

  it('closes no hall, shows no hours, and is told to staff until it is right', () => {
    const world = createTestingWorld(gb18030, createTestingJournal(), config);
    world.clock.setWall(0);
    world.clock.setQuality('unset');
    world.hall.start();
    const at = () => world.hall.hallView();
    expect(at().hall).toMatchObject({ open: true, hoursToday: [], clockTrusted: false });
    expect(at().services[0]).toMatchObject({ open: true, closedBy: null });
    expect(world.tap('a').ok).toBe(true);
    expect(faults(world)).toContain('clock-untrusted clock');
    world.clock.setWall(mondayTenMs + 8 * 3_600_000);
    world.clock.setQuality('ntp');
    world.clock.advance(60_000);
    expect(faults(world)).not.toContain('clock-untrusted clock');
    expect(at().hall).toMatchObject({ open: false, hoursToday: [['08:00', '17:00']], clockTrusted: true });
    expect(world.tap('b')).toMatchObject({ refusal: { code: 'hall-closed' } });
  });

  it('loses nobody who took a ticket before it was set right', () => {
    const world = createTestingWorld(gb18030, createTestingJournal(), config);
    world.clock.setWall(0);
    world.clock.setQuality('unset');
    world.hall.start();
    for (const request of ['a', 'b', 'c']) world.tap(request);
    world.clock.advance(15 * 60_000);
    world.clock.setWall(mondayTenMs);
    world.clock.setQuality('ntp');
    world.clock.advance(60_000);
    expect(world.rows('day.opened').map(({ body }) => body.date)).toEqual(['1969-12-31', '2026-03-02']);
    expect(world.rows('ticket.expired')).toEqual([]);
    expect(world.hall.hallView().services[0]?.waiting).toBe(3);
    world.tap('d');
    expect(world.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A002', 'A003', 'A004']);
  });

  it('judges notices by the business day, and holds the day when it names another', () => {
    const first = createTestingWorld(gb18030, createTestingJournal(), config);
    first.hall.start();
    const world = createTestingWorld(gb18030, createTestingJournal(first.journal.rows), config);
    world.clock.setWall(mondayTenMs + 86_400_000);
    world.clock.setQuality('unset');
    world.hall.start();
    expect(world.hall.hallView().signage.notices.map(({ title }) => title.en)).toEqual(['n', 'now']);
    world.clock.advance(3_600_000);
    expect(world.rows('day.opened')).toHaveLength(1);
    expect(world.hall.health.faults()).toContainEqual(
      expect.objectContaining({ code: 'clock-untrusted', device: 'clock', detail: 'business day held' }),
    );
  });

  it('after a start is an earlier one: old calls are not spoken and old ratings are not asked for', () => {
    const first = createTestingWorld(gb18030);
    first.hall.start();
    first.clock.advance(3_600_000);
    const clerk = { id: 'op:1001', clerk: '1001', staff: true };
    first.tap('a');
    first.give({ type: 'open', counter: 1 }, clerk);
    first.give({ type: 'call-next', counter: 1 }, clerk);
    first.give({ type: 'finish', counter: 1 }, clerk);
    expect(first.hall.hallView().calls[0]?.ageMs).toBe(0);
    for (const wallMs of [mondayTenMs, first.clock.wallMs() + 5_000]) {
      const next = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
      next.clock.setWall(wallMs);
      next.hall.start();
      expect(next.hall.hallView().calls[0]?.ageMs).toBeGreaterThan(limits.announcementAgeMsMax);
    }
    const next = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    next.hall.start();
    expect(next.hall.counterDetail(1)?.rating?.leftMs).toBe(0);
    next.clock.advance(1_000);
    expect(next.rows('visit.not-rated')).toHaveLength(1);
    expect(next.hall.counterDetail(1)?.rating).toBeNull();
  });
});

describe('a configuration that has lost a counter and a service', () => {
  it('strands nobody: who was there is called by another counter', () => {
    const [one] = deviceHall.counters;
    const [serviceA] = deviceHall.services;
    if (!one || !serviceA) throw new Error('the test hall has a counter and a service');
    const wide = {
      ...deviceHall,
      services: [serviceA, { ...serviceA, id: 'H' }],
      counters: [one, { no: 4, services: ['H'] }],
    };
    const first = createTestingWorld(gb18030, createTestingJournal(), wide);
    first.hall.start();
    const clerk = { id: 'op:1001', clerk: '1001', staff: true };
    const issue = (request: string) =>
      first.give({ type: 'issue', service: 'H', class: 'normal', channel: 'kiosk', locale: 'en', request });
    issue('a');
    issue('b');
    first.give({ type: 'open', counter: 4 }, clerk);
    first.give({ type: 'call-next', counter: 4 }, clerk);
    const next = createTestingWorld(gb18030, createTestingJournal(first.journal.rows));
    next.clock.setWall(first.clock.wallMs());
    next.hall.start();
    expect(next.rows('counter.closed').map(({ body }) => body.counter)).toEqual([4]);
    expect(next.give({ type: 'open', counter: 1 }, clerk).ok).toBe(true);
    expect(next.hall.counterDetail(1)?.waiting).toBe(2);
    next.give({ type: 'call-next', counter: 1 }, clerk);
    expect(next.hall.counterDetail(1)?.ticket).toMatchObject({ ticketNo: 'H001', service: 'H' });
  });
});

describe('a page', () => {
  it('sees a ticket and its call as deltas that follow each other', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.clock.advance(5_000);
    const got: { version: number; from?: number; parts?: Record<string, unknown> }[] = [];
    const stream = world.hall.stream('hall', (_kind, _version, data) => {
      got.push(JSON.parse(data));
      return true;
    });
    world.tap('a');
    const clerk = { id: 'op:1001', clerk: '1001', staff: true };
    world.give({ type: 'open', counter: 1 }, clerk);
    world.give({ type: 'call-next', counter: 1 }, clerk);
    world.clock.settle();
    for (const [at, message] of got.entries()) if (at > 0) expect(message.from).toBe(got[at - 1]?.version);
    expect(got.some(({ parts }) => parts?.calls !== undefined)).toBe(true);
    stream?.close();
    expect(world.hall.streams()).toBe(0);
  });

  it('is told of a disk that refuses and of its recovery', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.journal.refuse('storage-full');
    expect(world.tap('a')).toMatchObject({ ok: false, refusal: { code: 'storage-failed' } });
    expect(world.hall.healthPart()).toMatchObject({ status: 'fault' });
    expect(world.hall.health.faults().map(({ code }) => code)).toContain('storage-full');
    world.journal.refuse(null);
    world.clock.advance(1_500);
    expect(world.tap('a').ok).toBe(true);
    expect(world.hall.health.faults().map(({ code }) => code)).not.toContain('storage-full');
  });

  it('tells the centre of a device that broke while the disk refused', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.clock.advance(5_000);
    world.journal.refuse('storage-full');
    world.printerLine.poke((nowMs) => world.printer.setPaper('end', nowMs));
    world.clock.advance(60_000);
    const states = () =>
      world.rows('device.state').map(({ body }) => `${body.device} ${body.state} ${body.fault ?? ''}`.trim());
    expect(states()).not.toContain('printer-1 fault paper-out');
    world.journal.refuse(null);
    world.clock.advance(10_000);
    expect(states()).toContain('printer-1 fault paper-out');
    expect(
      states()
        .filter((state) => state.startsWith('journal'))
        .at(-1),
    ).toBe('journal ok');
  });

  it('reads the history of a ticket from the journal', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    const result = world.tap('a');
    const id = result.ok ? (result.ticket ?? '') : '';
    world.clock.advance(20_000);
    expect(world.hall.ticketDetail(id)?.history.map(({ type }) => type)).toEqual(['ticket.issued', 'ticket.printed']);
    expect(world.hall.ticketDetail('none')).toBeNull();
  });
});

describe('a day on virtual time', () => {
  it('that is held opens when staff say that its date is right', () => {
    const bare = { ...deviceHall, buttons: [], buses: [], printers: [] };
    const world = createTestingWorld(gb18030, createTestingJournal(), bare);
    world.hall.start();
    world.clock.setQuality('unset');
    world.clock.advance(24 * 3_600_000);
    const faults = () => world.hall.health.faults().map(({ code, detail }) => [code, detail]);
    expect(faults()).toEqual([['clock-untrusted', 'business day held']]);
    expect(world.hall.day()).toMatchObject({ date: '2026-03-02', held: '2026-03-03' });
    const lead = { id: 'op:2001', clerk: '2001', staff: true };
    expect(world.give({ type: 'open-day', date: '2026-03-03' }, lead).ok).toBe(true);
    expect(world.hall.day()).toMatchObject({ date: '2026-03-03', held: null });
    world.clock.setQuality('ntp');
    world.clock.advance(60_000);
    expect(faults()).toEqual([]);
  });

  it('ends with the business day: who still waits expires, numbers begin anew', () => {
    const bare = { ...deviceHall, buttons: [], buses: [], printers: [] };
    const world = createTestingWorld(gb18030, createTestingJournal(), bare);
    world.hall.start();
    world.tap('evening');
    const phone: string[] = [];
    const [evening] = world.rows('ticket.issued');
    world.hall.stream(`ticket/${evening?.body.ticket ?? ''}`, (_kind, _version, data) => {
      phone.push(data);
      return true;
    });
    world.clock.advance(20 * 3_600_000);
    expect(phone.at(-1)).toContain('"state":"expired"');
    expect(world.rows('day.opened').map(({ body }) => body.date)).toEqual(['2026-03-02', '2026-03-03']);
    expect(world.rows('ticket.expired')).toHaveLength(1);
    world.tap('morning');
    expect(world.rows('ticket.issued').map(({ body }) => body.no)).toEqual(['A001', 'A001']);
  });

  it('leaves a state that is what the journal gives, and stops for good', () => {
    const world = createTestingWorld(gb18030);
    world.hall.start();
    world.clock.advance(5_000);
    for (let n = 0; n < 20; n += 1) world.tap(`tap-${n}`);
    world.clock.advance(60_000);
    world.hall.stop();
    expect(world.tap('late')).toMatchObject({ ok: false, refusal: { code: 'shutting-down' } });
    const { snapshots } = world.journal;
    expect(snapshots).toHaveLength(1);
    const full = replay({ ...world.journal, head: () => snapshots[0]?.seq ?? 0, loadSnapshot: () => null });
    expect(writeSnapshot(full)).toBe(snapshots[0]?.state);
  });
});
