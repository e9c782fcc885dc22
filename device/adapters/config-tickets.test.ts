import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config-file.ts';

const start = `hall: { id: t, name: { zh: 厅, en: Hall }, zone: UTC }
counters: [{ no: 1, services: [A] }]
services:
  - { id: A, name: { zh: 缴费, en: Pay }, minutes: 4, ticket: short }
tickets:
  templates:
    - id: short
      blocks:
`;
const found = (blocks: string, more = '', exists = () => true) => {
  const loaded = loadConfig(`${start}${blocks}${more}`, 'hall.yaml', exists);
  const list = (loaded.ok ? loaded.warnings : loaded.problems).filter(({ code }) => code !== 'staff-none');
  return [loaded.ok, ...list.map(({ line, path, code }) => `${line} ${path} ${code}`)];
};
const number = '        - { block: number }\n';

describe('ticket templates in the configuration', () => {
  it('are good when every block has what it needs', () => {
    const blocks = `${number}        - { block: text, text: { zh: 你好, en: Hello }, size: 2 }
        - { block: logo, file: logo.png, widthMm: 30 }
        - { block: gap, dots: 20 }
      blocks58: [{ block: number }, { block: qr }]
  large: standard
`;
    expect(found(blocks)).toEqual([true]);
    expect(found(blocks, '', () => false)).toEqual([true, '11 tickets.templates[0].blocks[2].file file-missing']);
  });

  it('are told with line and path where they are wrong', () => {
    expect(found('        - { block: numbr }\n')).toEqual([
      false,
      '9 tickets.templates[0].blocks[0].block choice-wrong',
    ]);
    expect(found(`${number}        - { block: text }\n`)).toEqual([
      false,
      '10 tickets.templates[0].blocks[1] ticket-block-incomplete',
    ]);
    expect(found(`${number}        - { block: time, dots: 9 }\n        - { block: line, size: 2 }\n`)).toEqual([
      false,
      '10 tickets.templates[0].blocks[1].dots ticket-setting-unused',
      '11 tickets.templates[0].blocks[2].size ticket-setting-unused',
    ]);
    expect(found('        - { block: time }\n')).toEqual([
      false,
      '8 tickets.templates[0].blocks ticket-number-missing',
    ]);
    expect(found(number, '    - { id: short, blocks: [{ block: number }] }\n  template: shrt\n')).toEqual([
      false,
      '10 tickets.templates[1].id template-duplicate',
      '11 tickets.template template-unknown',
    ]);
    expect(found(`${number}        - { block: logo, file: logo.bmp }\n`)[0]).toBe(false);
  });

  it('the demo hall keeps the ticket that is always there', () => {
    const text = readFileSync(new URL('../demo/demo-hall.yaml', import.meta.url), 'utf8');
    expect(text).not.toContain('tickets:');
  });
});
