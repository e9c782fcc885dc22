/** What only the program itself can say about the printers of a configuration: which models it knows, and whose they are. */
import { configDefaults, type HallConfig } from '../../protocol/config.ts';
import { nearest } from '../../protocol/nearest-word.ts';
import { printerProfiles } from '../drivers/printer/printer-profile.ts';

export function checkPrinters(
  { printers = [] }: HallConfig,
  problem: (path: readonly (string | number)[], code: string, zh: string, en: string) => void,
): void {
  const owners = new Map<string, string>();
  printers.forEach(({ id, kiosks = [] }, index) => {
    kiosks.forEach((kiosk, at) => {
      const owner = owners.get(kiosk);
      owners.set(kiosk, id);
      if (owner === undefined) return;
      problem(
        ['printers', index, 'kiosks', at],
        'kiosk-twice',
        `自助机 ${kiosk} 已属于打印机 ${owner}，一台自助机只能有一台打印机`,
        `the kiosk ${kiosk} has the printer ${owner} already; a kiosk has one printer`,
      );
    });
  });
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
