import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { event } from '../../protocol/events.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { findProgram } from '../program.ts';
import { renderTicket, type TicketRenderOptions } from './ticket-render.ts';

const folder = mkdtempSync(join(tmpdir(), 'ticket-render-'));
const out = join(folder, 'ticket.png');
const data = join(folder, 'data');
const hasProgram = (name: string): boolean => spawnSync('which', [name]).status === 0;

const usual: TicketRenderOptions = {
  ticket: null,
  config: null,
  data: null,
  date: null,
  service: null,
  template: null,
  profile: null,
  paper: null,
  copies: null,
  large: false,
  test: false,
  locale: 'zh-CN',
  out,
  json: true,
  program: findProgram(),
};

function render(change: Partial<TicketRenderOptions>): { code: number; said: Record<string, unknown>; png: PNG } {
  let text = '';
  const spy = vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  try {
    const code = renderTicket({ ...usual, ...change });
    return { code, said: text === '' ? {} : JSON.parse(text), png: PNG.sync.read(readFileSync(out)) };
  } finally {
    spy.mockRestore();
  }
}
/** Black dots of a row of the picture. */
const inkOf = (png: PNG, row: number): number =>
  Array.from({ length: png.width }, (_, x) => png.data[(row * png.width + x) * 4]).filter((grey) => grey === 0).length;

beforeAll(() => {
  const journal = openSqliteJournal(data);
  const at = { monoMs: 1, wallMs: Date.parse('2026-11-22T02:30:00Z'), clock: 'ntp', actor: 'system' } as const;
  const issued = (ticket: string, no: string, large?: true) =>
    event('ticket.issued', {
      ticket,
      no,
      series: 'A',
      n: Number(no.slice(1)),
      service: 'A',
      class: 'normal',
      channel: 'kiosk',
      locale: 'zh-CN',
      request: ticket,
      ahead: 7,
      wait: null,
      ...(large ? { large } : {}),
      printer: 'printer-1',
    });
  const rows = [
    event('system.started', { boot: 'b', sw: '0', config: 'c' }),
    event('day.opened', { date: '2026-11-22' }),
    issued('t-1', 'A001'),
    issued('t-2', 'A002', true),
  ].map((each, index) => ({ ...each, ...at, seq: index + 1, id: `00000000-0000-7000-8000-00000000000${index}` }));
  journal.append(rows);
  journal.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('hallkeeper ticket render', () => {
  it('makes a picture of one bit a dot, as wide as the paper', () => {
    const { code, said, png } = render({});
    expect(code).toBe(0);
    expect(said).toMatchObject({ widthDots: 640, file: out, missing: [] });
    expect(said.lines).toContain('A023');
    expect([png.width, png.height]).toEqual([said.widthDots, said.heightDots]);
    expect(readFileSync(out).length).toBeLessThan(12_000);
    expect(render({ paper: '58' }).png.width).toBe(448);
    expect(render({ large: true }).png.height).toBeGreaterThan(1.5 * png.height);
  });

  it('shows a ticket of a journal by its number or its id, in the print it was issued in', () => {
    const first = render({ ticket: 'a001', data });
    expect(first.said.lines).toEqual(
      expect.arrayContaining(['A001', '前面 7 人等候 · 7 ahead of you', '取号时间 Time: 2026-11-22 10:30']),
    );
    expect(render({ ticket: 't-1', data }).said.lines).toEqual(first.said.lines);
    expect(render({ ticket: 't-2', data }).png.height).toBeGreaterThan(1.3 * first.png.height);
    expect(render({ ticket: 'A001', data, copies: 2 }).said.lines).toContain('补打 第 2 份 · Reprint, copy 2');
    expect(render({ ticket: 'A001', data, date: '2026-11-21' }).code).toBe(1);
    expect(render({ ticket: 'K999', data }).code).toBe(1);
    expect(() => render({ ticket: 'A001' })).toThrow('--data');
  });

  it('takes templates and the logo of a configuration, and says which names there are', () => {
    const config = join(folder, 'hall.yaml');
    const logo = new PNG({ width: 40, height: 20 });
    for (let dot = 0; dot < 800; dot += 1)
      logo.data.set(dot % 40 < 20 ? [0, 0, 0, 255] : [128, 128, 128, 255], dot * 4);
    writeFileSync(join(folder, 'logo.png'), PNG.sync.write(logo));
    writeFileSync(
      config,
      `hall: { id: t, name: { zh: 䶮𠮷厅, en: Hall }, zone: UTC }
services: [{ id: A, name: { zh: 缴费, en: Pay }, minutes: 4, ticket: mine }]
counters: [{ no: 1, services: [A] }]
tickets:
  templates: [{ id: mine, blocks: [{ block: logo, file: logo.png, widthMm: 20 }, { block: hall }, { block: number }] }]
`,
    );
    const { png, said } = render({ config });
    expect(said.lines).toEqual(['Hall', 'A023']);
    // 160 dots across: black on the left, every other dot or so where it is grey, nothing beyond.
    const ink = Array.from({ length: 80 }, (_, row) => inkOf(png, 24 + row));
    expect(Math.min(...ink)).toBeGreaterThan(80 + 20);
    expect(Math.max(...ink)).toBeLessThan(80 + 60);
    expect(render({ config, template: 'standard' }).said.lines).toContain('缴费');
    expect(() => render({ config, template: 'nope' })).toThrow('known: standard, mine');
    expect(() => render({ config, service: 'Z' })).toThrow('no service Z');
    expect(() => render({ config, profile: 'epsn-tm' })).toThrow('did you mean epson-tm?');
  });

  it.skipIf(!hasProgram('zbarimg'))('a phone reads the code of the picture, native and as raster (zbarimg)', () => {
    for (const profile of ['epson-tm', 'zijiang-58'])
      for (const large of [false, true]) {
        render({ profile, large });
        const read = execFileSync('zbarimg', ['--nodbus', '--raw', '-q', out]).toString().trim();
        expect(read).toBe('https://hall.example.cn/t/00000000-0000-7000-8000-000000000000');
      }
  });
});
