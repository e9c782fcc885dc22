import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, describe, expect, it } from 'vitest';
import { createLogoSource, readLogo } from './logo-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'logo-'));
afterAll(() => rmSync(folder, { recursive: true }));

function picture(name: string, width: number, height: number, dot: readonly number[]): string {
  const png = new PNG({ width, height });
  for (let at = 0; at < width * height; at += 1) png.data.set(dot, at * 4);
  const file = join(folder, name);
  writeFileSync(file, PNG.sync.write(png));
  return file;
}
const inkShare = ({ bits, widthDots, rows }: ReturnType<typeof readLogo>): number =>
  [...bits].reduce((sum, byte) => sum + byte.toString(2).replace(/0/g, '').length, 0) / (widthDots * rows);

describe('a logo', () => {
  it('is as wide as asked, keeps its shape, and is never higher than 400 dots', () => {
    const wide = readLogo(picture('wide.png', 60, 20, [0, 0, 0, 255]), 240);
    expect([wide.widthDots, wide.rows]).toEqual([240, 80]);
    const tall = readLogo(picture('tall.png', 10, 100, [0, 0, 0, 255]), 240);
    expect([tall.widthDots, tall.rows]).toEqual([40, 400]);
  });

  it('has as much black as its grey asks for; what is transparent is white', () => {
    const shareOf = (dot: readonly number[]) => inkShare(readLogo(picture('a.png', 50, 50, dot), 200));
    expect(shareOf([0, 0, 0, 255])).toBe(1);
    expect(shareOf([0, 0, 0, 0])).toBe(0);
    expect(shareOf([191, 191, 191, 255])).toBeCloseTo(0.25, 1);
    expect(shareOf([64, 64, 64, 255])).toBeCloseTo(0.75, 1);
  });

  it('that cannot be read is told once and left out; it never ends the daemon', () => {
    const broken = join(folder, 'broken.png');
    writeFileSync(broken, 'no picture');
    const huge = Buffer.from(PNG.sync.write(new PNG({ width: 2, height: 2 })));
    huge.writeUInt32BE(60_000, 16);
    huge.writeUInt32BE(60_000, 20);
    writeFileSync(join(folder, 'huge.png'), huge);
    const cut = join(folder, 'cut.png');
    writeFileSync(cut, PNG.sync.write(new PNG({ width: 40, height: 40 })).subarray(0, 60));
    const told: string[] = [];
    const logo = createLogoSource((file, reason) => told.push(`${file}: ${reason}`));
    for (const file of [broken, cut, join(folder, 'huge.png'), join(folder, 'none.png')])
      for (let again = 0; again < 3; again += 1) expect(logo(file, 100)).toBeNull();
    expect(told).toHaveLength(4);
    expect(told[2]).toContain('60000 x 60000');
  });
});
