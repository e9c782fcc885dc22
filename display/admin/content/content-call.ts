/** What a part of the facilities page wants done: one call, what to say when it is done, and how to take it back. */
import type { Bilingual } from '../../../protocol/texts-types.ts';

export interface ContentCall {
  readonly path: string;
  readonly body: object;
  readonly done: Bilingual;
  readonly undo?: { readonly path: string; readonly body: object };
  /** A second call that follows when the first went well. */
  readonly next?: { readonly path: string; readonly body: object };
  /** Called when all went well, before the page is drawn again. */
  readonly after?: () => void;
}

/** Asks the page to make the call. */
export function contentCall(detail: ContentCall): CustomEvent<ContentCall> {
  return new CustomEvent('content-call', { detail, bubbles: true, composed: true });
}
