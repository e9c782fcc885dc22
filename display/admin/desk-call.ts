/** What the parts of the desk ask their page to do: one call, the words when it is done, and the call that takes it back. */
import type { Bilingual } from '../../protocol/texts-types.ts';

export interface DeskCall {
  /** Path below `/api/`. */
  readonly path: string;
  readonly body: object;
  readonly done: Bilingual;
  readonly undo?: { readonly path: string; readonly body: object };
}

export function deskCall(detail: DeskCall): CustomEvent<DeskCall> {
  return new CustomEvent('desk-call', { detail, bubbles: true, composed: true });
}
