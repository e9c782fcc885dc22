import { describe, expect, it } from 'vitest';
import { runProgram } from '../../tests/hall-process.ts';

describe('hallkeeper bus', () => {
  it('says what it can do', async () => {
    const { code, stdout } = await runProgram(['bus', '--help']);
    expect(code).toBe(0);
    for (const name of ['list', 'scan', 'address', 'identify', 'install-key', 'speed']) expect(stdout).toContain(name);
  });
  it('ends with a reason where no hall runs, and opens no port itself', async () => {
    const { code, stderr } = await runProgram(['bus', 'list', '--badge', '1', '--daemon', 'http://127.0.0.1:9']);
    expect(code).toBe(1);
    expect(stderr).toContain('No hall answers');
  });
});
