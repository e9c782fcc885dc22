/**
 * What the centre asks for besides events. This version knows one command, `replay`, and the documents that its owner takes; every
 * other command is answered `unsupported` and every other document is reported `rejected`, so that the centre never has to guess.
 */
import { readDesiredTopic } from '../../protocol/mqtt.ts';
import { readCommand, readDesired, readReplayArgs } from '../../protocol/mqtt-read.ts';
import type { Outbox } from './uplink-outbox.ts';
import type { ReplayLine } from './uplink-replay.ts';
import type { DesiredDocument, DroppedMessage } from './uplink-types.ts';

/** Topics that a hall hears but has no use for yet: the centre's time, for plausibility only. */
const unused = new Set(['hall/v1/all/time']);

/** Gives what had to be dropped, or null. */
export function takeCommand(payload: string, replays: ReplayLine, outbox: Outbox): DroppedMessage | null {
  const command = readCommand(payload);
  if (command === null) return 'command';
  const range = command.type === 'replay' ? readReplayArgs(command.args) : null;
  if (range !== null && replays.add(command.id, range.from, range.to)) return null;
  const status = command.type === 'replay' ? 'refused' : 'unsupported';
  return outbox.answer({ id: command.id, status }) ? null : 'command';
}

/** Gives a document that the owner must apply, what had to be dropped, or null when all is done. */
export function takeDocument(
  hall: string,
  topic: string,
  payload: string,
  taken: readonly string[],
  outbox: Outbox,
): DesiredDocument | DroppedMessage | null {
  const name = readDesiredTopic(hall, topic);
  if (name === null) return unused.has(topic) ? null : 'topic';
  // An empty payload clears the broker; what was applied stays until another document says otherwise.
  if (payload === '') return null;
  const document = readDesired(payload);
  if (document === null) return 'document';
  const { version, sha256, data } = document;
  // What one hall has is never a document for every hall.
  const isOwn = taken.includes(name) && topic.startsWith(`hall/v1/${hall}/`);
  if (isOwn && data !== undefined) return { name, version, sha256, data };
  outbox.reported(name, { version, sha256, status: 'rejected', error: 'unsupported' });
  return null;
}
