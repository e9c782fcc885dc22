/** The pins of a Pi's header that are spoken for, and where the header ends. */

/** GPIO27 is the last one on the header; a chip has more, wired to the Pi's own parts. */
export const headerPinMax = 27;

/** What each reserved pin is for: fixed pull-ups and other devices make it a bad button, or the button a bad device. */
export const reservedPins: ReadonlyMap<number, string> = new Map([
  [0, 'HAT ID'],
  [1, 'HAT ID'],
  [2, 'I2C'],
  [3, 'I2C'],
  [14, 'UART'],
  [15, 'UART'],
]);
