import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { configSchemaText } from './config-schema-text.ts';

it('docs/hall-config.schema.json is what the code says; otherwise run gen-config-schema', () => {
  const file = readFileSync(new URL('../docs/hall-config.schema.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(JSON.parse(configSchemaText()));
});
