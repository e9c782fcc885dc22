/** The agent against a small real server: it follows the plan, reports what was heard, and comes back after a lost daemon. */
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { LogPort } from '../ports.ts';
import { type ScreenAgent, startScreenAgent } from './screen-agent.ts';
import { createCecSwitch, createNoSwitch, createWlopmSwitch, powerStatusOf, type Run } from './screen-switch.ts';
import { eventsOf } from './sse-reader.ts';

const quiet: LogPort = { info: () => {}, warn: () => {}, error: () => {} };
const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

interface Daemon {
  readonly url: string;
  readonly reports: unknown[];
  readonly followers: number;
  plan(to: 'on' | 'off'): void;
  cut(): void;
}

async function daemon(): Promise<Daemon> {
  const streams = new Set<ServerResponse>();
  const reports: unknown[] = [];
  let planned = 'on';
  let followers = 0;
  const send = (stream: ServerResponse, kind: string, body: unknown) =>
    stream.write(`event: ${kind}\nid: 1\ndata: ${JSON.stringify(body)}\n\n`);
  const server: Server = createServer((request, response) => {
    if (request.method === 'GET') {
      followers += 1;
      streams.add(response);
      response.on('close', () => streams.delete(response));
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      send(response, 'snapshot', { version: 1, view: { power: { planned } } });
      return;
    }
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      reports.push(JSON.parse(body));
      response.end('{}');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    reports,
    get followers() {
      return followers;
    },
    plan(to) {
      planned = to;
      for (const stream of streams) send(stream, 'delta', { from: 1, version: 2, parts: { power: { planned } } });
    },
    cut() {
      for (const stream of streams) stream.destroy();
    },
  };
}

function agent(hall: Daemon, run: Run): ScreenAgent {
  const started = startScreenAgent({
    daemon: hall.url,
    screen: 'main',
    token: 'secret',
    screenSwitch: createCecSwitch(run),
    log: quiet,
    retryMs: 20,
  });
  ends.push(() => started.stop());
  return started;
}

describe('the agent of a screen', () => {
  it('switches as planned, tells what the television says, and follows again after the daemon was gone', async () => {
    const hall = await daemon();
    let state = 'standby';
    const calls: string[] = [];
    agent(hall, async (_program, args) => {
      const said = args.join(' ');
      calls.push(said);
      if (said.includes('image-view-on')) state = 'on';
      if (said.includes('standby')) state = 'standby';
      return { code: 0, out: said.includes('power-status') ? `\tpwr-state: ${state} (0x00)` : '' };
    });
    await vi.waitFor(() => expect(hall.reports).toEqual([{ commanded: 'on', confirmed: 'on' }]));
    hall.plan('off');
    await vi.waitFor(() => expect(hall.reports.at(-1)).toEqual({ commanded: 'off', confirmed: 'off' }));
    hall.cut();
    await vi.waitFor(() => expect(hall.followers).toBe(2));
    hall.plan('on');
    await vi.waitFor(() => expect(hall.reports.at(-1)).toEqual({ commanded: 'on', confirmed: 'on' }));
    expect(calls[0]).toBe('--playback');
  });

  it('says that nothing is known when the television does not answer', async () => {
    const hall = await daemon();
    agent(hall, async (_program, args) =>
      args.includes('--give-device-power-status') ? { code: 1, out: 'Timeout' } : { code: 0, out: '' },
    );
    await vi.waitFor(() => expect(hall.reports).toEqual([{ commanded: 'on', confirmed: null }]));
  });
});

describe('ways to switch', () => {
  it('wlopm only blanks, and a failure confirms nothing', async () => {
    const ran: string[] = [];
    const good: Run = async (program, args) => {
      ran.push([program, ...args].join(' '));
      return { code: 0, out: '' };
    };
    expect(await createWlopmSwitch('HDMI-A-1', good).set('off')).toMatchObject({ confirmed: 'blanked' });
    expect(await createWlopmSwitch('HDMI-A-1', good).set('on')).toMatchObject({ confirmed: null });
    expect(ran).toEqual(['wlopm --off HDMI-A-1', 'wlopm --on HDMI-A-1']);
    const missing: Run = async () => ({ code: null, out: 'spawn wlopm ENOENT' });
    expect(await createWlopmSwitch('HDMI-A-1', missing).set('off')).toMatchObject({
      confirmed: null,
      detail: 'wlopm --off HDMI-A-1 failed: spawn wlopm ENOENT',
    });
    expect(await createCecSwitch(missing).set('on')).toMatchObject({ confirmed: null });
    expect(await createNoSwitch().set('on')).toMatchObject({ confirmed: null });
  });

  it.each([
    ['pwr-state: on (0x00)', 'on'],
    ['pwr-state: standby (0x01)', 'off'],
    ['pwr-state: in transition standby to on (0x02)', 'on'],
    ['pwr-state: in transition on to standby (0x03)', 'off'],
    ['Timeout', null],
  ] as const)('reads %s as %s', (out, state) => {
    expect(powerStatusOf(out)).toBe(state);
  });
});

it('reads events in any pieces, and drops what is none', () => {
  const seen: unknown[] = [];
  const read = eventsOf((data) => seen.push(data));
  for (const piece of ['retry: 1\n\nevent: a\nda', 'ta: {"n":1}\n', '\ndata: {broken\n\n:ping\n\ndata: {"n":2}\n\n'])
    read(piece);
  expect(seen).toEqual([{ n: 1 }, { n: 2 }]);
});
