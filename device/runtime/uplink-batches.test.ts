import { deflateSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { event } from '../../protocol/events.ts';
import { limits } from '../../protocol/limits.ts';
import { readBatch } from '../../protocol/mqtt-read-batch.ts';
import { bootRow, epochRow, MemoryJournal, rowOf, workRows } from '../../tests/memory-journal.ts';
import { createBatches } from './uplink-batches.ts';
import { envelopeText, rfc3339Utc } from './uplink-envelope.ts';

const epochs = [{ epoch: 'e-1', first: 1 }];

function batchesOver(journal: MemoryJournal, deflate?: (text: string) => Uint8Array) {
  const readEvents = (from: number, limit: number) => journal.read(from, Number.MAX_SAFE_INTEGER, limit);
  return createBatches({ hall: 'hall-1', readEvents, ...(deflate === undefined ? {} : { deflate }) });
}

describe('an envelope', () => {
  it('is a CloudEvents object with the row in it, ready for any parser', () => {
    const issued = workRows(4, 1)[0];
    if (issued === undefined) throw new Error('no row');
    const row = { ...issued, monoMs: 1_834_411.7, actor: 'op:"1001"' };
    expect(JSON.parse(envelopeText(row, 'hall-1', 'e-1', 'boot-1'))).toEqual({
      specversion: '1.0',
      id: row.id,
      source: '/halls/hall-1',
      type: 'hall.ticket.issued.v1',
      subject: 'ticket/01a20251-c570-7c2e-9b3a-000000000004',
      time: new Date(row.wallMs).toISOString(),
      epoch: 'e-1',
      sequence: '4',
      boot: 'boot-1',
      mono: '1834411',
      clock: 'ntp',
      actor: 'op:"1001"',
      data: row.body,
    });
  });

  it('has the time that the platform would write', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799_999 }), (ms) => {
        expect(rfc3339Utc(ms)).toBe(new Date(ms).toISOString());
      }),
      { numRuns: 2_000 },
    );
    for (const day of ['1970-01-01', '2000-02-29', '2024-02-29', '2026-12-31', '2100-02-28', '2100-03-01'])
      expect(rfc3339Utc(Date.parse(`${day}T23:59:59.999Z`))).toBe(`${day}T23:59:59.999Z`);
  });
});

describe('a batch', () => {
  it('can be read back, whatever its texts', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 40 }), { minLength: 1, maxLength: 50 }),
        (texts) => {
          const rows = texts.map((text, index) =>
            rowOf(index + 2, event('counter.paused', { counter: 1, reason: text })),
          );
          const batch = batchesOver(new MemoryJournal([bootRow(1, 'b'), ...rows])).compose(1, 500, epochs);
          const read = readBatch(String(batch?.payload), 'hall-1');
          expect(read?.events.slice(1).map((item) => item.data.reason)).toEqual(texts);
          expect(read).toMatchObject({ from: 1, to: rows.length + 1, epoch: 'e-1' });
        },
      ),
    );
  });

  it('has 200 events at most, and 128 KiB at most even with long Chinese texts', () => {
    const many = batchesOver(new MemoryJournal(workRows(1, 500))).compose(1, 500, epochs);
    expect([many?.from, many?.to]).toEqual([1, 200]);
    const long = Array.from({ length: 100 }, (_, index) =>
      rowOf(index + 1, event('counter.paused', { counter: 1, reason: '缴'.repeat(1_000) })),
    );
    const batches = batchesOver(new MemoryJournal(long));
    let from = 1;
    while (from <= 100) {
      const batch = batches.compose(from, 100, epochs);
      const bytes = Buffer.byteLength(String(batch?.payload));
      expect(bytes).toBeLessThanOrEqual(limits.batchBytesMax);
      if ((batch?.to ?? 0) < 100) expect(bytes).toBeGreaterThan(limits.batchBytesMax - 3_500);
      from = (batch?.to ?? 100) + 1;
    }
  });

  it('ends where the epoch ends, and begins at the oldest row kept', () => {
    const journal = new MemoryJournal(workRows(1, 100));
    journal.prune(21);
    const batches = batchesOver(journal);
    const two = [...epochs, { epoch: 'e-2', first: 51 }];
    expect(batches.compose(1, 100, two)).toMatchObject({ from: 21, to: 50, userProperties: { epoch: 'e-1', n: '30' } });
    expect(batches.compose(51, 100, two)).toMatchObject({
      from: 51,
      to: 100,
      userProperties: { epoch: 'e-2', from: '51', to: '100' },
    });
    expect(batches.compose(101, 100, two)).toBeNull();
  });

  it('is deflated from 1 KiB on, in zlib format', () => {
    const batches = batchesOver(new MemoryJournal(workRows(1, 200)), (text) => deflateSync(text));
    const small = batches.compose(1, 1, epochs);
    const large = batches.compose(1, 200, epochs);
    const bytes = Buffer.from(large?.payload ?? '');
    expect(small?.userProperties.enc).toBe('identity');
    expect(large?.userProperties.enc).toBe('deflate');
    expect(bytes[0]).toBe(0x78);
    expect(readBatch(inflateSync(bytes).toString(), 'hall-1')?.to).toBe(200);
  });

  it('carries the boot of each row, from wherever it begins', () => {
    const boots = [1, 40, 41, 700];
    const rows = Array.from({ length: 1_500 }, (_, index) => {
      const seq = index + 1;
      return boots.includes(seq) ? bootRow(seq, `b-${seq}`) : (workRows(seq, 1)[0] ?? epochRow(seq, 'e', 1, null));
    });
    const truth = (seq: number) => `b-${boots.findLast((boot) => boot <= seq)}`;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1_500 }), { minLength: 1, maxLength: 12 }), (starts) => {
        const batches = batchesOver(new MemoryJournal(rows));
        for (const from of starts) {
          const read = readBatch(String(batches.compose(from, 1_500, epochs)?.payload), 'hall-1');
          for (const item of read?.events ?? []) expect(item.boot).toBe(truth(Number(item.sequence)));
          batches.forget(from);
        }
      }),
      { numRuns: 30 },
    );
  });
});
