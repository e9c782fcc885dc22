/**
 * The duty roster of a hall as configured: groups of clerks, the weekdays on which each group is on duty, days that differ. A hall's
 * file holds no names of people, so the roster has badge numbers (工号) only.
 */
import Type, { type Static } from 'typebox';
import { bilingual, day, id, strict } from './config-parts.ts';
import type { Bilingual } from './texts-types.ts';

const badge = (description: string) => Type.String({ pattern: '^[0-9]{3,8}$', description });

const groupSchema = Type.Object(
  {
    id: id('Group id'),
    name: bilingual('Name of the group, as the board shows it'),
    clerks: Type.Array(badge('Badge number of a clerk under `staff`'), {
      minItems: 1,
      maxItems: 60,
      description: 'Who takes the duty, in the order of their turns',
    }),
    rotate: Type.Optional(
      Type.Enum(['day', 'week'], {
        description: 'The turn goes on with each duty day of the group, or with each ISO week; day when left out',
      }),
    ),
    firstTurn: Type.Optional(
      day('On this day, or in its week, the first of the clerks has the turn; counted from 1970 when left out'),
    ),
  },
  strict,
);

const ruleSchema = Type.Object(
  {
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      description: 'ISO weekdays, 1 is Monday; a make-up day (调休) counts as the weekday it is worked like',
    }),
    group: id('Group id'),
    from: Type.Optional(day('First day of the rule; from ever on when left out')),
    until: Type.Optional(day('Last day of the rule; for ever when left out')),
  },
  strict,
);

const exceptionSchema = Type.Object(
  {
    date: day('The day, or the first of several'),
    until: Type.Optional(day('The last day; one day when left out')),
    name: Type.Optional(bilingual('Why, e.g. 换班')),
    group: Type.Optional(id('This group is on duty')),
    clerk: Type.Optional(badge('This clerk is on duty')),
    nobody: Type.Optional(Type.Boolean({ description: 'True: nobody is on duty' })),
  },
  { ...strict, description: '`group`, `clerk` or both; or `nobody`' },
);

export const dutySchema = Type.Object(
  {
    groups: Type.Array(groupSchema, { minItems: 1, maxItems: 20 }),
    rules: Type.Array(ruleSchema, {
      minItems: 1,
      maxItems: 60,
      description: 'Which group is on duty on which weekdays',
    }),
    exceptions: Type.Optional(
      Type.Array(exceptionSchema, {
        maxItems: 200,
        description: 'Days that differ from the rules; they count on holidays too',
      }),
    ),
    show: Type.Optional(
      Type.Enum(['badge', 'group'], {
        description: 'What the public sees: the group with the badge number, or the group alone; badge when left out',
      }),
    ),
  },
  { ...strict, description: 'Duty roster: who opens and closes the hall' },
);

export type DutyConfig = Static<typeof dutySchema>;
export type DutyGroup = DutyConfig['groups'][number];
export type DutyRule = DutyConfig['rules'][number];
export type DutyException = NonNullable<DutyConfig['exceptions']>[number];

/** Who is on duty on a business day, as staff see it. */
export interface DutyPart {
  readonly group: Bilingual | null;
  /** Badge of the clerk; null when nobody is on duty. */
  readonly badge: string | null;
  readonly why: Bilingual;
}
