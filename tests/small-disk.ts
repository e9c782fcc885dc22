/**
 * A disk of its own for a test: an ext4 file system in a file. It can be filled to the last byte, frozen so that nothing
 * on it can be changed, and broken the way a worn-out card breaks. Needs root; only what it mounted is ever unmounted.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

export interface SmallDisk {
  /** A folder on the disk. */
  readonly path: string;
  /** Takes all the room that is left. */
  fill(): void;
  /** Gives the room back. */
  free(): void;
  /** Files in the folder, and the folder, refuse every change, also through handles that are open. */
  freeze(): void;
  thaw(): void;
  /** The kernel meets an error on the disk and makes it read-only for good. */
  breakDown(): void;
  /** Unmounted, checked, repaired and mounted again. Nothing may have files open on it. */
  repair(): void;
  remove(): void;
}

/** False: tests that need a disk skip by name. */
export function canMountDisk(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    createSmallDisk(4).remove();
    return true;
  } catch {
    return false;
  }
}

export function createSmallDisk(megabytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  const image = join(folder, 'image');
  const mounted = join(folder, 'disk');
  const path = join(mounted, 'data');
  const filler = join(mounted, 'filler');
  const mount = () => run('mount', '-o', 'loop,errors=remount-ro', image, mounted);
  try {
    mkdirSync(mounted);
    writeFileSync(image, '');
    run('truncate', '-s', `${megabytes}M`, image);
    // No blocks kept back for root: full is full.
    run('mkfs.ext4', '-q', '-m', '0', image);
    mount();
    mkdirSync(path);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  const files = () => [path, ...readdirSync(path).map((name) => join(path, name))];
  return {
    path,
    fill() {
      // Both end with 'no space left', and that is the point: coarse first, then the last crumbs.
      for (const size of ['64k', '1k'])
        spawnSync('dd', ['if=/dev/zero', `of=${filler}`, `bs=${size}`, 'oflag=append', 'conv=notrunc,fsync']);
    },
    free() {
      rmSync(filler, { force: true });
      run('sync', '-f', mounted);
    },
    freeze: () => run('chattr', '+i', ...files()),
    thaw: () => run('chattr', '-i', ...files()),
    breakDown() {
      const device = basename(execFileSync('findmnt', ['-no', 'SOURCE', mounted]).toString().trim());
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1');
    },
    repair() {
      run('umount', mounted);
      // 1: errors were corrected.
      const { status } = spawnSync('e2fsck', ['-fy', image], { stdio: 'ignore' });
      if (status !== 0 && status !== 1) throw new Error(`e2fsck ended with ${status}`);
      mount();
    },
    remove() {
      run('umount', mounted);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function run(program: string, ...args: readonly string[]): void {
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
}
