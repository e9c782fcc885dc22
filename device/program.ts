/** Where the program's own files lie, and which version it is. The same from a checkout and from an installed package. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export interface Program {
  readonly root: string;
  readonly version: string;
  readonly displayDir: string;
  readonly demoDir: string;
  /** Characters as dots, for what a printer's own font lacks. */
  readonly fontFile: string;
}

export function findProgram(): Program {
  let root = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(root, 'package.json'))) {
    const up = dirname(root);
    if (up === root) throw new Error('the program has been moved away from its package.json');
    root = up;
  }
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  const fontFile = join(root, 'device', 'fonts', 'hall-dots-24.bin');
  return { root, version, displayDir: join(root, 'dist', 'display'), demoDir: join(root, 'device', 'demo'), fontFile };
}
