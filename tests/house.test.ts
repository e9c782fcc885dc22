/**
 * The lint of the house: rules about the source tree that neither the compiler nor the linter knows. Each finding says
 * where and what to do. The second half plants violations and sees them caught.
 */
import { describe, expect, it } from 'vitest';
import { faults } from '../protocol/faults.ts';
import { firmwareProblems } from '../protocol/firmware-problems.ts';
import { problems } from '../protocol/problems.ts';
import { codePageFindings } from './house/code-pages.ts';
import { cycleFindings, reachFindings, unusedFindings } from './house/graph-rules.ts';
import { leansOf } from './house/import-scan.ts';
import { doorFindings, layerFindings } from './house/layer-rules.ts';
import { splitSource } from './house/source-text.ts';
import { type Finding, isTest, printed, readTree, sourceFile } from './house/source-tree.ts';
import { escapeFindings, looksFindings, purityFindings, sizeFindings, wordFindings } from './house/text-rules.ts';

const tree = readTree(new URL('../', import.meta.url));
const sources = tree.filter((file) =>
  /^(protocol|firmware-bridge|device|display|scripts|tests)\/|^[a-z.]+\.ts$/.test(file.path),
);
const textOf = (path: string) => tree.find((file) => file.path === path)?.text ?? '';

const problemTexts = new Map(
  Object.entries(problems).map(([code, { status, text }]) => [code, [text.zh, text.en, `HTTP ${status}`]]),
);
const faultTexts = new Map(
  Object.entries(faults).map(([code, { severity, text, act }]) => [code, [text.zh, text.en, act.zh, act.en, severity]]),
);
const firmwareTexts = new Map(
  Object.entries(firmwareProblems).map(([code, { text, act }]) => [code, [text.zh, text.en, act.zh, act.en]]),
);

describe('the house', () => {
  it('is there', () => {
    expect(sources.length).toBeGreaterThan(100);
  });

  it.each<readonly [string, () => Finding[]]>([
    ['imports go downward only', () => layerFindings(sources)],
    ['each outside thing has one door', () => doorFindings(sources)],
    ['no import cycles', () => cycleFindings(sources)],
    ['no dead files', () => reachFindings(sources)],
    ['what only tests use is not product', () => unusedFindings(sources)],
    ['pure folders are pure', () => purityFindings(sources)],
    ['colours and type sizes stand in theme.css', () => looksFindings(sources)],
    ['files are of a size to read', () => sizeFindings(sources.filter((file) => !isTest(file.path)))],
    ['no way around the compiler', () => escapeFindings(sources)],
    ['no places of one machine', () => wordFindings(tree)],
    [
      'every refusal and problem is explained',
      () => codePageFindings({ path: 'docs/errors.md', text: textOf('docs/errors.md'), codes: problemTexts }),
    ],
    [
      'every fault is explained',
      () => codePageFindings({ path: 'docs/faults.md', text: textOf('docs/faults.md'), codes: faultTexts }),
    ],
    [
      'every problem of the service loader is explained',
      () => codePageFindings({ path: 'docs/firmware.md', text: textOf('docs/firmware.md'), codes: firmwareTexts }),
    ],
  ])('%s', (_rule, find) => {
    expect(printed(find())).toEqual([]);
  });
});

// ---------------------------------------------------------------------------------------------- planted violations

const planted = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => sourceFile(path, text));

describe('a planted violation is caught', () => {
  it.each<readonly [string, string, string, RegExp]>([
    ['protocol/a.ts', "import type { S } from '../device/core/state.ts';", 'protocol', /must not import core/],
    ['protocol/a.ts', "export * from 'zod';", 'protocol', /must not import zod/],
    ['display/a.ts', "import { decide } from '../device/core/decide.ts';", 'display', /must not import core/],
    ['display/a.ts', "import chart from 'chart.js';", 'display', /must not import chart\.js/],
    ['firmware-bridge/a.ts', "import { a } from '../device/drivers/b.ts';", 'bridge', /must not import drivers/],
    ['device/core/a.ts', "import { readFileSync } from 'node:fs';", 'core', /must not import node:fs/],
    ['device/core/a.ts', "const a = import('../runtime/engine.ts');", 'core', /must not import runtime/],
    ['device/drivers/x/a.ts', "import type { B } from '../../core/b.ts';", 'drivers', /must not import core/],
    ['device/drivers/x/a.ts', "import type { B } from '../../ports.ts';", 'drivers', /must not import ports/],
    ['device/runtime/a.ts', "import { B } from '../adapters/b.ts';", 'runtime', /must not import adapters/],
    [
      'device/runtime/a.ts',
      "import {\n  a,\n  b as c,\n} from 'node:timers';",
      'runtime',
      /must not import node:timers/,
    ],
    ['device/ports-x.ts', "import type { B } from './core/state.ts';", 'ports', /must not import core/],
    ['device/adapters/a.ts', "import '../main.ts';", 'adapters', /must not import roots/],
    ['device/cli.ts', "import { start } from '../scripts/start.mjs';", 'roots', /must not import scripts/],
    ['device/sim/a.ts', "import { B } from '../adapters/b.ts';", 'sim', /must not import adapters/],
    [
      'device/adapters/a.ts',
      "import { w } from '../core/testing/world.ts';",
      'adapters',
      /must not import the test file/,
    ],
    ['device/adapters/a.ts', "import { w } from './testing-hall.ts';", 'adapters', /must not import the test file/],
    ['other/a.ts', "import { w } from '../protocol/b.ts';", 'nowhere', /put this file into a layer/],
  ])('%s: %s', (path, text, _layer, says) => {
    expect(printed(layerFindings(planted({ [path]: text }))).join()).toMatch(says);
  });

  it('of the layers: scripts may measure with a test world', () => {
    const text = "import { w } from '../device/core/testing/world.ts'; import '../device/main.ts';";
    expect(layerFindings(planted({ 'scripts/measure.ts': text }))).toEqual([]);
  });

  it('of the doors: a second one, and the wrong one; a type opens nothing', () => {
    const open = "import D from 'better-sqlite3';";
    const two = planted({ 'device/adapters/a.ts': open, 'device/adapters/b.ts': open });
    expect(printed(doorFindings(two))).toEqual([
      'device/adapters/b.ts:1  better-sqlite3 is opened already: go through device/adapters/a.ts',
    ]);
    const wrong = planted({ 'device/main.ts': "\nconst { Gpio } = await import('onoff');" });
    expect(printed(doorFindings(wrong))).toEqual([
      'device/main.ts:2  onoff is not for this file: go through an adapter',
    ]);
    expect(doorFindings(planted({ 'device/main.ts': "import type { Gpio } from 'onoff';" }))).toEqual([]);
  });

  it('of the graph: a cycle, a dead file, a file that is not there', () => {
    const round = planted({
      'device/main.ts': "import './a.ts';",
      'device/a.ts': "import { b } from './b.ts';",
      'device/b.ts': "\nimport type { a } from './a.ts';",
      'device/lost.ts': 'export const lost = 1;',
      'device/c.test.ts': "import './gone.ts';",
    });
    expect(printed(cycleFindings(round))).toEqual([
      'device/b.ts:2  cycle device/a.ts → device/b.ts → device/a.ts: move what both need into a file below them',
    ]);
    expect(printed(reachFindings(round))).toEqual([
      'device/lost.ts:1  nothing leads here: import it or delete it',
      'device/c.test.ts:1  device/gone.ts does not exist',
    ]);
  });

  it('of the graph: a file that is tested and never used', () => {
    const files = planted({
      'device/main.ts': '',
      'device/drivers/x/idle.ts': '',
      'device/drivers/x/idle.test.ts': "import './idle.ts';",
    });
    expect(printed(unusedFindings(files))).toEqual([
      'device/drivers/x/idle.ts:1  only tests lead here: wire it in, or move it to a testing folder',
    ]);
    expect(unusedFindings(files, ['device/drivers/x/idle.ts'])).toEqual([]);
  });

  it('of the graph: pages, workers and built files lead to sources', () => {
    const files = planted({
      'display/index.html': '<script type="module" src="./page.ts"></script>',
      'display/page.ts': "new Worker(new URL('./worker.ts', import.meta.url));",
      'display/worker.ts': '',
      'scripts/hall.mjs': "import '../dist/device/tool.js';",
      'device/tool.ts': '',
    });
    expect(reachFindings(files)).toEqual([]);
  });

  it.each([
    'const now = Date.now();',
    'const at = new Date();',
    'const luck = Math.random();',
    'const later: Promise<void> = start();',
    'async function start() {}',
    'setTimeout(run, 5);',
    'const a = process.env;',
    'const b = Buffer.from(bytes);',
    // A hole in a template is code.
    ['const text = `at $', '{Date.now()} the hall`;'].join(''),
    'console.log(1);',
  ])('of purity: %s', (text) => {
    expect(purityFindings(planted({ 'device/core/a.ts': `\n${text}` })).map((each) => each.line)).toEqual([2]);
    expect(purityFindings(planted({ 'device/adapters/a.ts': text, 'device/core/a.test.ts': text }))).toEqual([]);
  });

  it('of purity, and what only looks like one is not', () => {
    const text = `
      // Date.now() is never called; setTimeout neither
      const word = 'Math.random() and Promise'; const pattern = /new Date/;
      const { date, process: how } = { date: 1, process: 2 }; const x = a / b; const y = "Date" / 2;
      line.process(how); interface A { readonly process: string; console?: number }
      const t = \`a Promise \${date} Date\`;`;
    expect(printed(purityFindings(planted({ 'protocol/a.ts': text })))).toEqual([]);
  });

  it('of looks', () => {
    const files = planted({
      'display/a.ts':
        'class A { #add = 1; styles = css`a { color: #fff; background: rgb(1, 2, 3); font-size: 14px }`; }',
      'display/b.css': 'b { border: 1px solid #a1b2c3; font: 700 12.5px serif; padding: 4px }',
      'display/c.html': '<meta name="theme-color" content="#0072b2" /><a href="#top" style="color: #123"></a>&#1234;',
      'display/theme.css': ':root { --ink: #0b1f33; font-size: 16px }',
    });
    expect(looksFindings(files).map((each) => each.path)).toEqual([
      ...['display/a.ts', 'display/a.ts', 'display/a.ts'],
      ...['display/b.css', 'display/b.css', 'display/c.html'],
    ]);
  });

  it('of size, and a listed file is let through', () => {
    const long = planted({ 'device/a.ts': '\n'.repeat(401), 'device/b.ts': '\n'.repeat(400) });
    expect(printed(sizeFindings(long))).toEqual([
      'device/a.ts:400  401 lines: find the seam (about 250 is the size to look)',
    ]);
    expect(sizeFindings(long, { 'device/a.ts': 'a table' })).toEqual([]);
  });

  it.each(['let a: any;', 'const b = c as any;', 'type D = Map<string, any>;', '// @ts-ignore', '/* @ts-nocheck */'])(
    'of the compiler: %s',
    (text) => {
      expect(escapeFindings(planted({ 'device/a.ts': text })).length).toBe(1);
    },
  );

  it('of the compiler, and words are not types', () => {
    const text = "// any\nconst any = 'as any'; const o = { any: 1 }; some.any(); expect.any(Number); f(any => 1);";
    expect(printed(escapeFindings(planted({ 'device/a.ts': text })))).toEqual([]);
  });

  it('of words, in any text file', () => {
    const host = ['regi', 'stry.example.org'].join('');
    const folder = ['/wo', 'rk/main'].join('');
    const files = planted({
      'docs/a.md': `see ${folder}`,
      '.npmrc': `x=https://${host}/`,
      'docs/b.md': 'the registry of devices',
    });
    expect(wordFindings(files).map((each) => each.path)).toEqual(['docs/a.md', '.npmrc']);
  });

  it('of the pages of codes', () => {
    const codes = new Map([
      ['queue-empty', ['没有人在等候。', 'Nobody is waiting.']],
      ['hall-closed', ['大厅关闭。', 'Closed.']],
    ]);
    const text = '# Errors\n\n### `queue-empty`\n没有人在等候。 · Nobody waits.\n\n### `gone`\nx\n';
    const says = printed(codePageFindings({ path: 'docs/x.md', text, codes }));
    expect(says).toEqual([
      'docs/x.md:3  queue-empty: the text is now "Nobody is waiting."',
      'docs/x.md:3  queue-empty: say what to do',
      'docs/x.md:1  add a chapter "### `hall-closed`" with 大厅关闭。 · Closed. and what to do',
      'docs/x.md:6  gone is not in the table: take its chapter out',
    ]);
  });
});

describe('the scanner', () => {
  const plain = (text: string) => text.replace(/[^\S\n]/g, ' ');

  it('keeps every place: the layers lie over each other and make the text', () => {
    for (const file of sources.filter((each) => each.path.endsWith('.ts'))) {
      const { code, comments, quoted } = splitSource(file.text);
      let whole = '';
      for (let at = 0; at < file.text.length; at++) {
        const seen = [code[at], comments[at], quoted[at]].find((one) => one !== ' ' && one !== undefined);
        whole += seen ?? ' ';
      }
      expect([file.path, plain(whole) === plain(file.text)]).toEqual([file.path, true]);
    }
  });

  it('reads imports of every form and no others', () => {
    const text = `import a from 'a';
      import b, { type B } from "b"; import * as c from 'c'; import type { D } from 'd'; import 'e';
      export { f } from 'f'; export * from 'g'; export type { H } from 'h'; const i = await import('i');
      import {
        j, // from 'not-this'
      } from 'j';
      // import k from 'k';
      const text = "import l from 'l'"; const t = \`import m from 'm' \${await import('n')}\`;
      const from = 'o'; export const type = 'p'; import.meta.url; import type from 'q';`;
    const leans = leansOf(sourceFile('device/a.ts', text));
    expect(leans.map((each) => each.name)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'n', 'q']);
    expect(leans.filter((each) => each.typeOnly).map((each) => each.name)).toEqual(['d', 'h']);
    expect(leans.find((each) => each.name === 'j')?.line).toBe(4);
  });
});
