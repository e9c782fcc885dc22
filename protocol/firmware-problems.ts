/**
 * Why firmware did not get into a chip over the service cable, and in which state the chip was left. Shown by `hallkeeper firmware` and
 * explained in docs/firmware.md. The codes are part of the public face: never rename one.
 */
import type { Bilingual } from './texts-types.ts';

export interface FirmwareProblemText {
  readonly text: Bilingual;
  /** What a person should do. */
  readonly act: Bilingual;
}

const newFile: Bilingual = {
  zh: '重新导出固件文件或重新拷贝，再试一次。',
  en: 'Build or copy the firmware file anew, then try again.',
};

export const firmwareProblems = {
  'file-unreadable': {
    text: { zh: '无法读取固件文件。', en: 'The firmware file cannot be read.' },
    act: { zh: '检查路径和权限。', en: 'Check its path and permissions.' },
  },
  'file-elf': {
    text: { zh: '这是 ELF 文件，不能直接写入。', en: 'This is an ELF file, which cannot be written as it is.' },
    act: {
      zh: '先转换：objcopy -O ihex firmware.elf firmware.hex',
      en: 'Convert it first: objcopy -O ihex firmware.elf firmware.hex',
    },
  },
  'address-hex': {
    text: {
      zh: 'HEX 文件自带地址，不能再用 --address。',
      en: 'A HEX file has its own addresses; --address is not for it.',
    },
    act: { zh: '去掉 --address。', en: 'Leave --address out.' },
  },
  'address-invalid': {
    text: { zh: '起始地址必须是 8 的倍数。', en: 'The address must be a multiple of 8.' },
    act: { zh: '一般使用 0x08000000。', en: 'It is 0x08000000 in most cases.' },
  },
  'hex-malformed': {
    text: { zh: 'HEX 文件中有一行格式错误。', en: 'A line of the HEX file is not a record.' },
    act: newFile,
  },
  'hex-checksum': {
    text: { zh: 'HEX 文件中有一行校验和错误。', en: 'A line of the HEX file fails its checksum.' },
    act: newFile,
  },
  'hex-overlap': {
    text: { zh: 'HEX 文件对同一地址给出两次数据。', en: 'The HEX file gives data for one address twice.' },
    act: {
      zh: '不要把两个固件拼在一个文件里；重新导出。',
      en: 'Two programs may have been joined into one file. Build it anew.',
    },
  },
  'hex-no-end': {
    text: { zh: 'HEX 文件不完整，缺少结束行。', en: 'The HEX file is cut short: its end record is missing.' },
    act: newFile,
  },
  'image-empty': { text: { zh: '固件文件里没有数据。', en: 'The firmware file holds no data.' }, act: newFile },
  'image-too-large': {
    text: { zh: '固件文件过大。', en: 'The firmware file is too large.' },
    act: { zh: '检查是否选错文件。', en: 'Check that this is the right file.' },
  },
  'image-outside': {
    text: { zh: '固件地址超出芯片的闪存范围。', en: 'The firmware has addresses outside the flash of this chip.' },
    act: {
      zh: '固件与芯片型号不符，请核对型号和文件。',
      en: 'The file was built for another chip. Check the model and the file.',
    },
  },
  'port-unavailable': {
    text: { zh: '无法打开串口。', en: 'The port cannot be opened.' },
    act: {
      zh: '检查电缆和路径；停止占用串口的程序；把用户加入 dialout 组。',
      en: 'Check the cable and the path, stop whatever uses the port, add the user to the group dialout.',
    },
  },
  'line-lost': {
    text: { zh: '串口在操作中断开。', en: 'The port went away while it was in use.' },
    act: { zh: '插好电缆，复位芯片，再运行一次。', en: 'Plug the cable in, reset the chip and run it again.' },
  },
  'loader-silent': {
    text: { zh: '芯片没有应答。', en: 'The chip does not answer.' },
    act: {
      zh: '将 BOOT0 接高电平并复位；检查 TX、RX 是否交叉、GND 是否连接。',
      en: 'Set BOOT0 high and reset the chip; check that TX and RX are crossed and GND is connected.',
    },
  },
  'loader-garbled': {
    text: { zh: '收到的应答不是引导程序的应答。', en: 'What answers is not the boot loader.' },
    act: {
      zh: '检查波特率和校验位（应为 8E1），确认 BOOT0 为高并已复位。',
      en: 'Check baud and parity (8E1), and that BOOT0 is high and the chip was reset.',
    },
  },
  'line-bad': {
    text: { zh: '线路错误过多。', en: 'There are too many errors on the line.' },
    act: { zh: '降低波特率，换短电缆，远离干扰源。', en: 'Take a lower baud and a shorter cable, away from motors.' },
  },
  'answer-lost': {
    text: { zh: '芯片在操作中不再应答。', en: 'The chip stopped answering.' },
    act: {
      zh: '检查供电和电缆，复位芯片，再运行一次。',
      en: 'Check supply and cable, reset the chip and run it again.',
    },
  },
  'command-missing': {
    text: { zh: '此引导程序缺少所需命令。', en: 'This boot loader lacks a command that is needed.' },
    act: { zh: '此芯片须用调试器写入。', en: 'This chip must be written with a debug probe.' },
  },
  'readout-protected': {
    text: { zh: '芯片已启用读保护。', en: 'The chip is protected against reading.' },
    act: {
      zh: '确认可以清除全部内容后，加 --unprotect-readout（会擦除整个闪存）。',
      en: 'If all that it holds may go, add --unprotect-readout: it erases the whole flash.',
    },
  },
  'write-protected': {
    text: {
      zh: '闪存没有接受数据，很可能启用了写保护。',
      en: 'The flash did not take the data; it is most likely write-protected.',
    },
    act: { zh: '确认后加 --unprotect-write 再运行。', en: 'If that is meant to go, run again with --unprotect-write.' },
  },
  'unprotect-refused': {
    text: { zh: '芯片拒绝解除保护。', en: 'The chip refused to lift its protection.' },
    act: { zh: '此保护只能用调试器解除，或永久有效。', en: 'Only a debug probe can lift it, or it is for ever.' },
  },
  'erase-refused': {
    text: { zh: '芯片拒绝擦除。', en: 'The chip refused to erase.' },
    act: {
      zh: '复位后重试；仍失败则用调试器。',
      en: 'Reset it and try again; if it still refuses, use a debug probe.',
    },
  },
  'write-refused': {
    text: { zh: '芯片拒绝写入。', en: 'The chip refused to write.' },
    act: {
      zh: '地址可能超出此芯片的闪存；核对型号和文件。',
      en: 'The address may lie behind the end of its flash. Check the model and the file.',
    },
  },
  'read-refused': {
    text: { zh: '芯片拒绝读回。', en: 'The chip refused to be read back.' },
    act: {
      zh: '复位后重试；数据已写入但未核对。',
      en: 'Reset it and try again; data has been written but not compared.',
    },
  },
  'verify-failed': {
    text: { zh: '读回的数据与文件不一致。', en: 'What was read back is not what was written.' },
    act: {
      zh: '再运行一次；仍失败则检查供电，闪存可能已损坏。',
      en: 'Run it again; if it still fails, check the supply. The flash may be worn out.',
    },
  },
  'go-refused': {
    text: { zh: '芯片拒绝启动程序。', en: 'The chip refused to start the program.' },
    act: { zh: '固件已写好：将 BOOT0 接低电平并复位。', en: 'The firmware is in: set BOOT0 low and reset the chip.' },
  },
  stopped: {
    text: { zh: '已按要求停止。', en: 'Stopped as asked.' },
    act: { zh: '需要时再运行一次。', en: 'Run it again when it suits.' },
  },
} as const satisfies Record<string, FirmwareProblemText>;

export type FirmwareProblemCode = keyof typeof firmwareProblems;

export interface FirmwareProblem {
  readonly code: FirmwareProblemCode;
  /** Line of the file. */
  readonly line?: number;
  /** Place in the flash. */
  readonly address?: number;
  /** What the system said; never translated. */
  readonly detail?: string;
}

/** In which state a chip was left. */
export const targetStates = {
  unknown: { zh: '芯片状态未知，没有联系上。', en: 'The chip was not reached; nothing was changed.' },
  untouched: { zh: '芯片内容未改变。', en: 'The chip is as it was.' },
  unprotected: {
    zh: '已要求解除保护；芯片原有程序可能已被擦除。',
    en: 'Its protection was told to go; the program that it held may be erased.',
  },
  erased: { zh: '芯片已部分或全部擦除，尚未写入。', en: 'The chip is erased, in part or whole, and holds no program.' },
  partial: {
    zh: '芯片只写入了一部分，不能运行；请再运行一次。',
    en: 'The chip holds a part of the firmware and cannot run. Run the loader again.',
  },
  written: { zh: '固件已写入，未读回核对。', en: 'The firmware is written and was not read back.' },
  verified: { zh: '固件已写入并核对一致。', en: 'The firmware is written and was read back: it is equal.' },
  started: { zh: '固件已写入，程序已启动。', en: 'The firmware is written and the program has been started.' },
} as const satisfies Record<string, Bilingual>;

export type TargetState = keyof typeof targetStates;
