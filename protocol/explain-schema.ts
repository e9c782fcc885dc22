/**
 * Says in words, for people, how a value differs from a schema: where, what is wrong, what to do. It knows the JSON
 * Schema keywords this product uses and no others (a test walks the schemas and says so). Slow path only: compiled
 * validators say yes or no, this says why. It never throws and never repeats a secret (`writeOnly`, or a key `pin`).
 */
import { nearest } from './nearest-word.ts';
import { formOf, typeName } from './schema-words.ts';
import type { Bilingual } from './texts-types.ts';

export type SchemaFaultCode =
  | 'key-unknown'
  | 'key-missing'
  | 'type-wrong'
  | 'out-of-range'
  | 'size-wrong'
  | 'form-wrong'
  | 'choice-wrong';

export interface SchemaFault {
  /** Keys and indices from the root, e.g. `['counters', 2, 'services', 0]`; for a missing key its parent. */
  readonly path: readonly (string | number)[];
  readonly code: SchemaFaultCode;
  /** The unknown or missing key. */
  readonly key?: string;
  readonly text: Bilingual;
}

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly writeOnly?: boolean;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: unknown;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
}

type Path = readonly (string | number)[];
type Report = (fault: SchemaFault) => void;

/** Reasons listed for one value: nobody mends more before looking again. */
const faultsMax = 50;
/** Characters of a wrong value repeated in a message. */
const quoteCharsMax = 40;

/** All differences, outermost first; empty when the value fits. `schema` is a TypeBox type or any JSON Schema of ours. */
export function explainSchema(schema: object, value: unknown): readonly SchemaFault[] {
  const faults: SchemaFault[] = [];
  walk(schema as Schema, value, [], (fault) => {
    if (faults.length < faultsMax) faults.push(fault);
  });
  return faults;
}

/** `['counters', 2, 'services', 0]` as `counters[2].services[0]`; the root is the empty text. */
export function pathText(path: Path): string {
  let text = '';
  for (const step of path) text += typeof step === 'number' ? `[${step}]` : text === '' ? step : `.${step}`;
  return text;
}

function walk(schema: Schema, value: unknown, path: Path, report: Report): void {
  const choices = choicesOf(schema);
  if (choices) {
    if (!choices.some((choice) => choice === value)) report(wrongChoice(schema, choices, value, path));
    return;
  }
  if (schema.anyOf) {
    walkAny(schema, schema.anyOf, value, path, report);
    return;
  }
  if (!hasType(schema.type, value)) {
    report(
      fault(
        path,
        'type-wrong',
        `必须是${typeName(schema.type).zh}，现在是 ${quote(schema, path, value)}`,
        `must be ${typeName(schema.type).en}, but is ${quote(schema, path, value)}`,
      ),
    );
    return;
  }
  if (typeof value === 'string') walkText(schema, value, path, report);
  else if (typeof value === 'number') walkNumber(schema, value, path, report);
  else if (Array.isArray(value)) walkList(schema, value, path, report);
  else if (isRecord(value)) walkRecord(schema, value, path, report);
}

function walkRecord(schema: Schema, value: Readonly<Record<string, unknown>>, path: Path, report: Report): void {
  const properties = schema.properties ?? {};
  const known = Object.keys(properties);
  const unknown = schema.additionalProperties === false ? Object.keys(value).filter((key) => !known.includes(key)) : [];
  const meant = unknown.map((key) => nearest(key, known));
  for (const key of schema.required ?? []) {
    if (Object.hasOwn(value, key) || meant.includes(key)) continue;
    const about = properties[key]?.description;
    report({
      ...fault(path, 'key-missing', `缺少 ${key}，请补上`, `${key} is missing; add it${about ? ` (${about})` : ''}`),
      key,
    });
  }
  for (const key of unknown) report(unknownKey(key, known, path));
  for (const key of known) {
    const inner = properties[key];
    if (inner && Object.hasOwn(value, key)) walk(inner, value[key], [...path, key], report);
  }
}

function walkList(schema: Schema, value: readonly unknown[], path: Path, report: Report): void {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  if (value.length < minItems)
    report(
      fault(
        path,
        'size-wrong',
        `至少要有 ${minItems} 项，现在有 ${value.length} 项`,
        `must have at least ${minItems} entries, but has ${value.length}`,
      ),
    );
  if (value.length > maxItems)
    report(
      fault(
        path,
        'size-wrong',
        `最多 ${maxItems} 项，现在有 ${value.length} 项`,
        `must have at most ${maxItems} entries, but has ${value.length}`,
      ),
    );
  const { items } = schema;
  if (!items) return;
  const end = Math.min(value.length, maxItems);
  for (let index = 0; index < end; index += 1) walk(items, value[index], [...path, index], report);
}

function walkText(schema: Schema, value: string, path: Path, report: Report): void {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern } = schema;
  if (value.length < minLength || value.length > maxLength) {
    const range =
      maxLength === Number.POSITIVE_INFINITY
        ? [`至少 ${minLength} 个`, `at least ${minLength}`]
        : [`${minLength} 到 ${maxLength} 个`, `${minLength} to ${maxLength}`];
    report(
      fault(
        path,
        'size-wrong',
        `长度必须是${range[0]}字符，现在是 ${value.length} 个`,
        `must be ${range[1]} characters long, but is ${value.length}`,
      ),
    );
    return;
  }
  if (pattern === undefined || new RegExp(pattern).test(value)) return;
  const seen = quote(schema, path, value);
  const form = formOf(pattern);
  const about = schema.description ? ` (${schema.description})` : '';
  report(
    fault(
      path,
      'form-wrong',
      `格式应为${form.zh}，现在是 ${seen}`,
      `must look like ${form.en}${about}, but is ${seen}`,
    ),
  );
}

function walkNumber(schema: Schema, value: number, path: Path, report: Report): void {
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = schema;
  if (value >= minimum && value <= maximum) return;
  report(
    fault(
      path,
      'out-of-range',
      `必须在 ${minimum} 到 ${maximum} 之间，现在是 ${value}`,
      `must be from ${minimum} to ${maximum}, but is ${value}`,
    ),
  );
}

/** The alternative that fits best speaks for all: the one with the fewest faults. */
function walkAny(schema: Schema, anyOf: readonly Schema[], value: unknown, path: Path, report: Report): void {
  const words = anyOf.flatMap((each) => choicesOf(each) ?? []).filter((word) => typeof word === 'string');
  if (words.length > 0 && anyOf.some(({ properties }) => properties)) {
    walkWordOrMapping(schema, anyOf, words, value, path, report);
    return;
  }
  let best: SchemaFault[] | null = null;
  for (const alternative of anyOf) {
    const faults: SchemaFault[] = [];
    walk(alternative, value, path, (found) => faults.push(found));
    if (faults.length === 0) return;
    if (best === null || faults.length < best.length) best = faults;
  }
  const objects = anyOf.some((alternative) => alternative.type === 'object');
  if (objects && !isRecord(value)) {
    const about = schema.description ?? 'an object';
    report(
      fault(
        path,
        'type-wrong',
        `必须是一组键值，现在是 ${quote(schema, path, value)}`,
        `must be a mapping: ${about}; but is ${quote(schema, path, value)}`,
      ),
    );
    return;
  }
  for (const found of best ?? []) report(found);
}

/** A word, or a mapping with one key that is the word: `rule: fifo`, `rule: { interleave: … }`. All choices are named. */
function walkWordOrMapping(
  schema: Schema,
  anyOf: readonly Schema[],
  words: readonly string[],
  value: unknown,
  path: Path,
  report: Report,
): void {
  const mappings = anyOf.filter(({ properties }) => properties);
  const keys = mappings.flatMap(({ properties = {} }) => Object.keys(properties));
  const choices = [...words, ...keys.map((key) => `{${key}: …}`)];
  if (!isRecord(value)) {
    if (!words.some((word) => word === value)) report(wrongChoice(schema, choices, value, path, words));
    return;
  }
  const named = keys.filter((key) => Object.hasOwn(value, key));
  const [meant] = mappings.filter(({ properties = {} }) => Object.keys(properties).some((key) => named.includes(key)));
  if (named.length > 1)
    report(
      fault(
        path,
        'choice-wrong',
        `${named.join('、')} 只能写一个`,
        `${named.join(' and ')} exclude each other; keep one`,
      ),
    );
  else if (meant) walk(meant, value, path, report);
  else {
    const [first = ''] = Object.keys(value);
    report(wrongChoice(schema, choices, first, path, [...words, ...keys]));
  }
}

function choicesOf(schema: Schema): readonly unknown[] | null {
  if (schema.enum) return schema.enum;
  if (schema.const !== undefined) return [schema.const];
  if (schema.anyOf?.every((alternative) => alternative.const !== undefined))
    return schema.anyOf.map((alternative) => alternative.const);
  return null;
}

function wrongChoice(
  schema: Schema,
  choices: readonly unknown[],
  value: unknown,
  path: Path,
  known: readonly unknown[] = choices,
): SchemaFault {
  const list = choices.map((choice) => String(choice)).join(', ');
  const seen = quote(schema, path, value);
  const near =
    typeof value === 'string'
      ? nearest(
          value,
          known.filter((choice) => typeof choice === 'string'),
        )
      : null;
  const hint = near === null ? { zh: '', en: '' } : { zh: `；是不是 ${near}？`, en: `; did you mean ${near}?` };
  return fault(
    path,
    'choice-wrong',
    `只能是 ${list}，现在是 ${seen}${hint.zh}`,
    `must be one of ${list}, but is ${seen}${hint.en}`,
  );
}

function unknownKey(key: string, known: readonly string[], path: Path): SchemaFault {
  const shown = key.slice(0, quoteCharsMax);
  const near = nearest(key, known);
  const zh =
    near === null
      ? `不认识 ${shown}，请删除；可用：${known.join('、') || '（无）'}`
      : `不认识 ${shown}；是不是 ${near}？`;
  const en =
    near === null
      ? `${shown} is not known here; remove it. Known: ${known.join(', ') || 'nothing'}`
      : `${shown} is not known here; did you mean ${near}?`;
  return { ...fault([...path, shown], 'key-unknown', zh, en), key };
}

function hasType(type: string | undefined, value: unknown): boolean {
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    case 'number':
      return Number.isFinite(value);
    case 'null':
      return value === null;
    case undefined:
      return true;
    default:
      return typeof value === type;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function quote(schema: Schema, path: Path, value: unknown): string {
  if (schema.writeOnly === true || path.at(-1) === 'pin') return '(hidden)';
  if (value === undefined) return 'absent';
  if (Array.isArray(value)) return 'a list';
  if (isRecord(value)) return 'a mapping';
  const text = JSON.stringify(value) ?? typeof value;
  return text.length > quoteCharsMax ? `${text.slice(0, quoteCharsMax)}…` : text;
}

function fault(path: Path, code: SchemaFaultCode, zh: string, en: string): SchemaFault {
  return { path, code, text: { zh, en } };
}
