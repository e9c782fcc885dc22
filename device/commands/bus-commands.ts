/**
 * `hallkeeper bus …`: the buses of the hall that runs on this machine or another one. It always talks to the running daemon: two hosts on
 * one line would talk into each other's exchanges. The PIN is read from standard input, so that it stands in no shell history.
 */
import { createInterface } from 'node:readline/promises';
import type { BusAnswer, BusNodeView, BusView } from '../../protocol/bus-views.ts';

export interface BusCommand {
  readonly daemon: string;
  readonly badge: string;
  readonly json: boolean;
}

type Act =
  | { readonly does: 'list' }
  | { readonly does: 'scan'; readonly bus: string; readonly scope: string }
  | { readonly does: 'address'; readonly bus: string; readonly uid: string; readonly address: number }
  | { readonly does: 'identify'; readonly bus: string; readonly address: number }
  | { readonly does: 'key'; readonly bus: string; readonly address: number }
  | { readonly does: 'speed'; readonly bus: string; readonly baud: number };

/** Exit code: 0 when it was done. */
export async function runBusCommand(act: Act, options: BusCommand): Promise<number> {
  const daemon = options.daemon.replace(/\/$/, '');
  try {
    await ask(daemon, 'GET', '/api/hall', {}, null); // no PIN is asked for where no hall runs
    const token = await signIn(daemon, options.badge, await readPin());
    const { does, ...rest } = act;
    const { bus, ...body } = { bus: '', ...rest };
    const path = does === 'list' ? '/api/buses' : `/api/buses/${encodeURIComponent(bus)}/${does}`;
    const answer = (await ask(daemon, does === 'list' ? 'GET' : 'POST', path, body, token)) as BusAnswer;
    await ask(daemon, 'DELETE', '/api/session', {}, token);
    process.stdout.write(options.json ? `${JSON.stringify(answer, null, 2)}\n` : answer.buses.map(textOf).join('\n'));
    if (does === 'speed')
      process.stdout.write('\nWrite the new rate into the configuration: it holds until the restart.\n');
    return 0;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

async function readPin(): Promise<string> {
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const ended = new Promise<string>((_done, fail) => {
    input.once('close', () => fail(new Error('No PIN came on standard input.')));
  });
  const pin = (await Promise.race([input.question('PIN: '), ended])).trim();
  ended.catch(() => {});
  input.close();
  return pin;
}

async function signIn(daemon: string, badge: string, pin: string): Promise<string> {
  const { token } = (await ask(daemon, 'POST', '/api/session', { badge, pin }, null)) as { token: string };
  return token;
}

async function ask(daemon: string, method: string, path: string, body: object, token: string | null): Promise<unknown> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const init = method === 'POST' ? { body: JSON.stringify(body) } : {};
  if (method === 'POST') headers['content-type'] = 'application/json';
  const response = await fetch(`${daemon}${path}`, { method, headers, ...init }).catch((error: unknown) => {
    const why = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new Error(`No hall answers at ${daemon}${why}. Start it, or name it by --daemon.`);
  });
  const text = await response.text();
  const answer: unknown = text === '' ? {} : JSON.parse(text);
  if (response.ok) return answer;
  const { title, detail, code } = answer as { title?: string; detail?: string; code?: string };
  throw new Error(
    [title ?? `the hall answers ${response.status}`, detail, code && `(${code})`].filter(Boolean).join(' '),
  );
}

function textOf({ id, up, baud, cycleMs, nodes, scan }: BusView): string {
  const lines = [`bus ${id}: ${up ? `${baud} baud, round of the keypads ${cycleMs} ms` : 'not connected'}`];
  for (const node of nodes) lines.push(`  ${nodeText(node)}`);
  if (scan) {
    const how = scan.running ? 'search under way' : scan.whole ? 'last search' : 'last search, disturbed by noise';
    lines.push(`  ${how}: ${scan.found.length} found`);
    for (const { uid, address, model, firmware } of scan.found)
      lines.push(
        `    ${uid} ${address === 0 ? 'no address' : `address ${address}`} model ${hex(model)} firmware ${firmware}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

function nodeText(node: BusNodeView): string {
  const { address, kind, counter, state, uid, expectedUid, model, firmware, cap, silentMs, silences, secure, refused } =
    node;
  const parts = [
    String(address).padStart(3),
    (kind ?? 'not configured').padEnd(14),
    counter === null ? '' : `counter ${counter}`,
    state,
    uid ?? 'never heard',
    expectedUid !== null && uid !== expectedUid ? `expected ${expectedUid}` : '',
    model === null ? '' : `model ${hex(model)}`,
    firmware === null ? '' : `firmware ${firmware}`,
    cap ? capText(cap) : '',
    silentMs === null ? '' : `heard ${(silentMs / 1000).toFixed(1)} s ago`,
    silences > 0 ? `${silences} unanswered` : '',
    refused > 0 ? `${refused} refused` : '',
    secure ? 'secure' : node.keyed ? 'key held' : 'in the open',
    node.trouble ?? '',
  ];
  return parts.filter(Boolean).join('  ');
}

function capText({ zones, columns, charset, leds, keys, ratingLevels }: NonNullable<BusNodeView['cap']>): string {
  const parts = [
    zones > 0 ? `${zones} × ${columns} ${charset}` : '',
    leds > 0 ? `${leds} leds` : '',
    keys > 0 ? `${keys} keys` : '',
    ratingLevels > 0 ? `${ratingLevels} levels` : '',
  ];
  return parts.filter(Boolean).join(', ');
}

function hex(value: number): string {
  return value.toString(16).toUpperCase().padStart(4, '0');
}
