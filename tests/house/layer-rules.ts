/**
 * Who may import whom, downward only, and who may touch the outside.
 *
 *   scripts → device roots → adapters, demo, sim → runtime → drivers, ports → core, firmware-bridge → protocol
 *   display → protocol
 */
import { type Lean, leansOf } from './import-scan.ts';
import { type Finding, isTest, type SourceFile } from './source-tree.ts';

interface Layer {
  readonly name: string;
  readonly holds: RegExp;
  /** Layers it may import besides itself. */
  readonly ours: readonly string[];
  /** Packages it may import; `*` is any package and any node module. */
  readonly packages: readonly string[];
}

const pure = ['protocol'];
const below = ['runtime', 'drivers', 'ports', 'core', 'firmware-bridge', 'protocol'];

/** The first layer that holds a file is its layer. */
export const layers: readonly Layer[] = [
  { name: 'protocol', holds: /^protocol\//, ours: [], packages: ['typebox'] },
  {
    name: 'display',
    holds: /^display\//,
    ours: pure,
    packages: ['lit', 'uqr', 'lucide-static', '@awesome.me/webawesome'],
  },
  { name: 'firmware-bridge', holds: /^firmware-bridge\//, ours: pure, packages: [] },
  { name: 'core', holds: /^device\/core\//, ours: pure, packages: [] },
  { name: 'drivers', holds: /^device\/drivers\//, ours: ['protocol', 'firmware-bridge'], packages: ['uqr'] },
  { name: 'ports', holds: /^device\/ports(-[a-z]+)?\.ts$/, ours: pure, packages: [] },
  {
    name: 'runtime',
    holds: /^device\/runtime\//,
    ours: ['ports', 'core', 'drivers', 'protocol', 'firmware-bridge'],
    packages: [],
  },
  { name: 'adapters', holds: /^device\/adapters\//, ours: below, packages: ['*'] },
  { name: 'sim', holds: /^device\/sim\//, ours: below, packages: [] },
  { name: 'demo', holds: /^device\/demo\//, ours: ['roots', 'adapters', ...below], packages: ['*'] },
  // The program's commands call the roots, and the program names its commands; no file may close that circle.
  {
    name: 'commands',
    holds: /^device\/commands\//,
    ours: ['roots', 'demo', 'sim', 'adapters', ...below],
    packages: ['*'],
  },
  {
    name: 'roots',
    holds: /^device\/[a-z-]+\.ts$/,
    ours: ['commands', 'demo', 'sim', 'adapters', ...below],
    packages: ['*'],
  },
  {
    name: 'scripts',
    holds: /^scripts\//,
    ours: ['commands', 'roots', 'demo', 'sim', 'adapters', 'display', ...below],
    packages: ['*'],
  },
  { name: 'build settings', holds: /^[a-z.]+\.config\.ts$/, ours: [], packages: ['*'] },
];

export function layerOf(path: string): Layer | null {
  return layers.find((each) => each.holds.test(path)) ?? null;
}

/** Imports that go up or sideways, packages in the wrong layer, and product code that leans on tests. */
export function layerFindings(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const file of files) {
    if (isTest(file.path)) continue;
    const layer = layerOf(file.path);
    for (const lean of leansOf(file)) {
      const say = layer
        ? refusal(layer, lean)
        : lean.to
          ? 'put this file into a layer of tests/house/layer-rules.ts'
          : null;
      if (say) findings.push({ path: file.path, line: lean.line, say });
    }
  }
  return findings;
}

function refusal(layer: Layer, lean: Lean): string | null {
  if (lean.to === null) return packageRefusal(layer, lean.name);
  // Scripts measure with the small worlds of the tests, and nothing imports a script.
  if (isTest(lean.to) && layer.name === 'scripts') return null;
  if (isTest(lean.to)) return `product code must not import the test file ${lean.to}: move what it needs out of it`;
  const other = layerOf(lean.to);
  if (!other || other === layer || layer.ours.includes(other.name)) return null;
  const may = [layer.name, ...layer.ours].join(', ');
  return `${layer.name} must not import ${other.name} (${lean.name}): it may import ${may}`;
}

function packageRefusal(layer: Layer, name: string): string | null {
  if (layer.packages.includes('*')) return null;
  if (layer.packages.some((each) => name === each || name.startsWith(`${each}/`))) return null;
  return `${layer.name} must not import ${name}: take it in as data, or through a port and an adapter`;
}

// ---------------------------------------------------------------------------------------------- one door each

/** Packages with a device, a disk or a network behind them: one file of the product opens each. */
const doors: readonly (readonly [name: string, where: RegExp])[] = [
  ['onoff', /^device\/adapters\/gpio-onoff\.ts$/],
  ['better-sqlite3', /^device\/adapters\//],
  ['serialport', /^device\/adapters\//],
  ['mqtt', /^device\/adapters\//],
  ['fastify', /^device\/adapters\//],
];

/** Packages opened by the wrong file, or by more than one. Types may be named anywhere; demo and tests have their own peers. */
export function doorFindings(files: readonly SourceFile[]): Finding[] {
  const findings: Finding[] = [];
  for (const [name, where] of doors) {
    const users = files
      .filter((file) => !isTest(file.path) && !file.path.startsWith('device/demo/'))
      .flatMap((file) => leansOf(file).filter((lean) => lean.name === name && !lean.typeOnly))
      .filter((lean, at, all) => all.findIndex((each) => each.from === lean.from) === at);
    for (const [at, user] of users.entries()) {
      const wrong = !where.test(user.from)
        ? `${name} is not for this file`
        : at > 0
          ? `${name} is opened already`
          : null;
      if (!wrong) continue;
      const first = users.find((each) => where.test(each.from))?.from ?? 'an adapter';
      findings.push({ path: user.from, line: user.line, say: `${wrong}: go through ${first}` });
    }
  }
  return findings;
}
