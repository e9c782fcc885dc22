/**
 * What the centre wants done once. This version knows one command, `replay`; every other one is answered `unsupported`, so that the
 * centre never has to guess.
 */
import { readCommand, readReplayArgs } from '../../protocol/mqtt-read.ts';
import type { Outbox } from './uplink-outbox.ts';
import type { ReplayLine } from './uplink-replay.ts';
import type { DroppedMessage } from './uplink-types.ts';

/** Gives what had to be dropped, or null. */
export function takeCommand(payload: string, replays: ReplayLine, outbox: Outbox): DroppedMessage | null {
  const command = readCommand(payload);
  if (command === null) return 'command';
  const range = command.type === 'replay' ? readReplayArgs(command.args) : null;
  if (range !== null && replays.add(command.id, range.from, range.to)) return null;
  const status = command.type === 'replay' ? 'refused' : 'unsupported';
  return outbox.answer({ id: command.id, status }) ? null : 'command';
}
