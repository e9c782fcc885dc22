/** Texts of the page on which staff look at tickets and try printers. Part of the one typed catalogue in texts.ts. */
import type { Bilingual } from './texts-types.ts';

export const ticketPageTexts = {
  'paper.tab': { zh: '号票', en: 'Tickets' },
  'paper.intro': {
    zh: '这里显示的就是打印机会收到的内容，逐点相同。号码和等候是样例。',
    en: 'This is what the printer would be sent, dot for dot. The number and the wait are samples.',
  },
  'paper.printer': { zh: '打印机', en: 'Printer' },
  'paper.onPaper': { zh: '{mm} 毫米纸', en: '{mm} mm paper' },
  'paper.anyPrinter': { zh: '任意 {mm} 毫米打印机', en: 'Any {mm} mm printer' },
  'paper.service': { zh: '业务', en: 'Service' },
  'paper.template': { zh: '样式', en: 'Template' },
  'paper.templateOwn': { zh: '该业务的样式（{name}）', en: 'That of the service ({name})' },
  'paper.language': { zh: '顾客所选语言', en: 'Language of the customer' },
  'paper.large': { zh: '大字', en: 'Large print' },
  'paper.preview': { zh: '样票', en: 'The ticket' },
  'paper.size': { zh: '长 {mm} 毫米，{bytes} 字节', en: '{mm} mm long, {bytes} bytes' },
  'paper.missing': {
    zh: '任何字体都没有这些字，票上会印成 〓：{chars}',
    en: 'No font has these characters; they print as 〓: {chars}',
  },
  'paper.test': { zh: '试打一张', en: 'Print a test paper' },
  'paper.testHint': {
    zh: '上下印有“测试，不是号票”，没有号码。试打会记入日志。',
    en: 'It says TEST, not a ticket, above and below, and has no number. It is recorded.',
  },
  'paper.testNone': {
    zh: '选一台本厅的打印机，就可以试打。',
    en: 'Choose a printer of the hall to print a test paper.',
  },
  'paper.testNotReady': {
    zh: '这台打印机现在不能出纸，请看“设备”。',
    en: 'This printer gives no paper now; see Devices.',
  },
  'paper.slow': { zh: '试打得太快，请看过出纸口再试。', en: 'Too fast. Look at the slot first, then try again.' },
  'paper.tested': { zh: '已送往 {printer}，请看出纸口。', en: 'Sent to {printer}. Look at its slot.' },
} as const satisfies Record<string, Bilingual>;
