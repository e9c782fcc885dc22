/** Files that a configuration names by a relative path lie beside it. */
import { resolve } from 'node:path';
import type { HallConfig } from '../../protocol/config.ts';
import type { TicketBlock } from '../../protocol/ticket-template.ts';

/** The configuration with every such path made whole. */
export function withOwnFiles(config: HallConfig, folder: string): HallConfig {
  const { appointments, foreign, tickets } = config;
  const whole = (block: TicketBlock): TicketBlock =>
    block.file === undefined ? block : { ...block, file: resolve(folder, block.file) };
  const templates = tickets?.templates?.map((template) => ({
    ...template,
    blocks: template.blocks.map(whole),
    ...(template.blocks58 ? { blocks58: template.blocks58.map(whole) } : {}),
  }));
  return {
    ...config,
    ...(appointments?.file === undefined
      ? {}
      : { appointments: { ...appointments, file: resolve(folder, appointments.file) } }),
    ...(foreign
      ? {
          foreign: foreign.map((each) =>
            each.file === undefined ? each : { ...each, file: resolve(folder, each.file) },
          ),
        }
      : {}),
    ...(templates ? { tickets: { ...tickets, templates } } : {}),
  };
}
