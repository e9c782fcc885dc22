/** The registers that a Modbus panel should hold, by its profile and what its counter shows. */
import type { Charset } from '../../../protocol/charset.ts';
import type { ModbusProfile } from '../../../protocol/foreign-profile.ts';
import { caseBytes } from './field-bytes.ts';
import type { PlaceShow } from './place-show.ts';

export interface RegisterWrite {
  readonly unit: number;
  readonly at: number;
  readonly words: readonly number[];
  /** One register by function 06; else several by 10h. */
  readonly one: boolean;
}

export function registerWrites(
  profile: ModbusProfile,
  unit: number,
  show: PlaceShow,
  charset: Charset,
): RegisterWrite[] {
  return profile.registers.flatMap(({ at, one = false, cases }) => {
    const bytes = caseBytes(cases, profile.fields, show, charset) ?? [];
    const words: number[] = [];
    for (let i = 0; i < bytes.length; i += 2) words.push(((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0));
    if (words.length === 0) return [];
    return [{ unit, at, words: one ? words.slice(0, 1) : words, one }];
  });
}
