/**
 * What a schema cannot say about a hall: references that lead nowhere, things that exist twice, times that are none.
 * Each finding has its path and says what to do. Problems stop the start; warnings do not.
 */
import type { HallConfig, LineConfig } from '../../protocol/config.ts';
import { checkPhrases } from '../../protocol/phrases.ts';
import { checkDuty, warnDuty } from './config-duty-checks.ts';
import type { ConfigFinding } from './config-finding.ts';
import { checkForeign, warnForeign } from './config-foreign-checks.ts';
import { checkGpio, warnGpio } from './config-gpio.ts';
import { checkPrinters } from './config-printers.ts';
import { checkQueue, type Found, warnQueue } from './config-queue-checks.ts';
import { checkTickets, warnTickets } from './config-ticket-checks.ts';
import { checkTimes, warnTimes } from './config-time-checks.ts';

type Path = ConfigFinding['path'];

export function checkConfig(
  config: HallConfig,
  exists: (file: string) => boolean,
  folder: string,
): {
  readonly problems: readonly ConfigFinding[];
  readonly warnings: readonly ConfigFinding[];
} {
  const problems: ConfigFinding[] = [];
  const warnings: ConfigFinding[] = [];
  const problem: Found = (path, code, zh, en) => problems.push({ path, code, message: { zh, en } });
  const warning: Found = (path, code, zh, en) => warnings.push({ path, code, message: { zh, en } });
  checkTwice(config, problem);
  checkServices(config, problem);
  checkNodes(config, problem);
  checkLines(config, problem);
  checkPrinters(config, problem);
  checkForeign(config, folder, problem);
  checkGpio(config, problem);
  checkTimes(config, problem);
  checkQueue(config, problem);
  checkDuty(config, problem);
  checkTickets(config, problem);
  for (const found of checkPhrases(config.voice?.phrases ?? {}))
    problems.push({ ...found, path: ['voice', 'phrases', ...found.path] });
  warn(config, warning);
  warnTimes(config, warning);
  warnQueue(config, warning);
  warnDuty(config, warning);
  warnTickets(config, exists, warning);
  warnGpio(config, warning);
  warnForeign(config, folder, warning);
  const { file } = config.appointments ?? {};
  if (file !== undefined && !exists(file))
    warning(
      ['appointments', 'file'],
      'file-missing',
      `没有文件 ${file}；在它出现之前没有预约`,
      `there is no file ${file}; until it is there the hall has no appointments of it`,
    );
  return { problems, warnings };
}

const reasonLists = [
  ['pauseReasons', '暂停原因', 'pause reason'],
  ['parkReasons', '挂起原因', 'park reason'],
  ['chooseReasons', '点选原因', 'reason of a chosen call'],
  ['priorityReasons', '优先原因', 'reason of priority'],
  ['transferReasons', '转移原因', 'transfer reason'],
  ['closeReasons', '停办原因', 'reason of a closed service'],
] as const;

function checkTwice(config: HallConfig, problem: Found): void {
  const lists: readonly (readonly [
    code: string,
    zh: string,
    en: string,
    paths: readonly (readonly [Path, string | number])[],
  ])[] = [
    ['service-duplicate', '业务', 'service', config.services.map(({ id }, index) => [['services', index, 'id'], id])],
    ['counter-duplicate', '窗口', 'counter', config.counters.map(({ no }, index) => [['counters', index, 'no'], no])],
    [
      'badge-duplicate',
      '工号',
      'badge',
      (config.staff ?? []).map(({ badge }, index) => [['staff', index, 'badge'], badge]),
    ],
    [
      'printer-duplicate',
      '打印机',
      'printer',
      (config.printers ?? []).map(({ id }, index) => [['printers', index, 'id'], id]),
    ],
    [
      'device-duplicate',
      '设备',
      'device',
      (config.devices ?? []).map(({ id }, index) => [['devices', index, 'id'], id]),
    ],
    [
      'bus-duplicate',
      '总线',
      'bus',
      [
        ...(config.buses ?? []).map(({ id }, index) => [['buses', index, 'id'], id] as const),
        ...(config.foreign ?? []).map(({ id }, index) => [['foreign', index, 'id'], id] as const),
      ],
    ],
    ...reasonLists.map(
      ([list, zh, en]) =>
        [
          'reason-duplicate',
          zh,
          en,
          (config.calls?.[list] ?? []).map(({ id }, index) => [['calls', list, index, 'id'], id] as const),
        ] as const,
    ),
    [
      'reason-duplicate',
      '评价原因',
      'rating reason',
      (config.rating?.reasons ?? []).map(({ id }, index) => [['rating', 'reasons', index, 'id'], id]),
    ],
  ];
  for (const [code, zh, en, entries] of lists)
    eachRepeat(entries, (path, value) =>
      problem(path, code, `${zh} ${value} 重复，请改成不同的值`, `${en} ${value} is there twice; give each its own`),
    );
}

/** Calls back for every value that was there before. */
function eachRepeat(
  entries: readonly (readonly [Path, string | number])[],
  found: (path: Path, value: string | number, first: Path) => void,
): void {
  const seen = new Map<string | number, Path>();
  for (const [path, value] of entries) {
    const first = seen.get(value);
    if (first) found(path, value, first);
    else seen.set(value, path);
  }
}

function checkServices({ services, counters, buttons = [] }: HallConfig, problem: Found): void {
  const known = services.map(({ id }) => id);
  const unknown = (path: Path, service: string): void =>
    problem(
      path,
      'service-unknown',
      `没有业务 ${service}；现有业务：${known.join('、')}`,
      `there is no service ${service}; choose from ${known.join(', ')}, or add it under services`,
    );
  counters.forEach((counter, index) => {
    counter.services.forEach((service, at) => {
      const path = ['counters', index, 'services', at];
      if (!known.includes(service)) unknown(path, service);
      else if (counter.services.indexOf(service) < at)
        problem(
          path,
          'service-duplicate',
          `业务 ${service} 写了两次，请删除一个`,
          `service ${service} is there twice; remove one`,
        );
    });
  });
  buttons.forEach(({ service }, index) => {
    if (!known.includes(service)) unknown(['buttons', index, 'service'], service);
  });
  services.forEach(({ first = 1, last = 999 }, index) => {
    if (first > last)
      problem(
        ['services', index, 'first'],
        'series-empty',
        `首号 ${first} 大于末号 ${last}`,
        `first ${first} is after last ${last}; no number would be left`,
      );
  });
}

function checkNodes({ counters, buses = [] }: HallConfig, problem: Found): void {
  const known = buses.map(({ id }) => id);
  const nodes: (readonly [Path, string])[] = [];
  counters.forEach((counter, index) => {
    for (const role of ['panel', 'keypad', 'rating'] as const) {
      const node = counter[role];
      if (!node) continue;
      if (known.includes(node.bus)) nodes.push([['counters', index, role, 'address'], `${node.bus}/${node.address}`]);
      else
        problem(
          ['counters', index, role, 'bus'],
          'bus-unknown',
          `没有总线 ${node.bus}；现有总线：${known.join('、') || '（无）'}`,
          `there is no bus ${node.bus}; ${known.length > 0 ? `choose from ${known.join(', ')}` : 'add it under buses'}`,
        );
    }
  });
  eachRepeat(nodes, (path, node) =>
    problem(
      path,
      'node-duplicate',
      `节点地址 ${node} 已被使用，每个设备要有自己的地址`,
      `node address ${node} is taken; each device needs its own`,
    ),
  );
}

function checkLines({ printers = [], buses = [], foreign = [] }: HallConfig, problem: Found): void {
  const lines: (readonly [Path, string])[] = [
    ...printers.map(({ line }, index) => [['printers', index, 'line'], lineName(line)] as const),
    ...buses.map(({ line }, index) => [['buses', index, 'line'], lineName(line)] as const),
    ...foreign.map(({ line }, index) => [['foreign', index, 'line'], lineName(line)] as const),
  ];
  eachRepeat(lines, (path, line) =>
    problem(
      path,
      'line-duplicate',
      `连线 ${line} 已被另一设备使用`,
      `line ${line} already belongs to another device; each needs its own`,
    ),
  );
}

function lineName(line: LineConfig): string {
  return 'serial' in line ? line.serial : 'usb' in line ? line.usb : line.tcp;
}

function warn(
  { services, counters, staff = [], printers = [], buses = [], foreign = [], mqtt }: HallConfig,
  warning: Found,
): void {
  services.forEach(({ id }, index) => {
    if (!counters.some((counter) => counter.services.includes(id)))
      warning(
        ['services', index],
        'service-not-served',
        `没有窗口办理业务 ${id}`,
        `no counter serves ${id}: its tickets would wait for ever`,
      );
  });
  if (staff.length === 0)
    warning(
      ['staff'],
      'staff-none',
      '没有配置员工，任何人都不能登录',
      'no staff: nobody can sign in at a counter page',
    );
  const lines = [
    ...printers.map(({ line }, index) => [['printers', index, 'line'], line] as const),
    ...buses.map(({ line }, index) => [['buses', index, 'line'], line] as const),
    ...foreign.map(({ line }, index) => [['foreign', index, 'line'], line] as const),
  ];
  for (const [path, line] of lines)
    if ('serial' in line && /^\/dev\/tty(USB|ACM)\d+$/.test(line.serial))
      warning(
        [...path, 'serial'],
        'serial-name',
        `${line.serial} 在重启后可能变化，请用 /dev/serial/by-path 下的名称`,
        `${line.serial} may change at a restart; use its name under /dev/serial/by-path`,
      );
  if (mqtt && /^(mqtt|ws):\/\/(?!localhost|127\.|\[::1\])/.test(mqtt.url))
    warning(
      ['mqtt', 'url'],
      'mqtt-plain',
      '与中心的连接没有加密，请用 mqtts://',
      'the line to the centre is not encrypted; use mqtts://',
    );
}
