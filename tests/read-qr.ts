/** What a phone reads from a paper: its codes and pictures drawn as a PNG and given to zbarimg. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import type { DisplayItem, DisplayList } from '../device/drivers/printer/paper-renderer.ts';

/** White on each side of a picture, dots: a code needs a margin, a paper has one. */
const marginDots = 40;

/** False: tests that need it skip by name. */
export function hasZbar(): boolean {
  return spawnSync('zbarimg', ['--version'], { stdio: 'ignore' }).error === undefined;
}

/** Text of the code on a paper. Throws when zbarimg finds none. */
export function readQr(paper: DisplayList): string {
  const folder = mkdtempSync(join(tmpdir(), 'paper-'));
  try {
    const file = join(folder, 'paper.png');
    writeFileSync(file, PNG.sync.write(drawCodes(paper)));
    return execFileSync('zbarimg', ['--nodbus', '--raw', '-q', file]).toString().trim();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function drawCodes({ items, widthDots, heightDots }: DisplayList): PNG {
  const png = new PNG({ width: widthDots + 2 * marginDots, height: heightDots + 2 * marginDots });
  png.data.fill(0xff);
  for (const item of items) {
    if (item.kind !== 'qr' && item.kind !== 'bitmap') continue;
    for (let y = 0; y < item.h; y += 1) {
      for (let x = 0; x < item.w; x += 1) {
        if (!isBlack(item, x, y)) continue;
        const at = ((item.y + y + marginDots) * png.width + item.x + x + marginDots) * 4;
        png.data.fill(0, at, at + 3);
      }
    }
  }
  return png;
}

function isBlack(item: Extract<DisplayItem, { kind: 'qr' | 'bitmap' }>, x: number, y: number): boolean {
  if (item.kind === 'bitmap') return ((item.bits[y * item.rowBytes + (x >> 3)] ?? 0) & (0x80 >> (x & 7))) !== 0;
  return item.modules[Math.floor(y / item.moduleDots)]?.[Math.floor(x / item.moduleDots)] === true;
}
