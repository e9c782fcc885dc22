/**
 * What a schema cannot say about ticket templates: names that lead nowhere, a template twice, a setting in a block that has
 * no use for it, a ticket without its number. A logo that is not there is a warning: tickets come out without it.
 */
import type { HallConfig } from '../../protocol/config.ts';
import { nearest } from '../../protocol/nearest-word.ts';
import { type TicketBlock, type TicketTemplate, ticketTemplates } from '../../protocol/ticket-template.ts';
import type { Found } from './config-queue-checks.ts';

type Setting = 'text' | 'file' | 'widthMm' | 'dots' | 'size' | 'bold' | 'align' | 'languages';
type Path = Parameters<Found>[0];

/** Settings that only some blocks have. */
const usedBy: Readonly<Record<'text' | 'file' | 'widthMm' | 'dots', TicketBlock['block']>> = {
  text: 'text',
  file: 'logo',
  widthMm: 'logo',
  dots: 'gap',
};
/** Settings of words, which blocks without words do not have. */
const wordless: Partial<Record<TicketBlock['block'], readonly Setting[]>> = {
  logo: ['size', 'bold', 'languages'],
  number: ['languages'],
  qr: ['align'],
  line: ['size', 'bold', 'align', 'languages'],
  gap: ['size', 'bold', 'align', 'languages'],
};
/** What a block cannot do without. */
const needed: Partial<Record<TicketBlock['block'], 'text' | 'file'>> = { text: 'text', logo: 'file' };

export function checkTickets(config: HallConfig, problem: Found): void {
  const { tickets } = config;
  const known = ticketTemplates(tickets).map(({ id }) => id);
  const templates = tickets?.templates ?? [];
  templates.forEach(({ id }, index) => {
    if (templates.findIndex((one) => one.id === id) < index)
      problem(
        ['tickets', 'templates', index, 'id'],
        'template-duplicate',
        `模板 ${id} 写了两次`,
        `template ${id} is there twice; rename one`,
      );
  });
  const named: readonly (readonly [Path, string | undefined])[] = [
    [['tickets', 'template'], tickets?.template],
    [['tickets', 'large'], tickets?.large],
    ...config.services.map(({ ticket }, index) => [['services', index, 'ticket'], ticket] as const),
  ];
  for (const [path, id] of named) {
    if (id === undefined || known.includes(id)) continue;
    const near = nearest(id, known);
    problem(
      path,
      'template-unknown',
      `没有模板 ${id}${near ? `；是不是 ${near}？` : ''} 可用：${known.join('、')}`,
      `there is no template ${id}; ${near ? `did you mean ${near}? ` : ''}Known: ${known.join(', ')}`,
    );
  }
  for (const [path, blocks] of blockLists(templates)) checkBlocks(path, blocks, problem);
}

export function warnTickets({ tickets }: HallConfig, exists: (file: string) => boolean, warning: Found): void {
  for (const [path, blocks] of blockLists(tickets?.templates ?? []))
    blocks.forEach(({ file }, index) => {
      if (file !== undefined && !exists(file))
        warning(
          [...path, index, 'file'],
          'file-missing',
          `没有文件 ${file}；号票将没有这个图标`,
          `there is no file ${file}; tickets come out without this logo`,
        );
    });
}

function blockLists(templates: readonly TicketTemplate[]): (readonly [Path, readonly TicketBlock[]])[] {
  return templates.flatMap(({ blocks, blocks58 }, index) => [
    [['tickets', 'templates', index, 'blocks'], blocks] as const,
    ...(blocks58 ? [[['tickets', 'templates', index, 'blocks58'], blocks58] as const] : []),
  ]);
}

function checkBlocks(path: Path, blocks: readonly TicketBlock[], problem: Found): void {
  if (!blocks.some(({ block }) => block === 'number'))
    problem(
      path,
      'ticket-number-missing',
      '号票上必须有号码：请加上 {block: number}',
      'a ticket must show its number: add {block: number}',
    );
  blocks.forEach((block, index) => {
    const at = [...path, index];
    const need = needed[block.block];
    if (need !== undefined && block[need] === undefined)
      problem(
        at,
        'ticket-block-incomplete',
        `${block.block} 需要 ${need}，请补上`,
        `a ${block.block} block needs ${need}; add it`,
      );
    for (const setting of unusedSettings(block))
      problem(
        [...at, setting],
        'ticket-setting-unused',
        `${block.block} 不使用 ${setting}，请删除`,
        `a ${block.block} block has no use for ${setting}; remove it`,
      );
  });
}

function unusedSettings(block: TicketBlock): readonly Setting[] {
  const others = (['text', 'file', 'widthMm', 'dots'] as const).filter((setting) => usedBy[setting] !== block.block);
  return [...others, ...(wordless[block.block] ?? [])].filter((setting) => block[setting] !== undefined);
}
