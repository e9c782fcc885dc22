/**
 * `hallkeeper firmware update`: hands a firmware file to the running daemon and shows how far it is, from the daemon's own stream. On a
 * terminal a bar for every node, else a line at every step. The job is the daemon's: ended here, it goes on there.
 */
import { createInterface } from 'node:readline/promises';
import { type FirmwareBus, type FirmwareJob, firmwareDone } from '../../protocol/firmware-view.ts';
import { eventsOf } from '../adapters/sse-reader.ts';
import { firmwareFaultWords, readFirmwareBytes } from './firmware-file.ts';
import { drawFirmware, firmwareOutcomeWords } from './firmware-words.ts';

export interface UpdateOptions {
  readonly file: string;
  readonly bus: string;
  readonly nodes: string;
  readonly evenWhenOpen: boolean;
  readonly daemon: string;
  readonly badge: string;
  readonly json: boolean;
}

/** The daemon restarts within this, else it is given up. */
const lostMsMax = 60_000;
const againMs = 1_000;

export async function updateFirmware(options: UpdateOptions): Promise<number> {
  const read = readFirmwareBytes(options.file);
  if (!read.ok) throw new Error(`${options.file}: ${firmwareFaultWords(read.fault)}`);
  const pin = await askPin();
  const token = await signIn(options, pin);
  const { bus, nodes, evenWhenOpen } = options;
  const query = new URLSearchParams({ nodes, evenWhenOpen: String(evenWhenOpen) });
  const answer = await fetch(`${options.daemon}/api/firmware/${encodeURIComponent(bus)}?${query}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: Buffer.from(read.bytes),
  });
  if (!answer.ok) throw new Error(await problemWords(answer));
  const { buses } = (await answer.json()) as { readonly buses: readonly FirmwareBus[] };
  return follow(options, pin, token, buses);
}

async function follow(
  options: UpdateOptions,
  pin: string,
  token: string,
  first: readonly FirmwareBus[],
): Promise<number> {
  const show = options.json ? showJson : process.stdout.isTTY ? showBars() : showLines();
  let job = jobOf(first, options.bus);
  if (job) show(job);
  let lostSinceMs: number | null = null;
  let key = token;
  while (job?.state !== 'over') {
    try {
      const next = await watch(options, key, (now) => {
        lostSinceMs = null;
        show(now);
      });
      if (next?.state === 'over') job = next;
    } catch {
      lostSinceMs ??= performance.now();
    }
    if (job?.state === 'over') break;
    lostSinceMs ??= performance.now();
    if (performance.now() - lostSinceMs > lostMsMax)
      throw new Error('The daemon does not answer. The job goes on when it runs again.');
    await new Promise((resolve) => setTimeout(resolve, againMs));
    key = await signIn(options, pin).catch(() => key);
  }
  return job.nodes.every(({ outcome }) => outcome !== null && firmwareDone.has(outcome)) ? 0 : 1;
}

/** Until the job is over or the stream ends. */
async function watch(
  options: UpdateOptions,
  token: string,
  show: (job: FirmwareJob) => void,
): Promise<FirmwareJob | null> {
  const ended = new AbortController();
  const stream = await fetch(`${options.daemon}/api/stream?view=health`, {
    headers: { authorization: `Bearer ${token}` },
    signal: ended.signal,
  });
  if (!stream.ok || stream.body === null) throw new Error(`status ${stream.status}`);
  let last: FirmwareJob | null = null;
  const take = eventsOf((data) => {
    const health = healthOf(data);
    const job = jobOf(health?.firmware ?? [], options.bus);
    if (job === null) return;
    last = job;
    show(job);
  });
  const isOver = (job: FirmwareJob | null) => job?.state === 'over';
  const text = new TextDecoder();
  try {
    for await (const piece of stream.body) {
      take(text.decode(piece as Uint8Array, { stream: true }));
      if (isOver(last)) break;
    }
  } finally {
    ended.abort();
  }
  return last;
}

interface HealthData {
  readonly firmware?: readonly FirmwareBus[];
}

function healthOf(data: unknown): HealthData | null {
  const { view, parts } = (data ?? {}) as {
    readonly view?: { health?: HealthData };
    readonly parts?: { health?: HealthData };
  };
  return view?.health ?? parts?.health ?? null;
}

function jobOf(buses: readonly FirmwareBus[], bus: string): FirmwareJob | null {
  return buses.find((each) => each.bus === bus)?.job ?? null;
}

function showJson(job: FirmwareJob): void {
  process.stdout.write(`${JSON.stringify(job)}\n`);
}

/** Bars that are drawn over. */
function showBars(): (job: FirmwareJob) => void {
  let lines = 0;
  return (job) => {
    const drawn = drawFirmware(job, Math.max(40, process.stdout.columns ?? 80));
    process.stdout.write(`${lines > 0 ? `\x1b[${lines}A` : ''}${drawn.map((line) => `\x1b[2K${line}`).join('\n')}\n`);
    lines = drawn.length;
  };
}

/** One line a node at every change of its step and every tenth of the image. */
function showLines(): (job: FirmwareJob) => void {
  const said = new Map<number, string>();
  return (job) => {
    for (const { address, step, outcome, running, share } of job.nodes) {
      const words = outcome === null ? `${step} ${Math.floor(share * 10) * 10} %` : firmwareOutcomeWords(outcome);
      if (said.get(address) === words) continue;
      said.set(address, words);
      process.stdout.write(`node ${address}: ${words}${running === null ? '' : `, runs ${running}`}\n`);
    }
  };
}

/** From the environment, or from standard input: a PIN stands in no list of processes and in no history. */
async function askPin(): Promise<string> {
  const { HALLKEEPER_PIN } = process.env;
  if (HALLKEEPER_PIN) return HALLKEEPER_PIN;
  const input = createInterface({ input: process.stdin, output: process.stderr });
  const pin = (await input.question('PIN: ')).trim();
  input.close();
  return pin;
}

async function signIn({ daemon, badge }: UpdateOptions, pin: string): Promise<string> {
  const answer = await fetch(`${daemon}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ badge, pin }),
  }).catch(() => {
    throw new Error(`No daemon answers at ${daemon}. Is it running?`);
  });
  if (!answer.ok) throw new Error(await problemWords(answer));
  return ((await answer.json()) as { readonly token: string }).token;
}

/** What the daemon says no with: its words, its code, and the values it names. */
async function problemWords(answer: Response): Promise<string> {
  const problem = (await answer.json().catch(() => ({}))) as {
    readonly code?: string;
    readonly title?: string;
    readonly text?: { readonly en?: string };
    readonly detail?: string;
    readonly values?: Readonly<Record<string, string | number>>;
  };
  const from = problem.values?.from;
  const next =
    problem.code !== 'firmware-hours'
      ? ''
      : from
        ? ` The hall is closed long enough from ${from}. Or add --even-when-open.`
        : ' No closed time is known. Add --even-when-open if it must be.';
  const values = problem.values && from === undefined ? ` ${JSON.stringify(problem.values)}` : '';
  return `${problem.text?.en ?? problem.title ?? `status ${answer.status}`} (${problem.code ?? answer.status})${values}${problem.detail ? ` ${problem.detail}` : ''}${next}`;
}
