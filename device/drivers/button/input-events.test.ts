import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createInputEventParser } from './input-events.ts';

function eventBytes(type: number, code: number, value: number): Uint8Array {
  const bytes = new Uint8Array(24);
  const view = new DataView(bytes.buffer);
  view.setBigInt64(0, 1_700_000_000n, true);
  view.setUint16(16, type, true);
  view.setUint16(18, code, true);
  view.setInt32(20, value, true);
  return bytes;
}

test('keys come out in order wherever the pieces end; repetitions and other events do not', () => {
  const stream = [
    eventBytes(1, 2, 1),
    eventBytes(0, 0, 0),
    eventBytes(1, 2, 2),
    eventBytes(4, 4, 30),
    eventBytes(1, 2, 0),
    eventBytes(0, 3, 0),
    eventBytes(1, 3, 1),
  ].flatMap((bytes) => [...bytes]);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: stream.length }), { maxLength: 20 }), (cuts) => {
      const told: string[] = [];
      const parser = createInputEventParser({
        onKey: (code, level) => told.push(`${code}=${level}`),
        onDropped: () => told.push('dropped'),
      });
      let from = 0;
      for (const cut of [...cuts.sort((a, b) => a - b), stream.length]) {
        parser.onBytes(Uint8Array.from(stream.slice(from, cut)));
        from = cut;
      }
      expect(told).toEqual(['2=1', '2=0', 'dropped', '3=1']);
    }),
  );
});
