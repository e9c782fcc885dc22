/** What `hallkeeper firmware` says besides its problems (firmware-problems.ts). */
import type { Bilingual } from './texts-types.ts';

export const firmwareTexts = {
  connect: { zh: '连接芯片', en: 'Looking for the chip' },
  unprotect: { zh: '解除保护', en: 'Lifting the protection' },
  erase: { zh: '擦除', en: 'Erasing' },
  write: { zh: '写入并核对', en: 'Writing and reading back' },
  writeOnly: { zh: '写入', en: 'Writing' },
  go: { zh: '启动程序', en: 'Starting the program' },
  chip: { zh: '芯片', en: 'Chip' },
  unknownChip: { zh: '未知型号，将整片擦除', en: 'not known here; it is erased as a whole' },
  flash: { zh: '闪存最大', en: 'flash up to' },
  loader: { zh: '引导程序', en: 'Boot loader' },
  commands: { zh: '命令', en: 'Commands' },
  readoutProtection: { zh: '读保护', en: 'Readout protection' },
  on: { zh: '已启用', en: 'on' },
  off: { zh: '未启用', en: 'off' },
  notSaid: { zh: '不明', en: 'not known' },
  file: { zh: '文件', en: 'File' },
  bytes: { zh: '字节', en: 'bytes' },
  gaps: { zh: '空隙', en: 'gaps' },
  retries: { zh: '重试', en: 'retries' },
  entryOutside: {
    zh: '注意：文件的启动地址不在固件内',
    en: 'Note: the start address of the file is not inside the firmware',
  },
  line: { zh: '行', en: 'line' },
  stopping: {
    zh: '完成当前命令后停止；再按一次 Ctrl-C 立即停止。',
    en: 'Stopping after this command; press Ctrl-C again to stop at once.',
  },
  stoppedHard: {
    zh: '已立即停止。芯片可能只写入了一部分：请再运行一次。',
    en: 'Stopped at once. The chip may hold a part of the firmware: run the loader again.',
  },
} as const satisfies Record<string, Bilingual>;
