/** `npm run sim:bus`: ten million frames over a line that damages one in five; prints what was lost and what was wrongly taken. */
import { Command } from 'commander';
import { countNoise } from './sim/bus-noise.ts';

const { frames, share, seed } = new Command('npm run sim:bus --')
  .description('frames over a bad line: undamaged ones lost, wrong payloads taken')
  .option('--frames <n>', 'how many', Number, 10_000_000)
  .option('--share <part>', 'chance that a frame is damaged', Number, 0.2)
  .option('--seed <n>', 'of the chance', Number, 1)
  .parse()
  .opts<{ frames: number; share: number; seed: number }>();

const piece = 500_000;
let total = { frames: 0, damaged: 0, lost: 0, passed: 0, wrong: 0 };
for (let at = 0; at < frames; at += piece) {
  const part = countNoise(Math.min(piece, frames - at), share, seed + at);
  total = {
    frames: total.frames + part.frames,
    damaged: total.damaged + part.damaged,
    lost: total.lost + part.lost,
    passed: total.passed + part.passed,
    wrong: total.wrong + part.wrong,
  };
  process.stderr.write(`${total.frames} frames, ${total.lost} lost, ${total.wrong} wrong\n`);
}
process.stdout.write(
  `${total.frames} frames, ${total.damaged} damaged: undamaged lost ${total.lost}, wrong but whole by CRC ${total.passed}, of them taken ${total.wrong}\n`,
);
process.exitCode = total.lost + total.wrong > 0 ? 1 : 0;
