/**
 * What a virtual node shows: text zones and LEDs, each with a permanent state and at most one temporary state above it. Time is
 * lazy: nothing runs, `view` computes what is visible at an instant.
 *
 *   permanent ──temporary command──► temporary ──time up, or any newer command──► permanent (old or new)
 */
import { BUS_ALL } from '../protocol/bus/bus-codes.ts';
import type { BusLed, BusText } from '../protocol/bus/bus-request.ts';

export interface ZoneView {
  /** Text bytes as received, without the notice of the offline rule. */
  readonly text: Uint8Array;
  /** False in the dark half of a flash. */
  readonly visible: boolean;
  readonly flashing: boolean;
  readonly scroll: boolean;
  readonly centre: boolean;
  readonly colour: number;
  readonly temporary: boolean;
}

export interface LedView {
  /** The colour lit at this instant. */
  readonly colour: number;
  readonly blinking: boolean;
  readonly temporary: boolean;
}

export interface VirtualFace {
  /** False when the zone does not exist. */
  text(command: BusText, nowMs: number): boolean;
  led(command: BusLed, nowMs: number): boolean;
  /** All zones empty, all LEDs dark. */
  clear(): void;
  zones(nowMs: number): readonly ZoneView[];
  leds(nowMs: number): readonly LedView[];
}

interface Layer<T> {
  readonly command: T;
  readonly sinceMs: number;
}

interface Surface<T> {
  permanent: Layer<T> | null;
  temporary: (Layer<T> & { readonly untilMs: number }) | null;
}

const FLASH_HALF_MS = 500;
const DS_MS = 100;
const NO_TEXT = new Uint8Array(0);

export function createVirtualFace(zoneCount: number, ledCount: number): VirtualFace {
  const zones = surfaces<BusText>(zoneCount);
  const leds = surfaces<BusLed>(ledCount);
  return {
    text: (command, nowMs) => apply(zones, command.zone, command, command.timeDs, nowMs),
    led: (command, nowMs) => apply(leds, command.led, command, command.durationDs, nowMs),
    clear() {
      for (const surface of [...zones, ...leds]) {
        surface.permanent = null;
        surface.temporary = null;
      }
    },
    zones: (nowMs) => zones.map((surface) => viewZone(surface, nowMs)),
    leds: (nowMs) => leds.map((surface) => viewLed(surface, nowMs)),
  };
}

function surfaces<T>(count: number): Surface<T>[] {
  return Array.from({ length: count }, () => ({ permanent: null, temporary: null }));
}

function apply<T extends { readonly temporary: boolean }>(
  all: Surface<T>[],
  index: number,
  command: T,
  timeDs: number,
  nowMs: number,
): boolean {
  const chosen = index === BUS_ALL ? all : all.slice(index, index + 1);
  for (const surface of chosen) {
    surface.temporary = null;
    if (!command.temporary) surface.permanent = { command, sinceMs: nowMs };
    else if (timeDs > 0) surface.temporary = { command, sinceMs: nowMs, untilMs: nowMs + timeDs * DS_MS };
  }
  return chosen.length > 0;
}

function shownLayer<T>(surface: Surface<T>, nowMs: number): Layer<T> | null {
  const { temporary } = surface;
  return temporary !== null && nowMs < temporary.untilMs ? temporary : surface.permanent;
}

function viewZone(surface: Surface<BusText>, nowMs: number): ZoneView {
  const layer = shownLayer(surface, nowMs);
  if (layer === null) {
    return {
      text: NO_TEXT,
      visible: true,
      flashing: false,
      scroll: false,
      centre: false,
      colour: 0,
      temporary: false,
    };
  }
  const { command, sinceMs } = layer;
  const elapsedMs = nowMs - sinceMs;
  // A temporary text's time is its life; only a permanent one comes to rest after it.
  const forEver = command.temporary || command.timeDs === 0;
  const flashing = command.flash && (forEver || elapsedMs < command.timeDs * DS_MS);
  return {
    text: command.text,
    visible: !flashing || Math.floor(elapsedMs / FLASH_HALF_MS) % 2 === 0,
    flashing,
    scroll: command.scroll,
    centre: command.centre,
    colour: command.colour,
    temporary: command.temporary,
  };
}

function viewLed(surface: Surface<BusLed>, nowMs: number): LedView {
  const layer = shownLayer(surface, nowMs);
  if (layer === null) return { colour: 0, blinking: false, temporary: false };
  const { on, off, onDs, offDs, temporary } = layer.command;
  const blinking = offDs > 0 && on !== off;
  const phaseMs = (nowMs - layer.sinceMs) % Math.max(DS_MS, (onDs + offDs) * DS_MS);
  const colour = !blinking || phaseMs < onDs * DS_MS ? on : off;
  return { colour, blinking, temporary };
}
