/** `hallkeeper doctor`: looks at the machine and the hall and says what to do about what is missing. */
import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HallConfig } from '../../protocol/config.ts';
import { loadConfig } from '../adapters/config-file.ts';
import { findEspeak } from '../adapters/espeak-voice.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { createSystemClock } from '../adapters/system-clock.ts';
import { readVoiceFiles } from '../adapters/voice-files.ts';
import { configuredLines } from '../runtime/configured-lines.ts';
import { foreignFindings } from './doctor-foreign.ts';
import { lineText, openLines } from './doctor-lines.ts';
import { printerFindings } from './doctor-printers.ts';
import type { Finding } from './finding.ts';

const freeBytesMin = 200 * 1024 * 1024;

/** Exit code: 0 when nothing is bad. */
export async function doctor(options: { config: string | null; data: string | null; json: boolean }): Promise<number> {
  const findings = [
    ...(await machine()),
    ...journalFindings(options.data),
    ...(await hallFindings(options.config, options.data)),
  ];
  if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
  else {
    const mark = { good: '✓', note: '·', bad: '✗' } as const;
    for (const finding of findings) process.stdout.write(`${mark[finding.state]} ${finding.what}: ${finding.text}\n`);
  }
  return findings.some((finding) => finding.state === 'bad') ? 1 : 0;
}

async function machine(): Promise<Finding[]> {
  const voice = await findEspeak();
  const quality = createSystemClock('UTC').quality();
  return [
    { what: 'Node', state: 'good', text: `${process.version} on ${process.arch}` },
    voice
      ? { what: 'Speech', state: 'good', text: 'espeak-ng speaks on this machine' }
      : {
          what: 'Speech',
          state: 'note',
          text: 'espeak-ng is not installed; the signage browser speaks. To change that: apt-get install espeak-ng',
        },
    quality === 'unset'
      ? {
          what: 'Clock',
          state: 'bad',
          text: 'not known to be right: no clock is shown and the business day does not change. Check the time service',
        }
      : {
          what: 'Clock',
          state: 'good',
          text: quality === 'ntp' ? 'set by the network' : 'plausible; no time service was found to confirm it',
        },
  ];
}

function journalFindings(folder: string | null): Finding[] {
  if (folder === null) return [];
  if (!existsSync(join(folder, 'journal.db')))
    return [{ what: 'Journal', state: 'note', text: `none in ${folder} yet; the first start makes it` }];
  const journal = openSqliteJournal(folder, { readonly: true });
  const head = journal.head();
  journal.close();
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const megabytes = Math.round(free / 1024 / 1024);
  return [
    { what: 'Journal', state: 'good', text: `${head} events` },
    free < freeBytesMin
      ? {
          what: 'Disk',
          state: 'bad',
          text: `only ${megabytes} MB are free: tickets will soon be refused. Free some space`,
        }
      : { what: 'Disk', state: 'good', text: `${megabytes} MB free` },
  ];
}

async function hallFindings(file: string | null, data: string | null): Promise<Finding[]> {
  if (file === null) return [];
  const loaded = loadConfig(readFileSync(file, 'utf8'), file, existsSync);
  if (!loaded.ok) {
    return loaded.problems.map((problem) => ({
      what: `${file}:${problem.line}`,
      state: 'bad',
      text: `${problem.path}: ${problem.message.en}`,
    }));
  }
  const findings: Finding[] = [{ what: 'Configuration', state: 'good', text: file }];
  const { book, clips, problems } = readVoiceFiles(loaded.config.voice);
  for (const { file: voiceFile, problem } of problems)
    findings.push({
      what: `${voiceFile ?? file}:${problem.line}`,
      state: 'bad',
      text: `${problem.path}: ${problem.message.en}`,
    });
  if (problems.length === 0)
    findings.push({
      what: 'Phrases',
      state: 'good',
      text: clips ? `${book.name}, spoken by ${clips.name}` : book.name,
    });
  const { printers = [], buses = [], foreign = [] } = loaded.config;
  for (const { id, line } of [...printers, ...buses, ...foreign]) {
    if ('serial' in line) findings.push(portFinding(id, line.serial, 'dialout'));
    else if ('usb' in line) findings.push(portFinding(id, line.usb, 'lp'));
  }
  findings.push(...foreignFindings(loaded.config, dirname(file)));
  findings.push(...printerFindings(printers, data));
  if (configuredLines(loaded.config).length > 0) findings.push(...(await gpioFindings(loaded.config)));
  return findings;
}

/** The way and the chip, then each line as it is now. */
async function gpioFindings(config: HallConfig): Promise<Finding[]> {
  const watch = await openLines(config, () => {});
  const { probe, lines } = await watch.look();
  watch.stop();
  return [
    { what: 'GPIO', state: probe.answer === 'ok' ? 'good' : 'bad', text: probe.message.replace(/^GPIO: /, '') },
    ...lines.map((line): Finding => {
      const text = lineText(line).slice(line.device.length + 2);
      const state = line.fault !== null ? 'bad' : line.level === null ? 'note' : 'good';
      return { what: line.device, state, text, line };
    }),
  ];
}

function portFinding(id: string, path: string, group: 'dialout' | 'lp'): Finding {
  if (!existsSync(path)) return { what: id, state: 'bad', text: `${path} is not there. Is the adapter plugged in?` };
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return { what: id, state: 'good', text: path };
  } catch {
    return { what: id, state: 'bad', text: `${path} may not be used by this user. Add the user to the group ${group}` };
  }
}
