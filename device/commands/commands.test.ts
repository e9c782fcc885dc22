/** The commands as a person meets them: exit codes and words, on the built program; damage is done with plain SQL. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { event, type HallEvent } from '../../protocol/events.ts';
import { runProgram, smallHall } from '../../tests/hall-process.ts';
import { rowOf } from '../../tests/memory-journal.ts';
import { createPairedDevices } from '../adapters/http/paired-devices.ts';
import { verifyPin } from '../adapters/pin-hash.ts';
import { openSqliteJournal } from '../adapters/sqlite-journal.ts';
import { checkJournal, createJournalCheck } from './journal-check.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hallkeeper-commands-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const data = (): string => join(folder, 'data');

/** A short day: a start, a day, three tickets of which the first is served. */
function shortDay(): HallEvent[] {
  const issued = (n: number) =>
    event('ticket.issued', {
      ticket: `t${n}`,
      no: `A00${n}`,
      series: 'A',
      n,
      service: 'A',
      class: 'normal',
      channel: 'phone',
      locale: 'zh-CN',
      request: `tap-${n}`,
      ahead: n - 1,
      wait: null,
      printer: null,
    });
  return [
    event('system.started', { boot: 'b1', sw: '0', config: '' }),
    event('day.opened', { date: '2026-03-02' }),
    issued(1),
    issued(2),
    event('counter.opened', { counter: 1, clerk: '1001' }),
    event('ticket.called', { ticket: 't1', counter: 1, clerk: '1001', why: 'fifo' }),
    issued(3),
    event('ticket.started', { ticket: 't1', counter: 1 }),
    event('ticket.finished', { ticket: 't1', counter: 1, clerk: '1001', service: 'A', servedMs: 60_000 }),
  ];
}

function writeDay(damage: readonly string[] = []): void {
  const journal = openSqliteJournal(data());
  journal.append(shortDay().map((each, at) => rowOf(at + 1, each)));
  journal.close();
  const db = new Database(join(data(), 'journal.db'));
  for (const sql of damage) db.exec(sql);
  db.close();
}

function problemsOf(damage: readonly string[]): readonly string[] {
  writeDay(damage);
  const journal = openSqliteJournal(data(), { readonly: true });
  const { problems, ok } = checkJournal(journal);
  journal.close();
  expect(ok).toBe(problems.length === 0);
  return problems;
}

describe('journal verify', () => {
  it('is content with a whole journal', async () => {
    writeDay();
    const { code, stdout } = await runProgram(['journal', 'verify', '--data', data()]);
    expect(code).toBe(0);
    expect(stdout).toBe('The journal is whole: 9 events, 3 tickets, 1 starts.\n');
  });

  it('names a hole, says nothing good and ends with 1', async () => {
    writeDay(['DELETE FROM journal WHERE seq = 5']);
    const { code, stdout, stderr } = await runProgram(['journal', 'verify', '--data', data()]);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('row 6 follows row 4: there is a hole');
  });

  it('gives a program the same as JSON', async () => {
    writeDay(['DELETE FROM journal WHERE seq = 5']);
    const { code, stdout } = await runProgram(['journal', 'verify', '--data', data(), '--json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, head: 9, tickets: 3 });
  });

  it('of a folder without a journal ends with 1 and words', async () => {
    const { code, stderr } = await runProgram(['journal', 'verify', '--data', data()]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot be opened');
  });

  it.each([
    [
      'a number given twice',
      `UPDATE journal SET body = replace(body, 'A003', 'A002') WHERE seq = 7`,
      'row 7: number A002 was given twice on 2026-03-02',
    ],
    [
      'a ticket issued twice',
      `UPDATE journal SET body = replace(body, '"t3"', '"t2"') WHERE seq = 7`,
      'row 7: ticket t2 was issued twice',
    ],
    [
      'a changed ticket',
      `UPDATE journal SET body = replace(body, '"t1"', '"t9"') WHERE seq = 6`,
      'row 6: ticket.called is about ticket t9, which was never issued',
    ],
    ['a row that is no JSON', `UPDATE journal SET body = 'x' || body WHERE seq = 4`, 'row 4 cannot be read'],
    [
      'a day that goes back',
      `UPDATE journal SET type = 'day.opened', body = '{"actor":"system","clock":"ntp","data":{"date":"2026-03-01"}}' WHERE seq = 9`,
      'row 9: the day went back to 2026-03-01',
    ],
    ['a lost beginning', 'DELETE FROM journal WHERE seq < 3', 'row 3 follows row 0: there is a hole'],
  ])('names %s', (_what, sql, expected) => {
    const problems = problemsOf([sql]);
    expect(
      problems.some((problem) => problem.startsWith(expected)),
      problems.join('\n'),
    ).toBe(true);
  });

  it('names at most 20 faults, and never throws', () => {
    const problems = problemsOf([`UPDATE journal SET body = '{}', type = 'ticket.called'`]);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.length).toBeLessThanOrEqual(20);
  });

  it('finds nothing wrong with a series that begins anew', () => {
    const anew = shortDay().flatMap((each) =>
      each.type !== 'ticket.issued' || each.body.n < 3
        ? [each]
        : [
            each,
            event('ticket.cancelled', { ticket: 't2', by: 'staff' }),
            event('ticket.issued', { ...each.body, ticket: 't4', no: 'A002', n: 2 }),
          ],
    );
    const journal = openSqliteJournal(data());
    journal.append(anew.map((each, at) => rowOf(at + 1, each)));
    expect(checkJournal(journal).problems).toEqual([]);
    journal.close();
  });

  it('can go on where it ended', () => {
    const journal = openSqliteJournal(data());
    const check = createJournalCheck();
    const seen: number[] = [];
    for (const [at, each] of shortDay().entries()) {
      journal.append([rowOf(at + 1, each)]);
      check.readOn(journal, ({ seq }) => seen.push(seq));
    }
    journal.close();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(check.findings()).toMatchObject({ ok: true, events: 9, tickets: 3, day: '2026-03-02' });
  });
});

describe('journal export and stats', () => {
  it('write the rows asked for, one JSON object a line', async () => {
    writeDay();
    const { code, stdout } = await runProgram(['journal', 'export', '--data', data(), '--from', '3', '--to', '4']);
    expect(code).toBe(0);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { seq: number; body: { no: string } });
    expect(rows.map(({ seq, body }) => [seq, body.no])).toEqual([
      [3, 'A001'],
      [4, 'A002'],
    ]);
  });

  it('ends quietly when its reader has seen enough', () => {
    const journal = openSqliteJournal(data());
    journal.append(shortDay().map((each, at) => rowOf(at + 1, each)));
    for (let seq = 10; seq < 20_000; seq += 1_000)
      journal.append(
        Array.from({ length: 1_000 }, (_, at) => rowOf(seq + at, event('session.refused', { reason: 'pin-wrong' }))),
      );
    journal.close();
    const program = `"${process.execPath}" dist/daemon/cli.js journal export --data "${data()}"`;
    const { status, stdout, stderr } = spawnSync('bash', ['-c', `set -o pipefail; ${program} | head -n 2`], {
      encoding: 'utf8',
    });
    expect([status, stderr, stdout.trim().split('\n').length]).toEqual([0, '', 2]);
  });

  it('count events by type and tickets by day', async () => {
    writeDay();
    const { code, stdout } = await runProgram(['journal', 'stats', '--data', data(), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ types: { 'ticket.issued': 3 }, ticketsByDay: { '2026-03-02': 3 } });
    const words = await runProgram(['journal', 'stats', '--data', data()]);
    expect(words.stdout).toContain('3  tickets on 2026-03-02');
  });
});

describe('report', () => {
  it('tells a day as text in both languages, as CSV and as JSON, and a month', async () => {
    writeDay();
    const report = (...more: string[]) => runProgram(['report', '--data', data(), ...more]);
    const day = ['--date', '2026-03-02'];
    const english = await report(...day);
    expect([english.code, english.stdout.split('\n')[0]]).toEqual([
      0,
      'Report of the business day 2026-03-02 (not over, as of now)',
    ]);
    expect(english.stdout).toContain('what was taken back at a counter is not counted');
    expect((await report(...day, '--lang', 'zh-CN')).stdout).toMatch(
      /^业务日报 2026-03-02（未结束|^业务日报 2026-03-02 （未结束/,
    );
    const json = await report(...day, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ days: 1, total: { issued: 3, served: 1, serviceMeanMs: 60_000 } });
    const csv = (await report('--month', '2026-03', '--csv')).stdout;
    const [head = '', total = '', ...rest] = csv.trim().split('\n');
    expect(head).toMatch(/^from,to,scope,key,issued,kiosk,/);
    expect(total).toMatch(/^2026-03-02,2026-03-02,total,,3,0,0,3,/);
    expect(rest.map((line) => line.split(',').slice(2, 4).join(' '))).toEqual(
      expect.arrayContaining(['service A', 'counter 1', 'clerk 1001']),
    );
    for (const line of rest) expect(line.split(',')).toHaveLength(head.split(',').length);
  });

  it('says when there is no such day, and what it was not told', async () => {
    writeDay();
    const none = await runProgram(['report', '--data', data(), '--date', '2026-03-03']);
    expect([none.code, none.stdout, none.stderr]).toEqual([1, '', 'The journal has no such business day.\n']);
    for (const args of [
      [],
      ['--date', '2026-02-30'],
      ['--month', '2026-13'],
      ['--date', '2026-03-02', '--month', '2026-03'],
    ]) {
      const { code, stderr } = await runProgram(['report', '--data', data(), ...args]);
      expect([args, code]).toEqual([args, 1]);
      expect(stderr).toMatch(/YYYY-MM/);
    }
    expect((await runProgram(['report', '--help'])).stdout).toMatch(/--month <YYYY-MM>[\s\S]*--csv/);
  });
});

describe('check-config', () => {
  it('ends with 0 for a good configuration', async () => {
    const file = join(folder, 'hall.yaml');
    writeFileSync(file, stringify(await smallHall()));
    const { code, stdout } = await runProgram(['check-config', file]);
    expect([code, stdout]).toEqual([0, `${file}: good. 2 services, 2 counters.\n`]);
  });

  it('ends with 1 for a bad one, with line, column and both languages', async () => {
    const file = join(folder, 'hall.yaml');
    writeFileSync(file, stringify({ ...(await smallHall()), counters: [{ no: 1, services: ['Z'] }] }));
    const { code, stderr } = await runProgram(['check-config', file]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/hall\.yaml:\d+:\d+ .*\n {4}.*[\u4e00-\u9fff]/);
    const json = await runProgram(['check-config', file, '--json']);
    expect(JSON.parse(json.stdout)).toMatchObject({ ok: false });
  });

  it('ends with 2 when there is nothing to read', async () => {
    const { code, stderr } = await runProgram(['check-config', join(folder, 'nothing.yaml')]);
    expect(code).toBe(2);
    expect(stderr).toContain('cannot be read');
  });
});

async function takePort(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  return { server, port: typeof address === 'object' && address ? address.port : 0 };
}

describe('demo', () => {
  it('ends with 1 when its port is taken, names another one and leaves nothing behind', {
    timeout: 40_000,
  }, async () => {
    const { server, port } = await takePort();
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const { code, stderr } = await runProgram(['demo', '--port', String(port)]);
      expect(code).toBe(1);
      expect(stderr).toContain(`Port ${port} is taken: try \`npm start -- --port 9000\`.`);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
      server.close();
    }
  });
});

describe('run', () => {
  it('ends with 1 and words when its port is taken, and leaves the data free', { timeout: 40_000 }, async () => {
    const { server, port } = await takePort();
    const file = join(folder, 'hall.yaml');
    writeFileSync(file, stringify({ ...(await smallHall()), listen: { host: '127.0.0.1', port } }));
    const { code, stderr } = await runProgram(['run', '--config', file, '--data', data()]);
    server.close();
    expect(code).toBe(1);
    expect(stderr).toContain('EADDRINUSE');
    openSqliteJournal(data()).close();
  });
});

describe('check-config of the voice', () => {
  it('names file, line and path of a phrase that may not be said, in the pack and in the hall itself', async () => {
    const file = join(folder, 'hall.yaml');
    const pack = join(folder, 'pack.yaml');
    const rude = { text: { 'zh-CN': '急什么，再见', en: 'Goodbye' } };
    writeFileSync(
      pack,
      'version: 1\nname: Own\nmoments:\n  goodbye:\n    text:\n      zh-CN: 等着\n      en: Goodbye\n',
    );
    writeFileSync(file, stringify({ ...(await smallHall()), voice: { pack } }));
    const checked = await runProgram(['check-config', file]);
    expect(checked.code).toBe(1);
    expect(checked.stderr).toContain(`${pack}:6:7 moments.goodbye.text.zh-CN: goodbye / text / zh-CN: “等着”`);
    writeFileSync(file, stringify({ ...(await smallHall()), voice: { phrases: { goodbye: rude } } }));
    const own = await runProgram(['check-config', file]);
    expect(own.code).toBe(1);
    expect(own.stderr).toMatch(/hall\.yaml:\d+:\d+ voice\.phrases\.goodbye\.text\.zh-CN: .*“急什么”/);
  });
});

describe('doctor', () => {
  it('ends with 0 on a machine and a hall without trouble', async () => {
    const file = join(folder, 'hall.yaml');
    writeFileSync(file, stringify(await smallHall()));
    writeDay();
    const { code, stdout } = await runProgram(['doctor', '--config', file, '--data', data(), '--json']);
    const findings = JSON.parse(stdout) as { what: string; state: string; text: string }[];
    expect(findings.find(({ what }) => what === 'Journal')).toMatchObject({ state: 'good', text: '9 events' });
    expect(findings.find(({ what }) => what === 'Configuration')?.state).toBe('good');
    expect(code).toBe(findings.some(({ state }) => state === 'bad') ? 1 : 0);
  });

  it('ends with 1 when a device is not there, and says what to look at', async () => {
    const file = join(folder, 'hall.yaml');
    const printers = [{ id: 'printer-1', line: { serial: '/dev/serial/by-path/none', baud: 38_400 } }];
    writeFileSync(file, stringify(await smallHall({ printers })));
    const { code, stdout } = await runProgram(['doctor', '--config', file]);
    expect(code).toBe(1);
    expect(stdout).toContain('✗ printer-1: /dev/serial/by-path/none is not there');
  });
});

describe('device-token', () => {
  it('prints a token once and its line for the configuration', async () => {
    const { code, stdout } = await runProgram(['device-token', 'kiosk-2']);
    expect(code).toBe(0);
    const token = /\?device=(\S+)/.exec(stdout)?.[1] ?? '';
    const devices = parse(/^ +- \{.*\}$/m.exec(stdout)?.[0] ?? '') as { id: string; token: string }[];
    expect(createPairedDevices(devices).find(token)).toBe('kiosk-2');
    const file = join(folder, 'hall.yaml');
    writeFileSync(file, stringify({ ...(await smallHall()), devices }));
    expect((await runProgram(['check-config', file])).code).toBe(0);
    writeFileSync(file, stringify({ ...(await smallHall()), devices: [...devices, ...devices] }));
    expect((await runProgram(['check-config', file])).stderr).toContain('device kiosk-2 is there twice');
    expect((await runProgram(['device-token', 'Kiosk 2'])).code).toBe(1);
  });
});

describe('hash-pin', () => {
  const hashOf = (input: string) =>
    spawnSync(process.execPath, [join(process.cwd(), 'dist/daemon/cli.js'), 'hash-pin'], { input, encoding: 'utf8' });

  it('reads the PIN from standard input and writes nothing but its hash to standard output', async () => {
    const { status, stdout, stderr } = hashOf('2468\n');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^scrypt\$16384\$8\$1\$[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+\n$/);
    expect(await verifyPin('2468', stdout.trim())).toBe(true);
    expect(stdout + stderr).not.toContain('2468');
  });

  it('refuses what is no PIN', () => {
    const { status, stdout, stderr } = hashOf('abc\n');
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('4 to 12 digits');
  });
});

describe('why', () => {
  it('explains the calls of a number, in the language asked for', async () => {
    writeDay();
    const { code, stdout } = await runProgram(['why', 'a001', '--data', data(), '--lang', 'zh-CN']);
    expect(code).toBe(0);
    expect(stdout).toContain('A001 · 2026-03-02');
    expect(stdout).toContain('1 号窗口');
  });

  it('gives a program the same as JSON', async () => {
    writeDay();
    const { code, stdout } = await runProgram(['why', 'A001', '--date', '2026-03-02', '--data', data(), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ ticketNo: 'A001', date: '2026-03-02', calls: [{ counter: 1 }] });
  });

  it('ends with 1 and words for a number that nobody called, and for a day that is none', async () => {
    writeDay();
    const never = await runProgram(['why', 'A099', '--data', data()]);
    expect([never.code, never.stderr]).toEqual([1, 'A099 was not called on 2026-03-02.\n']);
    const noDay = await runProgram(['why', 'A001', '--date', 'today', '--data', data()]);
    expect([noDay.code, noDay.stderr]).toEqual([1, expect.stringContaining('YYYY-MM-DD')]);
  });
});
