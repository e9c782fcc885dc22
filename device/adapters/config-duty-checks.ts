/**
 * What a schema cannot say about a duty roster: clerks and groups that are not there, two groups on one day, working days without
 * a group. A day without a group is a warning: the hall runs, and its board shows nobody.
 */
import type { HallConfig } from '../../protocol/config.ts';
import type { DutyConfig, DutyException, DutyRule } from '../../protocol/duty-config.ts';
import { weekdayName } from '../../protocol/plan-texts.ts';
import { addDays } from '../core/show-times.ts';
import type { Found } from './config-queue-checks.ts';
import { checkDate, isDate } from './config-time-checks.ts';

type Path = readonly (string | number)[];

export function checkDuty({ duty, staff = [] }: HallConfig, problem: Found): void {
  if (!duty) return;
  const badges = new Set(staff.map(({ badge }) => badge));
  const clerk = (badge: string | undefined, path: Path): void => {
    if (badge !== undefined && !badges.has(badge))
      problem(
        path,
        'duty-clerk-unknown',
        `没有工号 ${badge}；请先写在 staff 里，或改用已有的工号`,
        `there is no badge ${badge}; add it under staff, or name one that is there`,
      );
  };
  checkGroups(duty, clerk, problem);
  duty.rules.forEach(({ group, from, until }, index) => {
    const path = ['duty', 'rules', index];
    checkGroup(duty, group, [...path, 'group'], problem);
    checkSpan(from, until, [path, 'from'], problem);
  });
  checkOverlaps(duty.rules, problem);
  (duty.exceptions ?? []).forEach((exception, index) => {
    const path = ['duty', 'exceptions', index];
    checkGroup(duty, exception.group, [...path, 'group'], problem);
    clerk(exception.clerk, [...path, 'clerk']);
    checkChoice(exception, path, problem);
    checkSpan(exception.date, exception.until, [path, 'date'], problem);
    checkTaken(duty.exceptions ?? [], index, problem);
  });
}

export function warnDuty({ duty, hall }: HallConfig, warning: Found): void {
  if (!duty) return;
  duty.groups.forEach(({ id }, index) => {
    const isUsed = [...duty.rules, ...(duty.exceptions ?? [])].some(({ group }) => group === id);
    if (!isUsed)
      warning(
        ['duty', 'groups', index],
        'duty-group-unused',
        `没有规则用到值班组 ${id}`,
        `no rule and no exception names the group ${id}: it is never on duty`,
      );
  });
  for (const { weekday, from, until } of gapsOf(duty.rules)) {
    if (hall.hours && !hall.hours.some(({ days }) => days.includes(weekday))) continue;
    const { zh, en } = weekdayName(weekday);
    const since = from === null ? { zh: '', en: '' } : { zh: `从 ${from} 起`, en: ` from ${from} on` };
    const to = until === null ? { zh: '', en: '' } : { zh: `到 ${until} 为止`, en: ` until ${until}` };
    warning(
      ['duty', 'rules'],
      'duty-day-empty',
      `${zh}营业，但${since.zh}${to.zh}没有值班组；请把这一天加到一条规则里`,
      `the hall works on ${en}, but no group is on duty then${since.en}${to.en}; add the day to a rule`,
    );
  }
}

function checkGroups({ groups }: DutyConfig, clerk: (badge: string, path: Path) => void, problem: Found): void {
  groups.forEach(({ id, clerks, firstTurn }, index) => {
    const path = ['duty', 'groups', index];
    if (groups.findIndex((one) => one.id === id) < index)
      problem(
        [...path, 'id'],
        'duty-group-duplicate',
        `值班组 ${id} 重复，请改成不同的值`,
        `group ${id} is there twice; give each its own id`,
      );
    clerks.forEach((badge, at) => {
      clerk(badge, [...path, 'clerks', at]);
      if (clerks.indexOf(badge) < at)
        problem(
          [...path, 'clerks', at],
          'duty-clerk-duplicate',
          `工号 ${badge} 在这个组里写了两次，请删除一个`,
          `badge ${badge} is in this group twice; remove one`,
        );
    });
    checkDate(firstTurn, [...path, 'firstTurn'], problem);
  });
}

function checkGroup({ groups }: DutyConfig, group: string | undefined, path: Path, problem: Found): void {
  if (group === undefined || groups.some(({ id }) => id === group)) return;
  const known = groups.map(({ id }) => id);
  problem(
    path,
    'duty-group-unknown',
    `没有值班组 ${group}；现有：${known.join('、')}`,
    `there is no group ${group}; choose from ${known.join(', ')}, or add it under duty.groups`,
  );
}

function checkSpan(
  from: string | undefined,
  until: string | undefined,
  [path, key]: readonly [Path, string],
  problem: Found,
): void {
  const bad = [checkDate(from, [...path, key], problem), checkDate(until, [...path, 'until'], problem)];
  if (bad.includes(true) || from === undefined || until === undefined || from <= until) return;
  problem(
    [...path, 'until'],
    'duty-dates',
    `截止日 ${until} 早于起始日 ${from}`,
    `until ${until} is before ${key} ${from}; turn them round`,
  );
}

function checkChoice({ group, clerk, nobody }: DutyException, path: Path, problem: Found): void {
  const isSomebody = group !== undefined || clerk !== undefined;
  if (isSomebody !== (nobody === true)) return;
  problem(
    path,
    'duty-exception-choice',
    isSomebody ? 'nobody 不能与 group、clerk 同写' : '请写 group、clerk 或 nobody: true',
    isSomebody
      ? 'nobody excludes group and clerk; keep one'
      : 'say who is on duty: group, clerk or both, or nobody: true',
  );
}

/** Two rules for one weekday at one time. */
function checkOverlaps(rules: readonly DutyRule[], problem: Found): void {
  rules.forEach((rule, index) => {
    for (const [at, other] of rules.slice(0, index).entries()) {
      const day = rule.days.find((one) => other.days.includes(one));
      const meets = startOf(rule) <= endOf(other) && startOf(other) <= endOf(rule);
      if (day === undefined || !meets) continue;
      const { zh, en } = weekdayName(day);
      problem(
        ['duty', 'rules', index, 'days'],
        'duty-overlap',
        `${zh}已由第 ${at + 1} 条规则的 ${other.group} 值班；请从一条规则里去掉这一天，或用 from、until 分开`,
        `${en} is already the duty of ${other.group} by rule ${at + 1}; take the day out of one, or part them with from and until`,
      );
      return;
    }
  });
}

function checkTaken(exceptions: readonly DutyException[], index: number, problem: Found): void {
  const one = exceptions[index];
  if (!one || !isDate(one.date)) return;
  const last = one.until ?? one.date;
  const other = exceptions.slice(0, index).find(({ date, until = date }) => date <= last && one.date <= until);
  if (other)
    problem(
      ['duty', 'exceptions', index, 'date'],
      'duty-exception-overlap',
      `${one.date} 已包含在 ${other.date} 的特别安排里，只有前一个有效；请删除或缩短一个`,
      `${one.date} lies in the exception of ${other.date} too, and only the first would count; shorten or remove one`,
    );
}

/** For each weekday the first stretch of dates without a rule. Before the first and after the last date of a roster nothing is missing. */
function gapsOf(rules: readonly DutyRule[]) {
  const first = rules.map(startOf).sort()[0] ?? ever;
  const last = rules.map(endOf).sort().at(-1) ?? forEver;
  const starts = [
    ...new Set([first, ...rules.flatMap(({ from, until }) => [from ?? first, until ? addDays(until, 1) : first])]),
  ]
    .filter((start) => start <= last && start.length === last.length)
    .sort();
  return [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => {
    const at = starts.findIndex(
      (start) => !rules.some((rule) => rule.days.includes(weekday) && startOf(rule) <= start && start <= endOf(rule)),
    );
    const from = starts[at];
    const next = starts[at + 1];
    if (from === undefined) return [];
    const until = next === undefined ? last : addDays(next, -1);
    return [{ weekday, from: from === ever ? null : from, until: until === forEver ? null : until }];
  });
}

const ever = '0000-01-01';
const forEver = '9999-12-31';
const startOf = ({ from = ever }: DutyRule) => from;
const endOf = ({ until = forEver }: DutyRule) => until;
