/**
 * Streams: one channel for each view that somebody looks at. A channel computes its parts once for all its readers and
 * sends only the parts whose key has changed; a view that nobody looks at costs nothing.
 *
 * A part has a key beside its content because content may hold ages ('called 12 s ago') that change all the time
 * without meaning anything new.
 */
import type { StreamName, StreamSink } from '../ports.ts';

export interface ViewPart {
  /** Equal keys mean: nothing new for the reader. */
  readonly key: string;
  readonly make: () => unknown;
}
/** The parts of a view as they are now. */
export type ViewParts = Readonly<Record<string, ViewPart>>;
export type ViewSource = (name: StreamName) => ViewParts | null;

/** Gives the source of one moment: what several views are made of is worked out once. */
export type SourceOfNow = () => ViewSource;

export interface Streams {
  open(name: StreamName, sink: StreamSink): { close(): void } | null;
  /** Something has changed: sends what is new to everybody who looks. */
  refresh(): void;
  /** The same for some parts of some views only; true while any view that the source knows is looked at. */
  refreshPart(source: ViewSource): boolean;
  count(): number;
}

interface Channel {
  version: number;
  readonly keys: Map<string, string>;
  readonly sinks: Set<StreamSink>;
}

export function createStreams(now: SourceOfNow): Streams {
  const channels = new Map<StreamName, Channel>();
  let version = 0;

  function open(name: StreamName, sink: StreamSink): { close(): void } | null {
    const source = now();
    const parts = source(name);
    if (!parts) return null;
    let channel = channels.get(name);
    if (channel) refreshChannel(name, channel, source);
    else {
      version += 1;
      channel = { version, keys: keysOf(parts), sinks: new Set() };
      channels.set(name, channel);
    }
    const view = Object.fromEntries(Object.entries(parts).map(([part, { make }]) => [part, make()]));
    channel.sinks.add(sink);
    if (!sink('snapshot', channel.version, JSON.stringify({ version: channel.version, view }))) close(name, sink);
    return { close: () => close(name, sink) };
  }

  function close(name: StreamName, sink: StreamSink): void {
    const channel = channels.get(name);
    if (!channel) return;
    channel.sinks.delete(sink);
    if (channel.sinks.size === 0) channels.delete(name);
  }

  /** False when the source knows no such view. */
  function refreshChannel(name: StreamName, channel: Channel, source: ViewSource): boolean {
    const parts = source(name);
    if (!parts) return false;
    const changed: string[] = [];
    for (const [part, { key, make }] of Object.entries(parts)) {
      if (channel.keys.get(part) === key) continue;
      channel.keys.set(part, key);
      changed.push(`${JSON.stringify(part)}:${JSON.stringify(make())}`);
    }
    if (changed.length === 0) return true;
    version += 1;
    const data = `{"from":${channel.version},"version":${version},"parts":{${changed.join(',')}}}`;
    channel.version = version;
    for (const sink of channel.sinks) {
      if (!sink('delta', version, data)) close(name, sink);
    }
    return true;
  }

  return {
    open,
    refresh() {
      if (channels.size === 0) return;
      const source = now();
      for (const [name, channel] of channels) refreshChannel(name, channel, source);
    },
    refreshPart(source) {
      let isWatched = false;
      for (const [name, channel] of channels) isWatched = refreshChannel(name, channel, source) || isWatched;
      return isWatched;
    },
    count: () => [...channels.values()].reduce((sum, channel) => sum + channel.sinks.size, 0),
  };
}

function keysOf(parts: ViewParts): Map<string, string> {
  return new Map(Object.entries(parts).map(([part, { key }]) => [part, key]));
}
