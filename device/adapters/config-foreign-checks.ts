/** What only the profiles can say about the foreign devices of a configuration: which there are, and what their devices can do. */
import type { HallConfig } from '../../protocol/config.ts';
import { loneAddress } from '../../protocol/foreign-config.ts';
import { type ForeignProfile, hasAddress, rolesOf } from '../../protocol/foreign-profile.ts';
import { nearest } from '../../protocol/nearest-word.ts';
import type { Found } from './config-queue-checks.ts';
import { readForeignProfile, shippedProfiles } from './foreign-profiles.ts';

type ForeignEntry = NonNullable<HallConfig['foreign']>[number];

export function checkForeign({ foreign = [], counters }: HallConfig, folder: string, problem: Found): void {
  const numbers = counters.map(({ no }) => no);
  foreign.forEach((entry, index) => {
    entry.places.forEach(({ counter }, at) => {
      if (!numbers.includes(counter))
        problem(
          ['foreign', index, 'places', at, 'counter'],
          'counter-unknown',
          `没有窗口 ${counter}；现有窗口：${numbers.join('、')}`,
          `there is no counter ${counter}; choose from ${numbers.join(', ')}`,
        );
    });
    const profile = profileOf(entry, index, folder, problem);
    if (profile) checkPlaces(entry, index, profile, problem);
  });
}

export function warnForeign({ foreign = [] }: HallConfig, folder: string, warning: Found): void {
  foreign.forEach((entry, index) => {
    const read = readForeignProfile(entry, folder);
    if (!read.ok) return;
    const { baud } = read.profile;
    const isOther = entry.line.baud !== undefined && entry.line.baud !== baud;
    if (isOther)
      warning(
        ['foreign', index, 'line', 'baud'],
        'baud-unusual',
        `此类设备通常为 ${baud} 波特；若没有显示，请核对`,
        `such devices usually run at ${baud} baud; look here first if nothing is shown`,
      );
  });
}

function profileOf(entry: ForeignEntry, index: number, folder: string, problem: Found): ForeignProfile | null {
  const { profile, file } = entry;
  if ((profile === undefined) === (file === undefined)) {
    problem(
      ['foreign', index],
      'profile-choice',
      '请写 profile 或 file，其中之一',
      'write either profile or file, one of the two',
    );
    return null;
  }
  const known = profile === undefined ? [] : shippedProfiles();
  if (profile !== undefined && !known.includes(profile)) {
    const near = nearest(profile, known);
    problem(
      ['foreign', index, 'profile'],
      'profile-unknown',
      `没有设备型号 ${profile}${near ? `；是不是 ${near}？` : ''} 可用：${known.join('、')}`,
      `there is no profile ${profile}; ${near ? `did you mean ${near}? ` : ''}Known: ${known.join(', ')}`,
    );
    return null;
  }
  const read = readForeignProfile(entry, folder);
  if (read.ok) return read.profile;
  for (const { line, column, path, message } of read.problems)
    problem(
      ['foreign', index, file === undefined ? 'profile' : 'file'],
      'profile-invalid',
      `${read.file}:${line}:${column} ${path}：${message.zh}`,
      `${read.file}:${line}:${column} ${path}: ${message.en}`,
    );
  return null;
}

function checkPlaces({ places }: ForeignEntry, index: number, profile: ForeignProfile, problem: Found): void {
  const taken = new Set<number>();
  const able: readonly string[] = rolesOf(profile);
  const needsAddress = hasAddress(profile);
  places.forEach(({ address, roles = [] }, at) => {
    const path = ['foreign', index, 'places', at] as const;
    if (needsAddress && address === undefined)
      problem([...path], 'address-missing', '此类设备有地址，请写 address', 'such a device has an address; add it');
    if (!needsAddress && address !== undefined)
      problem(
        [...path, 'address'],
        'address-useless',
        '此类设备没有地址，请删除 address',
        'such a device has no address; remove it',
      );
    const own = address ?? loneAddress;
    if (taken.has(own) && (address !== undefined || !needsAddress))
      problem(
        needsAddress ? [...path, 'address'] : [...path],
        'node-duplicate',
        needsAddress ? `地址 ${own} 已被使用` : '没有地址的设备，一条线上只能有一台',
        needsAddress ? `address ${own} is taken` : 'without addresses there is room for one device on a line',
      );
    taken.add(own);
    roles.forEach((role, which) => {
      if (!able.includes(role))
        problem(
          [...path, 'roles', which],
          'role-impossible',
          `此类设备不能用作 ${role}；可用：${able.join('、')}`,
          `such a device cannot be a ${role}; it can be ${able.join(', ')}`,
        );
    });
  });
}
