/** What a device of the health page is; its word in both languages is `device.KIND` in protocol/texts.ts. */
export const deviceKinds = [
  'printer',
  'bus',
  'panel',
  'keypad',
  'rating',
  'button',
  'lamp',
  'contact',
  'foreign',
  'broker',
  'clock',
  'storage',
  'screen',
  'voice',
] as const;

export type DeviceKind = (typeof deviceKinds)[number];
