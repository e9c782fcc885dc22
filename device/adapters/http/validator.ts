/**
 * Validators for bodies and queries, compiled once for each schema. A good body costs one generated function; only a
 * bad one is walked again for words.
 */
import { Compile } from 'typebox/schema';
import { explainSchema, pathText, type SchemaFault } from '../../../protocol/explain-schema.ts';
import { ProblemError } from './answer.ts';

/** Faults named in one answer; more do not help to mend the first. */
const faultsShownMax = 5;

type Validate = (value: unknown) => { value: unknown } | { error: ProblemError };

/** For Fastify's `validatorCompiler`. Unknown fields are refused; nothing is coerced, removed or filled in. */
export function compileValidator({ schema, httpPart }: { schema: object; httpPart?: string }): Validate {
  const compiled = Compile(schema);
  const place = httpPart === 'querystring' ? 'query' : (httpPart ?? 'body');
  return (value) => {
    const seen = value ?? {};
    if (compiled.Check(seen)) return { value: seen };
    return { error: new ProblemError('body-invalid', describeFaults(place, explainSchema(schema, seen))) };
  };
}

function describeFaults(place: string, faults: readonly SchemaFault[]): string {
  const shown = faults
    .slice(0, faultsShownMax)
    .map(({ path, text }) => `${[place, pathText(path)].filter(Boolean).join('.')}: ${text.en}`);
  if (faults.length > faultsShownMax) shown.push(`and ${faults.length - faultsShownMax} more`);
  return shown.length > 0 ? shown.join('; ') : `${place}: does not fit the schema in /api/openapi.json`;
}
