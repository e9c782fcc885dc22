/**
 * Stable codes of what can go wrong in the world around the daemon, with what staff should do.
 * A fault is an input: it changes what the hall offers, is shown on the health page and heals by itself when the world
 * does. `page` names the chapter of docs/faults.md that helps. Never rename a code.
 */
import type { Bilingual } from './texts-types.ts';

export type FaultSeverity = 'warning' | 'error';
export interface FaultText {
  readonly severity: FaultSeverity;
  readonly text: Bilingual;
  readonly act: Bilingual;
}

export const faults = {
  'screen-silent': {
    severity: 'error',
    text: { zh: '显示屏没有应答', en: 'A screen does not answer' },
    act: {
      zh: '看显示屏是否有画面；没有时检查其主机的电源和网络，再重启它。',
      en: 'Look whether it shows a picture; if not, check the power and network of its computer, then restart it.',
    },
  },
  'screen-stalled': {
    severity: 'warning',
    text: { zh: '显示屏画面停住了', en: 'The picture of a screen stands still' },
    act: { zh: '在管理页让该显示屏重新载入。', en: 'Let the screen load its page again from the admin page.' },
  },
  'media-struck': {
    severity: 'warning',
    text: { zh: '显示屏播放不了一个文件', en: 'A screen cannot play a file' },
    act: {
      zh: '在管理页查看该文件，按提示转换格式后重新上传。',
      en: 'Look at the file on the admin page; convert it as it says and send it again.',
    },
  },
  'firmware-failed': {
    severity: 'warning',
    text: { zh: '设备固件更新未成功', en: 'A device did not take its new firmware' },
    act: {
      zh: '设备仍运行原固件；检查其电源和接线后再次更新。',
      en: 'It runs what it ran before. Check its power and cable, then start the update again.',
    },
  },
  'numbers-scarce': {
    severity: 'warning',
    text: { zh: '号码将用完', en: 'The ticket numbers of a service are nearly used up' },
    act: {
      zh: '当号码用完后该业务不再取号：可扩大号段，或在配置中允许循环使用（wrap）。',
      en: 'When they are used up the service gives no tickets: widen its range or let it begin anew (`wrap`) in the configuration.',
    },
  },
  'appointments-invalid': {
    severity: 'warning',
    text: { zh: '预约名单有误，未采用', en: 'The list of appointments has a mistake and was not taken' },
    act: {
      zh: '按提示的行修改文件；原有预约继续有效。',
      en: 'Mend the line that is named; the appointments taken before still stand.',
    },
  },
  'paper-out': {
    severity: 'error',
    text: { zh: '打印机缺纸', en: 'The printer is out of paper' },
    act: { zh: '打开上盖，装入新纸卷，合上盖子。', en: 'Open the lid, put in a new roll, close the lid.' },
  },
  'paper-near-end': {
    severity: 'warning',
    text: { zh: '打印纸将用完', en: 'The paper roll is nearly empty' },
    act: { zh: '准备好新纸卷。', en: 'Have a new roll ready.' },
  },
  'cover-open': {
    severity: 'error',
    text: { zh: '打印机上盖未合', en: 'The printer lid is open' },
    act: { zh: '按下上盖直到发出咔嗒声。', en: 'Press the lid until it clicks.' },
  },
  'cutter-error': {
    severity: 'error',
    text: { zh: '切刀卡住', en: 'The cutter is stuck' },
    act: { zh: '关机，清除卡纸，再开机。', en: 'Switch the printer off, clear the paper, switch it on.' },
  },
  'printer-error': {
    severity: 'error',
    text: { zh: '打印机报告错误', en: 'The printer reports an error' },
    act: { zh: '关机再开机；仍报错请联系维修。', en: 'Switch it off and on; if it stays, call service.' },
  },
  'printer-mismatch': {
    severity: 'warning',
    text: { zh: '打印机与配置的型号不符', en: 'The printer is not as its profile says' },
    act: {
      zh: '仍可打印。核对 printers 中的 profile；不知道型号时填 unknown。',
      en: 'It prints on. Compare `profile` under `printers` with the machine; `unknown` when nobody knows its model.',
    },
  },
  'printer-offline': {
    severity: 'error',
    text: { zh: '打印机没有应答', en: 'The printer does not answer' },
    act: { zh: '检查电源和数据线。', en: 'Check its power and its cable.' },
  },
  'print-unknown': {
    severity: 'error',
    text: { zh: '有号票不确定是否已打印', en: 'It is not known whether a ticket was printed' },
    act: {
      zh: '看出纸口，在管理页选择“已出纸”或“补打”。',
      en: 'Look at the paper slot, then choose “it is there” or “print again” on the admin page.',
    },
  },
  'line-lost': {
    severity: 'error',
    text: { zh: '设备连线中断', en: 'The line to a device is lost' },
    act: { zh: '检查数据线和转换器。', en: 'Check the cable and the adapter.' },
  },
  'node-offline': {
    severity: 'error',
    text: { zh: '窗口屏或按键器离线', en: 'A panel or keypad is offline' },
    act: { zh: '检查该设备的电源和总线接头。', en: 'Check its power and its bus plug.' },
  },
  'node-wrong': {
    severity: 'error',
    text: { zh: '该地址上是另一台设备', en: 'Another device answers at this address' },
    act: { zh: '核对设备编号，更新配置。', en: 'Compare the device with the configuration.' },
  },
  'foreign-silent': {
    severity: 'error',
    text: { zh: '外接设备没有应答', en: 'A device of another maker does not answer' },
    act: {
      zh: '检查该设备的电源、地址和接线；新装设备请核对波特率和型号。',
      en: 'Check its power, address and wires; with a new device compare speed and profile.',
    },
  },
  'foreign-garbled': {
    severity: 'warning',
    text: { zh: '外接设备的数据无法识别', en: 'What a device of another maker sends cannot be read' },
    act: {
      zh: '核对波特率和型号（profile），检查屏蔽线和 A、B 线是否接反。',
      en: 'Compare speed and profile; check the shield and whether the wires A and B are swapped.',
    },
  },
  'node-locked': {
    severity: 'error',
    text: { zh: '设备的密钥不符，已停用', en: 'A device and its key do not fit; it is not used' },
    act: {
      zh: '在管理页重新写入密钥：先按住设备按钮5秒后上电。',
      en: 'Install its key anew on the admin page: hold its button for 5 s while switching it on.',
    },
  },
  'bus-forged': {
    severity: 'error',
    text: { zh: '总线上有伪造的数据', en: 'Somebody sends forged frames on the bus' },
    act: {
      zh: '数据已被拒收。请检查总线上是否接入了不明设备。',
      en: 'They were refused. Look for a device on the bus that does not belong there.',
    },
  },
  'centre-offline': {
    severity: 'warning',
    text: { zh: '与中心断开，数据保存在本地', en: 'The centre cannot be reached; everything is kept here' },
    act: { zh: '无需处理；超过一天请检查网络。', en: 'Nothing to do; after a day check the network.' },
  },
  'centre-silent': {
    severity: 'warning',
    text: { zh: '中心没有确认数据', en: 'The centre does not confirm what it gets' },
    act: { zh: '请通知中心管理员。', en: 'Tell the people at the centre.' },
  },
  'storage-full': {
    severity: 'error',
    text: { zh: '磁盘已满，无法取号', en: 'The disk is full; no ticket can be issued' },
    act: { zh: '请立即联系技术人员清理磁盘。', en: 'Call technical staff at once to free space.' },
  },
  'storage-read-only': {
    severity: 'error',
    text: { zh: '磁盘只读，无法取号', en: 'The disk has become read-only; no ticket can be issued' },
    act: { zh: '存储卡可能损坏，请立即联系技术人员。', en: 'The card may be failing. Call technical staff at once.' },
  },
  'storage-failed': {
    severity: 'error',
    text: { zh: '磁盘写入失败', en: 'The disk cannot be written' },
    act: { zh: '请立即联系技术人员。', en: 'Call technical staff at once.' },
  },
  'clock-untrusted': {
    severity: 'warning',
    text: { zh: '时钟未校准', en: 'The clock is not known to be right' },
    act: { zh: '检查网络对时。', en: 'Check the time service of the network.' },
  },
  'gpio-absent': {
    severity: 'warning',
    text: { zh: '本机的 GPIO 不可用', en: 'The GPIO of this machine cannot be used' },
    act: {
      zh: '按钮和指示灯不可用；触摸屏可正常取号。运行 hallkeeper doctor 查看原因。',
      en: 'Buttons and lamps do not work; the kiosk does. `hallkeeper doctor` says why.',
    },
  },
  'gpio-fault': {
    severity: 'error',
    text: { zh: '按钮或指示灯线路异常', en: 'The line of a button, lamp or switch is faulty' },
    act: { zh: '检查按钮、指示灯和接线。', en: 'Check the button, lamp or switch and its wire.' },
  },
  'button-stuck': {
    severity: 'error',
    text: { zh: '按钮被卡住', en: 'A button is stuck' },
    act: { zh: '松开或更换按钮。', en: 'Free or replace the button.' },
  },
  'button-chatter': {
    severity: 'error',
    text: { zh: '按钮接触不良，已停用', en: 'The contact of a button chatters; it is out of service' },
    act: { zh: '检查接线和插头；更换按钮。', en: 'Check its wire and plug; replace the button.' },
  },
  'staff-called': {
    severity: 'warning',
    text: { zh: '有人按了呼叫按钮', en: 'Somebody has pressed a call button' },
    act: { zh: '请到该按钮处，轻声询问。', en: 'Please go to the button and ask quietly.' },
  },
  'door-open': {
    severity: 'warning',
    text: { zh: '停止营业后大门未关', en: 'The door stands open while the hall is closed' },
    act: { zh: '请去查看并关好大门。', en: 'Please look, and close the door.' },
  },
  'voice-refused': {
    severity: 'warning',
    text: { zh: '语音包或录音有误，未采用', en: 'A phrase pack or recorded clips are wrong and not used' },
    act: {
      zh: '运行 hallkeeper check-config，按提示修改语音文件，再重启。',
      en: 'Run `hallkeeper check-config`, mend the voice files as it says, then restart.',
    },
  },
  'help-wanted': {
    severity: 'warning',
    text: { zh: '取号机旁有客户需要帮助', en: 'A customer at the kiosk asks for help' },
    act: { zh: '请到取号机旁，轻声询问。', en: 'Please go to the kiosk and ask quietly.' },
  },
} as const satisfies Record<string, FaultText>;

export type FaultCode = keyof typeof faults;

/** A fault that is present now. `device` is the configured id, e.g. `printer-1`, `bus-main/5`. */
export interface Fault {
  readonly code: FaultCode;
  readonly device: string;
  /** Wall clock of its beginning, ms; null while the clock is not trusted. */
  readonly sinceMs: number | null;
  /** Machine detail for the health page, e.g. an errno; never personal. */
  readonly detail?: string;
}
