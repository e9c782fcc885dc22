/** Papers with which staff try a printer: who may ask for them, and where. */
import { expect, it } from 'vitest';
import type { Command } from '../../protocol/commands.ts';
import { createWorld, customer, lead, smallHall, told } from './testing/world.ts';

it('lets staff alone try a printer, one that is there, with a service that is there', () => {
  const world = createWorld(smallHall());
  const wish = { service: 'A', large: false, locale: 'zh-CN' } as const;
  const printer = world.index.printer ?? '';
  const trial: Extract<Command, { type: 'test-paper' }> = { type: 'test-paper', printer, wish };
  expect(told(world.give(trial, customer))).toBe('no: not-allowed');
  expect(told(world.give({ ...trial, printer: 'gone' }, lead))).toBe('no: not-found');
  expect(told(world.give({ ...trial, wish: { ...wish, service: 'Z' } }, lead))).toBe('no: service-unknown');
  const done = world.give(trial, lead);
  expect(done).toMatchObject({ events: [{ type: 'printer.tested', body: { ...wish, printer, by: '2001' } }] });
  expect(world.state.prints.size).toBe(0);
});
