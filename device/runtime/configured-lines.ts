/**
 * All lines on the pins that a configuration names, in one list: who reads or drives which pin, under which device name.
 * The desks open them, the checks compare them and the doctor shows them by this one list.
 */

import type { HallConfig } from '../../protocol/config.ts';
import { bcmOf, type GpioPin } from '../../protocol/config-gpio.ts';
import type { InputLine, OutputLine } from '../drivers/button/gpio-port.ts';

export type LineRole = 'button' | 'lamp' | 'staff-call' | 'buzzer' | 'paper-low' | 'door';

export interface ConfiguredLine {
  /** `button-17`, `lamp-5`: as the health page and the journal name it. */
  readonly device: string;
  readonly role: LineRole;
  readonly bcm: number;
  readonly line: InputLine | OutputLine;
  readonly direction: 'in' | 'out';
  /** Where it stands in the configuration. */
  readonly path: readonly (string | number)[];
  /** Reserved pins may be used. */
  readonly iKnow: boolean;
}

interface InputEntry {
  readonly gpio: GpioPin;
  readonly activeLow?: boolean;
  readonly key?: number;
  readonly iKnow?: boolean;
}
interface OutputEntry {
  readonly gpio: GpioPin;
  readonly activeLow?: boolean;
  readonly iKnow?: boolean;
}

/** Buttons, reeds and switches pull to ground against a pull-up, unless the configuration says otherwise. */
export function inputLine({ gpio, activeLow = true, key }: InputEntry): InputLine {
  return { bcm: bcmOf(gpio), activeLow, ...(key === undefined ? {} : { key }) };
}

/** Everything starts dark and silent. */
export function outputLine({ gpio, activeLow = false }: OutputEntry): OutputLine {
  return { bcm: bcmOf(gpio), activeLow, initial: 0 };
}

export function deviceOf(role: LineRole, gpio: GpioPin): string {
  return `${role}-${bcmOf(gpio)}`;
}

type Path = ConfiguredLine['path'];

export function configuredLines({ buttons = [], gpio = {} }: Pick<HallConfig, 'buttons' | 'gpio'>): ConfiguredLine[] {
  const lines: ConfiguredLine[] = [];
  const add = (role: LineRole, direction: 'in' | 'out', line: InputLine | OutputLine, path: Path, iKnow = false) => {
    lines.push({ device: deviceOf(role, line.bcm), role, bcm: line.bcm, line, direction, path, iKnow });
  };
  const addInput = (role: LineRole, entry: InputEntry, path: Path) =>
    add(role, 'in', inputLine(entry), [...path, 'gpio'], entry.iKnow);
  const addOutput = (role: LineRole, entry: OutputEntry, path: Path) =>
    add(role, 'out', outputLine(entry), [...path, 'gpio'], entry.iKnow);
  const addPressed = (
    role: LineRole,
    entry: InputEntry & { readonly lamp?: GpioPin; readonly lampActiveLow?: boolean },
    path: Path,
  ) => {
    addInput(role, entry, path);
    if (entry.lamp === undefined) return;
    const line = outputLine({ gpio: entry.lamp, activeLow: entry.lampActiveLow ?? false });
    add('lamp', 'out', line, [...path, 'lamp'], entry.iKnow);
  };
  for (const [index, entry] of buttons.entries()) addPressed('button', entry, ['buttons', index]);
  for (const [index, entry] of gpio.calls?.entries() ?? []) addPressed('staff-call', entry, ['gpio', 'calls', index]);
  if (gpio.buzzer) addOutput('buzzer', gpio.buzzer, ['gpio', 'buzzer']);
  for (const [index, entry] of gpio.lamps?.entries() ?? []) addOutput('lamp', entry, ['gpio', 'lamps', index]);
  if (gpio.paperLow) addInput('paper-low', gpio.paperLow, ['gpio', 'paperLow']);
  if (gpio.door) addInput('door', gpio.door, ['gpio', 'door']);
  return lines;
}
