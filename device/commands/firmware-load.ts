/** `hallkeeper firmware load`: a firmware file into the chip on the cable, with a bar, and an honest word about how the chip was left. */
import { readFileSync, statSync } from 'node:fs';
import { readFirmwareFile } from '../../firmware-bridge/loader/firmware-file.ts';
import type { FirmwareImage } from '../../firmware-bridge/loader/firmware-image.ts';
import type { ImageReading } from '../../firmware-bridge/loader/intel-hex.ts';
import { HEX_FILE_BYTES_MAX } from '../../firmware-bridge/loader/loader-limits.ts';
import type { LoaderReport, TargetIdentity } from '../../firmware-bridge/loader/loader-report.ts';
import { targetStates } from '../../protocol/firmware-problems.ts';
import { firmwareTexts } from '../../protocol/firmware-texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';
import { hex, identityText, problemJson, problemText } from './firmware-text.ts';
import { createProgressLine } from './progress-line.ts';
import { type LoaderEnd, type LoaderPort, runLoader } from './run-loader.ts';

export interface LoadCommand {
  readonly file: string;
  readonly port: LoaderPort;
  /** Where a binary begins. */
  readonly address: number | null;
  readonly verify: boolean;
  readonly go: boolean;
  readonly unprotectWrite: boolean;
  readonly unprotectReadout: boolean;
  readonly json: boolean;
  readonly locale: Locale;
}

/** Exit code: 0 when the firmware is in, 130 when a person stopped it, else 1. */
export async function loadFirmware(command: LoadCommand): Promise<number> {
  const reading = readFile(command);
  if (!reading.ok) {
    const end = { problem: reading.problem, state: 'unknown', tookMs: 0 } as const;
    return finish(command, end, { identity: null, retries: 0, bytes: 0 });
  }
  const { image } = reading;
  if (!command.json) process.stderr.write(`${imageText(image, command)}\n`);
  const watch = createWatch(command);
  const end = await runLoader({
    port: command.port,
    job: { kind: 'load', image, ...command },
    onReport: watch.onReport,
    onStop: watch.onStop,
  });
  watch.end();
  return finish(command, end, { ...watch.seen, bytes: image.byteCount });
}

function readFile({ file, address }: LoadCommand): ImageReading {
  try {
    if (statSync(file).size > HEX_FILE_BYTES_MAX) return { ok: false, problem: { code: 'image-too-large' } };
    return readFirmwareFile(new Uint8Array(readFileSync(file)), address);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, problem: { code: 'file-unreadable', detail } };
  }
}

function imageText(image: FirmwareImage, { file, locale }: LoadCommand): string {
  const { byteCount, from, to, gaps, entry } = image;
  const gapText = gaps === 0 ? '' : `, ${gaps} ${pick(firmwareTexts.gaps, locale)}`;
  const text = `${pick(firmwareTexts.file, locale)}: ${file}, ${byteCount} ${pick(firmwareTexts.bytes, locale)}, ${hex(from)}–${hex(to - 1)}${gapText}`;
  const isOutside = entry !== null && (entry < from || entry >= to);
  return isOutside ? `${text}\n${pick(firmwareTexts.entryOutside, locale)}: ${hex(entry)}` : text;
}

interface Seen {
  identity: TargetIdentity | null;
  retries: number;
}

/** Shows what goes on, and remembers what the end will tell. */
function createWatch({ json, verify, locale }: LoadCommand) {
  const progress = createProgressLine(process.stderr);
  const seen: Seen = { identity: null, retries: 0 };
  let phaseAtMs = 0;
  const say = (text: string): void => {
    progress.end();
    process.stderr.write(`${text}\n`);
  };
  function onReport(report: LoaderReport): void {
    if (report.kind === 'retry') seen.retries += 1;
    if (report.kind === 'identified') seen.identity = report.identity;
    if (report.kind === 'phase') phaseAtMs = performance.now();
    if (json) return;
    if (report.kind === 'identified') say(identityText(report.identity, locale));
    const hasBar = report.kind === 'phase' && (report.phase === 'erase' || report.phase === 'write');
    if (report.kind === 'phase' && !hasBar) say(`${pick(firmwareTexts[report.phase], locale)} …`);
    if (report.kind !== 'progress') return;
    const word = report.phase === 'write' && !verify ? firmwareTexts.writeOnly : firmwareTexts[report.phase];
    progress.show({ ...report, what: pick(word, locale), elapsedMs: performance.now() - phaseAtMs });
  }
  return {
    seen,
    onReport,
    onStop: (again: boolean) => say(pick(again ? firmwareTexts.stoppedHard : firmwareTexts.stopping, locale)),
    end: progress.end,
  };
}

function finish({ json, locale }: LoadCommand, end: LoaderEnd, told: Seen & { readonly bytes: number }): number {
  const { problem, state, tookMs } = end;
  const facts = { ...told, tookMs: Math.round(tookMs) };
  if (problem !== null) {
    if (json) process.stdout.write(`${JSON.stringify({ ...problemJson(problem, state), ...facts }, null, 2)}\n`);
    else process.stderr.write(`${problemText(problem, state, locale)}\n`);
    return problem.code === 'stopped' ? 130 : 1;
  }
  if (json) {
    const result = { ok: true, ...facts, state, stateText: targetStates[state] };
    process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
    return 0;
  }
  const retries = told.retries === 0 ? '' : `, ${told.retries} ${pick(firmwareTexts.retries, locale)}`;
  const amount = `${told.bytes} ${pick(firmwareTexts.bytes, locale)}, ${(tookMs / 1000).toFixed(1)} s${retries}`;
  process.stdout.write(`✓ ${pick(targetStates[state], locale)} (${amount})\n`);
  return 0;
}
