/**
 * The commands that bring one node from nothing to its target, in the order in which a new session sends them: glyphs, texts, LEDs,
 * rating.
 * Every command is idempotent, so a command is due exactly while its print differs from what the node has confirmed under its key.
 */
import { BUS_GLYPHS_MAX, BUS_LEDS_MAX, BUS_ZONES_MAX } from '../protocol/bus/bus-limits.ts';
import type { BusCap } from '../protocol/bus/bus-reply.ts';
import { type BusRequest, encodeBusRequest } from '../protocol/bus/bus-request.ts';
import type { Charset } from '../protocol/charset.ts';
import type { LedTarget, NodeTarget, TextTarget } from './bus-target.ts';
import type { GlyphSlots, GlyphSource } from './glyph-slots.ts';
import { lackingCharacters, panelText } from './panel-text.ts';

export interface PlannedCommand {
  /** What it sets: 'text 0', 'led 2', 'rate'. */
  readonly key: string;
  /** Equal prints mean equal effect. */
  readonly print: string;
  readonly type: number;
  readonly payload: Uint8Array;
}

export interface NodePlan {
  readonly commands: readonly PlannedCommand[];
  /** Texts and LEDs the node has no place for. */
  readonly unplaceable: number;
}

/** Bytes of a TEXT payload before its text. */
const TEXT_HEAD_BYTES = 4;

/** Pictures for what a panel's font lacks, and where they stand on this panel. */
export interface PanelGlyphs {
  readonly source: GlyphSource;
  readonly slots: GlyphSlots;
}

export function planNode(target: NodeTarget, cap: BusCap, charset: Charset, glyphs: PanelGlyphs): NodePlan {
  const zones = Math.min(cap.zones, BUS_ZONES_MAX);
  const leds = Math.min(cap.leds, BUS_LEDS_MAX);
  const commands: PlannedCommand[] = [];
  const slots = planGlyphs(target, cap, charset, glyphs, commands);
  for (let zone = 0; zone < zones; zone += 1) {
    const text = target.texts.find((each) => each.zone === zone);
    commands.push(planText(zone, text, cap, charset, slots));
  }
  for (let led = 0; led < leds; led += 1) {
    commands.push(
      planLed(
        led,
        target.leds.find((each) => each.led === led),
      ),
    );
  }
  if (target.rate !== null && cap.ratingLevels > 0) {
    const { session } = target.rate;
    commands.push(planned('rate', { kind: 'rate', ...target.rate }, `${session}`));
  }
  const lost = target.texts.filter((each) => each.zone >= zones).length;
  return { commands, unplaceable: lost + target.leds.filter((each) => each.led >= leds).length };
}

/** Ends a rating session that should no longer be open; no event comes of it. */
export function planRateClose(session: number): PlannedCommand {
  return planned('rate', { kind: 'rate', session, seconds: 0, clip: 0, mask: 0 }, '');
}

/** Pictures go before the texts that need them. */
function planGlyphs(
  target: NodeTarget,
  cap: BusCap,
  charset: Charset,
  { source, slots }: PanelGlyphs,
  commands: PlannedCommand[],
): ReadonlyMap<string, number> {
  const lacking = target.texts.flatMap(({ text }) => lackingCharacters(text, cap.charset, charset));
  const assigned = slots.assign(lacking, Math.min(cap.glyphs, BUS_GLYPHS_MAX));
  for (const [character, slot] of assigned) {
    const rows = source(character);
    if (rows !== null) commands.push(planned(`glyph ${slot}`, { kind: 'glyph', slot, rows }, character));
  }
  return assigned;
}

function planText(
  zone: number,
  text: TextTarget | undefined,
  cap: BusCap,
  charset: Charset,
  slots: ReadonlyMap<string, number>,
): PlannedCommand {
  const bytesMax = Math.max(0, cap.payloadMax - TEXT_HEAD_BYTES);
  const request: BusRequest = {
    kind: 'text',
    zone,
    temporary: false,
    flash: text?.flashDs !== undefined,
    scroll: text?.scroll ?? false,
    centre: text?.centre ?? false,
    colour: text?.colour ?? 0,
    timeDs: text?.flashDs ?? 0,
    text: panelText(text?.text ?? '', cap.charset, bytesMax, charset, slots),
  };
  return planned(`text ${zone}`, request, null, text?.again);
}

function planLed(led: number, target: LedTarget | undefined): PlannedCommand {
  const request: BusRequest = {
    kind: 'led',
    led,
    temporary: false,
    on: target?.on ?? 0,
    off: target?.off ?? 0,
    onDs: target?.onDs ?? 0,
    offDs: target?.offDs ?? 0,
    durationDs: 0,
  };
  return planned(`led ${led}`, request);
}

function planned(key: string, request: BusRequest, print: string | null = null, again = 0): PlannedCommand {
  const { type, payload } = encodeBusRequest(request);
  return { key, print: print ?? `${again}/${payload.join()}`, type, payload };
}
