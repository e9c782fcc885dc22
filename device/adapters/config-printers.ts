/** What only the program itself can say about the printers of a configuration: which models it knows, and how many it uses. */
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { nearest } from '../../protocol/nearest-word.ts';
import { printerProfiles } from '../drivers/printer/printer-profile.ts';

/** All tickets of a hall go to one printer; the schema has room for more, so that a file need not change its shape later. */
const printersMax = 1;

export function checkPrinters(
  { printers = [] }: HallConfig,
  problem: (path: readonly (string | number)[], code: string, zh: string, en: string) => void,
): void {
  if (printers.length > printersMax)
    problem(
      ['printers', printersMax],
      'printers-too-many',
      '本版本只使用一台打印机，请删除其余的',
      'one printer in this version: the others would never print; remove them',
    );
  const known = Object.keys(printerProfiles);
  printers.forEach(({ profile = configDefaults.printerProfile }, index) => {
    if (known.includes(profile)) return;
    const near = nearest(profile, known) ?? known.find((name) => name.startsWith(profile.toLowerCase()));
    problem(
      ['printers', index, 'profile'],
      'profile-unknown',
      `没有打印机型号 ${profile}${near ? `；是不是 ${near}？` : ''} 可用：${known.join('、')}`,
      `there is no printer profile ${profile}; ${near ? `did you mean ${near}? ` : ''}Known: ${known.join(', ')}`,
    );
  });
}
