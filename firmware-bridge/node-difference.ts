/**
 * What one node should show, what it has confirmed, and the next command that closes the difference. A command counts as confirmed only by
 * the node's own answer, and only in the session in which it was given. A sound is handed out once, while it is fresh and somebody is
 * there to hear it; it is never made up for later.
 */
import type { BusCap } from '../protocol/bus/bus-reply.ts';
import { encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { BusMasterStats } from './bus-master-stats.ts';
import type { NodeTarget } from './bus-target.ts';
import { createGlyphSlots, type GlyphSource } from './glyph-slots.ts';
import { type PlannedCommand, planNode, planRateClose } from './node-plan.ts';

export interface NodeDifference {
  /** False when it is the target it already has. `audible`: the node is in service, so that a new sound will be heard. */
  setTarget(target: NodeTarget | undefined, audible: boolean, nowMs: number): boolean;
  setCap(cap: BusCap | null): void;
  /** The node may have forgotten everything. */
  forget(): void;
  confirm(command: PlannedCommand): void;
  /** The node has ended this rating session with an event: it must not be opened again. */
  rated(session: number): void;
  /** A rating is open on the node, so somebody is about to press. */
  isRating(): boolean;
  /** The next command of the lasting state, or null when the node shows what it should. */
  lasting(): PlannedCommand | null;
  soundWaits(nowMs: number): boolean;
  /** The sound that waits; it will not be handed out again, whatever becomes of it. */
  takeSound(nowMs: number): PlannedCommand | null;
}

/** A sound that could not be sent within this is dropped: late is worse than never. */
const SOUND_AGE_MS_MAX = 3_000;

export function createNodeDifference(charset: Charset, stats: BusMasterStats, source: GlyphSource): NodeDifference {
  const glyphs = { source, slots: createGlyphSlots(source) };
  const confirmed = new Map<string, string>();
  let target: NodeTarget | undefined;
  let cap: BusCap | null = null;
  let commands: readonly PlannedCommand[] = [];
  let ratedSession = 0;
  let sound: { readonly id: number; readonly seenMs: number; done: boolean } | null = null;

  function replan(): void {
    commands = [];
    if (target === undefined || cap === null) return;
    const plan = planNode(target, cap, charset, glyphs);
    commands = plan.commands;
    stats.unplaceable += plan.unplaceable;
  }

  function soundWaits(nowMs: number): boolean {
    return sound !== null && !sound.done && nowMs - sound.seenMs <= SOUND_AGE_MS_MAX;
  }

  return {
    setTarget(next, audible, nowMs) {
      if (next === target) return false;
      target = next;
      const wanted = next?.sound;
      if (wanted !== undefined && wanted.id !== sound?.id) sound = { id: wanted.id, seenMs: nowMs, done: !audible };
      replan();
      return true;
    },
    setCap(next) {
      cap = next;
      replan();
    },
    forget: () => confirmed.clear(),
    confirm(command) {
      if (command.key !== 'sound') confirmed.set(command.key, command.print);
    },
    rated(session) {
      ratedSession = session;
    },
    isRating: () => target !== undefined && target.rate !== null && target.rate.session !== ratedSession,
    lasting() {
      for (const command of commands) {
        if (command.key === 'rate' && target?.rate?.session === ratedSession) continue;
        if (confirmed.get(command.key) !== command.print) return command;
      }
      const open = Number(confirmed.get('rate') ?? '');
      return open !== 0 && open !== ratedSession && target?.rate === null ? planRateClose(open) : null;
    },
    soundWaits,
    takeSound(nowMs) {
      if (sound === null || !soundWaits(nowMs) || target?.sound === undefined) return null;
      sound.done = true;
      const { sound: code, onDs = 0, offDs = 0, count = 1 } = target.sound;
      return { key: 'sound', print: '', ...encodeBusRequest({ kind: 'buz', sound: code, onDs, offDs, count }) };
    },
  };
}
