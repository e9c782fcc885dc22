/**
 * Ways to switch a screen, run by its agent on the machine the screen hangs on: CEC (`cec-ctl`) asks the television, `wlopm` blanks the
 * output of a Wayland compositor. What is reported is what was really heard: a television that said so, or only a dark picture.
 */
import { spawn } from 'node:child_process';
import type { PowerReport } from '../../protocol/content.ts';

export interface ScreenSwitch {
  /** Switches and says what came of it; `detail` is for the log. */
  set(to: 'on' | 'off'): Promise<{ readonly confirmed: PowerReport['confirmed']; readonly detail: string }>;
}

/** Runs a program with its arguments; never a shell. `code` is null when it could not be run or took too long. */
export type Run = (
  program: string,
  args: readonly string[],
) => Promise<{ readonly code: number | null; readonly out: string }>;

/** A television that sleeps takes some seconds to answer. */
const runMsMax = 15_000;
const outCharsMax = 20_000;

export const runProgram: Run = (program, args) =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    const keep = (chunk: Buffer) => {
      out = (out + chunk.toString('utf8')).slice(-outCharsMax);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const timer = setTimeout(() => child.kill('SIGKILL'), runMsMax);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ code: null, out: error.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, out });
    });
  });

/** Nothing can be switched: what is planned is reported as not known. */
export function createNoSwitch(): ScreenSwitch {
  return { set: async () => ({ confirmed: null, detail: 'this screen has no switch' }) };
}

export function createWlopmSwitch(output: string, run: Run = runProgram): ScreenSwitch {
  return {
    async set(to) {
      const { code, out } = await run('wlopm', [`--${to}`, output]);
      if (code !== 0) return { confirmed: null, detail: `wlopm --${to} ${output} failed: ${firstLine(out)}` };
      // wlopm answers for the output, not for the television: an output that is off is a dark picture.
      return { confirmed: to === 'on' ? null : 'blanked', detail: `wlopm --${to} ${output}` };
    },
  };
}

export function createCecSwitch(run: Run = runProgram): ScreenSwitch {
  return {
    async set(to) {
      const begun = await run('cec-ctl', ['--playback']);
      if (begun.code !== 0) return { confirmed: null, detail: `cec-ctl --playback failed: ${firstLine(begun.out)}` };
      const sent = await run('cec-ctl', ['--to', '0', to === 'on' ? '--image-view-on' : '--standby']);
      if (sent.code !== 0) return { confirmed: null, detail: `the television did not take it: ${firstLine(sent.out)}` };
      const asked = await run('cec-ctl', ['--to', '0', '--give-device-power-status']);
      const state = powerStatusOf(asked.out);
      return { confirmed: state, detail: state ? `the television says ${state}` : 'the television does not say' };
    },
  };
}

/** What a television answers to the question for its power: `pwr-state: on (0x00)`. On the way up or down counts as where it goes. */
export function powerStatusOf(out: string): 'on' | 'off' | null {
  const match =
    /pwr-state:\s*(on|standby|to-on|to-standby|in transition standby to on|in transition on to standby)/i.exec(out);
  const word = match?.[1]?.toLowerCase();
  if (word === undefined) return null;
  return word === 'on' || word === 'to-on' || word.endsWith('to on') ? 'on' : 'off';
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.slice(0, 200) ?? '';
}
