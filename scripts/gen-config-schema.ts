/** Writes `docs/hall-config.schema.json`; run it in the checkout after a change of `protocol/config.ts`, then format. */
import { writeFileSync } from 'node:fs';
import { configSchemaText } from './config-schema-text.ts';

writeFileSync('docs/hall-config.schema.json', configSchemaText());
