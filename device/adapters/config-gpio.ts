/** What a schema cannot say about pins: which exist on a Pi, which are spoken for, and that each has one use. */
import type { HallConfig } from '../../protocol/config.ts';
import { type ConfiguredLine, configuredLines } from '../runtime/configured-lines.ts';
import type { Found } from './config-queue-checks.ts';
import { headerPinMax, reservedPins } from './gpio-pins.ts';

/** Below this a number can be meant as the kernel's: a chip's base and a pin. */
const kernelNumberMin = 64;

export function checkGpio(config: HallConfig, problem: Found): void {
  const first = new Map<number, ConfiguredLine>();
  for (const line of configuredLines(config)) {
    const { bcm, path } = line;
    const other = first.get(bcm);
    if (other) tellTwice(line, other, problem);
    else first.set(bcm, line);
    if (bcm > headerPinMax) tellRange(line, problem);
    else if (reservedPins.has(bcm) && !line.iKnow) {
      const use = reservedPins.get(bcm) ?? '';
      problem(
        path,
        'gpio-reserved',
        `GPIO${bcm} 保留给 ${use}，请换一个引脚；确定要用时加 iKnow: true`,
        `GPIO${bcm} is reserved for ${use}; choose another pin, or add iKnow: true if you are sure`,
      );
    }
  }
  checkMeaning(config, problem);
}

function tellTwice({ bcm, path }: ConfiguredLine, other: ConfiguredLine, problem: Found): void {
  problem(
    path,
    'gpio-duplicate',
    `GPIO${bcm} 已用于 ${other.device}，每条线路要有自己的引脚`,
    `GPIO${bcm} is used twice, it belongs to ${other.device}; each button, lamp and switch needs its own pin`,
  );
}

function tellRange({ bcm, path, iKnow }: ConfiguredLine, problem: Found): void {
  if (bcm >= kernelNumberMin)
    problem(
      path,
      'gpio-range',
      `${bcm} 不是树莓派的 GPIO 编号；请写引脚自己的编号（如 GPIO17），不写内核编号`,
      `${bcm} is no GPIO number of a Pi; write the pin's own number (GPIO17 is 17), not the kernel's`,
    );
  else if (!iKnow)
    problem(
      path,
      'gpio-range',
      `GPIO${bcm} 不在树莓派的 40 针接头上（GPIO2 至 GPIO${headerPinMax}）；写的是 GPIO 编号，不是针脚位置`,
      `GPIO${bcm} is not on the header of a Pi (GPIO2 to GPIO${headerPinMax}); write the GPIO number, not the place on the header`,
    );
}

function checkMeaning({ gpio = {}, services, printers = [] }: HallConfig, problem: Found): void {
  gpio.lamps?.forEach(({ shows, service }, index) => {
    if (service === undefined) return;
    const path = ['gpio', 'lamps', index, 'service'];
    if (shows === 'printer-fault')
      problem(path, 'lamp-service', '打印机指示灯与业务无关，请删除 service', 'the printer has no service; remove it');
    else if (!services.some(({ id }) => id === service)) {
      const known = services.map(({ id }) => id);
      problem(
        path,
        'service-unknown',
        `没有业务 ${service}；现有业务：${known.join('、')}`,
        `there is no service ${service}; choose from ${known.join(', ')}`,
      );
    }
  });
  if (gpio.paperLow && printers.length === 0)
    problem(
      ['gpio', 'paperLow'],
      'paper-switch-alone',
      '没有打印机，纸量开关无处可用',
      'there is no printer whose paper the switch could watch; add one under printers, or remove the switch',
    );
}

export function warnGpio({ gpio = {}, hall }: HallConfig, warning: Found): void {
  if (gpio.door && !hall.hours && !hall.exceptions)
    warning(
      ['gpio', 'door'],
      'door-without-hours',
      '大厅没有营业时间，门开着永远不会报告',
      'the hall has no hours, so an open door is never told',
    );
}
