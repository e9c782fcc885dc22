/**
 * What stands on a paper ticket, as data: blocks from top to bottom, for 80 mm and 58 mm paper, in one language or two.
 * The schema is part of the hall's configuration; the template `standard` is always there.
 */
import Type, { type Static } from 'typebox';
import { bilingual, id, strict } from './config-parts.ts';

export const blockNames = [
  'logo',
  'hall',
  'number',
  'copy',
  'service',
  'class',
  'next',
  'appointment',
  'ahead',
  'wait',
  'time',
  'bring',
  'qr',
  'phrases',
  'text',
  'line',
  'gap',
] as const;
export type BlockName = (typeof blockNames)[number];

const languages = (description: string) => Type.Enum(['both', 'zh', 'en', 'chosen'], { description });

export const ticketBlockSchema = Type.Object(
  {
    block: Type.Enum([...blockNames], { description: 'What is printed; see docs/tickets.md' }),
    languages: Type.Optional(
      languages('both, zh, en, or chosen: the one the customer chose; that of the template when left out'),
    ),
    align: Type.Optional(Type.Enum(['left', 'centre', 'right'], { description: 'That of the block when left out' })),
    size: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 6, description: 'Times normal size; a number shrinks until it fits' }),
    ),
    bold: Type.Optional(Type.Boolean({ description: 'That of the block when left out' })),
    text: Type.Optional(bilingual('Words of a `text` block')),
    file: Type.Optional(
      Type.String({
        pattern: '\\.[Pp][Nn][Gg]$',
        maxLength: 300,
        description: 'PNG file of a `logo` block, beside this file when its path is relative',
      }),
    ),
    widthMm: Type.Optional(
      Type.Integer({ minimum: 5, maximum: 72, description: 'Width of a `logo` block; 40 when left out' }),
    ),
    dots: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 255, description: 'Height of a `gap` block, 8 dots a mm; 12 when left out' }),
    ),
  },
  { ...strict, description: 'One block of a ticket' },
);

/** `templateBlocksMax` of the printer folder is the same bound. */
const blocks = (description: string) => Type.Array(ticketBlockSchema, { minItems: 1, maxItems: 40, description });

export const ticketTemplateSchema = Type.Object(
  {
    id: id('Template id'),
    name: Type.Optional(bilingual('As staff know it')),
    languages: Type.Optional(languages('Languages of its blocks; both when left out')),
    blocks: blocks('From top to bottom'),
    blocks58: Type.Optional(blocks('On 58 mm paper; `blocks` when left out')),
  },
  strict,
);

export const ticketsSchema = Type.Object(
  {
    template: Type.Optional(id('Template of all services that name none; `standard` when left out')),
    large: Type.Optional(id('Template of large print; the same as else, twice as large, when left out')),
    templates: Type.Optional(Type.Array(ticketTemplateSchema, { maxItems: 20, description: 'Own templates' })),
  },
  { ...strict, description: 'What stands on a ticket' },
);

export type TicketBlock = Static<typeof ticketBlockSchema>;
export type TicketTemplate = Static<typeof ticketTemplateSchema>;
export type TicketsConfig = Static<typeof ticketsSchema>;
export type TicketLanguages = NonNullable<TicketBlock['languages']>;

/** The ticket of a hall that says nothing about it. A template of this id in the configuration stands in its place. */
export const standardTemplate: TicketTemplate = {
  id: 'standard',
  name: { zh: '标准', en: 'Standard' },
  blocks: [
    { block: 'hall', languages: 'zh' },
    { block: 'gap', dots: 8 },
    // Five times normal: read at arm's length without glasses.
    { block: 'number', size: 5 },
    { block: 'copy' },
    { block: 'gap', dots: 6 },
    { block: 'service' },
    { block: 'next' },
    { block: 'gap' },
    { block: 'appointment' },
    { block: 'ahead' },
    { block: 'wait' },
    { block: 'time' },
    { block: 'bring' },
    { block: 'qr' },
    { block: 'gap', dots: 12 },
    { block: 'phrases' },
  ],
};

/** Every template that can be named, the built-in one among them. */
export function ticketTemplates(config: TicketsConfig | undefined): readonly TicketTemplate[] {
  const own = config?.templates ?? [];
  return own.some(({ id }) => id === standardTemplate.id) ? own : [standardTemplate, ...own];
}

/** The template of a service; `large` asks for the one of large print, where there is one. */
export function templateOf(
  config: TicketsConfig | undefined,
  ofService: string | undefined,
  large: boolean,
): TicketTemplate {
  const named = (large ? config?.large : undefined) ?? ofService ?? config?.template ?? standardTemplate.id;
  return ticketTemplates(config).find(({ id }) => id === named) ?? standardTemplate;
}
