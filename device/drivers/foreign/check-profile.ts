/** What the schema of a profile cannot say: names that lead nowhere, layouts that no frame can have. */
import type { ForeignField, ForeignProfile, FrameProfile } from '../../../protocol/foreign-profile.ts';
import type { Bilingual } from '../../../protocol/texts-types.ts';
import { namesIn } from './byte-words.ts';
import { partNameOf } from './frame-layout.ts';

export interface ProfileFinding {
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: Bilingual;
}

type Found = (path: ProfileFinding['path'], code: string, zh: string, en: string) => void;

export function checkProfile(profile: ForeignProfile): readonly ProfileFinding[] {
  const findings: ProfileFinding[] = [];
  const found: Found = (path, code, zh, en) => findings.push({ path, code, message: { zh, en } });
  if (profile.kind === 'line-display') return findings;
  const fields = profile.fields ?? [];
  checkFields(fields, found);
  const templates: (readonly [ProfileFinding['path'], string])[] = [];
  const lists = profile.kind === 'modbus' ? profile.registers : (profile.show ?? []);
  const key = profile.kind === 'modbus' ? 'registers' : 'show';
  lists.forEach(({ cases }, index) => {
    for (const [at, { data }] of cases.entries()) templates.push([[key, index, 'cases', at, 'data'], data]);
  });
  if (profile.kind === 'frame') {
    checkLayout(profile.frame, 'frame', found);
    if (profile.receive) checkLayout(profile.receive, 'receive', found);
    for (const [at, data] of (profile.call ?? []).entries()) templates.push([['call', at], data]);
    if (profile.rate !== undefined) templates.push([['rate'], profile.rate]);
    checkAnswers(profile, found);
  }
  const names = fields.map(({ name }) => name);
  for (const [path, template] of templates) {
    for (const name of namesIn(template))
      if (!names.includes(name))
        found(
          path,
          'field-unknown',
          `没有字段 ${name}；现有：${names.join('、') || '（无）'}`,
          `there is no field ${name}; ${names.length > 0 ? `choose from ${names.join(', ')}` : 'add it under fields'}`,
        );
  }
  return findings;
}

function checkFields(fields: readonly ForeignField[], found: Found): void {
  fields.forEach(({ name, of, map, as, width }, index) => {
    if (fields.findIndex((each) => each.name === name) < index)
      found(
        ['fields', index, 'name'],
        'field-duplicate',
        `字段 ${name} 重复`,
        `field ${name} is there twice; rename one`,
      );
    if ((of === 'state' || of === 'light') && !map)
      found(
        ['fields', index],
        'map-missing',
        `${of} 需要 map：每种状态的字节`,
        `${of} needs a map: the bytes of each state`,
      );
    if (as === 'binary' && width === undefined)
      found(
        ['fields', index],
        'width-missing',
        'binary 需要 width（字节数）',
        'binary needs width, its number of bytes',
      );
  });
}

function checkLayout(layout: FrameProfile['frame'], key: 'frame' | 'receive', found: Found): void {
  const names = layout.map(partNameOf);
  const data = layout.flatMap((part, index) => ('data' in part ? [[part.data, index] as const] : []));
  if (data.length !== 1)
    found([key], 'data-parts', '一个帧必须正好有一个 data 部分', 'a frame has exactly one part called data');
  for (const [{ min, max }, index] of data)
    if (min > max) found([key, index, 'data', 'min'], 'range-empty', 'min 大于 max', 'min is more than max');
  layout.forEach((part, index) => {
    if (!('from' in part)) return;
    const [from, to] = [names.indexOf(part.from), names.indexOf(part.to)];
    for (const [end, at] of [
      ['from', from],
      ['to', to],
    ] as const)
      if (at < 0)
        found(
          [key, index, end],
          'part-unknown',
          `没有部分 ${part[end]}；现有：${names.join('、')}`,
          `there is no part ${part[end]}; choose from ${names.join(', ')}`,
        );
    if (from > to && to >= 0) found([key, index, 'from'], 'range-empty', 'from 在 to 之后', 'from comes after to');
    if ('check' in part && to >= index)
      found(
        [key, index, 'to'],
        'check-early',
        '校验必须在所覆盖的部分之后',
        'a check stands after the parts that it covers',
      );
    if ('length' in part && names.indexOf('data') < index)
      found([key, index], 'length-late', '长度必须在 data 之前', 'the length stands before the data');
  });
}

function checkAnswers(profile: FrameProfile, found: Found): void {
  for (const key of ['answerKey', 'answerRating'] as const)
    for (const name of namesIn(profile[key] ?? ''))
      if (!/^(echo|in-\d{1,2})$/.test(name))
        found(
          [key],
          'field-unknown',
          `应答里只能用 {echo} 或 {in-0}、{in-1}…`,
          `an answer knows {echo} and {in-0}, {in-1} and so on, not {${name}}`,
        );
}
