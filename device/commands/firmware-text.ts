/** The words of `hallkeeper firmware`: who answered, how it ended, and in which state the chip is. */
import type { TargetIdentity } from '../../firmware-bridge/loader/loader-report.ts';
import {
  type FirmwareProblem,
  firmwareProblems,
  type TargetState,
  targetStates,
} from '../../protocol/firmware-problems.ts';
import { firmwareTexts } from '../../protocol/firmware-texts.ts';
import { type Locale, pick } from '../../protocol/texts-types.ts';

export function hex(value: number, digits = 8): string {
  return `0x${value.toString(16).toUpperCase().padStart(digits, '0')}`;
}

export function identityText(
  { version, commands, productId, name, flashBytesMax }: TargetIdentity,
  to: Locale,
): string {
  const flash = flashBytesMax === null ? '' : `, ${pick(firmwareTexts.flash, to)} ${flashBytesMax / 1024} KiB`;
  const chip = `${name ?? pick(firmwareTexts.unknownChip, to)} (${hex(productId, 4)})${flash}`;
  const codes = commands.map((each) => each.toString(16).padStart(2, '0')).join(' ');
  return [
    `${pick(firmwareTexts.chip, to)}: ${chip}`,
    `${pick(firmwareTexts.loader, to)}: ${version >> 4}.${version & 0xf}`,
    `${pick(firmwareTexts.commands, to)}: ${codes}`,
  ].join('\n');
}

/** What happened, where, what to do, how the chip was left, and where more is written. */
export function problemText({ code, line, address, detail }: FirmwareProblem, state: TargetState, to: Locale): string {
  const { text, act } = firmwareProblems[code];
  const places: string[] = [];
  if (line !== undefined) places.push(`${pick(firmwareTexts.line, to)} ${line}`);
  if (address !== undefined) places.push(hex(address));
  if (detail !== undefined) places.push(detail);
  const where = places.length === 0 ? '' : ` (${places.join(', ')})`;
  return [
    `✗ ${pick(text, to)}${where}`,
    `  ${pick(act, to)}`,
    `  ${pick(targetStates[state], to)}`,
    `  docs/firmware.md, ${code}`,
  ].join('\n');
}

/** For programs: the code, both languages, and the state. */
export function problemJson(problem: FirmwareProblem, state: TargetState): Readonly<Record<string, unknown>> {
  const { text, act } = firmwareProblems[problem.code];
  return { ok: false, ...problem, text, act, state, stateText: targetStates[state] };
}
