/** `hallkeeper screen-agent`: switches one screen as the daemon plans, and reports honestly what came of it. Runs until it is told to end. */
import { readFileSync } from 'node:fs';
import { createConsoleLog } from '../adapters/console-log.ts';
import { startScreenAgent } from '../adapters/screen-agent.ts';
import { createCecSwitch, createNoSwitch, createWlopmSwitch, type ScreenSwitch } from '../adapters/screen-switch.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

export interface ScreenAgentOptions {
  readonly daemon: string;
  readonly screen: string;
  readonly way: 'cec' | 'wlopm' | 'none';
  readonly output: string;
  readonly tokenFile: string | null;
  readonly json: boolean;
}

export async function runScreenAgent(options: ScreenAgentOptions): Promise<void> {
  const { daemon, screen, tokenFile } = options;
  const token = tokenFile === null ? null : readFileSync(tokenFile, 'utf8').trim();
  const agent = startScreenAgent({
    daemon: daemon.replace(/\/+$/, ''),
    screen,
    token,
    screenSwitch: switchOf(options),
    log: createConsoleLog({ json: options.json, from: 'info' }),
  });
  await untilToldToEnd(async () => agent.stop());
}

function switchOf({ way, output }: ScreenAgentOptions): ScreenSwitch {
  if (way === 'cec') return createCecSwitch();
  return way === 'wlopm' ? createWlopmSwitch(output) : createNoSwitch();
}
