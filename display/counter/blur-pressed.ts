/**
 * Takes the focus off a button that a mouse or a finger pressed. It would keep it, and Space would press it again instead of
 * doing the next sensible thing. A press from the keyboard (`detail` 0) keeps its focus.
 */
export function blurPressed(event: MouseEvent): void {
  if (event.detail === 0) return;
  const button = event.composedPath().find((target) => target instanceof HTMLButtonElement);
  if (button instanceof HTMLButtonElement) button.blur();
}
