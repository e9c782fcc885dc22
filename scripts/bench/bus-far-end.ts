/** The nodes of one bus at the far end of a terminal, at the line's real pace, in a process of their own. */
import { gb18030 } from '../../device/adapters/charset-gb18030.ts';
import { createSerialLine } from '../../device/adapters/serial-line.ts';
import { createSystemClock } from '../../device/adapters/system-clock.ts';
import type { BusNodeKind } from '../../firmware-bridge/bus-node-kind.ts';
import { createVirtualBus } from '../../firmware-bridge/virtual-bus.ts';
import { createVirtualNode } from '../../firmware-bridge/virtual-node.ts';
import { BUS_TURNAROUND_MS_MAX } from '../../protocol/bus/bus-limits.ts';

export interface FarEnd {
  readonly path: string;
  readonly baud: number;
  /** Addresses 1, 2, 3 … */
  readonly kinds: readonly BusNodeKind[];
}

const { path, baud, kinds } = JSON.parse(process.argv[2] ?? '{}') as FarEnd;
// Ends with whoever started it.
process.on('disconnect', () => process.exit(0));
const nodes = kinds.map((kind, at) =>
  createVirtualNode({ kind, address: at + 1, uid: `48${String(at + 1).padStart(22, '0')}`, charset: gb18030 }),
);
const bus = createVirtualBus({ baud, nodes, seed: 3, turnaroundMs: BUS_TURNAROUND_MS_MAX });
const line = createSerialLine({ path, baud, random: Math.random });
const clock = createSystemClock('UTC');
let cancel: (() => void) | null = null;

function take({ writes, wakeAtMs }: ReturnType<typeof bus.onTick>): void {
  for (const bytes of writes) line.write(bytes);
  cancel?.();
  cancel = wakeAtMs === null ? null : clock.at(wakeAtMs, () => take(bus.onTick(clock.monoMs())));
}
line.start({ onOpen: () => {}, onClose: () => {}, onBytes: (bytes) => take(bus.onBytes(bytes, clock.monoMs())) });
