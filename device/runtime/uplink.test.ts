import { describe, expect, it } from 'vitest';
import type { JournalEvent } from '../../protocol/events.ts';
import { hallTopics, serverTopic } from '../../protocol/mqtt.ts';
import { bootRow, epochRow, MemoryJournal, workRows } from '../../tests/memory-journal.ts';
import { createUplink } from './uplink.ts';
import type { Cursor, Publish, Uplink, UplinkOptions, UplinkOutput, UplinkReport } from './uplink-types.ts';

const topics = hallTopics('hall-1');
const epoch = 'e-1';

function rowsUpTo(head: number): JournalEvent[] {
  return [epochRow(1, epoch, 1, null), bootRow(2, 'boot-1'), ...workRows(3, head - 2)];
}

interface Bench {
  readonly journal: MemoryJournal;
  readonly uplink: Uplink;
  readonly cursors: Cursor[];
  readonly publishes: Publish[];
  readonly reports: UplinkReport[];
  disconnects: string[];
  wakeAtMs: number | null;
  run(output: UplinkOutput): Bench;
  ack(more: Record<string, unknown>, nowMs: number): Bench;
  ranges(): string[];
}

function bench(head: number, options: Partial<UplinkOptions> = {}): Bench {
  const journal = new MemoryJournal(rowsUpTo(head));
  const cursors: Cursor[] = [];
  const uplink = createUplink({
    hall: 'hall-1',
    boot: 'boot-1',
    sw: '0.1.0',
    config: 'sha256:0',
    epochs: [{ epoch, first: 1 }],
    head,
    readEvents: (from, limit) => journal.read(from, Number.MAX_SAFE_INTEGER, limit),
    cursor: { load: () => null, save: (cursor) => cursors.push(cursor) },
    ...options,
  });
  const made: Bench = {
    journal,
    uplink,
    cursors,
    publishes: [],
    reports: [],
    disconnects: [],
    wakeAtMs: null,
    run: (output) => {
      made.publishes.push(...output.publishes);
      made.reports.push(...output.reports);
      made.wakeAtMs = output.wakeAtMs;
      if (output.disconnect !== undefined) made.disconnects.push(output.disconnect);
      return made;
    },
    ack: (more, nowMs) => {
      const acked = typeof more.acked === 'number' ? more.acked : 0;
      const id = journal.read(acked, acked, 1)[0]?.id ?? null;
      return made.run(uplink.onMessage(topics.ack, JSON.stringify({ epoch, acked, id, ...more }), nowMs));
    },
    ranges: () => batchesOf(made.publishes).map((item) => `${item.userProperties?.from}-${item.userProperties?.to}`),
  };
  return made;
}

const batchesOf = (publishes: readonly Publish[]) => publishes.filter((item) => item.topic === topics.events);
const statesOf = (publishes: readonly Publish[]) => publishes.filter((item) => item.topic === topics.state);

/** Connected, the centre on, the birth answered with `acked`. */
function answered(head: number, acked = 0, options: Partial<UplinkOptions> = {}, receiveMaximum = 100): Bench {
  const made = bench(head, options);
  const { conn } = made.uplink.onConnecting();
  made.run(made.uplink.onConnected(receiveMaximum, 0));
  made.run(made.uplink.onMessage(serverTopic, 'on', 0));
  return made.ack({ acked, conn }, 0);
}

describe('before the birth is answered', () => {
  it('says who it is with a will of the same connection, and sends no event', () => {
    const made = bench(10);
    const { conn, will } = made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 0)).run(made.uplink.onMessage(serverTopic, 'on', 0));
    expect(JSON.parse(will.payload)).toEqual({ state: 'lost', conn });
    expect(made.publishes).toHaveLength(1);
    expect(JSON.parse(String(made.publishes[0]?.payload))).toEqual({
      state: 'ready',
      conn,
      epoch,
      first: 1,
      epochs: [[epoch, 1]],
      oldest: 1,
      head: 10,
      acked: 0,
      boot: 'boot-1',
      sw: '0.1.0',
      schema: 1,
      config: 'sha256:0',
      docs: {},
      caps: ['replay'],
    });
    // An acknowledgement that does not answer this birth opens nothing.
    made.ack({ acked: 3, conn: 'older' }, 10);
    expect(batchesOf(made.publishes)).toEqual([]);
    expect(made.uplink.status()).toMatchObject({ acked: 3, answered: false });
  });

  it('repeats the birth every 5 s while the centre is on, and again when it comes on', () => {
    const made = bench(10);
    made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 0));
    expect(made.run(made.uplink.onTick(20_000)).publishes).toHaveLength(1);
    made.run(made.uplink.onMessage(serverTopic, 'on', 20_000));
    expect(statesOf(made.publishes)).toHaveLength(2);
    expect(made.wakeAtMs).toBe(25_000);
    made.run(made.uplink.onTick(25_000));
    expect(statesOf(made.publishes)).toHaveLength(3);
    made.run(made.uplink.onMessage(serverTopic, 'off', 26_000)).run(made.uplink.onMessage(serverTopic, 'on', 27_000));
    expect(statesOf(made.publishes)).toHaveLength(4);
  });
});

describe('the window', () => {
  it('has four batches of 200 without PUBACK and takes the next with each PUBACK', () => {
    const made = answered(2_000);
    expect(made.ranges()).toEqual(['1-200', '201-400', '401-600', '601-800']);
    const token = batchesOf(made.publishes)[0]?.token ?? -1;
    made.run(made.uplink.onPuback(token, 1)).run(made.uplink.onPuback(token, 1));
    expect(made.ranges().slice(4)).toEqual(['801-1000']);
  });

  it('obeys the Receive Maximum of the broker, the birth included', () => {
    const made = answered(2_000, 0, {}, 3);
    expect(made.ranges()).toEqual(['1-200', '201-400']);
    made.run(made.uplink.onPuback(statesOf(made.publishes)[0]?.token ?? -1, 1));
    expect(made.ranges().slice(2)).toEqual(['401-600']);
  });

  it('keeps 4,000 events at most before the centre, whatever the broker says', () => {
    const made = answered(9_000);
    for (let i = 0; i < made.publishes.length; i += 1)
      made.run(made.uplink.onPuback(made.publishes[i]?.token ?? -1, 1));
    expect(made.uplink.status()).toMatchObject({ sent: 4_000, acked: 0, inflight: 0 });
    made.ack({ acked: 200 }, 2);
    expect(made.uplink.status().sent).toBe(4_200);
  });

  it('sends single events when quiet', () => {
    const made = answered(10, 10);
    for (let i = 0; i < 3; i += 1) {
      made.journal.append(workRows(11 + i, 1));
      made.run(made.uplink.onAppended(11 + i, i));
    }
    expect(made.ranges()).toEqual(['11-11', '12-12', '13-13']);
  });
});

describe('acknowledgements', () => {
  it('go back to what the centre expects', () => {
    const made = answered(600);
    made.ack({ acked: 200, expect: 201 }, 1);
    expect(made.ranges().at(-1)).toBe('201-400');
    expect(made.reports).toContainEqual({ kind: 'rewound', to: 200, cause: 'expect' });
  });

  it('lower the place when they answer the birth of a restored centre, and never otherwise', () => {
    const cursor: Cursor = { epoch, acked: 500, id: '', boot: 'boot-1' };
    const rows = rowsUpTo(600);
    const journal = new MemoryJournal(rows);
    const readEvents = (from: number, limit: number) => journal.read(from, Number.MAX_SAFE_INTEGER, limit);
    const load = () => ({ ...cursor, id: rows[499]?.id ?? '' });
    const made = bench(600, { readEvents, cursor: { load, save: () => undefined } });
    expect(made.uplink.status().acked).toBe(500);
    const { conn } = made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 0)).run(made.uplink.onMessage(serverTopic, 'on', 0));
    made.run(made.uplink.onMessage(topics.ack, JSON.stringify({ epoch, acked: 100, id: rows[99]?.id }), 1));
    expect(made.uplink.status().acked).toBe(500);
    made.run(made.uplink.onMessage(topics.ack, JSON.stringify({ epoch, acked: 100, id: rows[99]?.id, conn }), 2));
    expect(made.uplink.status().acked).toBe(100);
    expect(made.ranges()).toEqual(['101-300', '301-500', '501-600']);
    // The boot of row 101 had to be looked for behind the cursor.
    expect(String(batchesOf(made.publishes)[0]?.payload)).toContain('"boot":"boot-1"');
  });

  it('of another epoch, or unreadable, change nothing', () => {
    const made = answered(600);
    const before = made.uplink.status();
    for (const payload of [
      '',
      '[]',
      '{"epoch":1}',
      '{"epoch":"e-0","acked":600,"id":null}',
      '{"epoch":"e-1","acked":-1,"id":null}',
      '\u0000',
    ])
      made.run(made.uplink.onMessage(topics.ack, payload, 1));
    expect(made.uplink.status()).toEqual(before);
    expect(made.reports.filter((report) => report.kind === 'dropped')).toHaveLength(5);
  });

  it.each([
    ['an id that is not ours', { acked: 300, id: 'another' }],
    ['a place beyond our head', { acked: 601, id: 'another' }],
  ])('with %s are a fork: nothing is sent until a new epoch is open', (_what, ack) => {
    const made = answered(600, 200);
    const sent = made.ranges().length;
    made.ack(ack, 1);
    expect(made.reports.at(-1)).toEqual({ kind: 'fork', first: 201, parent: { epoch, sequence: 200 } });
    made.run(made.uplink.onPuback(batchesOf(made.publishes)[0]?.token ?? -1, 2));
    expect(made.ranges()).toHaveLength(sent);
    // The owner could not store it: asked again.
    made.run(made.uplink.onTick(5_001));
    expect(made.reports.at(-1)?.kind).toBe('fork');
    made.run(made.uplink.onEpoch({ epoch: 'e-2', first: 201 }, 6_000));
    const birth = JSON.parse(String(statesOf(made.publishes).at(-1)?.payload));
    expect(birth).toMatchObject({
      epoch: 'e-2',
      first: 201,
      acked: 200,
      epochs: [
        ['e-1', 1],
        ['e-2', 201],
      ],
    });
    made.ack({ epoch: 'e-2', acked: 200, id: null, conn: birth.conn }, 6_010);
    expect(made.ranges()[sent]).toBe('201-400');
    expect(batchesOf(made.publishes)[sent]?.userProperties?.epoch).toBe('e-2');
    expect(made.cursors.at(-1)).toMatchObject({ epoch: 'e-2', acked: 200 });
  });
});

describe('time-outs', () => {
  it('sends again after 15 s without progress and gives up after 30 s', () => {
    const made = answered(100);
    for (const item of [...made.publishes]) made.run(made.uplink.onPuback(item.token ?? -1, 1));
    expect(made.wakeAtMs).toBe(15_000);
    made.run(made.uplink.onTick(15_000));
    expect(made.ranges()).toEqual(['1-100', '1-100']);
    made.run(made.uplink.onPuback(made.publishes.at(-1)?.token ?? -1, 15_001));
    expect(made.disconnects).toEqual([]);
    made.run(made.uplink.onTick(30_000));
    expect(made.disconnects).toEqual(['no acknowledgement']);
    expect(made.reports.at(-1)).toEqual({ kind: 'silent', cause: 'no-progress' });
  });

  it('gives up a broker that answers pings only', () => {
    const made = bench(10);
    made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 0)).run(made.uplink.onTick(29_999));
    expect(made.disconnects).toEqual([]);
    made.run(made.uplink.onTick(30_000));
    expect(made.disconnects).toEqual(['no PUBACK']);
  });

  it('does not call a quiet hall silent, and takes silence back when the centre is heard', () => {
    const made = answered(10, 10);
    for (const item of [...made.publishes]) made.run(made.uplink.onPuback(item.token ?? -1, 1));
    made.run(made.uplink.onTick(3_600_000));
    expect(made.reports.filter((report) => report.kind === 'silent')).toEqual([]);
    made.run(made.uplink.onMessage(serverTopic, 'off', 3_600_000)).run(made.uplink.onTick(3_630_000));
    expect(made.reports.at(-1)).toEqual({ kind: 'silent', cause: 'server-off' });
    made.run(made.uplink.onMessage(serverTopic, 'on', 3_640_000));
    const { conn } = JSON.parse(String(statesOf(made.publishes).at(-1)?.payload));
    made.ack({ acked: 10, conn }, 3_640_001);
    expect(made.reports.at(-1)).toEqual({ kind: 'heard' });
  });
});

describe('beside the events', () => {
  it('publishes health every minute and soon after a change, and queue lengths at most every 2 s', () => {
    const made = answered(10, 10, { health: () => ({ diskFreeMb: 900 }), snapshot: () => '{"waiting":{"A":3}}' });
    const of = (topic: string) => made.publishes.filter((item) => item.topic === topic).length;
    expect([of(topics.health), of(topics.snapshot)]).toEqual([1, 1]);
    expect(JSON.parse(String(made.publishes.find((item) => item.topic === topics.health)?.payload))).toEqual({
      diskFreeMb: 900,
      backlog: 10,
    });
    for (let ms = 100; ms <= 4_000; ms += 100) {
      made.journal.append(workRows(made.journal.head() + 1, 1));
      made.run(made.uplink.onAppended(made.journal.head(), ms));
    }
    expect([of(topics.health), of(topics.snapshot)]).toEqual([1, 3]);
    made.run(made.uplink.onHealthChanged(4_100));
    expect(of(topics.health)).toBe(2);
    expect(made.publishes.find((item) => item.topic === topics.snapshot)).toMatchObject({
      qos: 0,
      retain: true,
      expirySec: 120,
    });
  });

  it('publishes the newest state of a device, once, and all of them after a reconnection', () => {
    const made = bench(10);
    for (const state of ['fault', 'ok', 'ok'] as const) made.run(made.uplink.onDevice('bus-main/5', { state }, 0));
    made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 1));
    const of = () =>
      made.publishes
        .filter((item) => item.topic === 'hall/v1/hall-1/up/dev/bus-main-5/state')
        .map((item) => item.payload);
    expect(of()).toEqual(['{"state":"ok"}']);
    made.run(made.uplink.onDevice('bus-main/5', { state: 'ok' }, 2));
    expect(of()).toHaveLength(1);
    made.run(made.uplink.onDisconnected(3));
    made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 4));
    expect(of()).toHaveLength(2);
  });

  it('replays a range under the epochs its rows belong to, and says what is gone', () => {
    const made = answered(900, 900, {
      epochs: [
        { epoch: 'e-0', first: 1 },
        { epoch, first: 300 },
      ],
    });
    made.journal.prune(51);
    made.run(made.uplink.onMessage(topics.command, '{"id":"r-1","type":"replay","args":{"from":10,"to":350}}', 1));
    expect(made.ranges()).toEqual(['51-250', '251-299', '300-350']);
    expect(batchesOf(made.publishes).map((item) => item.userProperties?.epoch)).toEqual(['e-0', 'e-0', 'e-1']);
    expect(JSON.parse(String(made.publishes.find((item) => item.topic === topics.answer)?.payload))).toEqual({
      id: 'r-1',
      status: 'partial',
      from: 51,
    });
    made.run(made.uplink.onMessage(topics.command, '{"id":"r-2","type":"replay","args":{"from":9}}', 2));
    expect(JSON.parse(String(made.publishes.at(-1)?.payload))).toEqual({ id: 'r-2', status: 'refused' });
  });

  it('says stopped at a planned end, and nothing after it', () => {
    const made = answered(10, 5);
    made.run(made.uplink.onStop(10));
    expect(made.publishes.at(-1)).toMatchObject({ topic: topics.state, retain: true, qos: 1 });
    expect(JSON.parse(String(made.publishes.at(-1)?.payload)).state).toBe('stopped');
    const count = made.publishes.length;
    made
      .run(made.uplink.onAppended(11, 20))
      .run(made.uplink.onTick(60_000))
      .run(made.uplink.onMessage(serverTopic, 'on', 60_000));
    expect(made.publishes).toHaveLength(count);
    expect(made.wakeAtMs).toBeNull();
    expect(made.cursors.at(-1)?.acked).toBe(5);
  });
});

describe('the cursor', () => {
  it.each([
    ['of another epoch', { epoch: 'e-0', acked: 50, id: 'x', boot: null }],
    ['beyond the journal', { epoch, acked: 5_000, id: 'x', boot: null }],
    ['whose row has another id', { epoch, acked: 50, id: 'x', boot: null }],
    ['without an id', { epoch, acked: 50, id: null, boot: null }],
  ])('%s does not count', (_what, cursor) => {
    expect(bench(100, { cursor: { load: () => cursor, save: () => undefined } }).uplink.status().acked).toBe(0);
  });

  it('is written after a second or a thousand events', () => {
    const made = answered(3_000);
    made.ack({ acked: 200 }, 10);
    expect(made.cursors).toEqual([]);
    made.ack({ acked: 1_200 }, 20);
    expect(made.cursors.map((cursor) => cursor.acked)).toEqual([1_200]);
    made.ack({ acked: 1_400 }, 30);
    made.run(made.uplink.onTick(1_030));
    expect(made.cursors.at(-1)).toEqual({
      epoch,
      acked: 1_400,
      id: made.journal.read(1_400, 1_400, 1)[0]?.id,
      boot: 'boot-1',
    });
  });
});

describe('a document that the centre wants the hall to have', () => {
  const topic = 'hall/v1/hall-1/down/desired/appointments';
  const text = '{"version":7,"sha256":"ab","data":[1]}';
  const reports = (made: Bench) =>
    made.publishes.filter((item) => item.topic.includes('/reported/')).map((item) => JSON.parse(String(item.payload)));

  it('is handed to the owner, and what became of it is reported and stands in the next birth', () => {
    const made = answered(3, 3, { documents: ['appointments'] });
    made.run(made.uplink.onMessage(topic, text, 10));
    const handed = made.reports.flatMap((each) => (each.kind === 'document' ? [each.document] : []));
    expect(handed).toEqual([{ name: 'appointments', version: 7, sha256: 'ab', data: [1] }]);
    expect(reports(made)).toEqual([]);
    const [document] = handed;
    if (!document) throw new Error('no document');
    made.run(made.uplink.onReported(document, '[0]: must be a mapping', 20));
    made.run(made.uplink.onReported(document, null, 30));
    expect(reports(made)).toEqual([
      { version: 7, sha256: 'ab', status: 'rejected', error: '[0]: must be a mapping' },
      { version: 7, sha256: 'ab', status: 'applied' },
    ]);
    made.run(made.uplink.onDisconnected(40));
    made.uplink.onConnecting();
    made.run(made.uplink.onConnected(100, 50));
    expect(JSON.parse(String(statesOf(made.publishes).at(-1)?.payload))).toMatchObject({ docs: { appointments: 7 } });
  });

  it.each([
    ['by address', topic, '{"version":7,"sha256":"ab","url":"https://x","size":3}'],
    ['of another name', topic.replace('appointments', 'notices'), text],
  ])('%s is rejected as unsupported', (_what, at, payload) => {
    const made = answered(3, 3, { documents: ['appointments'] });
    made.run(made.uplink.onMessage(at, payload, 10));
    expect(reports(made)).toEqual([{ version: 7, sha256: 'ab', status: 'rejected', error: 'unsupported' }]);
    expect(made.reports.some(({ kind }) => kind === 'document')).toBe(false);
  });

  it('of one hall is rejected when it comes for every hall', () => {
    const made = answered(3, 3, { documents: ['appointments'] });
    made.run(made.uplink.onMessage('hall/v1/all/desired/appointments', text, 10));
    expect(reports(made)).toEqual([{ version: 7, sha256: 'ab', status: 'rejected', error: 'unsupported', for: 'all' }]);
  });

  it('says how far it has come', () => {
    const made = answered(3, 3, { documents: ['films'] });
    const document = { name: 'films', version: 7, sha256: 'ab', data: {}, for: 'all' } as const;
    const progress = { state: 'downloading', bytes: 3, ofBytes: 9, files: 0, ofFiles: 1 } as const;
    made.run(made.uplink.onReported(document, progress, 20));
    made.run(made.uplink.onReported(document, null, 30));
    const of = { version: 7, sha256: 'ab', for: 'all' };
    expect(reports(made)).toEqual([
      { ...of, status: 'downloading', progress },
      { ...of, status: 'applied' },
    ]);
  });

  describe('for every hall', () => {
    const all = 'hall/v1/all/desired/notices';
    const own = 'hall/v1/hall-1/down/desired/notices';
    const of = (version: number) => `{"version":${version},"sha256":"ab","data":{}}`;
    const handed = (made: Bench) =>
      made.reports.flatMap((each) => (each.kind === 'document' ? [[each.document.version, each.document.for]] : []));

    it('is handed to the owner, and gives way to one of this hall whatever the versions', () => {
      const made = answered(3, 3, { documents: ['notices'] });
      made.run(made.uplink.onMessage(all, of(9), 10));
      expect(handed(made)).toEqual([[9, 'all']]);
      made.run(made.uplink.onMessage(own, of(2), 20));
      made.run(made.uplink.onMessage(all, of(10), 30));
      expect(handed(made)).toEqual([
        [9, 'all'],
        [2, undefined],
      ]);
      // Withdrawn: the one for every hall counts again, the newest of them.
      made.run(made.uplink.onMessage(own, '', 40));
      expect(handed(made).at(-1)).toEqual([10, 'all']);
      made.run(made.uplink.onMessage(all, '', 50));
      made.run(made.uplink.onMessage(own, '', 60));
      expect(handed(made)).toHaveLength(3);
    });

    it('waits at each connection until all that the broker keeps has come: own ones are never passed over', () => {
      const made = answered(3, 3, { documents: ['notices'] });
      made.run(made.uplink.onDisconnected(10));
      const { conn } = made.uplink.onConnecting();
      made.run(made.uplink.onMessage(all, of(9), 20));
      made.run(made.uplink.onConnected(100, 30));
      expect(handed(made)).toEqual([]);
      made.run(made.uplink.onMessage(own, of(2), 50));
      const id = made.journal.read(3, 3, 1)[0]?.id ?? null;
      const { epoch } = made.uplink.status();
      made.run(made.uplink.onMessage('hall/v1/hall-1/down/ack', JSON.stringify({ epoch, acked: 3, id, conn }), 60));
      expect(handed(made)).toEqual([[2, undefined]]);
    });
  });

  it('that is withdrawn at the broker changes nothing', () => {
    const made = answered(3, 3, { documents: ['appointments'] });
    made.run(made.uplink.onMessage(topic, '', 10));
    expect([reports(made), made.reports.filter(({ kind }) => kind !== 'acked')]).toEqual([[], []]);
  });
});
