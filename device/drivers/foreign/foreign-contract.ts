/** What a driver of foreign devices tells its desk, and the common shape of the drivers. */
import type { DriverOutput, LineDriver } from '../../../protocol/line-driver.ts';
import type { ForeignTarget } from './place-show.ts';

export type ForeignReport =
  /** `token` is given back with `answered` once the effect is stored. */
  | { readonly kind: 'key'; readonly address: number; readonly code: number; readonly token: number }
  | { readonly kind: 'rating'; readonly address: number; readonly level: number; readonly token: number }
  /** Of a device that confirms: it does, or has stopped to. */
  | { readonly kind: 'presence'; readonly address: number; readonly answers: boolean }
  /** Bytes come that belong to no frame, or they are frames again. */
  | { readonly kind: 'garbled'; readonly on: boolean };

export interface ForeignDriver extends LineDriver<ForeignTarget, ForeignReport> {
  /** The effect of a key or rating is stored, or was refused: only a stored one is answered on the line. */
  answered(token: number, stored: boolean, nowMs: number): DriverOutput<ForeignReport>;
}
