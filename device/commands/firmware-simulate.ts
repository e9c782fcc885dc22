/**
 * `hallkeeper firmware simulate`: a simulated chip on a port, at the pace of a real wire. With two joined pseudo-terminals the loader,
 * or any other program that speaks AN3155, can be tried by hand. Runs until it is told to end.
 */
import { createPacedPeer } from '../../firmware-bridge/loader/paced-peer.ts';
import { createVirtualTarget } from '../../firmware-bridge/loader/virtual-target.ts';
import { createSerialLine } from '../adapters/serial-line.ts';
import { hostPeerOnLine } from '../demo/peer-host.ts';
import { bitsPerByte, type LoaderPort } from './run-loader.ts';
import { untilToldToEnd } from './until-told-to-end.ts';

export interface SimulateOptions {
  readonly port: LoaderPort;
  readonly classicErase: boolean;
  readonly readoutProtected: boolean;
  readonly writeProtected: readonly number[];
  readonly instant: boolean;
}

export async function simulateChip(options: SimulateOptions): Promise<void> {
  const { port, classicErase, readoutProtected, writeProtected, instant } = options;
  const target = createVirtualTarget({
    erase: classicErase ? 'classic' : 'extended',
    readoutProtected,
    writeProtected,
    ...(instant ? { eraseMsPerPage: 0, writeMsPerBlock: 0 } : {}),
  });
  const line = createSerialLine({ path: port.path, baud: port.baud, parity: port.parity, random: Math.random });
  const wire = createPacedPeer(target, (bitsPerByte(port) * 1000) / port.baud);
  let running = false;
  const host = hostPeerOnLine(wire, line, {
    onStep() {
      const { runningAt } = target;
      if (runningAt !== null && !running)
        process.stdout.write(`The program was started at 0x${runningAt.toString(16).padStart(8, '0')}.\n`);
      running = runningAt !== null;
    },
  });
  process.stdout.write(`A simulated STM32F10x medium-density is in its boot loader on ${port.path}. Ctrl-C ends it.\n`);
  await untilToldToEnd(() => host.stop());
}
