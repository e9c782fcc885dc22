/** The configuration's JSON Schema as a file that editors complete and check with. Same schema, same text. */
import { hallConfigSchema } from '../protocol/config.ts';

export function configSchemaText(): string {
  const { $id: _id, ...schema } = hallConfigSchema as { readonly $id?: string };
  return `${JSON.stringify({ $schema: 'https://json-schema.org/draft/2020-12/schema', ...schema }, null, 2)}\n`;
}
