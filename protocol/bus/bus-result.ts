/**
 * What a payload decoder answers. A failure carries the NAK a node would send for it, so that host and node agree on what is wrong.
 */
export type BusResult<T> =
  | { readonly ok: true; readonly value: T }
  | {
      readonly ok: false;
      /** A reason of BUS_NAK: length, type or value. */
      readonly reason: number;
      /** Expected length, the type, or the payload offset. */
      readonly detail: number;
    };
