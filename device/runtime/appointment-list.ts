/** What a schema cannot say about a list of appointments, and its local times as instants. A list is taken whole or not at all. */
import { type AppointmentList, appointmentListSchema } from '../../protocol/appointments.ts';
import type { AppointmentItem } from '../../protocol/commands.ts';
import { explainSchema } from '../../protocol/explain-schema.ts';
import type { Bilingual } from '../../protocol/texts-types.ts';
import { createInstantFinder, type LocalOf } from './local-instant.ts';

export interface ListFinding {
  /** `[3, 'at']` */
  readonly path: readonly (string | number)[];
  readonly code: string;
  readonly message: Bilingual;
}

export interface CheckedList {
  readonly items: readonly AppointmentItem[];
  /** Any of them: nothing of the list is taken. */
  readonly problems: readonly ListFinding[];
  readonly warnings: readonly ListFinding[];
}

export interface HallFacts {
  readonly services: ReadonlySet<string>;
  readonly local: LocalOf;
}

/** A list of unknown shape. */
export function readAppointments(value: unknown, facts: HallFacts): CheckedList {
  const faults = explainSchema(appointmentListSchema, value);
  if (faults.length === 0) return checkAppointments(value as AppointmentList, facts);
  const problems = faults.map(({ path, code, text: message }) => ({ path, code, message }));
  return { items: [], problems, warnings: [] };
}

export function checkAppointments(list: AppointmentList, { services, local }: HallFacts): CheckedList {
  const problems: ListFinding[] = [];
  const warnings: ListFinding[] = [];
  const items: AppointmentItem[] = [];
  const instantsOf = createInstantFinder(local);
  const ids = new Set<string>();
  const codes = new Set<string>();
  for (const [index, { id, code, service, at }] of list.entries()) {
    const say = (to: ListFinding[], key: string, name: string, zh: string, en: string) =>
      void to.push({ path: [index, key], code: name, message: { zh, en } });
    if (ids.has(id))
      say(problems, 'id', 'id-duplicate', '这个 id 已出现过，请只用一次', 'this id is in the list already');
    ids.add(id);
    const date = at.slice(0, 10);
    const codeOfDay = `${date} ${code.toUpperCase()}`;
    if (codes.has(codeOfDay))
      say(problems, 'code', 'code-duplicate', '同一天已有这个预约码', 'this code is given twice on that day');
    codes.add(codeOfDay);
    if (!services.has(service))
      say(problems, 'service', 'service-unknown', `没有业务 ${service}`, `there is no service ${service}`);
    const instants = instantsOf(date, Number(at.slice(11, 13)) * 60 + Number(at.slice(14)));
    const [slotMs] = instants ?? [];
    if (slotMs !== undefined) items.push({ id, code, service, slotMs });
    else if (instants === null) say(problems, 'at', 'date-wrong', `没有 ${date} 这一天`, `there is no day ${date}`);
    else
      say(
        problems,
        'at',
        'time-missing',
        `${at} 不存在：当天时钟拨快，跳过这一时刻`,
        `${at} does not exist: the clocks go forward over it`,
      );
    if (instants?.length === 2)
      say(
        warnings,
        'at',
        'time-twice',
        `${at} 出现两次（时钟拨慢），按第一次计`,
        `${at} comes twice, for the clocks go back; the first is taken`,
      );
  }
  return { items, problems, warnings };
}
