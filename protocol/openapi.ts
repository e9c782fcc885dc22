/**
 * Builds the OpenAPI 3.1 document from the table of calls. Pure: the same table gives the same document. A schema with
 * a `title` becomes a component and is referred to; everything else stands where it is used.
 */
import { type ApiCall, apiCalls } from './api.ts';
import { problemSchema } from './api-bodies.ts';
import { type ProblemCode, problems } from './problems.ts';

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type JsonRecord = { [key: string]: Json };

export interface OpenApiInfo {
  readonly version: string;
}

export function buildOpenApi(info: OpenApiInfo): JsonRecord {
  const components: JsonRecord = {};
  const paths: Record<string, JsonRecord> = {};
  const problemRef = toRef(problemSchema, components);
  for (const [name, call] of Object.entries(apiCalls)) {
    const path = paths[call.path] ?? {};
    paths[call.path] = path;
    path[call.method.toLowerCase()] = operation(name, call, components, problemRef);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Hallkeeper',
      version: info.version,
      description:
        'One service hall: tickets, counters, ratings, streams. Errors are problem+json with a stable `code`.',
    },
    paths,
    components: {
      schemas: components,
      securitySchemes: {
        cookie: { type: 'apiKey', in: 'cookie', name: 'hk_session' },
        bearer: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function operation(name: string, call: ApiCall, components: JsonRecord, problemRef: Json): JsonRecord {
  const parameters = [...pathParameters(call.path), ...queryParameters(call, components)];
  return {
    operationId: name,
    summary: call.summary,
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(call.body
      ? {
          requestBody: {
            required: isRequired(call.body),
            content: { 'application/json': { schema: toRef(call.body, components) } },
          },
        }
      : {}),
    ...(call.raw ? { requestBody: { required: true, content: { [call.raw]: { schema: { type: 'string' } } } } } : {}),
    ...(call.access === 'staff' ||
    call.access === 'counter-staff' ||
    call.access === 'content-staff' ||
    call.access === 'lead'
      ? { security: [{ cookie: [] }, { bearer: [] }] }
      : {}),
    responses: { [String(call.status)]: goodAnswer(call, components), ...badAnswers(call, problemRef) },
  };
}

function goodAnswer(call: ApiCall, components: JsonRecord): JsonRecord {
  if (call.answer)
    return { description: 'Done', content: { 'application/json': { schema: toRef(call.answer, components) } } };
  if (call.media) return { description: 'Done', content: { [call.media]: { schema: { type: 'string' } } } };
  return { description: 'Done' };
}

/** One answer for each status, naming the codes it may carry. */
function badAnswers(call: ApiCall, problemRef: Json): JsonRecord {
  const everywhere: readonly ProblemCode[] = call.body
    ? ['body-invalid', 'body-too-large', 'media-type-unknown', 'too-many-requests']
    : ['too-many-requests'];
  const byStatus = new Map<number, Set<string>>();
  for (const code of [...call.refusals, ...everywhere]) {
    const { status } = problems[code];
    byStatus.set(status, (byStatus.get(status) ?? new Set()).add(code));
  }
  const answers: JsonRecord = {};
  for (const [status, codes] of [...byStatus].sort(([a], [b]) => a - b))
    answers[String(status)] = {
      description: [...codes].sort().join(', '),
      content: { 'application/problem+json': { schema: problemRef } },
    };
  return answers;
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: name === 'no' ? { type: 'integer', minimum: 1, maximum: 199 } : { type: 'string' },
  }));
}

function queryParameters(call: ApiCall, components: JsonRecord): Json[] {
  if (!call.query) return [];
  const { properties = {}, required = [] } = call.query as {
    properties?: Record<string, object>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema: toRef(schema, components),
  }));
}

function isRequired(body: object): boolean {
  const { required = [], anyOf = [] } = body as { required?: readonly string[]; anyOf?: readonly object[] };
  return required.length > 0 || (anyOf.length > 0 && anyOf.every(isRequired));
}

/** The schema with every titled part replaced by a reference; titled parts are added to `components`. */
function toRef(schema: object, components: JsonRecord): Json {
  const { title } = schema as { title?: unknown };
  if (typeof title !== 'string') return copy(schema, components);
  if (!Object.hasOwn(components, title)) {
    components[title] = {};
    components[title] = copy(schema, components);
  }
  return { $ref: `#/components/schemas/${title}` };
}

function copy(schema: object, components: JsonRecord): Json {
  const out: JsonRecord = {};
  for (const [key, value] of Object.entries(schema)) out[key] = convert(value, components);
  return out;
}

function convert(value: unknown, components: JsonRecord): Json {
  if (Array.isArray(value)) return value.map((item) => convert(item, components));
  if (typeof value === 'object' && value !== null) return toRef(value, components);
  return value as Json;
}
