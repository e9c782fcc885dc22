/** Firmware updates in the journal: who sent which image to which nodes, and how it ended for each. They change nothing in the hall. */
import type { Command } from '../../protocol/commands.ts';
import { event } from '../../protocol/events.ts';
import { accept, type Decision } from './decision.ts';

type Of<Type extends Command['type']> = Extract<Command, { readonly type: Type }>;

export function decideFirmwareBegun({ type: _, ...body }: Of<'firmware-begun'>): Decision {
  return accept([event('firmware.begun', body)]);
}

export function decideFirmwareEnded({ type: _, ...body }: Of<'firmware-ended'>): Decision {
  return accept([event('firmware.ended', body)]);
}
