/**
 * Every refusal that the core can give is provoked by a test of this folder, and every refusal it names has a text.
 * Read from the source, so that a new refusal without a test does not slip in.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { refusals } from '../../protocol/refusals.ts';

const folder = new URL('./', import.meta.url);
const read = (test: boolean) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts') && name.endsWith('.test.ts') === test && name !== 'refusals.test.ts')
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n');

it('every refusal of the core is met in a test', () => {
  const source = read(false);
  const tests = read(true);
  const given = Object.keys(refusals).filter((code) => new RegExp(`(no\\(|return |\\? |: )'${code}'`).test(source));
  expect(given.length).toBeGreaterThan(20);
  expect(given.filter((code) => !new RegExp(`'(no: )?${code}'`).test(tests))).toEqual([]);
});
