/**
 * What a schema cannot say about the queue of a hall: numbers that would be given twice, days that contradict each other,
 * rules that do not do what their words promise. Like all checks it only looks, and says what to do.
 */
import type { HallConfig, RuleConfig, ServiceConfig } from '../../protocol/config.ts';

type Path = readonly (string | number)[];
export type Found = (path: Path, code: string, zh: string, en: string) => void;

const lastNumber = 999;
/** Misread on paper and panel: 8, 1, 0, 0, 5, 2. */
const confusable = /[BIOQSZ]/;

export function checkQueue(config: HallConfig, problem: Found): void {
  checkSeries(config.services, problem);
}

export function warnQueue(config: HallConfig, warning: Found): void {
  config.services.forEach((service, index) => {
    warnService(service, ['services', index], warning);
  });
  warnRule(config.hall.rule, ['hall', 'rule'], warning);
  config.counters.forEach(({ rule }, index) => {
    warnRule(rule, ['counters', index, 'rule'], warning);
  });
  warnReasons(config, warning);
  (config.buttons ?? []).forEach(({ service }, index) => {
    if (config.services.some(({ id, paperRoll }) => id === service && paperRoll))
      warning(
        ['buttons', index, 'service'],
        'paper-roll-unused',
        `业务 ${service} 使用号卷，按钮不会出号`,
        `service ${service} has a paper roll: the button would never give a ticket`,
      );
  });
}

const seriesOf = ({ id, series }: ServiceConfig): string => series ?? id;

/** Services that share a series must agree on its numbers, and letters must not be the name of somebody else. */
function checkSeries(services: readonly ServiceConfig[], problem: Found): void {
  services.forEach((service, index) => {
    const letters = seriesOf(service);
    const first = services.find((other) => seriesOf(other) === letters);
    if (first && first !== service) checkSame(first, service, index, problem);
    const named = services.find(({ id }) => id === letters);
    if (named && seriesOf(named) !== letters)
      problem(
        ['services', index, 'series'],
        'series-misleading',
        `号码字母 ${letters} 是另一项业务的编号，而该业务自己使用 ${seriesOf(named)}；请换字母`,
        `letters ${letters} are the id of another service, whose own numbers begin with ${seriesOf(named)}; choose other letters`,
      );
  });
}

function checkSame(first: ServiceConfig, service: ServiceConfig, index: number, problem: Found): void {
  const of = ({ first: from = 1, last = lastNumber, paperRoll = false, wrap = paperRoll }: ServiceConfig) => ({
    first: from,
    last,
    wrap,
    paperRoll,
  });
  const [one, other] = [of(first), of(service)];
  for (const key of ['first', 'last', 'wrap', 'paperRoll'] as const) {
    if (one[key] === other[key]) continue;
    const letters = seriesOf(service);
    problem(
      ['services', index, service[key] === undefined ? 'id' : key],
      'series-differs',
      `业务 ${service.id} 与 ${first.id} 共用号码 ${letters}，但 ${key} 不同（${other[key]}、${one[key]}）；请写成相同或换字母`,
      `${service.id} and ${first.id} share the numbers ${letters} but differ in ${key} (${other[key]}, ${one[key]}); make them equal or give one its own series`,
    );
    return;
  }
}

function warnService(service: ServiceConfig, path: Path, warning: Found): void {
  const { id, first = 1, last = lastNumber, quota, paperRoll, wrap = paperRoll } = service;
  const letters = seriesOf(service);
  const doubtful = confusable.exec(letters)?.[0];
  if (doubtful !== undefined)
    warning(
      [...path, service.series === undefined ? 'id' : 'series'],
      'series-letters',
      `号码字母 ${doubtful} 容易与数字混淆（B I O Q S Z），请换字母`,
      `letter ${doubtful} is misread as a digit on paper and panel (so are B I O Q S Z); choose another series`,
    );
  if (quota !== undefined && !wrap && quota > last - first + 1)
    warning(
      [...path, 'quota'],
      'quota-large',
      `配额 ${quota} 多于号码数 ${last - first + 1}，号码会先用完`,
      `quota ${quota} is more than the ${last - first + 1} numbers of its series, which run out first`,
    );
  if (!paperRoll) return;
  for (const key of ['quota', 'queueMax', 'hours'] as const)
    if (service[key] !== undefined)
      warning(
        [...path, key],
        'paper-roll-unused',
        `业务 ${id} 使用号卷，${key} 不起作用，请删除`,
        `service ${id} has a paper roll: nobody counts who tears a number off, so ${key} does nothing; remove it`,
      );
}

function warnRule(rule: RuleConfig | undefined, path: Path, warning: Found): void {
  if (rule === undefined) return;
  if (rule === 'interleave' || (typeof rule === 'object' && 'interleave' in rule)) {
    const { priority, normal } = typeof rule === 'object' ? rule.interleave : { priority: 1, normal: 1 };
    const percent = Math.round((100 * priority) / (priority + normal));
    warning(
      path,
      'interleave-share',
      `交替叫号 ${priority}:${normal}：优先号超过来客的 ${percent}% 时，优先的人反而等得更久；请用报表核对实际比例，或改用 accumulating`,
      `interleave ${priority}:${normal}: once more than ${percent} % of those who come have priority, they wait longer than the others; compare with the share in the day report, or use accumulating`,
    );
    return;
  }
  if (typeof rule === 'string') return;
  const classes = rule.accumulating;
  for (const name of ['normal', 'priority', 'appointment'] as const) {
    const own = classes[name];
    if (own?.rate === 0 && own.capMinutes === undefined)
      warning(
        [...path, 'accumulating', name, 'rate'],
        'rate-zero',
        `速率为 0 的 ${name} 永远不积分，只有别人都不等时才会被叫；请设速率或 capMinutes`,
        `with rate 0 ${name} gathers no points and is called only when nobody else waits; give it a rate or capMinutes`,
      );
    if (own?.capMinutes !== undefined && own.capMinutes < (own.headStartMinutes ?? 0))
      warning(
        [...path, 'accumulating', name, 'capMinutes'],
        'cap-below-head-start',
        `上限 ${own.capMinutes} 分短于提前量 ${own.headStartMinutes} 分，等于绝对优先；请调高上限`,
        `the cap of ${own.capMinutes} min is shorter than the head start of ${own.headStartMinutes} min: nearly strict priority; raise the cap`,
      );
  }
  const normal = classes.normal?.rate ?? 1;
  const priority = classes.priority?.rate;
  if (priority !== undefined && priority < normal)
    warning(
      [...path, 'accumulating', 'priority', 'rate'],
      'rate-upside-down',
      `优先号积分比普通号慢（${priority} 比 ${normal}），会等得更久`,
      `priority gathers points more slowly than normal (${priority} against ${normal}) and would wait longer`,
    );
}

/** A clerk who gives no reason has said `other`: without that entry nobody finds its words later. */
function warnReasons({ calls = {} }: HallConfig, warning: Found): void {
  for (const list of ['chooseReasons', 'priorityReasons'] as const)
    if (calls[list] && !calls[list].some(({ id }) => id === 'other'))
      warning(
        ['calls', list],
        'reason-other',
        `${list} 缺少 other：不选原因时记为 other，请加上`,
        `${list} has no entry other: it is recorded when no reason is given; add it`,
      );
}
