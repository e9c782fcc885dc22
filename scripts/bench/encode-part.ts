/** (e) A ticket as printer bytes, beside node-thermal-printer's buffer for the same content. */
import thermal from 'node-thermal-printer';
import { gb18030 } from '../../device/adapters/charset-gb18030.ts';
import { openDotFont } from '../../device/adapters/dot-font-file.ts';
import { printerProfiles } from '../../device/drivers/printer/printer-profile.ts';
import { layoutTicket } from '../../device/drivers/printer/ticket-layout.ts';
import type { TicketPaper } from '../../device/drivers/printer/ticket-paper.ts';
import { findProgram } from '../../device/program.ts';
import { paperPhrases } from '../../protocol/ticket-texts.ts';
import type { BenchPart } from './bench-part.ts';
import { machineMs } from './timing.ts';

const { CharacterSet, PrinterTypes, ThermalPrinter } = thermal;

const paper: TicketPaper = {
  hallName: { zh: '滨江燃气营业大厅', en: 'Riverside Gas Service Hall' },
  ticketNo: 'A023',
  service: { zh: '缴费', en: 'Pay a bill' },
  class: 'normal',
  locale: 'zh-CN',
  rest: [],
  appointmentText: null,
  ahead: 12,
  waitText: { zh: '约 10–20 分钟', en: 'about 10–20 min' },
  timeText: '2026-11-22 10:30',
  qrUrl: 'http://192.168.1.10:8080/t/019d0a52-7c8e-7def-8123-456789abcdef',
  bring: [{ zh: '燃气卡或户号', en: 'Gas card or account number' }],
  copies: 1,
  phrases: paperPhrases,
  large: false,
  isTest: false,
};
/** A place whose first character no printer has: its line is drawn. */
const rareName = { zh: '𠮷江燃气营业大厅', en: paper.hallName.en };

export const encodePart: BenchPart = {
  letter: 'e',
  title: 'A ticket as ESC/POS bytes, beside node-thermal-printer with the same content',
  async run({ quick, say }) {
    const countMs = quick ? 500 : 3_000;
    say(`${(6 * countMs) / 1000} s`);
    const profile = printerProfiles['epson-tm'];
    let number = 0;
    const next = (): TicketPaper => {
      number = (number % 999) + 1;
      return { ...paper, ticketNo: `A${String(number).padStart(3, '0')}` };
    };
    const ours = () => layoutTicket(next(), { charset: gb18030, profile }).length;
    const font = openDotFont(findProgram().fontFile);
    const drawn = () => layoutTicket({ ...next(), hallName: rareName }, { charset: gb18030, profile, font }).length;
    const theirs = () => peerBytes(next());
    const rounds = [0, 1].map(
      () => [perSecond(ours, countMs), perSecond(drawn, countMs), perSecond(theirs, countMs)] as const,
    );
    const peer = { what: 'node-thermal-printer', value: Math.max(...rounds.map(([, , count]) => count)) };
    return [
      {
        what: 'tickets encoded a second',
        value: Math.max(...rounds.map(([own]) => own)),
        unit: '/s',
        beside: peer,
        note: `${ours()} bytes, the peer's ${theirs()}`,
      },
      {
        what: 'with one line drawn as dots',
        value: Math.max(...rounds.map(([, own]) => own)),
        unit: '/s',
        beside: peer,
        note: `${drawn()} bytes; the peer prints ? for such a character`,
      },
    ];
  },
};

function perSecond(work: () => number, forMs: number): number {
  for (let warm = 0; warm < 500; warm += 1) work();
  const startMs = machineMs();
  let count = 0;
  while (machineMs() - startMs < forMs) {
    for (let each = 0; each < 50; each += 1) work();
    count += 50;
  }
  return (count * 1000) / (machineMs() - startMs);
}

/** The same lines at the same sizes with the peer's own calls. */
function peerBytes(ticket: TicketPaper): number {
  const printer = new ThermalPrinter({
    type: PrinterTypes.EPSON,
    interface: '/dev/null',
    characterSet: CharacterSet.CHINA,
    width: 48,
  });
  printer.alignCenter();
  printer.println(ticket.hallName.zh);
  printer.bold(true);
  printer.setTextSize(2, 2);
  printer.println(ticket.ticketNo);
  printer.setTextNormal();
  printer.bold(false);
  printer.println(`${ticket.service.zh} / ${ticket.service.en}`);
  printer.println(`前面 ${ticket.ahead} 人 · ${ticket.ahead} ahead`);
  printer.println(`${ticket.waitText?.zh} · ${ticket.waitText?.en}`);
  printer.println(ticket.timeText ?? '');
  printer.printQR(ticket.qrUrl ?? '', { cellSize: 6, correction: 'M', model: 2 });
  for (const thing of ticket.bring) printer.println(`${thing.zh} ${thing.en}`);
  for (const phrase of ticket.phrases) printer.println(`${phrase.zh} · ${phrase.en}`);
  printer.cut();
  return printer.getBuffer().length;
}
