/** The schemas say what the hand-written types say, and nothing our explainer does not know. */

import type { Static } from 'typebox';
import { expect, expectTypeOf, it } from 'vitest';
import { type ApiCall, apiCalls } from './api.ts';
import { type labBodies, problemSchema } from './api-bodies.ts';
import type {
  counterDetailSchema,
  dayAnswerSchema,
  hallAnswerSchema,
  healthAnswerSchema,
  ticketAnswerSchema,
  ticketDetailSchema,
  whyAnswerSchema,
} from './api-views.ts';
import { hallConfigSchema } from './config.ts';
import { explainSchema, pathText } from './explain-schema.ts';
import type { LabActions } from './lab.ts';
import { makeProblem, problems } from './problems.ts';
import type {
  CounterDetail,
  DayAnswer,
  HallAnswer,
  HealthPart,
  TicketAnswer,
  TicketDetail,
  WhyAnswer,
} from './views.ts';

type Frozen<T> = T extends (infer Item)[] | readonly (infer Item)[]
  ? number extends T['length']
    ? readonly Frozen<Item>[]
    : { readonly [Key in keyof T]: Frozen<T[Key]> }
  : T extends object
    ? { readonly [Key in keyof T]: Frozen<T[Key]> }
    : T;
/** `never` where one of the two would not take the other. */
type Same<A, B> = [Frozen<A>] extends [Frozen<B>] ? ([Frozen<B>] extends [Frozen<A>] ? true : never) : never;
/** Fault codes are text in the schema, so that an old page takes a new code. */
type WithTextCodes = Omit<HealthPart, 'faults'> & {
  faults: readonly (Omit<HealthPart['faults'][number], 'code'> & { code: string })[];
};

it('agrees with the views and the lab, to the compiler', () => {
  expectTypeOf<Same<Static<typeof ticketAnswerSchema>, TicketAnswer>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Static<typeof ticketDetailSchema>, TicketDetail>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Static<typeof counterDetailSchema>, CounterDetail>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Static<typeof hallAnswerSchema>, HallAnswer>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Static<typeof dayAnswerSchema>, DayAnswer>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Static<typeof whyAnswerSchema>, WhyAnswer>>().toEqualTypeOf<true>();
  expectTypeOf<Same<Static<typeof healthAnswerSchema>, WithTextCodes>>().toEqualTypeOf<true>();
  expectTypeOf<
    Same<{ [Action in keyof typeof labBodies]: Static<(typeof labBodies)[Action]> }, LabActions>
  >().toEqualTypeOf<true>();
});

it('uses only schema words that the explainer knows', () => {
  const known = new Set([
    'type',
    'title',
    'description',
    'writeOnly',
    'properties',
    'required',
    'additionalProperties',
    'items',
    'minItems',
    'maxItems',
    'minLength',
    'maxLength',
    'pattern',
    'minimum',
    'maximum',
    'anyOf',
    'enum',
    'const',
    '$id',
  ]);
  const check = (schema: unknown): void => {
    if (typeof schema !== 'object' || schema === null) return;
    for (const [key, value] of Object.entries(schema)) {
      expect(known).toContain(key);
      if (key === 'properties') for (const inner of Object.values(value as object)) check(inner);
      else if (key === 'anyOf') for (const inner of value as object[]) check(inner);
      else if (key === 'items') check(value);
    }
  };
  check(hallConfigSchema);
  for (const call of Object.values(apiCalls) as ApiCall[]) {
    check(call.body);
    check(call.query);
  }
});

it('refuses unknown fields in every body, also inside', () => {
  const check = (schema: object): void => {
    const {
      type,
      properties = {},
      additionalProperties,
      anyOf = [],
    } = schema as {
      type?: string;
      properties?: Record<string, object>;
      additionalProperties?: unknown;
      anyOf?: object[];
    };
    if (type === 'object') expect(additionalProperties).toBe(false);
    for (const inner of [...Object.values(properties), ...anyOf]) check(inner);
  };
  for (const call of Object.values(apiCalls) as ApiCall[]) if (call.body) check(call.body);
});

it('names only codes that exist, and makes problems that fit their schema', () => {
  for (const call of Object.values(apiCalls) as ApiCall[])
    for (const code of call.refusals) expect(problems[code]).toBeDefined();
  for (const code of Object.keys(problems) as (keyof typeof problems)[])
    expect(explainSchema(problemSchema, makeProblem(code, 'x', { counter: 3 })), code).toEqual([]);
});

it('writes paths as people read them', () => {
  expect(pathText(['counters', 2, 'services', 0])).toBe('counters[2].services[0]');
  expect(pathText([])).toBe('');
});
