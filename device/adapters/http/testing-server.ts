/**
 * Starts the web server over a testing hall on a free port, with folders of its own and a clock that tests move. For
 * tests and measurements only.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configDefaults, type HallConfig } from '../../../protocol/config.ts';
import type { ClockPort } from '../../ports.ts';
import { hashPin } from '../pin-hash.ts';
import type { HttpOptions, HttpServer } from './http-options.ts';
import { createHttpServer } from './server.ts';
import { createTestingHall, type TestingHall } from './testing-hall.ts';

export interface TestingServer {
  readonly server: HttpServer;
  readonly hall: TestingHall;
  readonly clock: TestingClock;
  /** What the daemon logged, for tests that look for secrets. */
  readonly logged: string[];
  readonly mediaDir: string;
  stop(): Promise<void>;
}

export interface TestingClock extends ClockPort {
  /** Moves time on and runs what is due. */
  advance(ms: number): void;
  /** Timers that are set. */
  waiting(): number;
}

/** Stands still until a test moves it: a slow machine changes nothing. */
export function createTestingClock(): TestingClock {
  let nowMs = 1_000;
  let waiting: { readonly atMs: number; readonly run: () => void }[] = [];
  const monoMs = (): number => nowMs;
  return {
    monoMs,
    wallMs: () => 1_800_000_000_000 + monoMs(),
    quality: () => 'ntp',
    local: () => ({ date: '2027-01-04', minutes: 600, weekday: 1 }),
    at(atMs, run) {
      const entry = { atMs, run };
      waiting.push(entry);
      return () => {
        waiting = waiting.filter((other) => other !== entry);
      };
    },
    soon: (run) => setImmediate(run),
    waiting: () => waiting.length,
    advance(ms) {
      nowMs += ms;
      const due = waiting.filter(({ atMs }) => atMs <= monoMs());
      waiting = waiting.filter((entry) => !due.includes(entry));
      for (const { run } of due) run();
    },
  };
}

/** Staff 1001 (clerk), 2001 (lead), 3001 (facilities); each PIN is the badge. */
export async function startTestingServer(
  over: Partial<HttpOptions> = {},
  hallOver: Partial<HallConfig['hall']> = {},
  configOver: Partial<HallConfig> = {},
): Promise<TestingServer> {
  const root = mkdtempSync(join(tmpdir(), 'hallkeeper-http-'));
  const [displayDir, mediaDir] = [join(root, 'display'), join(root, 'media')];
  mkdirSync(join(displayDir, 'assets'), { recursive: true });
  mkdirSync(mediaDir);
  for (const page of ['index', 'signage', 'kiosk', 'counter', 'rate', 'admin', 'ticket', 'lab'])
    writeFileSync(join(displayDir, `${page}.html`), `<!doctype html><title>${page}</title>`);
  writeFileSync(join(displayDir, 'assets', 'app-abc123.js'), 'export const x = 1;\n');
  writeFileSync(join(mediaDir, 'film.mp4'), Buffer.alloc(1000, 7));
  const hall = createTestingHall(['A', 'F'], 4);
  const clock = createTestingClock();
  const logged: string[] = [];
  const write = (what: string, detail?: object): void => {
    logged.push(`${what} ${JSON.stringify(detail ?? {})}`);
  };
  const [clerk, lead, facilities] = await Promise.all(['1001', '2001', '3001'].map((pin) => hashPin(pin, 1024)));
  const config: HallConfig = {
    hall: { id: 'hall-1', name: { zh: '大厅', en: 'Hall' }, zone: 'Asia/Shanghai', ...hallOver },
    services: ['A', 'F'].map((id) => ({ id, name: { zh: id, en: id }, minutes: 5 })),
    counters: [1, 2, 3, 4].map((no) => ({ no, services: ['A', 'F'] })),
    staff: [
      { badge: '1001', role: 'clerk', pin: clerk ?? '' },
      { badge: '2001', role: 'lead', pin: lead ?? '' },
      { badge: '3001', role: 'facilities', pin: facilities ?? '' },
    ],
    ...configOver,
  };
  const server = await createHttpServer({
    hall,
    config,
    clock,
    log: { info: write, warn: write, error: write },
    displayDir,
    mediaDir,
    demo: false,
    trustLoopback: true,
    host: configDefaults.host,
    port: 0,
    version: '0.1.0',
    ...over,
  });
  return {
    server,
    hall,
    clock,
    logged,
    mediaDir,
    async stop() {
      await server.close();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
