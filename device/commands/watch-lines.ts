/** `hallkeeper doctor --watch`: the lines on the pins, and then each change, until it is told to end. */
import { existsSync, readFileSync } from 'node:fs';
import { loadConfig } from '../adapters/config-file.ts';
import { lineText, openLines } from './doctor-lines.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

/** What another program holds tells nobody of its changes; four looks a second are as good as an eye. */
const lookMs = 250;

/** Exit code: 1 when there is nothing to watch. */
export async function watchLines(options: { config: string; json: boolean }): Promise<number> {
  const loaded = loadConfig(readFileSync(options.config, 'utf8'), options.config, existsSync);
  if (!loaded.ok) {
    process.stderr.write(`${options.config} has mistakes: hallkeeper check-config ${options.config}\n`);
    return 1;
  }
  const shown = new Map<string, string>();
  let busy = true;
  const watch = await openLines(loaded.config, () => void show());

  async function show(): Promise<void> {
    if (busy) return;
    busy = true;
    const { lines } = await watch.look();
    busy = false;
    for (const line of lines) {
      // Counts go up with the level; a change of both is one line.
      const text = options.json ? JSON.stringify(line) : lineText(line);
      if (shown.get(line.device) === text) continue;
      shown.set(line.device, text);
      process.stdout.write(options.json ? `${text}\n` : `${clockText()} ${text}\n`);
    }
  }

  const first = await watch.look();
  process.stderr.write(`${first.probe.message}\n`);
  if (first.lines.length === 0) {
    process.stderr.write('the configuration names no lines on the pins\n');
    watch.stop();
    return 1;
  }
  busy = false;
  await show();
  const timer = setInterval(() => void show(), lookMs);
  await untilToldToEnd(async () => {
    clearInterval(timer);
    watch.stop();
  });
  return 0;
}

function clockText(): string {
  return new Date().toISOString().slice(11, 23);
}
