/** Reads what was typed or chosen in a field of Web Awesome. */

export function typedIn(event: Event): string {
  const { target } = event;
  const value = target !== null && 'value' in target ? target.value : '';
  return typeof value === 'string' ? value : '';
}

export function checkedOf(event: Event): boolean {
  const { target } = event;
  return target !== null && 'checked' in target && target.checked === true;
}

/** A whole number within bounds, or undefined when the field is empty or holds none. */
export function numberOf(event: Event, min: number, max: number): number | undefined {
  const text = typedIn(event).trim();
  const value = Math.round(Number(text));
  return text === '' || !Number.isFinite(value) ? undefined : Math.min(max, Math.max(min, value));
}
