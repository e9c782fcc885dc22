/** A simulated chip at one end of a real pair of pseudo-terminals, behind a wire of a real rate. */
import { createSerialLine } from '../device/adapters/serial-line.ts';
import { hostPeerOnLine } from '../device/demo/peer-host.ts';
import { createPacedPeer } from '../firmware-bridge/loader/paced-peer.ts';
import {
  createVirtualTarget,
  type VirtualTarget,
  type VirtualTargetOptions,
} from '../firmware-bridge/loader/virtual-target.ts';
import { until } from './line-recorder.ts';
import { createPtyPair, type PtyPair } from './pty-pair.ts';

export interface ChipOnLine {
  readonly target: VirtualTarget;
  /** The host's end. */
  readonly path: string;
  readonly pair: PtyPair;
  /** Bytes that have come from the host. */
  readonly heard: () => number;
  stop(): Promise<void>;
}

/** `baud` null: as fast as the terminals are. */
export async function createChipOnLine(options: VirtualTargetOptions, baud: number | null): Promise<ChipOnLine> {
  const pair = await createPtyPair();
  const target = createVirtualTarget(options);
  const wire = baud === null ? target : createPacedPeer(target, 10_000 / baud);
  let heard = 0;
  const counted = {
    onBytes(bytes: Uint8Array, nowMs: number) {
      heard += bytes.length;
      return wire.onBytes(bytes, nowMs);
    },
    onTick: (nowMs: number) => wire.onTick(nowMs),
  };
  const line = createSerialLine({ path: pair.b, baud: baud ?? 115_200, random: () => 0.5 });
  const host = hostPeerOnLine(counted, line);
  await until('the chip is on the line', () => line.state === 'up');
  return {
    target,
    path: pair.a,
    pair,
    heard: () => heard,
    async stop() {
      await host.stop();
      await pair.stop();
    },
  };
}
