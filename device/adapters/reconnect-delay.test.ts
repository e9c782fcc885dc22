import { expect, it } from 'vitest';
import { createReconnectDelay } from './reconnect-delay.ts';

it('waits a random part of a limit that doubles up to two minutes, and begins anew after a steady minute', () => {
  const delay = createReconnectDelay(() => 0.5);
  const waits = [0, 0, 59_000, 0, 0, 0, 0, 0, 0].map((connectedMs) => delay.next(connectedMs));
  expect(waits).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  expect(delay.next(60_000)).toBe(500);
  for (let i = 0; i < 5_000; i += 1) expect(delay.next(0)).toBeLessThanOrEqual(60_000);
});
