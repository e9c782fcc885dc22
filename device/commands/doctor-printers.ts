/** The printer's part of `hallkeeper doctor`: what each was found to do when the daemon last asked it, and what to do about it. */
import { configDefaults, type PrinterConfig } from '../../protocol/config.ts';
import { readPrinterMemories } from '../adapters/printer-memory-file.ts';
import { couldConfirmBetter, mismatchOf, type PrinterFindings } from '../drivers/printer/printer-findings.ts';
import { findPrinterProfile } from '../drivers/printer/printer-profile.ts';
import { type PrinterMemory, parsePrinterMemory } from '../runtime/printer-memory.ts';
import type { Finding } from './finding.ts';

export function printerFindings(printers: readonly PrinterConfig[], data: string | null): Finding[] {
  const memories = data === null ? new Map<string, unknown>() : readPrinterMemories(data);
  return printers.map((printer) => findingOf(printer, parsePrinterMemory(memories.get(printer.id))));
}

function findingOf({ id, profile: named }: PrinterConfig, memory: PrinterMemory | null): Finding {
  const name = named ?? configDefaults.printerProfile;
  const profile = findPrinterProfile(name);
  const isSame = memory?.profile === name;
  const found = isSame ? memory.findings : null;
  const printer = {
    profile: name,
    found,
    foundMs: isSame ? memory.foundMs : null,
    reserveMm: memory?.roll.reserveMm ?? null,
  };
  const say = (state: Finding['state'], text: string): Finding => ({
    what: id,
    state,
    text: `${name}: ${text}`,
    printer,
  });
  if (!profile) return say('bad', 'there is no such profile. See docs/printers.md');
  if (profile.completion === 'none')
    return say(
      'note',
      'never asked; its tickets count as sent, not as printed. Choose another profile if answers arrive',
    );
  if (!found) return say('note', 'not asked yet; it is when the daemon first finds it healthy');
  const asFound = `confirms by ${found.completion}, ${found.automatic ? 'reports' : 'does not report'} changes by itself${nameOf(found)}`;
  if (mismatchOf(profile, found).length > 0)
    return say(
      'bad',
      `${asFound}; its profile says ${profile.completion}. Compare the profile with the machine, or use unknown`,
    );
  if (couldConfirmBetter(profile, found))
    return say(
      'note',
      `${asFound}; that is more than its profile uses (${profile.completion}). Tickets are safe as it is`,
    );
  return say('good', asFound);
}

function nameOf({ maker, model }: PrinterFindings): string {
  const named = [maker, model].filter((part) => part !== null).join(' ');
  return named === '' ? '' : `, calls itself ${named}`;
}
