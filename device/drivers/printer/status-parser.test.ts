import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { faultOf, healthOfAutomatic, healthOfRound } from './printer-health.ts';
import { createStatusParser, type StatusReply } from './status-parser.ts';

const hex = (text: string): Uint8Array => Uint8Array.from(text.split(' '), (pair) => Number.parseInt(pair, 16));
const kinds = (replies: readonly StatusReply[]): string[] => replies.map((reply) => reply.kind);

describe('status parser', () => {
  it('tells the five kinds apart in one stream', () => {
    const parser = createStatusParser();
    const replies = parser.parse(hex('10 00 00 0F 12 37 22 30 30 30 31 00 00 13 37 25 11 00 5F 54 4D 00 1A 0C'));
    expect(kinds(replies)).toEqual(
      'automatic real-time block in-order flow flow block block real-time in-order'.split(' '),
    );
    expect(replies[2]).toEqual({ kind: 'block', head: 0x37, body: hex('22 30 30 30 31') });
    expect(parser.counters).toEqual({ unknownBytes: 0, brokenReplies: 0 });
  });

  it('finds its way after a lost byte, in a group and in a block', () => {
    const parser = createStatusParser();
    expect(kinds(parser.parse(hex('10 00 00 12')))).toEqual(['real-time']);
    expect(kinds(parser.parse(hex('37 22 30 30 10 00 00 0F')))).toEqual(['automatic']);
    parser.parse(hex('10 00'));
    parser.endOfBurst();
    expect(kinds(parser.parse(hex('00')))).toEqual(['in-order']);
    expect(parser.counters.brokenReplies).toBe(3);
  });

  it('counts and drops what fits nothing, and a block without an end', () => {
    const parser = createStatusParser();
    expect(parser.parse(hex('FF 80 90'))).toEqual([]);
    expect(parser.counters.unknownBytes).toBe(3);
    const endless = parser.parse(new Uint8Array(500).fill(0x37));
    expect(endless).toEqual([]);
    expect(parser.counters.brokenReplies).toBeGreaterThan(4);
  });

  it('never throws and gives the same replies however the bytes are cut up', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.array(fc.integer({ min: 1, max: 9 })), (bytes, cuts) => {
        const whole = createStatusParser().parse(bytes);
        const parser = createStatusParser();
        const parts: StatusReply[] = [];
        let at = 0;
        for (const cut of cuts) {
          parts.push(...parser.parse(bytes.subarray(at, at + cut)));
          at += cut;
        }
        parts.push(...parser.parse(bytes.subarray(at)));
        expect(parts).toEqual(whole);
      }),
    );
  });
});

describe('printer health', () => {
  it('reads faults by mask, whatever the drawer and feed bits say', () => {
    expect(faultOf(healthOfAutomatic([0x10, 0x00, 0x00, 0x0f]))).toBeNull();
    expect(faultOf(healthOfAutomatic([0x14, 0x00, 0x03, 0x0f]))).toBeNull();
    expect(faultOf(healthOfAutomatic([0x18, 0x00, 0x0f, 0x0f]))).toBe('paper-out');
    expect(faultOf(healthOfAutomatic([0x38, 0x00, 0x00, 0x0f]))).toBe('cover-open');
    expect(faultOf(healthOfAutomatic([0x18, 0x08, 0x00, 0x0f]))).toBe('cutter-error');
    expect(faultOf(healthOfRound([0x12, 0x12, 0x12, 0x12]))).toBeNull();
    expect(faultOf(healthOfRound([0x16, 0x12, 0x12, 0x1e]))).toBeNull();
    expect(healthOfRound([0x16, 0x12, 0x12, 0x1e]).paper).toBe('near-end');
    expect(faultOf(healthOfRound([0x1a, 0x32, 0x12, 0x7e]))).toBe('paper-out');
    expect(faultOf(healthOfRound([0x1a, 0x16, 0x12, 0x12]))).toBe('cover-open');
    expect(faultOf(healthOfRound([0x1a, 0x52, 0x1a, 0x12]))).toBe('cutter-error');
    expect(faultOf(healthOfRound([0x1a, 0x52, 0x52, 0x12]))).toBe('offline');
  });
});
