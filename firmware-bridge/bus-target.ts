/**
 * What every node of a hall bus should show now: whole, not a change. The master compares it with what each node has confirmed and
 * sends the difference. Only `sound` is an act: it is done once or not at all, and never made up for later.
 */

export interface TextTarget {
  /** 0 = main. Zones that are not named are empty. */
  readonly zone: number;
  readonly text: string;
  /** Absent: steady. 0: flashes for ever. Else flashes so long and then stands. */
  readonly flashDs?: number;
  readonly centre?: boolean;
  /** Scroll if too long. */
  readonly scroll?: boolean;
  /** A BUS_COLOUR; 0 or absent = the panel's own. */
  readonly colour?: number;
  /** A change of this number sends the text anew although it reads the same, so that a recalled number flashes again. */
  readonly again?: number;
}

export interface LedTarget {
  readonly led: number;
  /** Colours, see BUS_COLOUR. LEDs that are not named are dark. */
  readonly on: number;
  readonly off: number;
  readonly onDs: number;
  /** 0 = steady on colour. */
  readonly offDs: number;
}

export interface RateTarget {
  /** 1..FFFF, from a stored counter. */
  readonly session: number;
  /** 1..255 to answer. */
  readonly seconds: number;
  /** Voice clip, 0 none. */
  readonly clip: number;
  /** b0 = level 1 .. b4 = level 5. */
  readonly mask: number;
}

export interface SoundTarget {
  /** Differs for every sound that should be heard; the same id is never played twice. */
  readonly id: number;
  /** A BUS_SOUND, or 10h + voice clip. */
  readonly sound: number;
  /** For a beep, tenths of a second. */
  readonly onDs?: number;
  readonly offDs?: number;
  /** 1..255, default 1. */
  readonly count?: number;
}

export interface NodeTarget {
  readonly texts: readonly TextTarget[];
  readonly leds: readonly LedTarget[];
  /** The rating session that should be open, or null. */
  readonly rate: RateTarget | null;
  readonly sound?: SoundTarget;
  /** Nobody works at this call keypad now: it is asked less often, and the keypads in use more often. */
  readonly resting?: boolean;
}

export interface BusTarget {
  /** By address. A node without an entry is kept online and otherwise left alone. */
  readonly nodes: ReadonlyMap<number, NodeTarget>;
  /** Wall time at the moment of `onTarget`; absent while the clock is not trusted. */
  readonly time?: { readonly unixMs: number; readonly offsetMin: number };
}
