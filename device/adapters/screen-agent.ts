/**
 * The agent of one screen: follows what the daemon plans for it, switches it, and reports what was commanded and what the screen itself
 * has said. It runs on the machine the screen hangs on, as the user that owns the picture; the daemon cannot reach either.
 *
 *   stream screen/ID ──power.planned──► switch.set ──► POST /api/screens/ID/power {commanded, confirmed}
 *
 * What was switched is said and done again from time to time, so that it survives a television somebody switched by hand.
 */
import { once } from 'node:events';
import { get, request } from 'node:http';
import { get as getSecure, request as requestSecure } from 'node:https';
import type { PowerReport } from '../../protocol/content.ts';
import type { LogPort } from '../ports.ts';
import type { ScreenSwitch } from './screen-switch.ts';
import { eventsOf } from './sse-reader.ts';

export interface AgentOptions {
  /** Address of the daemon, `http://127.0.0.1:8080`. */
  readonly daemon: string;
  readonly screen: string;
  /** Token of a paired device; null on the daemon's own machine. */
  readonly token: string | null;
  readonly screenSwitch: ScreenSwitch;
  readonly log: LogPort;
  /** The state is set again after this, whatever was confirmed. */
  readonly againMs?: number;
  readonly retryMs?: number;
}

const againMsDefault = 10 * 60_000;
const retryMsDefault = 5_000;

export interface ScreenAgent {
  /** Ends the agent; the screen stays as it is. */
  stop(): void;
}

export function startScreenAgent(options: AgentOptions): ScreenAgent {
  const { daemon, screen, token, screenSwitch, log } = options;
  const retryMs = options.retryMs ?? retryMsDefault;
  const headers = token === null ? {} : { authorization: `Device ${token}` };
  const isSecure = daemon.startsWith('https:');
  let stopped = false;
  let planned: 'on' | 'off' | null = null;
  let working = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let open: { destroy(): void } | null = null;

  function follow(): void {
    if (stopped) return;
    const ask = (isSecure ? getSecure : get)(`${daemon}/api/stream?view=screen/${screen}`, { headers });
    open = ask;
    const lost = (why: string) => {
      if (stopped || open !== ask) return;
      open = null;
      log.warn('the daemon does not answer', { why });
      timer = setTimeout(follow, retryMs);
    };
    ask.on('error', (error) => lost(error.message));
    ask.on('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        lost(`status ${response.statusCode}`);
        return;
      }
      const read = eventsOf((data) => take(data));
      response.setEncoding('utf8');
      response.on('data', read);
      response.on('close', () => lost('the stream ended'));
    });
  }

  function take(data: unknown): void {
    const next = plannedOf(data);
    if (next === null || next === planned) return;
    planned = next;
    void work();
  }

  async function work(): Promise<void> {
    if (working || planned === null) return;
    working = true;
    clearTimeout(again);
    try {
      let done: 'on' | 'off' | null = null;
      // The plan may have changed while the television was asked.
      while (planned !== null && done !== planned && !stopped) {
        done = planned;
        const { confirmed, detail } = await screenSwitch.set(done);
        log.info('screen switched', { to: done, confirmed, detail });
        await report({ commanded: done, confirmed });
      }
    } catch (error) {
      log.warn('the report did not arrive', { why: error instanceof Error ? error.message : String(error) });
    } finally {
      working = false;
      if (!stopped) again = setTimeout(() => void work(), options.againMs ?? againMsDefault);
    }
  }

  async function report(body: PowerReport): Promise<void> {
    const ask = (isSecure ? requestSecure : request)(`${daemon}/api/screens/${screen}/power`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      timeout: retryMs * 2,
    });
    ask.on('timeout', () => ask.destroy(new Error('no answer')));
    ask.end(JSON.stringify(body));
    const [response] = (await once(ask, 'response')) as [{ statusCode?: number; resume(): void }];
    response.resume();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
  }

  follow();
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearTimeout(again);
      open?.destroy();
    },
  };
}

/** What a message of the stream says about the planned power, or null when it says nothing. */
function plannedOf(data: unknown): 'on' | 'off' | null {
  const { view, parts } = (data ?? {}) as { view?: Parts; parts?: Parts };
  const power = (view ?? parts)?.power;
  return power?.planned === 'on' || power?.planned === 'off' ? power.planned : null;
}
interface Parts {
  readonly power?: { readonly planned?: unknown };
}
