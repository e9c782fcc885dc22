import { expect, it } from 'vitest';
import { realServices } from '../adapters/http/testing-real-hall.ts';
import { foreignFindings } from './doctor-foreign.ts';

const line = { serial: '/dev/serial/by-path/x', baud: 9_600 };
const hall = { hall: { id: 'one', name: { zh: '厅', en: 'Hall' }, zone: 'UTC' }, ...realServices };

it('doctor says by which profile a line speaks, for whom, and what nobody has tried', () => {
  const foreign = [{ id: 'callers', line, profile: 'ff68', places: [{ counter: 1, address: 5 }] }];
  const findings = foreignFindings({ ...hall, foreign }, '.');
  expect(findings[0]).toEqual({
    what: 'callers',
    state: 'good',
    text: 'FF 68 caller and rating device with four keys: counter 1 at address 5 (panel, keypad, rating)',
  });
  expect(findings.slice(1).map(({ state }) => state)).toEqual(['note', 'note', 'note']);
  expect(findings[2]?.text).toContain('not confirmed on a device: The order of the rating values');
});

it('doctor names the line of a profile that is wrong', () => {
  const foreign = [{ id: 'own', line, file: 'away.yaml', places: [{ counter: 1 }] }];
  expect(foreignFindings({ ...hall, foreign }, '/nowhere')).toEqual([
    { what: '/nowhere/away.yaml:1', state: 'bad', text: '/nowhere/away.yaml cannot be read' },
  ]);
});
