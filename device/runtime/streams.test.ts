import { describe, expect, it } from 'vitest';
import type { StreamSink } from '../ports.ts';
import { createStreams, type ViewParts } from './streams.ts';

interface Message {
  readonly kind: string;
  readonly version: number;
  readonly data: { readonly from?: number; readonly view?: object; readonly parts?: object };
}

function reader(takes: () => boolean = () => true): { readonly got: Message[]; readonly sink: StreamSink } {
  const got: Message[] = [];
  const sink: StreamSink = (kind, version, data) => {
    got.push({ kind, version, data: JSON.parse(data) });
    return takes();
  };
  return { got, sink };
}

/** A view of two parts that tests change; `made` counts how often content was computed. */
function twoParts() {
  const now = { a: 1, b: 1, ageMs: 0, made: 0, asked: 0 };
  const source = (): ViewParts => {
    now.asked += 1;
    const part = (key: 'a' | 'b') => ({
      key: `${now[key]}`,
      make: () => {
        now.made += 1;
        return { n: now[key], ageMs: now.ageMs };
      },
    });
    return { a: part('a'), b: part('b') };
  };
  return { now, streams: createStreams(() => (name) => (name === 'hall' ? source() : null)) };
}

describe('a stream', () => {
  it('begins with the whole view and goes on with the parts that are new', () => {
    const { now, streams } = twoParts();
    const { got, sink } = reader();
    streams.open('hall', sink);
    now.b = 2;
    streams.refresh();
    expect(got.map(({ kind }) => kind)).toEqual(['snapshot', 'delta']);
    expect(got[0]?.data.view).toEqual({ a: { n: 1, ageMs: 0 }, b: { n: 1, ageMs: 0 } });
    expect(got[1]?.data.parts).toEqual({ b: { n: 2, ageMs: 0 } });
    expect(got[1]?.data.from).toBe(got[0]?.version);
  });

  it('says nothing when nothing is new, though ages have passed', () => {
    const { now, streams } = twoParts();
    const { got, sink } = reader();
    streams.open('hall', sink);
    now.ageMs = 5_000;
    streams.refresh();
    expect(got).toHaveLength(1);
  });

  it('joined later starts at the version of those who are there, who get what they lacked', () => {
    const { now, streams } = twoParts();
    const early = reader();
    const late = reader();
    streams.open('hall', early.sink);
    now.a = 2;
    streams.open('hall', late.sink);
    now.a = 3;
    streams.refresh();
    const versions = ({ got }: { got: Message[] }) => got.map(({ version }) => version);
    expect(versions(early)[1]).toBe(versions(late)[0]);
    expect(late.got.at(-1)?.data.from).toBe(late.got[0]?.version);
    expect(early.got.at(-1)).toEqual(late.got.at(-1));
  });

  it('computes a part once for all its readers, and nothing when nobody looks', () => {
    const { now, streams } = twoParts();
    const readers = Array.from({ length: 20 }, () => reader());
    const open = readers.map(({ sink }) => streams.open('hall', sink));
    now.made = 0;
    now.a = 9;
    streams.refresh();
    expect(now.made).toBe(1);
    expect(streams.count()).toBe(20);
    for (const each of open) each?.close();
    now.asked = 0;
    streams.refresh();
    expect([streams.count(), now.asked]).toEqual([0, 0]);
  });

  it('whose reader is too slow ends, and the others go on', () => {
    const { now, streams } = twoParts();
    const slow = reader(() => slow.got.length < 2);
    const quick = reader();
    streams.open('hall', slow.sink);
    streams.open('hall', quick.sink);
    for (const n of [2, 3, 4]) {
      now.a = n;
      streams.refresh();
    }
    expect(slow.got).toHaveLength(2);
    expect(quick.got).toHaveLength(4);
    expect(streams.count()).toBe(1);
  });

  it('of an unknown view is none', () => {
    const { streams } = twoParts();
    expect(streams.open('ticket/none', reader().sink)).toBeNull();
  });

  it('closed twice is closed once', () => {
    const { streams } = twoParts();
    const [first, second] = [streams.open('hall', reader().sink), streams.open('hall', reader().sink)];
    first?.close();
    first?.close();
    expect(streams.count()).toBe(1);
    second?.close();
    expect(streams.count()).toBe(0);
  });
});
