/**
 * Says things to screen readers without moving the focus. One polite and one assertive region per page, in the light DOM
 * of the body. The text is cleared first, so that the same words twice are heard twice.
 */
import type { Locale } from '../../protocol/texts-types.ts';

/** Readers miss a text that is set in the same turn as it is cleared. */
const settleMs = 60;

let regions: { readonly polite: HTMLElement; readonly assertive: HTMLElement } | null = null;

export function announce(text: string, locale: Locale, urgency: 'polite' | 'assertive' = 'polite'): void {
  regions ??= { polite: region('polite'), assertive: region('assertive') };
  const target = regions[urgency];
  target.textContent = '';
  target.lang = locale;
  setTimeout(() => {
    target.textContent = text;
  }, settleMs);
}

function region(urgency: 'polite' | 'assertive'): HTMLElement {
  const element = document.createElement('div');
  element.className = 'heard';
  element.setAttribute('role', urgency === 'polite' ? 'status' : 'alert');
  element.setAttribute('aria-live', urgency);
  document.body.append(element);
  return element;
}
